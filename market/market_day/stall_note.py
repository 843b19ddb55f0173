"""The note of a stall about one of its days: a line that stands on its tickets and drops, and that goes to who has booked, once an hour at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from locales.user_text import NOTE
from market.actor import Actor, Right
from market.drop.affected_people import count_booked, notify_booked
from market.drop.notifications import StallNoteSent
from market.market_day.evening_facts import shown_drops
from market.market_day.own_stall_day import own_stall_day
from market.market_day.place import drop_ids, drops_ahead, lock_stall_days
from market.market_day.refusals import NoteChanged, NoteTooSoon
from market.person import lock_unblocked_person
from market.refusal import TooLong
from market.text_checks import on_one_line
from storage.alley import Alley
from storage.market_day import StallDay, StallNote
from storage.shown import mark_drop
from storage.store import mark_changed

BETWEEN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class NoteFacts:
    """The note of a stall day, "" without one. `booked` counts the people to whom it would go; `sent_at`: when it went to `told` people.

    Before `free_at` no other note can be sent; None where one can.
    """

    id: int
    words: str
    booked: int
    sent_at: datetime | None
    told: int
    free_at: datetime | None


def own_note(session: Session, actor: Actor, stall_day: int, now: datetime) -> NoteFacts:
    """Return the note of a stall day, to those who may post there. Raises ButtonForged, StallUnknown, NotYourStall, StallDayOver, NothingShown."""
    own_stall_day(session, actor, stall_day, Right.STOCK)
    note = session.exec(_newest(stall_day)).first()
    free_at = _free_at(session, stall_day)
    return NoteFacts(
        id=note.id or 0 if note else 0,
        words=note.words if note else "",
        booked=count_booked(session, _shown_ahead(session, stall_day, now)),
        sent_at=note.sent_at if note else None,
        told=note.told if note else 0,
        free_at=free_at if free_at and now < free_at else None,
    )


def write_note(session: Session, actor: Actor, stall_day: int, words: str, now: datetime) -> None:
    """Let a line of the stall stand on the tickets and drops of a day until there is another one; "" takes it away.

    Raises Blocked, ButtonForged, StallUnknown, NotYourStall, StallDayOver, NothingShown, TooLong. locks: person, stall day
    """
    row = _lock(session, actor, stall_day)
    drops = _shown_ahead(session, stall_day, now)
    line = on_one_line(words)
    if len(line) > NOTE.longest:
        raise TooLong(len(line), NOTE.longest)
    newest = session.exec(_newest(stall_day)).first()
    if line == (newest.words if newest else ""):
        return
    session.add(StallNote(stall_day_id=row.id or 0, words=line, made_at=now, by_id=actor.person))
    session.flush()
    mark_changed(session, "drop")
    for drop in drops:
        mark_drop(session, drop, now)


def send_note(session: Session, actor: Actor, stall_day: int, note: int, now: datetime) -> int:
    """Send the note of a stall day to everybody who has booked something there that is not collected; return how many.

    A second time changes nothing. Raises Blocked, ButtonForged, StallUnknown, NotYourStall, StallDayOver, NothingShown; NoteChanged where it is another
    one now; NoteTooSoon within an hour of the one before. locks: person, stall day
    """
    row = _lock(session, actor, stall_day)
    drops = _shown_ahead(session, stall_day, now)
    newest = session.exec(_newest(stall_day)).first()
    if newest is None or newest.id != note or not newest.words:
        raise NoteChanged
    if newest.sent_at:
        return newest.told
    free_at = _free_at(session, stall_day)
    if free_at and now < free_at:
        raise NoteTooSoon(free_at, session.get_one(Alley, row.alley_id).zone)
    newest.sent_at = now
    newest.told = notify_booked(
        session,
        StallNoteSent(stall_day_id=stall_day, note_id=note),
        drops,
        now,
        about=f"note:{note}",
    )
    return newest.told


def note_to_tell(session: Session, note: int, now: datetime) -> str:
    """Return the words of a note that was sent, for its message. Raises NoteChanged where it does not stand any more, or its day is over."""
    row = NoteChanged.unless(session.get(StallNote, note))
    newest = session.exec(_newest(row.stall_day_id)).first()
    if newest is None or newest.id != note or session.get_one(StallDay, row.stall_day_id).ends_at <= now:
        raise NoteChanged
    return row.words


def _lock(session: Session, actor: Actor, stall_day: int) -> StallDay:
    """Lock a stall day for a person who may post there. locks: person, stall day"""
    lock_unblocked_person(session, actor.person)
    own_stall_day(session, actor, stall_day, Right.STOCK)
    return lock_stall_days(session, stall_day)[0]


def _shown_ahead(session: Session, stall_day: int, now: datetime) -> list[int]:
    """Return the drops that are ahead of a stall day and that everybody may see. Raises StallDayOver, NothingShown."""
    ahead = drop_ids(drops_ahead(session, stall_day, now))
    shown = shown_drops(session, stall_day)
    return [drop for drop in ahead if drop in shown]


def _newest(stall_day: int) -> SelectOfScalar[StallNote]:
    return (
        select(StallNote)
        .where(col(StallNote.stall_day_id) == stall_day)
        .order_by(col(StallNote.id).desc())
        .limit(1)
    )


def _free_at(session: Session, stall_day: int) -> datetime | None:
    """Return when a note of a stall day can be sent again; None where none was."""
    last = session.exec(
        select(func.max(StallNote.sent_at)).where(col(StallNote.stall_day_id) == stall_day)
    ).one()
    return last + BETWEEN if last else None
