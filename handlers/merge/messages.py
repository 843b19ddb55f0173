"""The messages of accounts that become one."""

from handlers.merge import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.merge_notifications import MergeConfirmed, MergeDeclined


@messages.view(MergeConfirmed, label=lambda say: say.plain("two accounts became one"))
async def merge_confirmed(say: Say, context: RenderContext, payload: MergeConfirmed) -> Screen:
    return views.confirmed_message(say)


@messages.view(MergeDeclined, label=lambda say: say.plain("another account said no"))
async def merge_declined(say: Say, context: RenderContext, payload: MergeDeclined) -> Screen:
    return views.declined_message(say)
