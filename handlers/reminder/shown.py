"""Reminders of holds and bookings as things are now: once they are answered, they say how."""

from handlers.message_registry import RenderContext
from handlers.reminder import views
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from handlers.waitlist.shown import booking_screen, hold_now
from locales.say import Say
from market.reminder.moments import BookingStage
from market.shown import StaleMessage
from market.waitlist.position import hold_facts, own_booking
from market.waitlist.refusals import BookingNotYours
from storage.deposit import DepositState
from storage.drop import DropState
from storage.shown import ShownKind
from storage.waitlist import BookingState, HoldState


@shown.kind(ShownKind.BOOKING_REMINDER)
async def booking_reminder_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    try:
        booking = await context.read(own_booking, message.person, message.subject)
    except BookingNotYours:
        return await booking_screen(say, context, message, message.subject)
    untouched = booking.state == BookingState.BOOKED and not booking.booked.collected
    if untouched and booking.drop.state == DropState.PUBLISHED:
        return views.booking_reminder(say, booking, BookingStage(message.form))
    return await booking_screen(say, context, message, message.subject)


@shown.kind(ShownKind.HOLD_REMINDER)
async def hold_reminder_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    hold = await context.read(hold_facts, message.subject, context.now)
    if (
        hold
        and hold.state == HoldState.LIVE
        and hold.deposit != DepositState.SAID
        and hold.person == message.person
    ):
        return views.hold_half_elapsed_message(say, hold)
    return await hold_now(say, context, message)
