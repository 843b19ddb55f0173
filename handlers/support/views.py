"""Questions to the organisers: the asker's screens, and the organisers'."""

from collections.abc import Callable
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.help import ShowHelp
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.recovery import AskRecovery
from handlers.callbacks.start import ShowStart
from handlers.callbacks.support import (
    AskAnswer,
    AskSupport,
    CloseQuestion,
    SendWords,
    ShowOwnQuestion,
    ShowQuestion,
    ShowQuestions,
    ShowSupport,
    UndoQuestion,
)
from handlers.support.question_form import asked_shown, list_shown, question_shown
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.paging import page_text, pager
from handlers.ui.reason_question import reason_lines
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_language
from locales.say import Say
from locales.user_text import NAME, QUESTION, quoted, sanitize_name
from market.organiser.block import OwnBlock
from market.support import Question, QuestionPage, SupportText
from storage.support import SupportState

BRIEF, ROW = 300, 60


def support_page(
    say: Say, contact: str, own_page: QuestionPage, zone: str, *, blocked: OwnBlock | None = None
) -> Screen:
    """Shows who runs the market, whether and why they blocked the person, and the person's own questions."""
    head = say(
        "This market is run by {contact}. Write to them here; they answer in this chat.", contact=contact
    )
    rows = [
        say("{question} · {state}", question=_list_row(say, number, each, zone), state=_own_state(say, each))
        for number, each in enumerate(own_page.questions, own_page.first)
    ]
    return Screen(
        text=Markup("\n").join(
            (head, *_block_lines(say, blocked, zone), *rows, *page_text(say, own_page.page, own_page.pages))
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("Write a message"), callback=AskSupport(), style="primary"),
                Button(label=say.label("I lost my phone"), callback=AskRecovery()),
            ],
            _numbered_buttons(own_page, lambda each: ShowOwnQuestion(thread=each.id)),
            *pager(say, own_page.page, own_page.pages, lambda page: ShowSupport(page=page)),
            [
                Button(label=say.label("Help"), callback=ShowHelp()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def _block_lines(say: Say, blocked: OwnBlock | None, zone: str) -> list[Markup]:
    """Returns since when and why a person is blocked."""
    if blocked is None:
        return []
    since = say(
        "You have been blocked from this market since {day}.", day=format_day(say, blocked.since, zone)
    )
    return [since, *reason_lines(say, blocked.reason)]


def support_ask(say: Say) -> Screen:
    return Screen(
        text=say("Write your message to the organisers."),
        reply_placeholder=say.plain("Where is the toilet?"),
    )


def send_words_button(say: Say) -> Button:
    """Returns the button that sends the organisers the text which its message answers."""
    return Button(label=say.label("Ask organisers"), callback=SendWords(), style="primary")


def words_sent(say: Say, thread: int, words: str) -> Screen:
    """Says what was sent to the organisers by one tap."""
    sent = say("Sent: “{words}”", words=quoted(words, BRIEF))
    return Screen(
        text=Markup("\n").join((sent, say("The organisers answer here."))),
        rows=layout_buttons(
            [
                Button(label=say.label("Undo (1 min)"), callback=UndoQuestion(thread=thread)),
                Button(label=say.label("My questions"), callback=ShowSupport()),
            ]
        ),
    )


def own_question_page(say: Say, question: Question, zone: str) -> Screen:
    """Shows a question to its asker."""
    return Screen(
        text=Markup("\n").join(
            (*(_own_text(say, text, zone) for text in question.texts), _own_state(say, question))
        ),
        rows=layout_buttons(
            [_write_back(say, question)],
            [Button(label=say.label("Back"), callback=ShowSupport())],
        ),
    )


def answer_message(say: Say, question: Question, text: SupportText) -> Screen:
    """Tells the asker what the organisers answered."""
    return Screen(
        text=say("<b>The organisers answer</b>: “{words}”", words=quoted(text.words, QUESTION)),
        rows=layout_buttons([_write_back(say, question)]),
    )


def closed_message(say: Say, question: Question) -> Screen:
    """Tells the asker that the organisers closed what they had not answered."""
    return Screen(
        text=say("The organisers closed your question: “{words}”", words=quoted(question.last.words, BRIEF)),
        rows=layout_buttons([_write_back(say, question)]),
    )


def asked_message(say: Say, question: Question, text: SupportText) -> Screen:
    """Tells an organiser what somebody asks, or a part of it."""
    return Screen(
        text=say(
            "<b>{person} asks</b>, reads {language}: “{words}”",
            person=sanitize_name(question.asker, NAME),
            language=format_language(say, question.asker_language),
            words=quoted(text.words, QUESTION),
        ),
        rows=layout_buttons(_decide_buttons(say, question)),
        shows=asked_shown(question, text),
    )


def question_page(say: Say, question: Question, zone: str) -> Screen:
    """Shows a question to an organiser, with who answered when."""
    head = say(
        "<b>{person}</b>, reads {language}.",
        person=sanitize_name(question.asker, NAME),
        language=format_language(say, question.asker_language),
    )
    texts = (_text_for_organiser(say, question, text, zone) for text in question.texts)
    return Screen(
        text=Markup("\n").join((head, *texts, _state_text(say, question, zone))),
        rows=layout_buttons(
            _decide_buttons(say, question),
            [Button(label=say.label("All questions"), callback=ShowQuestions())],
        ),
        shows=question_shown(question),
    )


def answer_ask(say: Say, question: Question) -> Screen:
    """Asks an organiser for the answer."""
    return Screen(
        text=say(
            "Your answer to {person}, who reads {language}: “{words}”",
            person=sanitize_name(question.asker, NAME),
            language=format_language(say, question.asker_language),
            words=quoted(question.last_asked.words, BRIEF),
        ),
        reply_placeholder=say.plain("Behind stall 4."),
    )


def question_list(say: Say, page: QuestionPage, zone: str) -> Screen:
    """Shows organisers the questions that wait, the oldest first."""
    back = [Button(label=say.label("Back"), callback=ShowAdmin())]
    if not page.questions:
        return Screen(
            text=say("No questions are waiting."), rows=layout_buttons(back), shows=list_shown(page)
        )
    head = say.many(
        "<b>{count} question is waiting.</b>", "<b>{count} questions are waiting.</b>", page.total
    )
    rows = [_list_row(say, number, each, zone) for number, each in enumerate(page.questions, page.first)]
    return Screen(
        text=Markup("\n").join((head, *rows, *page_text(say, page.page, page.pages))),
        rows=layout_buttons(
            _numbered_buttons(page, lambda each: ShowQuestion(thread=each.id)),
            *pager(say, page.page, page.pages, lambda other: ShowQuestions(page=other)),
            back,
        ),
        shows=list_shown(page),
    )


def _numbered_buttons(page: QuestionPage, callback_for: Callable[[Question], Callback]) -> list[Button]:
    return [
        Button(
            label=shorten_label(f"{number} {quoted(each.last_asked.words, ROW)}", LABEL_WIDTHS[2]),
            callback=callback_for(each),
        )
        for number, each in enumerate(page.questions, page.first)
    ]


def _list_row(say: Say, number: int, question: Question, zone: str) -> Markup:
    return say(
        "{number}. “{words}” · {at}",
        number=number,
        words=quoted(question.last_asked.words, ROW),
        at=format_datetime(say, question.last_asked.sent_at, zone),
    )


def _own_text(say: Say, text: SupportText, zone: str) -> Markup:
    words, at = quoted(text.words, BRIEF), format_datetime(say, text.sent_at, zone)
    if text.is_answer:
        return say("<b>Organisers</b>, {at}: “{words}”", at=at, words=words)
    return say("<b>You</b>, {at}: “{words}”", at=at, words=words)


def _text_for_organiser(say: Say, question: Question, text: SupportText, zone: str) -> Markup:
    words, at = quoted(text.words, BRIEF), format_datetime(say, text.sent_at, zone)
    if not text.is_answer:
        return say(
            "<b>{person}</b>, {at}: “{words}”", person=sanitize_name(question.asker, NAME), at=at, words=words
        )
    if not text.organiser:
        return say("<b>Organisers</b>, {at}: “{words}”", at=at, words=words)
    return say(
        "<b>{person}</b>, {at}: “{words}”", person=sanitize_name(text.organiser, NAME), at=at, words=words
    )


def _own_state(say: Say, question: Question) -> Markup:
    match question.state:
        case SupportState.ASKED:
            return say("Waiting for an answer.")
        case SupportState.ANSWERED:
            return say("Answered.")
        case SupportState.CLOSED:
            return say("Closed. You can still write back.")
        case _:
            assert_never(question.state)


def _state_text(say: Say, question: Question, zone: str) -> Markup:
    at = format_datetime(say, question.changed_at, zone)
    match question.state:
        case SupportState.ASKED:
            return say("Waiting for an answer.")
        case SupportState.ANSWERED:
            return say("Answered {at}.", at=at)
        case SupportState.CLOSED:
            return say("Closed {at}.", at=at)
        case _:
            assert_never(question.state)


def _decide_buttons(say: Say, question: Question) -> list[Button]:
    answer = Button(
        label=shorten_label(say.label("Answer {person}", person=sanitize_name(question.asker, NAME))),
        callback=AskAnswer(thread=question.id, message=question.last.id),
        style="primary",
    )
    if question.state == SupportState.CLOSED:
        return [answer]
    return [answer, Button(label=say.label("Close"), callback=CloseQuestion(thread=question.id))]


def _write_back(say: Say, question: Question) -> Button:
    return Button(label=say.label("Write back"), callback=AskSupport(thread=question.id), style="primary")
