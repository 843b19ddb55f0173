"""The message to organisers about a stall that asks for approval."""

from handlers.message_registry import RenderContext, messages
from handlers.stall.views import approval_request_message
from handlers.ui.screen import Screen
from locales.say import Say
from market.stall import stall_state
from market.stall_notifications import StallRequested


@messages.view(StallRequested, label=lambda say: say.plain("a stall asked for approval"))
async def stall_requested(say: Say, context: RenderContext, payload: StallRequested) -> Screen:
    return approval_request_message(say, await context.read(stall_state, payload.stall_id))
