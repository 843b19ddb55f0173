"""The weekly message to followers, from the drops as they are when it is sent."""

from handlers.follow import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.follow.digest import weekly_news
from market.follow.notifications import FollowDigest


@messages.view(
    FollowDigest,
    label=lambda say: say.plain("a message to followers"),
    due_label="a message to followers",
)
async def follow_digest(say: Say, context: RenderContext, payload: FollowDigest) -> Screen:
    """Raises NothingNew."""
    return views.digest_message(say, await context.read(weekly_news, context.notification_id))
