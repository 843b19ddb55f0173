"""The messages of questions to the organisers."""

from handlers.message_registry import RenderContext, messages
from handlers.support import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.support import answered_question, asked_question, closed_question
from market.support_notifications import SupportAnswered, SupportAsked, SupportClosed


@messages.view(SupportAsked, label=lambda say: say.plain("a question to the organisers"))
async def support_asked(say: Say, context: RenderContext, payload: SupportAsked) -> Screen:
    """Raises QuestionUnknown, QuestionAnswered where nothing is left to answer."""
    question, text = await context.read(asked_question, payload.message_id)
    return views.asked_message(say, question, text)


@messages.view(SupportAnswered, label=lambda say: say.plain("an answer from the organisers"))
async def support_answered(say: Say, context: RenderContext, payload: SupportAnswered) -> Screen:
    """Raises QuestionUnknown where it was deleted."""
    question, text = await context.read(answered_question, payload.message_id)
    return views.answer_message(say, question, text)


@messages.view(SupportClosed, label=lambda say: say.plain("a question was closed"))
async def support_closed(say: Say, context: RenderContext, payload: SupportClosed) -> Screen:
    """Raises QuestionUnknown where it was deleted or goes on."""
    return views.closed_message(say, await context.read(closed_question, payload.thread_id))
