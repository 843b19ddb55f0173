"""A person's entry, hold or booking."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import ShowLiveOrder
from handlers.callbacks.waitlist import (
    AskKeeping,
    JoinWaitlist,
    SayLate,
    ShowHold,
    UndoConfirm,
    UndoDecline,
    UndoJoin,
    UndoLeave,
    UndoRelease,
)
from handlers.drop.views import closed_lines, picture_of, stop_lines
from handlers.drop.zone_text import format_deadline
from handlers.ticket.late_text import kept_text, late_button
from handlers.ticket.ticket_text import still_waiting_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Screen, Shown, Style
from handlers.waitlist.deposit_text import deposit_amount, deposit_request_text, deposit_state_text
from handlers.waitlist.last_call import last_call_text
from handlers.waitlist.position_text import (
    attending_text,
    booked_text,
    booking_buttons,
    buttons_for,
    hold_buttons,
    served_text,
    to_pay_text,
    waiting_text,
)
from locales.formats import format_datetime, format_day, format_time, format_time_range
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import ALLEY, STALL, sanitize_name
from market.drop.amounts import format_total, total_text
from market.drop.facts import DropFacts, ItemFacts
from market.drop.hold_length import SHORTEST
from market.drop.item_text import full_name, full_name_with_components, packaging_text, price_text
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.stall_words import note_lines
from market.ledger.deposit_facts import DepositFacts
from market.ticket.booking_undo import UNDO_TIME
from market.waitlist.last_place import LastPlace
from market.waitlist.late import can_say_late
from market.waitlist.position import BookingFacts, HoldFacts, WaitingEntry
from market.waitlist.undo import GivenUp
from storage.deposit import DepositState
from storage.drop import DropState
from storage.shown import ShownKind
from storage.waitlist import BookingState, EntryState, HoldState

ANYWHERE = ListLocation(DropFilter(DropPeriod.ALL))
"""The list that Back leads to from a card opened from a notification."""


def entry_card(
    say: Say, drop: DropFacts, item: ItemFacts, position: WaitingEntry, back_to: ListLocation, now: datetime
) -> Screen:
    """Shows an entry, and what happens without any action."""
    calling = drop.calling(now)
    parts = [item_details(say, drop, item), waiting_text(say, drop, position)]
    if not position.pseudonym:
        parts += served_text(say, drop, position)
    if position.item in calling:
        parts.append(last_call_text(say, drop, position))
    else:
        parts.append(_answer_time(say, item))
        if position.split and position.units > 1:
            parts.append(
                say("If fewer become available, you get those and stay on the waitlist for the rest.")
            )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            *buttons_for(say, drop, position, back_to.code, calling=calling),
            [card_button(say, drop, back_to, say.label("Back")), *_order_buttons(say, drop, item)],
        ),
        picture=picture_of(drop),
        shows=_entry_shown(item, back_to),
    )


def order_button(say: Say, drop: DropFacts) -> Button:
    """Returns the way to the published order of what was booked live."""
    return Button(label=say.label("Live order"), callback=ShowLiveOrder(drop=drop.id))


def _order_buttons(say: Say, drop: DropFacts, item: ItemFacts) -> list[Button]:
    return [order_button(say, drop)] if item.live_minutes else []


def _answer_time(say: Say, item: ItemFacts) -> Markup:
    """Returns how long there will be to answer a hold."""
    long_enough = (
        say.many(
            "In this live session you then have {count} minute to confirm.",
            "In this live session you then have {count} minutes to confirm.",
            item.live_minutes,
        )
        if item.live_minutes
        else say.many(
            "You then have at least {count} minute to confirm, more if the drop is days away.",
            "You then have at least {count} minutes to confirm, more if the drop is days away.",
            SHORTEST // timedelta(minutes=1),
        )
    )
    return say.sentences(say("When it is your turn, we message you here."), long_enough)


def turn_came(say: Say, drop: DropFacts, item: ItemFacts, place: LastPlace, back_to: ListLocation) -> Screen:
    """Shows in a line an entry whose turn came: the hold has a message of its own."""
    at = format_datetime(say, place.held_at or drop.starts_at, drop.alley.zone)
    see = Button(
        label=say.label("See the hold"),
        callback=ShowHold(hold=place.hold or 0, back_to=back_to.code),
        style="primary",
        below=True,
    )
    text = say("{label}: {value}", label=full_name(say, drop, item), value=say("Your turn came {at}.", at=at))
    return Screen(
        text=text, rows=layout_buttons([see]), picture=picture_of(drop), shows=_entry_shown(item, back_to)
    )


def entry_ended(
    say: Say, drop: DropFacts, item: ItemFacts, place: LastPlace, back_to: ListLocation, now: datetime
) -> Screen:
    """Shows an entry that was left, or that ended with its drop."""
    at = format_datetime(say, place.ended_at or drop.ends_at, drop.alley.zone)
    left = place.state == EntryState.LEFT
    if left and place.number is None:
        text = say("You left the draw {at}.", at=at)
    elif left:
        text = say("You left the waitlist {at}.", at=at)
    elif drop.state == DropState.CANCELLED:
        text = say("The drop was cancelled {at}.", at=at)
    else:
        text = say("The waitlist ended {at}.", at=at)
    until = place.ended_at + UNDO_TIME if left and place.ended_at else None
    undo = can_undo(until, now)
    return Screen(
        text=Markup("\n").join((item_details(say, drop, item), text)),
        rows=layout_buttons(
            [undo_button(say, UndoLeave(item=item.id, back_to=back_to.code))] if undo else [],
            [
                *([_join_again(say, item, place, back_to)] if left and not undo else []),
                card_button(say, drop, back_to, say.label("Details")),
            ],
        ),
        picture=picture_of(drop),
        shows=replace(_entry_shown(item, back_to), until=until if undo else None),
    )


def _join_again(say: Say, item: ItemFacts, place: LastPlace, back_to: ListLocation) -> Button:
    again = JoinWaitlist(item=item.id, units=place.units, back_to=back_to.code)
    return Button(label=say.label("Join again"), callback=again)


def given_to_friend(
    say: Say, drop: DropFacts, item: ItemFacts, given_at: datetime, back_to: ListLocation
) -> Screen:
    """Shows what a friend has now."""
    text = say("Given to a friend {at}.", at=format_datetime(say, given_at, drop.alley.zone))
    return Screen(
        text=Markup("\n").join((item_details(say, drop, item), text)),
        rows=layout_buttons([card_button(say, drop, back_to, say.label("Details"))]),
        picture=picture_of(drop),
    )


def _entry_shown(item: ItemFacts, back_to: ListLocation) -> Shown:
    return Shown(kind=ShownKind.ENTRY, subject=item.id, item=item.id, marks=item.marks, form=back_to.code)


def _hold_shown(hold: HoldFacts, back_to: ListLocation) -> Shown:
    item = hold.item
    return Shown(kind=ShownKind.HOLD, subject=hold.id, item=item.id, marks=item.marks, form=back_to.code)


def hold_card(say: Say, hold: HoldFacts, back_to: ListLocation, now: datetime | None = None) -> Screen:
    """Shows a live hold, or how it ended; a confirmed one is shown as its booking. What cannot live again is not drawn again."""
    drop = hold.drop
    if hold.state == HoldState.LIVE:
        return Screen(
            text=_held_text(say, hold),
            rows=_hold_button_rows(say, hold, back_to),
            picture=picture_of(drop),
            shows=_hold_shown(hold, back_to),
        )
    undo = can_undo(hold.undo_until, now)
    shows = replace(_hold_shown(hold, back_to), until=hold.undo_until if undo else None)
    return Screen(
        text=Markup("\n").join((_hold_ended_text(say, hold), item_details(say, drop, hold.item))),
        rows=layout_buttons(
            [
                *_declined_buttons(say, hold, back_to, undo=undo),
                card_button(say, drop, back_to, say.label("Details")),
            ],
        ),
        picture=picture_of(drop),
        shows=shows if hold.state is HoldState.DECLINED else None,
    )


def booked_line(say: Say, booking: BookingFacts, shows: Shown | None = None) -> Screen:
    """Returns the line that a message about an earlier step becomes: the ticket has a message of its own."""
    lines = [_booking_heading(say, booking)]
    if booking.state is BookingState.BOOKED:
        lines.append(say("Your ticket: /tickets"))
    return Screen(text=say.sentences(*lines), picture=picture_of(booking.drop), shows=shows)


def hold_ended_line(say: Say, hold: HoldFacts, shows: Shown) -> Screen:
    """Returns the line that a message about an ended hold becomes: what can be done now stands in a newer message."""
    item = full_name(say, hold.drop, hold.item)
    text = say("{label}: {value}", label=item, value=_hold_ended_text(say, hold))
    return Screen(text=text, picture=picture_of(hold.drop), shows=shows)


def _declined_buttons(say: Say, hold: HoldFacts, back_to: ListLocation, undo: bool) -> list[Button]:
    """Returns the way back to a hold that was declined, or to the waitlist."""
    if undo:
        return [undo_button(say, UndoDecline(hold=hold.id, back_to=back_to.code))]
    ended = hold.state in (HoldState.EXPIRED, HoldState.DECLINED)
    return [_rejoin_button(say, hold, back_to)] if ended else []


def undo_button(say: Say, callback: Callback, style: Style = "primary") -> Button:
    return Button(label=say.label("Undo (1 min)"), callback=callback, style=style)


def can_undo(until: datetime | None, now: datetime | None) -> bool:
    """Returns whether something can still be undone."""
    return until is not None and now is not None and now < until


def held_message(say: Say, hold: HoldFacts, heading: Markup | None = None) -> Screen:
    """Tells about a hold, under `heading` where there is one. It stays in the chat, so its times are absolute."""
    return Screen(
        text=_held_text(say, hold, heading),
        rows=_hold_button_rows(say, hold, ANYWHERE),
        shows=_hold_shown(hold, ANYWHERE),
    )


def hold_ended_message(say: Say, hold: HoldFacts) -> Screen:
    text = Markup("\n").join((_hold_ended_text(say, hold), item_details(say, hold.drop, hold.item)))
    card = card_button(say, hold.drop, ANYWHERE, say.label("Details"))
    return Screen(text=text, rows=layout_buttons([_rejoin_button(say, hold, ANYWHERE), card]))


def _held_text(say: Say, hold: HoldFacts, heading: Markup | None = None) -> Markup:
    heading = heading or _held_heading(say, hold.drop, hold.item, hold.units)
    return Markup("\n").join((heading, place_and_time(say, hold.drop, hold.item), *_hold_terms(say, hold)))


@lru_cache(maxsize=1024)
def _held_heading(say: Say, drop: DropFacts, item: ItemFacts, units: int) -> Markup:
    """Returns what is held; cached, since many hold the same."""
    return say(
        "<b>Held for you: {units} × {item}.</b>",
        units=units,
        item=full_name_with_components(say, drop, item),
    )


def _hold_terms(say: Say, hold: HoldFacts) -> list[Markup]:
    """Returns what is to be paid, and by when to confirm."""
    drop, item = hold.drop, hold.item
    price, packaging = hold.units * item.price, hold.units * item.loan_deposit
    if hold.deposit_each:
        return [deposit_request_text(say, hold, format_total(say, drop, price, packaging))]
    until = say(
        "<b>Confirm by {until}</b>, or it goes to the next person.",
        until=format_deadline(say, hold.until, drop.alley, hold.reader_zone),
    )
    return [total_text(say, drop, price, packaging), until, *still_waiting_text(say, hold.still_waiting)]


def _hold_button_rows(say: Say, hold: HoldFacts, back_to: ListLocation) -> tuple[tuple[Button, ...], ...]:
    card = card_button(say, hold.drop, back_to, say.label("Details"))
    return layout_buttons(
        *hold_buttons(
            say,
            hold.id,
            hold.units,
            back_to.code,
            deposit=bool(hold.deposit_each),
            is_reported=hold.deposit == DepositState.SAID,
        ),
        [card, *_order_buttons(say, hold.drop, hold.item)],
    )


def _hold_ended_text(say: Say, hold: HoldFacts) -> Markup:
    at = format_datetime(say, hold.ended_at or hold.until, hold.drop.alley.zone)
    match hold.state:
        case HoldState.DECLINED:
            return say("Declined {at}. Thank you for letting us know.", at=at)
        case HoldState.CANCELLED:
            return say("This hold ended {at}: the drop was cancelled.", at=at)
        case HoldState.LIVE | HoldState.BOOKED | HoldState.EXPIRED:
            return say("This hold ended {at}.", at=at)
        case _:
            assert_never(hold.state)


def booking_card(
    say: Say, booking: BookingFacts, back_to: ListLocation, now: datetime | None = None
) -> Screen:
    """Shows a booking in any state; before `undo_until` with the way to undo what was done."""
    undo = can_undo(booking.undo_until, now)
    drop, item, position = booking.drop, booking.item, booking.booked
    card = card_button(say, drop, back_to, say.label("Details"))
    is_active = booking.state in (BookingState.BOOKED, BookingState.COLLECTED)
    parts = [_booking_heading(say, booking), place_and_time(say, drop, item)]
    if is_active:
        told = (
            booked_text(say, drop, item, position) if position.collected else to_pay_text(say, drop, position)
        )
        parts.append(told)
    if booking.state == BookingState.BOOKED and not position.collected:
        parts += _attendance(say, booking)
    if booking.deposit:
        deposit = deposit_amount(say, booking.deposit)
        deposit_status = _deposit_of_booking(say, booking, booking.deposit, now)
        parts.append(say("Deposit {deposit}: {state}", deposit=deposit, state=deposit_status))
    parts += still_waiting_text(say, booking.still_waiting)
    undo_or_amounts = _undo_buttons(say, booking, back_to) if undo else _amount_buttons(say, booking, back_to)
    changes = [*undo_or_amounts, *_late_buttons(say, booking, back_to, now)]
    own = (
        booking_buttons(say, drop, position, back_to.code, changes=changes, card=card)
        if is_active
        else [[*changes, card]]
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*own),
        picture=picture_of(drop),
        shows=_booking_shown(booking, back_to, undo=undo),
    )


def _attendance(say: Say, booking: BookingFacts) -> list[Markup]:
    """Returns what the person of a booking said: that they are late, or that they are coming."""
    if booking.booked.late_at:
        return [kept_text(say, booking.drop.ends_at, booking.drop.alley.zone)]
    return [attending_text(say)] if booking.booked.coming else []


def _amount_buttons(say: Say, booking: BookingFacts, back_to: ListLocation) -> list[Button]:
    """Returns the ways to one unit more and to fewer; a deposit was paid for all of them.

    They go by the booking alone: a message that shows them is not marked when somebody else takes the last unit.
    """
    drop, item, position = booking.drop, booking.item, booking.booked
    if booking.state != BookingState.BOOKED or position.collected or booking.deposit:
        return []
    more = JoinWaitlist(item=item.id, units=1, back_to=back_to.code)
    fewer = AskKeeping(booking=position.id, back_to=back_to.code)
    may_have_more = position.units < drop.per_person and not booking.still_waiting and not item.draw
    return [
        *([Button(label=say.label("Ask for 1 more"), callback=more)] if may_have_more else []),
        *([Button(label=say.label("Keep fewer"), callback=fewer)] if position.units > 1 else []),
    ]


def _late_buttons(
    say: Say, booking: BookingFacts, back_to: ListLocation, now: datetime | None
) -> list[Button]:
    if booking.state != BookingState.BOOKED or now is None:
        return []
    if not can_say_late(booking.drop, booking.item, booking.booked, now):
        return []
    return [late_button(say, SayLate(booking=booking.booked.id, back_to=back_to.code))]


def _deposit_of_booking(
    say: Say, booking: BookingFacts, deposit: DepositFacts, now: datetime | None
) -> Markup:
    """Returns the state of a deposit. That of a booking that was given up moves when the minute to undo it is over."""
    ended = booking.ended_at if booking.state == BookingState.RELEASED else None
    if deposit.state == DepositState.PAID and ended and ended < deposit.refund_until:
        return say("The stall refunds it, unless you undo this.")
    return deposit_state_text(say, deposit, now)


def _booking_shown(booking: BookingFacts, back_to: ListLocation, undo: bool) -> Shown:
    return Shown(
        kind=ShownKind.BOOKING,
        subject=booking.booked.id,
        item=booking.item.id,
        marks=booking.item.marks,
        form=back_to.code,
        until=booking.undo_until if undo else None,
    )


def _undo_buttons(say: Say, booking: BookingFacts, back_to: ListLocation) -> list[Button]:
    joined_or_confirmed = UndoJoin if booking.at_once else UndoConfirm
    undo = UndoRelease if booking.state == BookingState.RELEASED else joined_or_confirmed
    return [undo_button(say, undo(booking=booking.booked.id, back_to=back_to.code))]


def _booking_heading(say: Say, booking: BookingFacts) -> Markup:
    zone = booking.drop.alley.zone
    item_details: dict[str, str | int] = {
        "units": booking.booked.units,
        "item": full_name_with_components(say, booking.drop, booking.item),
    }
    ended = format_datetime(say, booking.ended_at or booking.booked.booked_at, zone)
    match booking.state:
        case BookingState.RELEASED:
            return say("Released {at}: {units} × {item}.", at=ended, **item_details)
        case BookingState.MISSED if admits(booking.item.unit):
            return say("You did not come, {at}: {units} × {item}.", at=ended, **item_details)
        case BookingState.MISSED:
            return say("Not collected by {at}: {units} × {item}.", at=ended, **item_details)
        case BookingState.CANCELLED:
            return say("The drop was cancelled {at}: {units} × {item}.", at=ended, **item_details)
        case BookingState.BOOKED | BookingState.COLLECTED:
            at = format_datetime(say, booking.booked.booked_at, zone)
            return say("Booked {at}: {units} × {item}.", at=at, **item_details)
        case _:
            assert_never(booking.state)


def given_up_text(say: Say, drop: DropFacts, item: ItemFacts, units: int, *, given_up: GivenUp) -> Markup:
    """Returns who gets the units that a person gave up, and when."""
    freed, number = format_units(say, item.unit, units), given_up.number
    if given_up.at is not None:
        at = format_time(say, given_up.at, drop.alley.zone)
        if number is None:
            return say("At {at}, others can have {units}.", units=freed, at=at)
        return say(
            "At {at}, the waitlist gets {units}, number {number} first.", units=freed, at=at, number=number
        )
    if number is None:
        return say("Others can have {units} now.", units=freed)
    return say("The waitlist gets {units} now, number {number} first.", units=freed, number=number)


@lru_cache(maxsize=1024)
def item_details(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    """Returns an item with its stall, time and price."""
    details = say(
        "<b>{item}</b> · {stall} · {when}, {price}.",
        item=full_name_with_components(say, drop, item),
        stall=sanitize_name(drop.stall.name, STALL),
        when=format_datetime(say, item.starts_at or drop.starts_at, drop.alley.zone),
        price=price_text(say, drop, item),
    )
    return say.sentences(details, *packaging_text(say, drop, [item]))


@lru_cache(maxsize=1024)
def place_and_time(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    """Returns the stall, alley and time, whether it was moved, closed or stopped, and what the stall says of its day; cached, since many see the same."""
    stop = stop_lines(say, drop.stop_kind, drop.stop_until, drop.alley.zone)
    place = pitch_lines(say, "", drop.moved_to)
    notes = *place, *closed_lines(say, drop.alley), *stop, *note_lines(say, drop.note)
    return Markup("\n").join((_place_and_time(say, drop, item), *notes))


def _place_and_time(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    if item.starts_at:
        return say(
            "{stall}, {alley} · {when}",
            stall=sanitize_name(drop.stall.name, STALL),
            alley=sanitize_name(drop.alley.name, ALLEY),
            when=format_datetime(say, item.starts_at, drop.alley.zone),
        )
    return say(
        "{stall}, {alley} · {day}, {hours}",
        stall=sanitize_name(drop.stall.name, STALL),
        alley=sanitize_name(drop.alley.name, ALLEY),
        day=format_day(say, drop.starts_at, drop.alley.zone),
        hours=format_time_range(say, drop.starts_at, drop.ends_at, drop.alley.zone),
    )


def _rejoin_button(say: Say, hold: HoldFacts, back_to: ListLocation) -> Button:
    callback = JoinWaitlist(item=hold.item.id, units=hold.units, back_to=back_to.code)
    return Button(label=say.label("Rejoin at the end"), callback=callback)


def card_button(say: Say, drop: DropFacts, back_to: ListLocation, label: str) -> Button:
    return Button(label=label, callback=ShowDrop(drop=drop.id, back_to=back_to.code))
