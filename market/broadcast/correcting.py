"""Correcting what was sent, and taking it back: a letter for each edit and each deletion."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select, update

from locales.languages import CODES
from market.acting import Acting, must_organise
from market.broadcast.letters import (
    CORRECTED,
    LATE,
    RECALLED,
    about_correction,
    about_recall,
    are_kept,
    letters_of,
    lock_broadcast,
    own_broadcast,
)
from market.broadcast.progress import Progress, progress
from market.broadcast.wording import chosen, fit, wordings
from market.mailbox import Fate, Lane
from market.refusal import (
    BroadcastGone,
    BroadcastUnderway,
    LettersGone,
    NothingArrived,
    NothingWritten,
    RecallTooLate,
)
from storage.broadcast import Broadcast, Wording
from storage.insert import insert_of
from storage.letter import Letter
from storage.person import Person
from storage.store import touch

DELETABLE = timedelta(hours=48)
"""Telegram's limit."""

Condition = ColumnElement[bool]


def correctable(
    session: Session, acting: Acting, broadcast: int, now: datetime
) -> tuple[tuple[str, int], ...]:
    """The languages it was written in, and how many have read each.

    Raises NotOrganiser, BroadcastGone, BroadcastUnderway, LettersGone, NothingArrived.
    """
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    if row is None or row.author_id != acting.person:
        raise BroadcastGone
    _must_be_still(session, row, now)
    words = wordings(session, broadcast)
    return tuple((language, _count(session, _have(row, words, language))) for language in words)


def correct_broadcast(
    session: Session, acting: Acting, broadcast: int, language: str, words: str, now: datetime
) -> Progress:
    """The words of a language anew: for those who have the old ones as an edit, for those to come from the first.

    Raises as `correctable`, and NothingWritten, TextTooLong. locks: broadcast, letter
    """
    must_organise(session, acting)
    row = own_broadcast(session, acting, broadcast)
    _must_be_still(session, row, now)
    written = wordings(session, broadcast)
    if language not in written:
        raise NothingWritten
    wording = session.get_one(Wording, (broadcast, language))
    wording.words = fit(words, row.picture_hash is not None)
    _give_up(session, about_correction(broadcast, row.revision), "corrected again", now)
    row.revision += 1
    row.told_at = None
    session.flush()
    subject = about_correction(broadcast, row.revision)
    _write(session, CORRECTED, subject, _have(row, written, language), now)
    return progress(session, broadcast, now)


def recallable(session: Session, acting: Acting, broadcast: int, now: datetime) -> tuple[int, int]:
    """From how many phones it can be taken, and from how many not any more.

    Raises NotOrganiser, BroadcastGone, BroadcastUnderway, LettersGone, NothingArrived, RecallTooLate.
    """
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    if row is None:
        raise BroadcastGone
    return _recallable(session, row, now)


def recall_broadcast(
    session: Session, acting: Acting, broadcast: int, message: int | None, now: datetime
) -> Progress:
    """Delete it where Telegram still does. Any organiser may; its author follows it in `message`. As `recallable`. locks: broadcast, letter"""
    must_organise(session, acting)
    row = lock_broadcast(session, broadcast)
    _recallable(session, row, now)
    _give_up(session, about_correction(broadcast, row.revision), "recalled", now)
    row.recalled_at, row.told_at = now, None
    if row.author_id == acting.person:
        row.message_id = message
    session.flush()
    _write(session, RECALLED, about_recall(broadcast), _young(row, now), now)
    return progress(session, broadcast, now)


def _recallable(session: Session, row: Broadcast, now: datetime) -> tuple[int, int]:
    if row.state == "paused":
        raise BroadcastUnderway
    _must_be_still(session, row, now)
    young, all_ = _count(session, _young(row, now)), _count(session, _arrived(row))
    if not young:
        raise RecallTooLate
    return young, all_ - young


def _must_be_still(session: Session, row: Broadcast, now: datetime) -> None:
    """Nothing of it is in anyone's hand, so that it is known what arrived."""
    if row.state in ("draft", "scheduled") or row.recalled_at or row.started_at is None:
        raise BroadcastGone
    in_hand = select(Letter.id).where(*letters_of(row.id or 0), col(Letter.state) == "sending")
    if row.state == "sending" or session.exec(in_hand.limit(1)).first():
        raise BroadcastUnderway
    if not are_kept(row, now):
        raise LettersGone
    if not _count(session, _arrived(row)):
        raise NothingArrived


def _arrived(row: Broadcast) -> tuple[Condition, ...]:
    return (
        *letters_of(row.id or 0),
        col(Letter.state) == Fate.SENT.value,
        col(Letter.message_id).is_not(None),
    )


def _have(row: Broadcast, words: Mapping[str, str], language: str) -> tuple[Condition, ...]:
    """Whose letter was in these words."""
    tongues = [code for code in CODES if chosen(words, code) == language]
    readers = select(Person.id).where(col(Person.language).in_(tongues))
    return *_arrived(row), col(Letter.person_id).in_(readers)


def _young(row: Broadcast, now: datetime) -> tuple[Condition, ...]:
    return *_arrived(row), col(Letter.ended_at) > now - DELETABLE


def _count(session: Session, which: tuple[Condition, ...]) -> int:
    return session.exec(select(func.count()).where(*which)).one()


def _give_up(session: Session, subject: str, reason: str, now: datetime) -> None:
    """What waits of an earlier correction."""
    waits = update(Letter).where(col(Letter.about) == subject, col(Letter.state) == "queued")
    gone = {"state": Fate.DROPPED.value, "ended_at": now, "reason": reason}
    session.connection().execute(waits.values(gone))


def _write(session: Session, notice: str, subject: str, which: tuple[Condition, ...], now: datetime) -> None:
    """One INSERT ... SELECT: to each of these readers a letter that knows the message it changes."""
    values = {
        "notice": notice,
        "about": subject,
        "lane": int(Lane.BROADCAST),
        "due_at": now,
        "send_at": now,
        "tries": 0,
        "late_after": now + LATE,
        "state": "queued",
        "reason": "",
    }
    columns = Letter.__table__.c  # type: ignore[attr-defined]
    same = (literal(value, columns[name].type) for name, value in values.items())
    sqlite = session.get_bind().dialect.name == "sqlite"
    facts = (func.json_object if sqlite else func.json_build_object)(
        "broadcast", int(subject.split(":")[1]), "message", col(Letter.message_id)
    )
    rows = select(Letter.person_id, *same, facts).where(*which)  # type: ignore[call-overload]
    letters = insert_of(session, Letter).from_select(["person_id", *values, "facts"], rows)
    session.connection().execute(letters.on_conflict_do_nothing())
    touch(session, "letter")
