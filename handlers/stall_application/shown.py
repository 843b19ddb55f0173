"""Requests of stalls as they are now, on every organiser's phone."""

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.stall_application.views import decided_request_message, stall_request_message
from handlers.ui.screen import Screen
from locales.say import Say
from market.organiser.stalls import open_application
from market.shown import StaleMessage
from market.stall import stall_decision, stall_state
from storage.shown import ShownKind
from storage.stall import StallApproval


@shown.kind(ShownKind.ORGANISER_REQUEST)
async def stall_request_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the request, or who decided it."""
    stall = await context.read(stall_state, message.subject)
    if stall.state == StallApproval.ASKED:
        return stall_request_message(say, await context.read(open_application, message.subject))
    return decided_request_message(say, stall, await context.read(stall_decision, message.subject))
