"""Counting the letters of a broadcast: there may be very many, so it is one walk along them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, select
from sqlmodel import Session, col, func

from market.broadcast.letters import (
    CORRECTED,
    NOTICE,
    RECALLED,
    about,
    about_correction,
    about_recall,
    refused,
)
from storage.broadcast import Broadcast
from storage.letter import Letter

LATELY = timedelta(seconds=30)
SOON = timedelta(minutes=2)
"""Who is written to later than that rests; a letter that could not be sent is tried again sooner."""

WAITING = ("queued", "paused", "sending")
Fates = Mapping[str, int]


@dataclass(frozen=True)
class Seen:
    """Its letters as they are: by notice and fate; `refused` of the paused ones have yet to become so."""

    fates: Mapping[str, Fates]
    refused: int = 0
    asleep: int = 0
    awake_at: datetime | None = None
    pace: float = 0.0


def read_counts(kept: Mapping[str, int]) -> Seen:
    """What was kept."""
    fates: dict[str, dict[str, int]] = {NOTICE: {}, CORRECTED: {}, RECALLED: {}}
    for key, count in kept.items():
        notice, _, fate = key.partition(" ")
        fates[notice][fate] = count
    return Seen(fates)


def look(session: Session, row: Broadcast, now: datetime) -> Seen:
    """In one walk along its letters: there may be very many. One that was refused by a pause is paused."""
    broadcast = row.id or 0
    subjects = (about(broadcast), about_correction(broadcast, row.revision), about_recall(broadcast))
    later, lately = col(Letter.send_at) > now + SOON, col(Letter.ended_at) > now - LATELY
    alike = (col(Letter.notice), col(Letter.state))
    rows = select(
        *alike,
        func.count(),
        _count(refused()),
        _count(later),
        func.max(case((later, col(Letter.send_at)))),
        _count(lately),
        func.min(case((lately, col(Letter.ended_at)))),
    )
    fates: dict[str, dict[str, int]] = {NOTICE: {}, CORRECTED: {}, RECALLED: {}}
    found = Seen(fates)
    for notice, state, count, strays, asleep, awake_at, recent, first in session.execute(
        rows.where(col(Letter.about).in_(subjects)).group_by(*alike)
    ):
        fates[notice][state] = fates[notice].get(state, 0) + count - strays
        if strays:
            fates[notice]["paused"] = fates[notice].get("paused", 0) + strays
            found = replace(found, refused=strays)
        if (notice, state) == (NOTICE, "queued"):
            found = replace(found, asleep=asleep, awake_at=awake_at)
        if (notice, state) == (NOTICE, "sent") and first:
            found = replace(found, pace=_pace(recent, now - first))
    return replace(found, fates={notice: _some(counted) for notice, counted in fates.items()})


def waiting(fates: Fates) -> int:
    """How many are still to come."""
    return sum(fates.get(state, 0) for state in WAITING)


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _pace(count: int, since: timedelta) -> float:
    seconds = since.total_seconds()
    return count / seconds if seconds >= 1 else 0.0


def _some(counted: Fates) -> Fates:
    return {fate: count for fate, count in counted.items() if count}
