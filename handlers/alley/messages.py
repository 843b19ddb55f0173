"""The messages about an alley that is closed, or open again."""

from handlers.alley import closing_views as views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.organiser.alleys import alley_closing
from market.organiser.notifications import AlleyClosedAhead, AlleyClosingChanged
from market.waitlist.position import booking_of_notification
from market.waitlist.refusals import BookingNotYours
from storage.waitlist import BookingState


@messages.view(AlleyClosingChanged, label=lambda say: say.plain("an alley was closed or opened"))
async def alley_closing_changed(say: Say, context: RenderContext, payload: AlleyClosingChanged) -> Screen:
    """Says how it is now."""
    alley = await context.read(alley_closing, payload.alley_id, context.now)
    return views.alley_closing_message(say, alley)


@messages.view(AlleyClosedAhead, label=lambda say: say.plain("an alley was closed or opened"))
async def alley_closed_ahead(say: Say, context: RenderContext, payload: AlleyClosedAhead) -> Screen:
    """Raises BookingNotYours where it was given up before, or the alley is open again."""
    booking = await context.read(booking_of_notification, payload.booking_id)
    if booking.state != BookingState.BOOKED or booking.drop.alley.closed_at is None:
        raise BookingNotYours
    return views.alley_closed_ahead_message(say, booking, payload.others)
