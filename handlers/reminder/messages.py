"""The messages of reminders. Each raises a refusal where nothing is left to remind of, and is not sent then."""

from dataclasses import replace
from typing import assert_never

from handlers.message_registry import RenderContext, messages
from handlers.reminder import vendor_views, views
from handlers.ui.screen import Screen
from locales.formats import format_datetime
from locales.say import Say
from market.deposit.refusals import DepositReported
from market.desk import day_numbers
from market.drop.facts import DropFacts
from market.drop.opening_reminder import opened_drop
from market.packaging.hub_facts import nearest_open_hub
from market.reminder.moments import VendorStage
from market.reminder.notifications import BookingNear, HoldHalfElapsed, LoanDue, VendorDay
from market.reminder.snooze import snooze_ways
from market.sale.day import closing_voids
from market.ticket.loans import loan_ticket, packaging_out
from market.ticket.refusals import PackagingIsBack
from market.waitlist.position import booking_of_notification, hold_facts
from market.waitlist.refusals import BookingNotYours, HoldExpired, HoldNotYours
from storage.deposit import DepositState
from storage.drop import DropState
from storage.waitlist import BookingState, HoldState


@messages.view(BookingNear, label=lambda say: say.plain("reminder: a booking"), due_label="a reminder")
async def booking_near(say: Say, context: RenderContext, payload: BookingNear) -> Screen:
    """Raises BookingNotYours where it was released or collected before."""
    booking = await context.read(booking_of_notification, payload.booking_id)
    if booking.state != BookingState.BOOKED or booking.drop.state != DropState.PUBLISHED:
        raise BookingNotYours
    screen = views.booking_reminder(say, booking, payload.stage)
    return _with_late_note(say, booking.drop, context, screen)


@messages.view(HoldHalfElapsed, label=lambda say: say.plain("reminder: a hold"), due_label="a nudge")
async def hold_half_elapsed(say: Say, context: RenderContext, payload: HoldHalfElapsed) -> Screen:
    """Raises HoldNotYours, DepositReported, HoldExpired where it was answered before."""
    hold = await context.read(hold_facts, payload.hold_id, context.now)
    if hold is None:
        raise HoldNotYours
    if hold.deposit == DepositState.SAID:
        raise DepositReported(hold.drop.stall.name)
    if hold.state != HoldState.LIVE:
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return _with_late_note(say, hold.drop, context, views.hold_half_elapsed_message(say, hold))


@messages.view(
    VendorDay, label=lambda say: say.plain("reminder: a day at the stall"), due_label="a stall's reminder"
)
async def vendor_day(say: Say, context: RenderContext, payload: VendorDay) -> Screen:
    """Raises DropUnknown, DropCancelled, DropPaused; PackagingIsBack where no packaging is on loan."""
    drop = await context.read(opened_drop, payload.drop_id)
    return _with_late_note(say, drop, context, await _vendor_day(say, context, drop, payload.stage))


async def _vendor_day(say: Say, context: RenderContext, drop: DropFacts, stage: VendorStage) -> Screen:
    notification = context.notification_id
    delays = await context.read(snooze_ways, notification, drop.alley.zone)
    match stage:
        case VendorStage.EVE | VendorStage.SOON | VendorStage.OPEN:
            return vendor_views.vendor_day_message(say, drop, stage, notification, delays=delays)
        case VendorStage.CLOSE:
            desk = await context.read(day_numbers, drop.id)
            voids = await context.read(closing_voids, drop.stall.id, context.now)
            return vendor_views.closing_reminder(say, desk, voids, notification, delays=delays)
        case VendorStage.CRATES:
            out = await context.read(packaging_out, drop.id)
            if out is None:
                raise PackagingIsBack
            return vendor_views.packaging_reminder(say, drop, out, notification, delays=delays)
        case _:
            assert_never(stage)


@messages.view(LoanDue, label=lambda say: say.plain("reminder: packaging to return"), due_label="a reminder")
async def loan_due(say: Say, context: RenderContext, payload: LoanDue) -> Screen:
    """Raises PackagingIsBack."""
    ticket = await context.read(loan_ticket, payload.loan_id)
    hub = None
    if ticket.packaging is not None:
        hub = await context.read(nearest_open_hub, ticket.alley.id, ticket.packaging, context.now)
    screen = views.loan_due_message(say, ticket, hub, context.now)
    return with_late_note(say, ticket.alley.zone, context, screen)


def _with_late_note(say: Say, drop: DropFacts, context: RenderContext, screen: Screen) -> Screen:
    return with_late_note(say, drop.alley.zone, context, screen)


def with_late_note(say: Say, zone: str, context: RenderContext, screen: Screen) -> Screen:
    """The screen, with a first line that says when it was due where it is late."""
    if context.late_since is None:
        return screen
    due = format_datetime(say, context.late_since, zone)
    return replace(screen, note=say("This was due {due}. Lorong was offline, sorry.", due=due))
