"""Following stalls and tags, and ending it. Whoever follows something is a `follower`, and only then."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from market.actor import StallUnknown
from market.follow.notifications import ABOUT, FollowDigest
from market.follow.refusals import FollowLimit
from market.notification.outbox import withdraw
from market.person import lock_people, lock_unblocked_person
from market.refusal import ButtonForged
from storage.drop import DropTag
from storage.follow import Follow, Follower, StallFollow, TagFollow
from storage.insert import insert_once
from storage.stall import Stall, StallApproval
from storage.store import mark_changed

MAX_FOLLOWS = 50


@dataclass(frozen=True, kw_only=True)
class FollowedStall:
    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Follows:
    """The stalls, by name, and the tags that a person follows."""

    stalls: tuple[FollowedStall, ...] = ()
    tags: tuple[str, ...] = ()

    def has_stall(self, stall: int) -> bool:
        """Return whether this stall is among them."""
        return any(each.id == stall for each in self.stalls)


def follows_of(session: Session, person: int) -> Follows:
    """Return what a person follows."""
    stalls = (
        select(Stall.id, Stall.name)
        .join(StallFollow, col(StallFollow.stall_id) == col(Stall.id))
        .where(col(StallFollow.person_id) == person)
        .order_by(col(Stall.name), col(Stall.id))
    )
    tags = select(TagFollow.tag).where(col(TagFollow.person_id) == person).order_by(col(TagFollow.tag))
    return Follows(
        stalls=tuple(FollowedStall(id=stall or 0, name=name) for stall, name in session.exec(stalls)),
        tags=tuple(session.exec(tags)),
    )


def follow_stall(session: Session, person: int, stall: int, now: datetime) -> str:
    """Let a person follow a stall that everybody may see, and return its name. Raises Blocked, StallUnknown, FollowLimit. locks: person"""
    lock_unblocked_person(session, person)
    row = session.get(Stall, stall)
    if row is None or row.state != StallApproval.APPROVED:
        raise StallUnknown
    _follow(session, StallFollow, person, now, stall_id=stall)
    return row.name


def follow_tag(session: Session, person: int, tag: str, now: datetime) -> None:
    """Let a person follow a tag that a drop has or had. Raises Blocked, ButtonForged, FollowLimit. locks: person"""
    lock_unblocked_person(session, person)
    if session.exec(select(DropTag.tag).where(col(DropTag.tag) == tag).limit(1)).first() is None:
        raise ButtonForged
    _follow(session, TagFollow, person, now, tag=tag)


def unfollow_stall(session: Session, person: int, stall: int) -> None:
    """End following a stall. locks: person"""
    _unfollow(session, person, StallFollow, stall_id=stall)


def unfollow_tag(session: Session, person: int, tag: str) -> None:
    """End following a tag. locks: person"""
    _unfollow(session, person, TagFollow, tag=tag)


def unfollow_all(session: Session, person: int) -> None:
    """End following everything, and withdraw a digest that waits. locks: person"""
    lock_people(session, (person,))
    for table in (StallFollow, TagFollow):
        session.connection().execute(delete(table).where(col(table.person_id) == person))
    _end_following(session, person)


def _follow(session: Session, table: Follow, person: int, now: datetime, **followed: int | str) -> None:
    key = followed | {"person_id": person}
    if session.get(table, key) is None and _count(session, person) >= MAX_FOLLOWS:
        raise FollowLimit(MAX_FOLLOWS)
    insert_once(session, table, **key, since=now)
    insert_once(session, Follower, person_id=person, visited_at=now, visited_before_at=now)
    mark_changed(session, ("person", person))


def _unfollow(session: Session, person: int, table: Follow, **followed: int | str) -> None:
    """End following one thing; who follows nothing then is no follower. locks: person"""
    lock_people(session, (person,))
    theirs = [getattr(table, name) == value for name, value in (followed | {"person_id": person}).items()]
    session.connection().execute(delete(table).where(*theirs))
    if not _count(session, person):
        _end_following(session, person)


def _end_following(session: Session, person: int) -> None:
    session.connection().execute(delete(Follower).where(col(Follower.person_id) == person))
    withdraw(session, person, FollowDigest, ABOUT)
    mark_changed(session, ("person", person))


def _count(session: Session, person: int) -> int:
    counts = (
        session.exec(select(func.count()).select_from(table).where(col(table.person_id) == person)).one()
        for table in (StallFollow, TagFollow)
    )
    return sum(counts)
