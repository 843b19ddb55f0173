"""The messages about holds, available units and bookings that went to somebody else."""

from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from handlers.waitlist.message_views import (
    item_available_message,
    late_message,
    passed_on_message,
    units_available_message,
)
from handlers.waitlist.views import held_message, hold_ended_message
from locales.say import Say
from market.drop.browse import any_drop
from market.waitlist.late import late_bookings
from market.waitlist.notifications import (
    BookingLate,
    BookingPassedOn,
    HoldEnded,
    ItemAvailable,
    UnitsAvailable,
    UnitsHeld,
)
from market.waitlist.position import HoldFacts, booking_of_notification, hold_facts
from market.waitlist.refusals import HoldExpired, HoldNotYours, UnitsGone
from storage.drop import DropState
from storage.waitlist import HoldState


@messages.view(UnitsHeld, label=lambda say: say.plain("units held for them"))
async def units_held(say: Say, context: RenderContext, payload: UnitsHeld) -> Screen:
    """Raises HoldNotYours, HoldExpired where it was answered before the message is sent."""
    hold = await _hold(context, payload.hold_id)
    if hold.state != HoldState.LIVE:
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return held_message(say, hold)


@messages.view(HoldEnded, label=lambda say: say.plain("a hold ended"))
async def hold_ended(say: Say, context: RenderContext, payload: HoldEnded) -> Screen:
    return hold_ended_message(say, await _hold(context, payload.hold_id))


@messages.view(UnitsAvailable, label=lambda say: say.plain("units available in the last hours"))
async def units_available(say: Say, context: RenderContext, payload: UnitsAvailable) -> Screen:
    """Raises UnitsGone where somebody took the units before the message is sent, or nothing is offered now."""
    drop = await context.read(any_drop, payload.drop_id)
    item = drop.item(payload.item_id)
    if drop.state != DropState.PUBLISHED or not drop.spare(item):
        raise UnitsGone(0)
    return units_available_message(say, drop, item)


@messages.view(ItemAvailable, label=lambda say: say.plain("something available again"))
async def item_available(say: Say, context: RenderContext, payload: ItemAvailable) -> Screen:
    """Raises UnitsGone where nothing is offered now."""
    drop = await context.read(any_drop, payload.drop_id)
    if drop.state != DropState.PUBLISHED:
        raise UnitsGone(0)
    return item_available_message(say, drop, drop.item(payload.item_id))


@messages.view(BookingPassedOn, label=lambda say: say.plain("a booking passed on"))
async def booking_passed_on(say: Say, context: RenderContext, payload: BookingPassedOn) -> Screen:
    return passed_on_message(say, await context.read(booking_of_notification, payload.booking_id))


@messages.view(BookingLate, label=lambda say: say.plain("somebody is late"))
async def booking_late(say: Say, context: RenderContext, payload: BookingLate) -> Screen:
    """Raises BookingUnknown where it is kept no more."""
    return late_message(say, await context.read(late_bookings, payload.booking_id))


async def _hold(context: RenderContext, hold_id: int) -> HoldFacts:
    hold = await context.read(hold_facts, hold_id, context.now)
    if hold is None:
        raise HoldNotYours
    return hold
