"""Digests for followers: once a week, what is new at the stalls and tags that a person follows.

Who lacks one is derived from the notifications that exist, so that each is written once, in chunks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select, union
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from market.drop.browse import drop_cards
from market.drop.facts import DropFacts
from market.follow.notifications import ABOUT, FollowDigest
from market.follow.refusals import NothingNew
from market.follow.visit import IN_ORDER, SHOW_COLUMNS, NewShow
from market.notification.outbox import notify_each
from storage.drop import Drop
from storage.follow import Follow, StallFollow, followed_drops, followed_shows
from storage.notification import Notification, NotificationState
from storage.showroom import ShowroomCuration

CHUNK = 500
"""Notifications written in one transaction at most."""
THURSDAY, NOON = 3, time(12)
WEEK = timedelta(days=7)
NEWS = 2 * WEEK
"""What was published longer ago is not new, whether its follower was told or not. Notifications are kept for longer."""


@dataclass(frozen=True)
class WeeklyNews:
    """The drops in a digest, by their start, and what is on show, by the names of the stalls."""

    drops: tuple[DropFacts, ...]
    shows: tuple[NewShow, ...] = ()


def latest_digest(now: datetime, zone: str) -> datetime:
    """Return the last Thursday noon of the market that is not ahead."""
    wall = now.astimezone(ZoneInfo(zone))
    day = wall.date() - timedelta(days=(wall.weekday() - THURSDAY) % 7)
    due = datetime.combine(day, NOON, ZoneInfo(zone)).astimezone(UTC)
    return due if due <= now else _a_week_from(due, zone, weeks=-1)


def is_digest_missing(session: Session, due_at: datetime, now: datetime) -> bool:
    """Return whether `write_follow_digests` would write something."""
    return bool(_missing(session, due_at, now, limit=1))


def write_follow_digests(session: Session, due_at: datetime, now: datetime) -> int:
    """Queue the digest of `due_at` for followers who lack it and have news, at most CHUNK; return how many."""
    people = _missing(session, due_at, now, limit=CHUNK)
    notify_each(session, [(person, ABOUT, FollowDigest()) for person in people], due_at)
    return len(people)


def weekly_news(session: Session, notification: int) -> WeeklyNews:
    """Return the content of a digest in flight: the drops published until it was due, and what is on show.

    As far as its reader follows it and no earlier digest told of it. Raises NothingNew.
    """
    row = session.get_one(Notification, notification)
    now = row.claimed_at or row.send_at

    def conditions(follow: Follow) -> Sequence[ColumnElement[bool]]:
        earlier = col(Notification.due_at) < row.due_at, col(Notification.state) == NotificationState.SENT
        return (
            *_news(follow, row.due_at, now),
            col(follow.person_id) == row.person_id,
            ~_has_digest(follow, col(Drop.published_at), *earlier),
        )

    found = session.connection().execute(followed_drops(lambda _: (col(Drop.id),), conditions)).scalars()
    drops, shows = drop_cards(session, tuple(found)), _shows(session, row, now)
    if not drops and not shows:
        raise NothingNew
    return WeeklyNews(drops, shows)


def _shows(session: Session, digest: Notification, now: datetime) -> tuple[NewShow, ...]:
    """Return what is on show and new in showrooms of stalls that the reader of a digest follows, and that no earlier one told."""
    begins = col(ShowroomCuration.starts_at)
    earlier = (
        col(Notification.due_at) < digest.due_at,
        col(Notification.state) == NotificationState.SENT,
    )
    new = (
        *_new_on_show(digest.due_at),
        col(StallFollow.person_id) == digest.person_id,
        ~_has_digest(StallFollow, begins, *earlier),
    )
    rows = session.connection().execute(followed_shows(SHOW_COLUMNS, new, now).order_by(*IN_ORDER))
    return tuple(NewShow(stall=stall, stall_name=name, name=show) for stall, name, show in rows)


def next_follow_digest(session: Session, since: datetime, zone: str) -> datetime | None:
    """Return when the next digest is due, if somebody will have news by then."""
    due_at = _a_week_from(latest_digest(since, zone), zone)
    return due_at if _missing(session, due_at, since, limit=1) else None


def _missing(session: Session, due_at: datetime, now: datetime, limit: int) -> Sequence[int]:
    """Return followers with news whom no digest has told, and who have none of `due_at`; after its time nobody."""
    if now >= due_at + (FollowDigest.useful_for or WEEK):
        return ()

    delivered = col(Notification.state).in_((NotificationState.SENDING, NotificationState.SENT))
    of_this = or_(delivered, col(Notification.due_at) == due_at)

    def conditions(follow: Follow) -> Sequence[ColumnElement[bool]]:
        return *_news(follow, due_at, now), ~_has_digest(follow, col(Drop.published_at), of_this)

    drops = followed_drops(lambda follow: (col(follow.person_id).label("person_id"),), conditions).subquery()
    new = *_new_on_show(due_at), ~_has_digest(StallFollow, col(ShowroomCuration.starts_at), of_this)
    shows = followed_shows((col(StallFollow.person_id).label("person_id"),), new, max(now, due_at)).subquery()
    people = union(select(drops.c.person_id), select(shows.c.person_id)).subquery()
    rows = select(people.c.person_id).order_by(people.c.person_id).limit(limit)
    return session.connection().execute(rows).scalars().all()


def _news(follow: Follow, due_at: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a drop was published in the weeks before a digest, after it was followed, and is not over."""
    return (
        col(Drop.published_at) > due_at - NEWS,
        col(Drop.published_at) <= due_at,
        col(Drop.published_at) > col(follow.since),
        col(Drop.ends_at) > now,
    )


def _new_on_show(due_at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that something is on show since the weeks before a digest, and since after its stall was followed."""
    starts_at = col(ShowroomCuration.starts_at)
    return starts_at > due_at - NEWS, starts_at <= due_at, starts_at > col(StallFollow.since)


def _has_digest(
    follow: Follow, new_since: Mapped[datetime] | Mapped[datetime | None], *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that a follower has such a digest that is due after something became new: it tells of it."""
    return (
        exists()
        .where(
            col(Notification.person_id) == col(follow.person_id),
            col(Notification.kind) == FollowDigest.kind,
            col(Notification.about) == ABOUT,
        )
        .where(
            col(Notification.due_at) >= new_since,
            *conditions,
        )
    )


def _a_week_from(due_at: datetime, zone: str, weeks: int = 1) -> datetime:
    """Return noon by the market's clock, so many weeks from another."""
    day = due_at.astimezone(ZoneInfo(zone)).date() + weeks * WEEK
    return datetime.combine(day, NOON, ZoneInfo(zone)).astimezone(UTC)
