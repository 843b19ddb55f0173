"""The messages of lost phones."""

from handlers.message_registry import RenderContext, messages
from handlers.recovery import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.recovery.facts import any_recovery
from market.recovery.notifications import (
    AccountAsked,
    AccountMoved,
    AccountReceived,
    RecoveryRefused,
    RecoveryRequested,
    RecoveryStopped,
)
from market.recovery.refusals import RecoveryGone


@messages.view(RecoveryRequested, label=lambda say: say.plain("somebody lost a phone"))
async def recovery_requested(say: Say, context: RenderContext, payload: RecoveryRequested) -> Screen:
    """Raises RecoveryGone where nothing is left to decide."""
    request = await context.read(any_recovery, payload.recovery_id)
    if not request.waits(context.now):
        raise RecoveryGone
    return views.requested_message(say, request, context.now)


@messages.view(AccountAsked, label=lambda say: say.plain("somebody asks for this account"))
async def account_asked(say: Say, context: RenderContext, payload: AccountAsked) -> Screen:
    """Raises RecoveryGone where it was decided by now."""
    request = await context.read(any_recovery, payload.recovery_id)
    if not request.waits(context.now):
        raise RecoveryGone
    return views.account_asked_message(say, request, context.now)


@messages.view(RecoveryStopped, label=lambda say: say.plain("an account was not moved"))
async def recovery_stopped(say: Say, context: RenderContext, payload: RecoveryStopped) -> Screen:
    return views.stopped_message(say, await context.read(any_recovery, payload.recovery_id))


@messages.view(RecoveryRefused, label=lambda say: say.plain("an account was not moved"))
async def recovery_refused(say: Say, context: RenderContext, payload: RecoveryRefused) -> Screen:
    return views.refused_message(say, await context.read(any_recovery, payload.recovery_id))


@messages.view(AccountReceived, label=lambda say: say.plain("an account was moved"))
async def account_received(say: Say, context: RenderContext, payload: AccountReceived) -> Screen:
    return views.received_message(say)


@messages.view(AccountMoved, label=lambda say: say.plain("an account was moved"))
async def account_moved(say: Say, context: RenderContext, payload: AccountMoved) -> Screen:
    return views.moved_message(say, await context.read(any_recovery, payload.recovery_id))
