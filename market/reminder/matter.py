"""Whether what a reminder is about still stands, by the rows as they are now."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.opening import opened_drop
from market.own_letter import NOTICE as OWN
from market.own_letter import late_after
from market.refusal import ReminderMoved
from market.reminder.moments import vendor_moments
from market.reminder.repeat import first
from market.reminder.writing import VENDOR_DAY
from market.rest import Rest
from storage.letter import Letter


def of_use_until(session: Session, letter: Letter, due: datetime, rest: Rest) -> datetime:
    """When a reminder that comes again at `due` is too late; of a stall's day by its drop's hours as they are now.

    Raises DropUnknown, DropCancelled, DropPaused.
    """
    if letter.notice == OWN:
        return late_after(due, rest)
    assert letter.late_after is not None, "a reminder ends with its matter"
    if letter.notice != VENDOR_DAY:
        return letter.late_after
    drop = opened_drop(session, letter.facts["drop"])
    moments = vendor_moments(drop.starts_at, drop.ends_at, drop.alley.zone)
    return next(moment.late_after for moment in moments if moment.what == letter.facts["what"])


def refuse_moved(session: Session, letter: Letter, zone: str) -> None:
    """Raises ReminderMoved where the same is written for a later time: its matter was moved."""
    ahead = select(Letter).where(
        col(Letter.person_id) == letter.person_id,
        col(Letter.notice) == letter.notice,
        col(Letter.about) == first(letter.about),
        col(Letter.state) == "queued",
    )
    for written in session.exec(ahead).all():
        if written.id != letter.id and written.facts.get("what") == letter.facts.get("what"):
            raise ReminderMoved(written.due_at, zone)
