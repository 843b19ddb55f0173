"""The content of a message about questions to the organisers, as it is remembered to be drawn again."""

from enum import StrEnum

from handlers.ui.screen import Shown
from market.support import LISTS, Question, QuestionPage, SupportText
from storage.shown import ShownKind


class QuestionForm(StrEnum):
    """The page or message about questions on an organiser's phone: one question, the list of those that wait, the message that somebody asks."""

    QUESTION = "question"
    LISTED = "questions"
    ASKED = "asked"


def question_shown(question: Question) -> Shown:
    """Returns what the page of a question is remembered as."""
    return Shown(kind=ShownKind.ORGANISER_REQUEST, subject=question.id, form=QuestionForm.QUESTION)


def list_shown(page: QuestionPage) -> Shown:
    """Returns what a page of the questions that wait is remembered as."""
    return Shown(kind=ShownKind.ORGANISER_REQUEST, subject=LISTS, form=f"{QuestionForm.LISTED} {page.page}")


def asked_shown(question: Question, text: SupportText) -> Shown:
    """Returns what the message that somebody asks is remembered as, with the text it shows."""
    form = f"{QuestionForm.ASKED} {text.id}"
    return Shown(kind=ShownKind.ORGANISER_REQUEST, subject=question.id, form=form)
