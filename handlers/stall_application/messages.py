"""The messages about a stall's request: to organisers that it is there, to its owner what was decided."""

from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import AskStock
from handlers.message_registry import RenderContext, messages
from handlers.stall_application import views
from handlers.ui.button_layout import layout_buttons
from handlers.ui.objection_button import objection_buttons
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import decision_reason
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.notifications import StallApproved, StallRejected
from market.organiser.stalls import open_application
from market.stall import stall_state
from market.stall_notifications import StallRequested


@messages.view(StallRequested, label=lambda say: say.plain("a stall asked for approval"))
async def stall_requested(say: Say, context: RenderContext, payload: StallRequested) -> Screen:
    """Raises StallDecided where another organiser was quicker."""
    return views.stall_request_message(say, await context.read(open_application, payload.stall_id))


@messages.view(StallApproved, label=lambda say: say.plain("a stall was approved"))
async def stall_approved(say: Say, context: RenderContext, payload: StallApproved) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    text = say(
        "Approved: {stall}, {alley}. To sell something, write for example: 12 kuih lapis RM8.50",
        stall=sanitize_name(stall.name, 40),
        alley=sanitize_name(stall.alley, 32),
    )
    post = Button(label=say.label("Post stock"), callback=AskStock(), style="primary", below=True)
    return Screen(text=text, rows=layout_buttons([post]))


@messages.view(StallRejected, label=lambda say: say.plain("a stall was rejected"))
async def stall_rejected(say: Say, context: RenderContext, payload: StallRejected) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    text = say(
        "Not approved: {stall}. Reason: {reason}. Questions? See /support.",
        stall=sanitize_name(stall.name, 40),
        reason=decision_reason(say, payload.reason),
    )
    start = Button(label=say.label("Start"), callback=ShowStart(), below=True)
    return Screen(text=text, rows=layout_buttons(objection_buttons(say, payload.decision_id), [start]))
