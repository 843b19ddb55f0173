"""Entries, holds and bookings as they are now, in messages that show them."""

from dataclasses import replace

from handlers.callbacks.list_location import ListLocation
from handlers.message_registry import RenderContext
from handlers.shown_registry import PART, shown
from handlers.ui.screen import Screen, Shown
from handlers.waitlist import views
from handlers.waitlist.part_shown import PartForm, place_key
from locales.say import Say
from market.shown import StaleMessage
from market.waitlist.last_place import given_away_at, last_place, newest_hold
from market.waitlist.position import drop_of_item, own_booking, own_hold, position_in_drop
from market.waitlist.refusals import BookingNotYours, HoldNotYours, NotWaiting
from storage.shown import ShownKind
from storage.waitlist import EntryState, HoldState


@shown.kind(ShownKind.HOLD)
async def hold_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a hold, or the hold it is again; of one that is over a line. Raises HoldNotYours where nobody knows whose it is."""
    try:
        newest = await context.read(newest_hold, message.person, message.subject)
        hold = await context.read(own_hold, message.person, newest, context.now)
    except HoldNotYours:
        return await given_away(say, context, message)
    if hold.booking is not None:
        return await booked_line(say, context, message, hold.booking)
    if hold.state in (HoldState.EXPIRED, HoldState.CANCELLED):
        return views.hold_ended_line(say, hold, shows_still(message))
    return views.hold_card(say, hold, _location(message), context.now)


@shown.kind(ShownKind.BOOKING)
async def booking_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a booking in any state. Raises BookingNotYours where nobody knows whose it is."""
    try:
        booking = await context.read(own_booking, message.person, message.subject)
    except BookingNotYours:
        return await given_away(say, context, message)
    return views.booking_card(say, booking, _location(message), context.now)


async def booked_line(say: Say, context: RenderContext, message: StaleMessage, booking: int) -> Screen:
    """Returns a line about a booking in any state. Raises BookingNotYours where nobody knows whose it is."""
    try:
        facts = await context.read(own_booking, message.person, booking)
    except BookingNotYours:
        return await given_away(say, context, message)
    shows = Shown(kind=ShownKind.BOOKING, subject=booking, item=message.item, form=message.form)
    return views.booked_line(say, facts, shows)


@shown.kind(ShownKind.ENTRY)
async def entry_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a person's place on an item: still waiting, or what became of it. Raises NotWaiting."""
    item, back_to = message.subject, _location(message)
    drop = await context.read(drop_of_item, item)
    position = await context.read(position_in_drop, message.person, drop.id, context.now)
    row = drop.item(item)
    waiting = next((one for one in position.waiting if one.item == item), None)
    if waiting:
        return views.entry_card(say, drop, row, waiting, back_to=back_to, now=context.now)
    last = await context.read(last_place, message.person, item)
    if last is None:
        return await given_away(say, context, message)
    if last.booking is not None:
        return await booked_line(say, context, message, last.booking)
    if last.hold is not None and last.state == EntryState.HELD:
        return views.turn_came(say, drop, row, last, back_to=back_to)
    if last.hold is not None:
        hold = await context.read(own_hold, message.person, last.hold, context.now)
        return views.hold_ended_line(say, hold, shows_still(message))
    return views.entry_ended(say, drop, row, last, back_to=back_to, now=context.now)


@shown.kind(ShownKind.ENTRY, PART)
async def part_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    """Returns None for a message that shows a place among other things while that place is what it was; then the place alone. Raises NotWaiting."""
    form = PartForm.read(message.form)
    drop = await context.read(drop_of_item, message.subject)
    position = await context.read(position_in_drop, message.person, drop.id, context.now)
    is_known = message.digest != ""
    if is_known and place_key(drop, drop.item(message.subject), position.all) == form.place:
        return None
    return await entry_now(say, context, replace(message, form=form.back_to))


async def given_away(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns what was given to a friend. Raises NotWaiting where it was not."""
    item = message.item or 0
    at = await context.read(given_away_at, message.person, item)
    if at is None:
        raise NotWaiting
    drop = await context.read(drop_of_item, item)
    return views.given_to_friend(say, drop, drop.item(item), at, back_to=_location(message))


def shows_still(message: StaleMessage) -> Shown:
    """Returns what a message goes on to show: a line of it may become more again."""
    return Shown(kind=message.kind, subject=message.subject, item=message.item, form=message.form)


def _location(message: StaleMessage) -> ListLocation:
    return ListLocation.read(message.form)
