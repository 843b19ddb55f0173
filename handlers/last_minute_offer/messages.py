"""The message about a last-minute offer, from what is left when it is sent."""

from handlers.last_minute_offer import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.last_minute_offer.notifications import LastMinuteOffered
from market.last_minute_offer.offer import last_minute_offer_facts


@messages.view(
    LastMinuteOffered,
    label=lambda say: say.plain("a message about a last-minute offer"),
    due_label="a message about a last-minute offer",
)
async def last_minute_offered(say: Say, context: RenderContext, payload: LastMinuteOffered) -> Screen:
    """Raises LastMinuteOfferGone where nothing is left any more."""
    return views.last_minute_offer_message(
        say, await context.read(last_minute_offer_facts, payload.last_minute_offer_id, context.now)
    )
