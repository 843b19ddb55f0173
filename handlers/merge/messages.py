"""The messages of accounts that become one."""

from handlers.merge import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.merge_notifications import MergeAgreed, MergeConfirmed, MergeDeclined, MergeWaits
from market.recovery.facts import any_recovery
from market.recovery.refusals import RecoveryGone


@messages.view(MergeConfirmed, label=lambda say: say.plain("two accounts became one"))
async def merge_confirmed(say: Say, context: RenderContext, payload: MergeConfirmed) -> Screen:
    return views.confirmed_message(say)


@messages.view(MergeDeclined, label=lambda say: say.plain("another account said no"))
async def merge_declined(say: Say, context: RenderContext, payload: MergeDeclined) -> Screen:
    return views.declined_message(say)


@messages.view(MergeWaits, label=lambda say: say.plain("two accounts wait for an organiser"))
async def merge_waits(say: Say, context: RenderContext, payload: MergeWaits) -> Screen:
    """Raises RecoveryGone where nothing is left to decide."""
    request = await context.read(any_recovery, payload.recovery_id)
    if not request.waits(context.now):
        raise RecoveryGone
    return views.waits_message(say, request.code)


@messages.view(MergeAgreed, label=lambda say: say.plain("two accounts became one"))
async def merge_agreed(say: Say, context: RenderContext, payload: MergeAgreed) -> Screen:
    return views.agreed_message(say)
