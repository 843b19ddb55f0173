"""Routes of the waitlist: join, leave, answer a hold, release or move a booking."""

from dataclasses import replace
from functools import lru_cache

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import (
    AskKeeping,
    AskSlot,
    AskSplit,
    AskUnits,
    AttendBooking,
    ConfirmHold,
    DeclineHold,
    JoinSplit,
    JoinWaitlist,
    KeepUnits,
    LeaveWaitlist,
    MoveSlot,
    ReleaseBooking,
    SayLate,
    ShowBooking,
    ShowEntry,
    ShowHold,
    TakeUnits,
    UndoConfirm,
    UndoDecline,
    UndoJoin,
    UndoLeave,
    UndoRelease,
)
from handlers.drop.short_name import short_name
from handlers.ticket.late_text import kept_toast
from handlers.ticket.views import ticket_page
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from handlers.waitlist import choice_views, views
from handlers.waitlist.card_routes import drop_card_page
from locales.formats import format_datetime
from locales.say import Say
from market.drop.browse import drop_card
from market.drop.facts import DropFacts, ItemFacts
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.join import JOIN
from market.waitlist.join_batch import Joined, JoinRequest
from market.waitlist.joined_ticket import joined_ticket
from market.waitlist.keep_fewer import keep_fewer
from market.waitlist.last_call import take_available
from market.waitlist.last_place import last_place
from market.waitlist.late import say_late
from market.waitlist.move_booking import move_booking
from market.waitlist.position import (
    HoldFacts,
    Position,
    WaitingEntry,
    active_hold_facts,
    drop_of_item,
    own_booking,
    own_hold,
    position_in_drop,
    shown_drop_of_item,
)
from market.waitlist.shopper_actions import attend, confirm, leave
from market.waitlist.undo import (
    GivenUp,
    give_up_booking,
    give_up_hold,
    undo_confirm,
    undo_decline,
    undo_join,
    undo_leave,
    undo_release,
)
from storage.waitlist import BookingState

routes = Routes()

TOAST_NAME = 30
"""Width of an item's name in a toast."""


@routes.callback(JoinWaitlist)
async def join_waitlist(ctx: HandlerContext, callback: JoinWaitlist) -> ScreenReply:
    return await _join(ctx, callback, split=False)


@routes.callback(JoinSplit)
async def join_split(ctx: HandlerContext, callback: JoinSplit) -> ScreenReply:
    return await _join(ctx, callback, split=True)


async def _join(ctx: HandlerContext, callback: JoinWaitlist | JoinSplit, split: bool) -> ScreenReply:
    request = JoinRequest(
        person=ctx.person,
        item=callback.item,
        units=callback.units,
        now=ctx.now,
        rng=ctx.services.rng,
        split=split,
    )
    joined = await ctx.run_batched(JOIN, request)
    return await joined_reply(ctx, callback.item, joined, ListLocation.read(callback.back_to))


async def joined_reply(
    ctx: HandlerContext, item_id: int, joined: Joined, back_to: ListLocation
) -> ScreenReply:
    """Shows what a join gave: the booking, the hold or the entry.

    The result of joining has this person's facts, except the rest of a partial hold; the drop comes from the cache, where it may be newer or older.
    """
    drop = await ctx.read_cached(drop_of_item, item_id)
    item = drop.item(item_id)
    item = replace(item, marks=min(item.marks or 0, joined.marks))
    if joined.booked is not None and joined.ticket is not None:
        toast = _booked_toast(ctx.say, drop, item, joined.booked.units)
        ticket = joined_ticket(drop, item, joined.booked, joined.ticket, holder=ctx.person)
        screen = ticket_page(ctx.say, ticket, ctx.now, undo_to=back_to)
        return ScreenReply(replace(screen, picture_later=True), toast=toast)
    if joined.held is not None and joined.split:
        return _held_reply(ctx, await ctx.read(own_hold, ctx.person, joined.held.id, ctx.now), back_to)
    if joined.held is not None:
        return _held_reply(ctx, active_hold_facts(drop, item, joined.number or 0, joined.held), back_to)
    toast = (
        ctx.say.plain("Your number is {number}.", number=joined.number)
        if joined.number
        else ctx.say.plain("You joined the draw.")
    )
    position = WaitingEntry(
        item=item.id,
        number=joined.number,
        units=joined.units,
        skipped=joined.skipped,
        served_up_to=joined.served_up_to,
        split=joined.split,
    )
    return ScreenReply(
        views.entry_card(ctx.say, drop, item, position, back_to=back_to, now=ctx.now), toast=toast
    )


