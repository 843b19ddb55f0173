"""Questions to the organisers: asked, answered, written back and closed, in the chats of both sides (docs/support.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from locales.user_text import QUESTION
from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.notification.outbox import notify, notify_each
from market.paging import page_within
from market.person import lock_people
from market.refusal import Refusal
from market.support_notifications import SupportAnswered, SupportAsked, SupportClosed
from market.text_checks import check_words
from storage.column import SUPPORT
from storage.person import Person
from storage.shown import ShownKind, mark_subject
from storage.support import SupportMessage, SupportState, SupportThread

MAX_OPEN, MAX_UNANSWERED = 3, 5
UNDO_TIME = timedelta(minutes=1)
"""Open questions of a person, and texts in a row without an answer; how long a question that was sent by a button can be taken back."""
NEAR_END = 100
"""Characters before the end of a part in which a blank is looked for."""
PAGE, SHOWN = 5, 6
"""Questions on a page of a list, and the last texts of one that are shown."""
LISTS = 0
"""The subject of all lists of questions that are shown."""


@dataclass
class QuestionUnknown(Refusal):
    """There is no such question of this person; it may have been deleted."""


@dataclass
class QuestionWordless(Refusal):
    pass


@dataclass
class QuestionAnswered(Refusal):
    """Another organiser answered or closed it meanwhile."""


@dataclass
class QuestionSent(Refusal):
    """It is too late to take it back."""


@dataclass
class TooManyQuestions(Refusal):
    maximum: int


@dataclass
class TooManyTexts(Refusal):
    maximum: int


@dataclass(frozen=True, kw_only=True)
class SupportText:
    """A text in a question. `organiser`: the first name of who answered, "" for the asker's own text or a forgotten organiser."""

    id: int
    is_answer: bool
    organiser: str
    words: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its last texts, the oldest first. `asker` is a first name."""

    id: int
    asker: str
    asker_language: str
    state: SupportState
    changed_at: datetime
    texts: tuple[SupportText, ...]

    @property
    def last(self) -> SupportText:
        return self.texts[-1]

    @property
    def last_asked(self) -> SupportText:
        """Return the newest shown text of the asker; the newest of all where only answers are shown."""
        return next((text for text in reversed(self.texts) if not text.is_answer), self.last)

    def is_answered_since(self, message: int) -> bool:
        """Return whether it was answered after this text, or closed."""
        return self.state == SupportState.CLOSED or any(
            text.is_answer and text.id > message for text in self.texts
        )


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """A page of questions. `first` is the place of the first one."""

    questions: tuple[Question, ...]
    page: int
    pages: int
    first: int
    total: int


def ask(session: Session, actor: Actor, words: str, admins: Admins, *, now: datetime) -> int:
    """Open a question, tell every other organiser, and return its id. A blocked person may ask.

    Raises QuestionWordless, TooLong, TooManyQuestions. locks: person
    """
    lock_people(session, (actor.person,))
    text = _fit(words)
    _refuse_many(session, actor.person)
    thread = SupportThread(person_id=actor.person, asked_at=now, changed_at=now)
    session.add(thread)
    session.flush()
    _write(session, thread, actor, text, admins=admins, now=now)
    return thread.id or 0


def send_words(session: Session, actor: Actor, words: str, admins: Admins, *, now: datetime) -> int:
    """Open a question with words that a person wrote to the bot, as long as Telegram allows, and return its id.

    Long ones become several texts. The other organisers are told when it cannot be taken back any more.

    Raises QuestionWordless, TooManyQuestions. locks: person
    """
    lock_people(session, (actor.person,))
    parts = [_fit(part) for part in parts_of(words)]
    if not parts:
        raise QuestionWordless
    _refuse_many(session, actor.person)
    thread = SupportThread(person_id=actor.person, asked_at=now, changed_at=now)
    session.add(thread)
    session.flush()
    for part in parts:
        _write(session, thread, actor, part, admins=admins, now=now, told_at=now + UNDO_TIME)
    return thread.id or 0


def undo_question(session: Session, actor: Actor, thread: int, now: datetime) -> None:
    """Delete a person's own question within a minute, as long as it is not answered.

    Raises QuestionUnknown, QuestionSent. locks: person, support_thread
    """
    lock_people(session, (actor.person,))
    row = _locked(session, thread)
    if row.person_id != actor.person:
        raise QuestionUnknown
    if row.state != SupportState.ASKED or row.changed_at != row.asked_at or now > row.asked_at + UNDO_TIME:
        raise QuestionSent
    session.exec(delete(SupportMessage).where(col(SupportMessage.thread_id) == thread))
    session.delete(row)
    session.flush()
    _mark(session, thread, now)


def parts_of(words: str) -> list[str]:
    """Return a text in parts that fit into one text of a question, divided at blanks where there are some near the end."""
    parts, rest = [], words.strip()
    while len(rest) > QUESTION.longest:
        blank = rest.rfind(" ", QUESTION.longest - NEAR_END, QUESTION.longest)
        end = blank if blank > 0 else QUESTION.longest
        parts.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [part for part in (*parts, rest) if part]


def write_back(
    session: Session, actor: Actor, thread: int, words: str, admins: Admins, now: datetime
) -> None:
    """Add a text to the person's own question, which is open again if it was closed, and tell every other organiser.

    Raises QuestionUnknown, QuestionWordless, TooLong, TooManyQuestions, TooManyTexts. locks: person, support_thread
    """
    lock_people(session, (actor.person,))
    row = _locked(session, thread)
    if row.person_id != actor.person:
        raise QuestionUnknown
    text = _fit(words)
    _refuse_text(session, row)
    row.state, row.changed_at = SupportState.ASKED, now
    _write(session, row, actor, text, admins=admins, now=now)


def refuse_writing(session: Session, person: int, thread: int) -> None:
    """Refuse to ask this person for a text that would be refused; `thread` is 0 for a new question.

    Raises QuestionUnknown, TooManyQuestions, TooManyTexts.
    """
    if not thread:
        return _refuse_many(session, person)
    row = session.get(SupportThread, thread)
    if row is None or row.person_id != person:
        raise QuestionUnknown
    return _refuse_text(session, row)


def answer(session: Session, actor: Actor, thread: int, words: str, now: datetime) -> None:
    """Answer a question and tell its asker; a closed one stays closed.

    Raises NotOrganiser, QuestionUnknown, QuestionWordless, TooLong. locks: support_thread
    """
    require_organiser(session, actor)
    row = _locked(session, thread)
    message = SupportMessage(
        thread_id=thread,
        person_id=row.person_id,
        organiser_id=actor.person,
        is_answer=True,
        words=_fit(words),
        sent_at=now,
    )
    session.add(message)
    if row.state != SupportState.CLOSED:
        row.state, row.changed_at = SupportState.ANSWERED, now
    session.flush()
    _mark(session, thread, now)
    answered = SupportAnswered(message_id=message.id or 0)
    notify(session, row.person_id, answered, now, about=f"support:{message.id}")


def begin_question(session: Session, actor: Actor, person: int, words: str, now: datetime) -> int:
    """Write to a person as an organiser, as the first text of a question that they can write back in; return the text's id. Tells nobody.

    Raises NotOrganiser, QuestionWordless, TooLong.
    """
    require_organiser(session, actor)
    text = _fit(words)
    thread = SupportThread(person_id=person, state=SupportState.ANSWERED, asked_at=now, changed_at=now)
    session.add(thread)
    session.flush()
    message = SupportMessage(
        thread_id=thread.id or 0,
        person_id=person,
        organiser_id=actor.person,
        is_answer=True,
        words=text,
        sent_at=now,
    )
    session.add(message)
    session.flush()
    return message.id or 0


def close_question(session: Session, actor: Actor, thread: int, now: datetime) -> None:
    """Close a question, once; its asker is told if it was not answered. Raises NotOrganiser, QuestionUnknown. locks: support_thread"""
    require_organiser(session, actor)
    row = _locked(session, thread)
    if row.state == SupportState.CLOSED:
        return
    was_answered = row.state == SupportState.ANSWERED
    row.state, row.changed_at = SupportState.CLOSED, now
    _mark(session, thread, now)
    if not was_answered:
        notify(session, row.person_id, SupportClosed(thread_id=thread), now, about=f"support:{thread}")


def own_question(session: Session, person: int, thread: int) -> Question:
    """Return a question of this person. Raises QuestionUnknown."""
    row = session.get(SupportThread, thread)
    if row is None or row.person_id != person:
        raise QuestionUnknown
    return _question(session, row)


def own_questions(session: Session, person: int, page: int) -> QuestionPage:
    """Return a page of this person's questions, the newest first."""
    newest = col(SupportThread.id).desc()
    return _pages(session, page, newest, col(SupportThread.person_id) == person)


