"""The message to the giver of a gift."""

from handlers.gift.views import gift_accepted_message as taken
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.waitlist.gift import taken_gift
from market.waitlist.notifications import GiftAccepted


@messages.view(GiftAccepted, label=lambda say: say.plain("a gift was accepted"))
async def gift_accepted(say: Say, context: RenderContext, payload: GiftAccepted) -> Screen:
    return taken(say, await context.read(taken_gift, payload.gift_id))