@lru_cache(maxsize=1024)
def _booked_toast(say: Say, drop: DropFacts, item: ItemFacts, units: int) -> str:
    """Returns what was booked; cached, since many book the same."""
    return say.plain("Booked: {count} × {item}.", count=units, item=short_name(say, drop, item, TOAST_NAME))


def _held_reply(ctx: HandlerContext, hold: HoldFacts, back_to: ListLocation) -> ScreenReply:
    until = format_datetime(ctx.say, hold.until, hold.drop.alley.zone)
    toast = ctx.say.plain("Held for you until {until}.", until=until)
    return ScreenReply(views.hold_card(ctx.say, hold, back_to), toast=toast)


@routes.callback(ShowEntry)
async def show_entry(ctx: HandlerContext, callback: ShowEntry) -> Screen:
    return await _entry_page(ctx, callback.item, ListLocation.read(callback.back_to))


async def _entry_page(ctx: HandlerContext, item: int, back_to: ListLocation) -> Screen:
    """Shows this person's hold, entry or booking of the item, else the drop's card."""
    drop, position = await _drop_and_position(ctx, item)
    held = [one for one in position.held if one.item == item]
    waiting = _waiting_on(position, item)
    booked = [one for one in position.booked if one.item == item]
    if held:
        return views.hold_card(ctx.say, await ctx.read(own_hold, ctx.person, held[0].id, ctx.now), back_to)
    if waiting:
        row = drop.item(item)
        return views.entry_card(ctx.say, drop, row, waiting, back_to=back_to, now=ctx.now)
    if booked:
        return await _booking_page(ctx, booked[0].id, back_to)
    return await drop_card_page(ctx, await ctx.read(drop_card, drop.id), back_to)


async def _booking_page(ctx: HandlerContext, booking_id: int, back_to: ListLocation) -> Screen:
    """Shows a booking; one that joining made as its ticket, which is in no other message."""
    booking = await ctx.read(own_booking, ctx.person, booking_id)
    if not booking.at_once:
        return views.booking_card(ctx.say, booking, back_to, ctx.now)
    ticket = await ctx.read(own_pickup_ticket, ctx.person, booking_id)
    return ticket_page(ctx.say, ticket, ctx.now, undo_to=back_to)


async def _drop_and_position(ctx: HandlerContext, item: int) -> tuple[DropFacts, Position]:
    drop = await ctx.read(shown_drop_of_item, ctx.person, item)
    return drop, await ctx.read(position_in_drop, ctx.person, drop.id, ctx.now)


def _waiting_on(position: Position, item: int) -> WaitingEntry | None:
    return next((one for one in position.waiting if one.item == item), None)


@routes.callback(AskUnits)
async def ask_units(ctx: HandlerContext, callback: AskUnits) -> Screen:
    drop, position = await _drop_and_position(ctx, callback.item)
    item = drop.item(callback.item)
    return choice_views.units_choice(
        ctx.say, drop, item, _waiting_on(position, callback.item), back_to=ListLocation.read(callback.back_to)
    )


@routes.callback(AskSplit)
async def ask_split(ctx: HandlerContext, callback: AskSplit) -> Screen:
    drop = await ctx.read(shown_drop_of_item, ctx.person, callback.item)
    return choice_views.split_choice(
        ctx.say, drop, drop.item(callback.item), callback.units, back_to=ListLocation.read(callback.back_to)
    )


@routes.callback(TakeUnits)
async def take_units(ctx: HandlerContext, callback: TakeUnits) -> ScreenReply:
    result = await ctx.act(take_available, ctx.person, callback.item, ctx.now, rng=ctx.services.rng)
    if result.booking is None:
        return _held_reply(
            ctx,
            await ctx.read(own_hold, ctx.person, result.hold, ctx.now),
            ListLocation.read(callback.back_to),
        )
    return await _confirmed_reply(ctx, result.booking, ListLocation.read(callback.back_to))


