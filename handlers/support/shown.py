"""Questions to the organisers as they are now, on every organiser's phone."""

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.support import views
from handlers.support.question_form import QuestionForm
from handlers.ui.screen import Screen
from locales.say import Say
from market.actor import Actor
from market.shown import StaleMessage
from market.support import open_questions, question
from storage.shown import ShownKind


@shown.kind(ShownKind.ORGANISER_REQUEST, form=QuestionForm.LISTED)
async def open_questions_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the page of the list. Raises NotOrganiser."""
    page = int(message.form.split()[1])
    return views.question_list(
        say, await context.read(open_questions, await _reader(context, message), page), context.zone
    )


@shown.kind(ShownKind.ORGANISER_REQUEST, form=QuestionForm.QUESTION)
async def question_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the page of a question. Raises NotOrganiser, QuestionUnknown."""
    reader = await _reader(context, message)
    return views.question_page(say, await context.read(question, reader, message.subject), context.zone)


@shown.kind(ShownKind.ORGANISER_REQUEST, form=QuestionForm.ASKED)
async def asked_question_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    """Returns the page of a question that was answered or closed since; None before. Raises NotOrganiser, QuestionUnknown."""
    found = await context.read(question, await _reader(context, message), message.subject)
    if not found.is_answered_since(int(message.form.split()[1])):
        return None
    return views.question_page(say, found, context.zone)


async def _reader(context: RenderContext, message: StaleMessage) -> Actor:
    return Actor(message.person, await context.read(context.admins.include, message.person))
