"""The drops a person follows, and which of them are new since their last visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, update

from storage.drop import Drop
from storage.follow import Follow, Follower, StallFollow, followed_drops, followed_shows
from storage.showroom import ShowroomCuration
from storage.stall import Stall

VISIT = timedelta(hours=1)
"""Whoever comes back after this pays another visit."""


@dataclass(frozen=True, kw_only=True)
class NewShow:
    """A new show in the showroom of a followed stall."""

    stall: int
    stall_name: str
    name: str


SHOW_COLUMNS = (col(Stall.id), col(Stall.name), col(ShowroomCuration.name))
IN_ORDER = (col(Stall.name), col(Stall.id))


@dataclass(frozen=True, kw_only=True)
class FollowedDrops:
    """The drops that a person follows and that are not over, by their start, and those published since their last visit.

    `shows` are on show since then in showrooms of stalls that they follow. `visit_begins`: this is another visit, which is to be recorded.
    """

    drops: tuple[int, ...] = ()
    new: frozenset[int] = frozenset()
    shows: tuple[NewShow, ...] = ()
    visit_begins: bool = False


def drops_followed_by(session: Session, person: int, now: datetime) -> FollowedDrops:
    """Return the followed drops of this person. What was published before they followed is not new."""
    follower = session.get(Follower, person)
    if follower is None:
        return FollowedDrops()
    visit_begins = now - follower.visited_at >= VISIT
    seen_until = follower.visited_at if visit_begins else follower.visited_before_at
    rows = session.connection().execute(_rows_of(person, now)).all()
    return FollowedDrops(
        drops=tuple(dict.fromkeys(row.id for row in sorted(rows, key=lambda row: (row.starts_at, row.id)))),
        new=frozenset(
            row.id for row in rows if row.published_at and row.published_at > max(row.since, seen_until)
        ),
        shows=_new_shows(session, person, seen_until, now),
        visit_begins=visit_begins,
    )


def record_visit(session: Session, person: int, now: datetime) -> None:
    """Record that a visit of a follower begins, unless one goes on. A second call changes nothing. locks: follower"""
    over = col(Follower.person_id) == person, col(Follower.visited_at) <= now - VISIT
    visit = {"visited_before_at": Follower.visited_at, "visited_at": now}
    session.connection().execute(update(Follower).where(*over).values(**visit))


def _new_shows(session: Session, person: int, seen_until: datetime, now: datetime) -> tuple[NewShow, ...]:
    new = (
        col(StallFollow.person_id) == person,
        col(ShowroomCuration.starts_at) <= now,
        col(ShowroomCuration.starts_at) > seen_until,
        col(ShowroomCuration.starts_at) > col(StallFollow.since),
    )
    rows = session.connection().execute(followed_shows(SHOW_COLUMNS, new, now).order_by(*IN_ORDER))
    return tuple(NewShow(stall=stall, stall_name=name, name=show) for stall, name, show in rows)


def _rows_of(person: int, now: datetime) -> Any:
    def columns(follow: Follow) -> Sequence[Any]:
        return col(Drop.id), col(Drop.starts_at), col(Drop.published_at), col(follow.since)

    return followed_drops(columns, lambda follow: (col(follow.person_id) == person, col(Drop.ends_at) > now))