def question(session: Session, actor: Actor, thread: int) -> Question:
    """Return any question to an organiser. Raises NotOrganiser, QuestionUnknown."""
    require_organiser(session, actor)
    row = QuestionUnknown.unless(session.get(SupportThread, thread))
    return _question(session, row)


def question_to_answer(session: Session, actor: Actor, thread: int, message: int) -> Question:
    """Return a question whose newest text an organiser has read, which was `message`. Raises NotOrganiser, QuestionUnknown, QuestionAnswered."""
    found = question(session, actor, thread)
    if any(text.is_answer and text.id > message for text in found.texts):
        raise QuestionAnswered
    return found


def open_questions(session: Session, actor: Actor, page: int) -> QuestionPage:
    """Return a page of the questions that wait for an answer, the longest waiting first. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _pages(
        session, page, col(SupportThread.changed_at).asc(), col(SupportThread.state) == SupportState.ASKED
    )


def count_open(session: Session) -> int:
    """Return how many questions wait for an answer."""
    return _count(session, col(SupportThread.state) == SupportState.ASKED)


def asked_question(session: Session, message: int) -> tuple[Question, SupportText]:
    """Return the question of a text, and the text, for the notification to organisers.

    Raises QuestionUnknown; QuestionAnswered where it was answered or closed since.
    """
    found = _question_of(session, message)
    if found.is_answered_since(message):
        raise QuestionAnswered
    row = QuestionUnknown.unless(session.get(SupportMessage, message))
    return found, _text(row, "")


def answered_question(session: Session, message: int) -> tuple[Question, SupportText]:
    """Return the question of an answer, and the answer, for the notification to its asker. Raises QuestionUnknown."""
    row = QuestionUnknown.unless(session.get(SupportMessage, message))
    return _question_of(session, message), _text(row, "")


def closed_question(session: Session, thread: int) -> Question:
    """Return a closed question for the notification to its asker. Raises QuestionUnknown where it is gone or open again."""
    row = session.get(SupportThread, thread)
    if row is None or row.state != SupportState.CLOSED:
        raise QuestionUnknown
    return _question(session, row)


def sweep_questions(session: Session, now: datetime) -> int:
    """Delete questions that were closed a month ago, with their texts; return how many. locks: support_thread"""
    month = now - timedelta(days=SUPPORT.days or 0)
    over = col(SupportThread.state) == SupportState.CLOSED, col(SupportThread.changed_at) < month
    rows = session.exec(select(SupportThread.id).where(*over).with_for_update(key_share=True))
    ids = [each or 0 for each in rows]
    session.exec(delete(SupportMessage).where(col(SupportMessage.thread_id).in_(ids)))
    return session.exec(delete(SupportThread).where(col(SupportThread.id).in_(ids))).rowcount


def _write(
    session: Session,
    thread: SupportThread,
    actor: Actor,
    text: str,
    *,
    admins: Admins,
    now: datetime,
    told_at: datetime | None = None,
) -> None:
    message = SupportMessage(thread_id=thread.id or 0, person_id=actor.person, words=text, sent_at=now)
    session.add(message)
    session.flush()
    asked, about = SupportAsked(message_id=message.id or 0), f"support:{message.id}"
    others = [each for each in organiser_ids(session, admins) if each != actor.person]
    notify_each(session, [(other, about, asked) for other in others], told_at or now)
    _mark(session, thread.id or 0, now)


def _mark(session: Session, thread: int, now: datetime) -> None:
    """Have a question and the lists of questions drawn again where organisers see them."""
    for subject in (thread, LISTS):
        mark_subject(session, subject, ShownKind.ORGANISER_REQUEST, now=now)


def _locked(session: Session, thread: int) -> SupportThread:
    """Lock a question and return its row. Raises QuestionUnknown. locks: support_thread"""
    rows = select(SupportThread).where(col(SupportThread.id) == thread).with_for_update(key_share=True)
    return QuestionUnknown.unless(session.exec(rows.execution_options(populate_existing=True)).first())


def _fit(words: str) -> str:
    """Return the text without what no database stores. Raises QuestionWordless, TooLong."""
    text = words.encode(errors="ignore").decode().replace("\0", "").strip()
    if not text:
        raise QuestionWordless
    return check_words(text, QUESTION)


def _refuse_text(session: Session, thread: SupportThread) -> None:
    """Refuse another text of the asker. Raises TooManyQuestions, TooManyTexts."""
    if thread.state == SupportState.CLOSED:
        _refuse_many(session, thread.person_id)
    if _unanswered(session, thread.id or 0) >= MAX_UNANSWERED:
        raise TooManyTexts(MAX_UNANSWERED)


def _refuse_many(session: Session, person: int) -> None:
    """Raise TooManyQuestions where this person has as many open questions as one may have."""
    still_open = col(SupportThread.person_id) == person, col(SupportThread.state) != SupportState.CLOSED
    if _count(session, *still_open) >= MAX_OPEN:
        raise TooManyQuestions(MAX_OPEN)


def _unanswered(session: Session, thread: int) -> int:
    """Return how many texts the asker has written since the last answer."""
    last = select(func.coalesce(func.max(SupportMessage.id), 0)).where(
        col(SupportMessage.thread_id) == thread, col(SupportMessage.is_answer)
    )
    texts = select(func.count(col(SupportMessage.id))).where(
        col(SupportMessage.thread_id) == thread, col(SupportMessage.id) > last.scalar_subquery()
    )
    return session.exec(texts).one()


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count(col(SupportThread.id))).where(*conditions)).one()


def _pages(
    session: Session, page: int, order: ColumnElement[Any], condition: ColumnElement[bool]
) -> QuestionPage:
    total = _count(session, condition)
    page, pages = page_within(total, page, PAGE)
    rows = select(SupportThread).where(condition).order_by(order, col(SupportThread.id))
    shown = session.exec(rows.offset((page - 1) * PAGE).limit(PAGE)).all()
    return QuestionPage(
        questions=tuple(_question(session, row) for row in shown),
        page=page,
        pages=pages,
        first=(page - 1) * PAGE + 1,
        total=total,
    )


def _question_of(session: Session, message: int) -> Question:
    row = QuestionUnknown.unless(session.get(SupportMessage, message))
    return _question(session, session.get_one(SupportThread, row.thread_id))


def _question(session: Session, row: SupportThread) -> Question:
    asker = session.get_one(Person, row.person_id)
    newest = (
        select(SupportMessage, Person.first_name)
        .outerjoin(Person, col(Person.id) == col(SupportMessage.organiser_id))
        .where(col(SupportMessage.thread_id) == row.id)
        .order_by(col(SupportMessage.id).desc())
        .limit(SHOWN)
    )
    texts = [_text(message, organiser or "") for message, organiser in session.exec(newest)]
    return Question(
        id=row.id or 0,
        asker=asker.first_name,
        asker_language=asker.language,
        state=row.state,
        changed_at=row.changed_at,
        texts=tuple(reversed(texts)),
    )


def _text(row: SupportMessage, organiser: str) -> SupportText:
    return SupportText(
        id=row.id or 0, is_answer=row.is_answer, organiser=organiser, words=row.words, sent_at=row.sent_at
    )
