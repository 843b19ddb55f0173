"""A repeat: a reminder that its reader put off, written under a subject of its own, so that it never meets what is written ahead."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from market.reminder.moments import Moment
from storage.letter import Letter
from storage.store import touch

AGAIN = "/again"


def again(about: str, facts: Mapping[str, Any]) -> str:
    """The subject of the repeats of a reminder; of a repeat its own. "day:12/again/eve" where a subject has several matters."""
    if AGAIN in about:
        return about
    what = facts.get("what")
    return f"{about}{AGAIN}/{what}" if what else f"{about}{AGAIN}"


def first(about: str) -> str:
    """The subject of what is written ahead, of a repeat too."""
    return about.partition(AGAIN)[0]


def keep_repeats(
    session: Session, about: str, moments: Iterable[Moment], cancelled: bool, now: datetime
) -> None:
    """Of the moments that a subject has now: a repeat goes where its matter is cancelled, written anew, or would be over; else it stays. locks: letter"""
    for moment in moments:
        subject = again(about, {"what": moment.what})
        waits = select(Letter).where(col(Letter.about) == subject, col(Letter.state) == "queued")
        for letter in session.exec(waits).all():
            if cancelled or moment.due_at > now or letter.due_at >= moment.late_after:
                session.delete(letter)
            else:
                letter.late_after = moment.late_after
    touch(session, "letter")
