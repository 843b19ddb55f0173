"""Gift links as they are now. The link itself is not stored, so one that still works stays as it is."""

from handlers.gift.views import gift_link_ended
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from locales.say import Say
from market.shown import StaleMessage
from market.waitlist.gift import offered_gift
from storage.shown import ShownKind


@shown.kind(ShownKind.GIFT)
async def gift_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    gift = await context.read(offered_gift, message.subject, context.now)
    return None if gift.works else gift_link_ended(say, gift)