@routes.callback(LeaveWaitlist)
async def leave_waitlist(ctx: HandlerContext, callback: LeaveWaitlist) -> ScreenReply:
    await ctx.act(leave, ctx.person, callback.item, ctx.now)
    drop = await ctx.read(shown_drop_of_item, ctx.person, callback.item)
    last = await ctx.read(last_place, ctx.person, callback.item)
    assert last is not None, "whoever left was there"
    back_to = ListLocation.read(callback.back_to)
    screen = views.entry_ended(ctx.say, drop, drop.item(callback.item), last, back_to=back_to, now=ctx.now)
    if last.number is None:
        return ScreenReply(screen, toast=ctx.say.plain("You left the draw."))
    note = ctx.say("You left the waitlist. If you rejoin, you start at the end.")
    return ScreenReply(screen, toast=ctx.say.plain("You left the waitlist."), note=note)


@routes.callback(UndoLeave)
async def undo_leaving(ctx: HandlerContext, callback: UndoLeave) -> ScreenReply:
    await ctx.act(undo_leave, ctx.person, callback.item, ctx.now)
    screen = await _entry_page(ctx, callback.item, ListLocation.read(callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("Undone. You have your place again."))


@routes.callback(ShowHold)
async def show_hold(ctx: HandlerContext, callback: ShowHold) -> Screen:
    back_to = ListLocation.read(callback.back_to)
    hold = await ctx.read(own_hold, ctx.person, callback.hold, ctx.now)
    if hold.booking is not None:
        booking = await ctx.read(own_booking, ctx.person, hold.booking)
        return views.booking_card(ctx.say, booking, back_to, ctx.now)
    return views.hold_card(ctx.say, hold, back_to, ctx.now)


@routes.callback(ConfirmHold)
async def confirm_hold(ctx: HandlerContext, callback: ConfirmHold) -> ScreenReply:
    booking = await ctx.act(
        confirm, ctx.person, callback.hold, callback.units, now=ctx.now, rng=ctx.services.rng
    )
    return await _confirmed_reply(ctx, booking, ListLocation.read(callback.back_to))


async def _confirmed_reply(ctx: HandlerContext, booking: int, back_to: ListLocation) -> ScreenReply:
    """Shows the ticket of a booking in the message of its hold or entry."""
    ticket = await ctx.read(own_pickup_ticket, ctx.person, booking)
    drop = await ctx.read_cached(drop_of_item, ticket.item_id)
    item = short_name(ctx.say, drop, drop.item(ticket.item_id), TOAST_NAME)
    toast = ctx.say.plain("Confirmed: {count} × {item}.", count=ticket.units, item=item)
    screen = ticket_page(ctx.say, ticket, ctx.now, undo_to=back_to)
    return ScreenReply(replace(screen, picture_later=True), toast=toast)


@routes.callback(UndoJoin)
async def undo_joining(ctx: HandlerContext, callback: UndoJoin) -> ScreenReply:
    await ctx.act(undo_join, ctx.person, callback.booking, ctx.now)
    screen = await show_booking(ctx, ShowBooking(booking=callback.booking, back_to=callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("Undone. It is no longer booked."))


@routes.callback(UndoConfirm)
async def undo_confirming(ctx: HandlerContext, callback: UndoConfirm) -> ScreenReply:
    hold = await ctx.act(undo_confirm, ctx.person, callback.booking, ctx.now)
    facts = await ctx.read(own_hold, ctx.person, hold, ctx.now)
    screen = views.hold_card(ctx.say, facts, ListLocation.read(callback.back_to), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Undone. It is on hold for you again."))


@routes.callback(DeclineHold)
async def decline_hold(ctx: HandlerContext, callback: DeclineHold) -> ScreenReply:
    given_up = await ctx.act(give_up_hold, ctx.person, callback.hold, ctx.now)
    hold = await ctx.read(own_hold, ctx.person, callback.hold, ctx.now)
    note = views.given_up_text(ctx.say, hold.drop, hold.item, hold.units, given_up=given_up)
    screen = views.hold_card(ctx.say, hold, ListLocation.read(callback.back_to), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Declined."), note=note)


@routes.callback(UndoDecline)
async def undo_declining(ctx: HandlerContext, callback: UndoDecline) -> ScreenReply:
    await ctx.act(undo_decline, ctx.person, callback.hold, ctx.now)
    hold = await ctx.read(own_hold, ctx.person, callback.hold, ctx.now)
    screen = views.hold_card(ctx.say, hold, ListLocation.read(callback.back_to), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Undone. It is on hold for you again."))


@routes.callback(ShowBooking)
async def show_booking(ctx: HandlerContext, callback: ShowBooking) -> Screen:
    booking = await ctx.read(own_booking, ctx.person, callback.booking)
    return views.booking_card(ctx.say, booking, ListLocation.read(callback.back_to), ctx.now)


@routes.callback(ReleaseBooking)
async def release_booking(ctx: HandlerContext, callback: ReleaseBooking) -> ScreenReply:
    given_up = await ctx.act(give_up_booking, ctx.person, callback.booking, ctx.now)
    return await released_reply(ctx, callback.booking, callback.back_to, given_up)


async def released_reply(
    ctx: HandlerContext, booking_id: int, back_to: str, given_up: GivenUp
) -> ScreenReply:
    """Shows the released booking and the number its units go to."""
    booking = await ctx.read(own_booking, ctx.person, booking_id)
    note = views.given_up_text(ctx.say, booking.drop, booking.item, booking.booked.units, given_up=given_up)
    screen = views.booking_card(ctx.say, booking, ListLocation.read(back_to), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Released, thank you."), note=note)


@routes.callback(UndoRelease)
async def undo_releasing(ctx: HandlerContext, callback: UndoRelease) -> ScreenReply:
    await ctx.act(undo_release, ctx.person, callback.booking, ctx.now)
    screen = await _booking_page(ctx, callback.booking, ListLocation.read(callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("Undone. It is yours again."))


@routes.callback(AttendBooking)
async def attend_booking(ctx: HandlerContext, callback: AttendBooking) -> ScreenReply:
    await ctx.act(attend, ctx.person, callback.booking, ctx.now)
    screen = await show_booking(ctx, ShowBooking(booking=callback.booking, back_to=callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("The stall knows that you are coming."))


@routes.callback(SayLate)
async def say_late_tapped(ctx: HandlerContext, callback: SayLate) -> ScreenReply:
    until = await ctx.act(say_late, ctx.person, callback.booking, ctx.now)
    booking = await ctx.read(own_booking, ctx.person, callback.booking)
    screen = views.booking_card(ctx.say, booking, ListLocation.read(callback.back_to), ctx.now)
    return ScreenReply(screen, toast=kept_toast(ctx.say, until, booking.drop.alley.zone))


@routes.callback(AskKeeping)
async def ask_keeping(ctx: HandlerContext, callback: AskKeeping) -> Screen:
    """Asks how many to keep; shows what is left of a booking that is no more, or of one unit."""
    booking = await ctx.read(own_booking, ctx.person, callback.booking)
    back_to = ListLocation.read(callback.back_to)
    if booking.state != BookingState.BOOKED or booking.booked.collected or booking.booked.units == 1:
        return views.booking_card(ctx.say, booking, back_to, ctx.now)
    return choice_views.keeping_choice(ctx.say, booking, back_to)


@routes.callback(KeepUnits)
async def keep_units(ctx: HandlerContext, callback: KeepUnits) -> ScreenReply:
    """Answers in a line: the ticket has a message of its own, which changes with it."""
    number = await ctx.act(keep_fewer, ctx.person, callback.booking, callback.units, now=ctx.now)
    line = views.booked_line(ctx.say, await ctx.read(own_booking, ctx.person, callback.booking))
    if number is None:
        return ScreenReply(line, toast=ctx.say.plain("Changed. Others can have the rest."))
    return ScreenReply(line, toast=ctx.say.plain("Changed. The rest goes to number {number}.", number=number))


@routes.callback(AskSlot)
async def ask_slot(ctx: HandlerContext, callback: AskSlot) -> Screen:
    """Asks for another slot; for a booking that was moved or has ended, shows the drop's card."""
    booking = await ctx.read(own_booking, ctx.person, callback.booking)
    back_to = ListLocation.read(callback.back_to)
    if booking.state != BookingState.BOOKED:
        return await drop_card_page(ctx, booking.drop, back_to)
    return choice_views.slot_choice(ctx.say, booking, back_to)


@routes.callback(MoveSlot)
async def change_slot(ctx: HandlerContext, callback: MoveSlot) -> ScreenReply:
    moved = await ctx.act(
        move_booking, ctx.person, callback.booking, callback.item, now=ctx.now, rng=ctx.services.rng
    )
    booking = await ctx.read(own_booking, ctx.person, moved)
    at = format_datetime(ctx.say, booking.item.starts_at or booking.drop.starts_at, booking.drop.alley.zone)
    screen = views.booking_card(ctx.say, booking, ListLocation.read(callback.back_to), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Moved to {at}.", at=at))
