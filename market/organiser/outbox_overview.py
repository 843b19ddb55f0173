"""The outbox for organisers: the kind and status of each notification, never its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from market.actor import Actor, require_organiser
from market.notification.outbox import DeliveryStatus
from market.organiser.refusals import PersonUnknown
from market.paging import page_within
from storage.column import NOTIFICATION
from storage.notification import Notification, NotificationState, is_undelivered
from storage.person import Person

PAGE = 6
KEPT_FOR = timedelta(days=NOTIFICATION.days or 0)
LATELY = timedelta(hours=24)
IN_VAIN = ("unreachable", "too late")
"""Reasons of drops that count as a loss; a drop because of a change or by the reader's choice does not."""
ROW_COLUMNS: tuple[Any, ...] = (
    col(Notification.person_id).label("person"),
    *map(col, (Person.first_name, Notification.kind, Notification.due_at, Notification.send_at)),
    *map(col, (Notification.tries, Notification.state, Notification.ended_at, Notification.reason)),
)


@dataclass(frozen=True, kw_only=True)
class NotificationRow:
    """A notification without its content. `send_at` is the earliest time of sending, `ended_at` when it got its status."""

    person: int
    first_name: str
    kind: str
    due_at: datetime
    send_at: datetime
    tries: int
    state: NotificationState
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class NotificationPage:
    """A page of `count` notifications: ended ones, newest first, then queued ones, the next first.

    `first_name` is the reader's, "" for several readers; `waiting` counts queued ones, of which the next is sent at `next_at`.
    """

    shown: tuple[NotificationRow, ...]
    count: int
    page: int
    pages: int
    first_name: str = ""
    waiting: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OutboxOverview:
    """Counts of the outbox: `statuses` of the last 24 hours, `needless` drops among them, `missed` failures of 30 days.

    The other counts are of queued notifications; `next_at` is when the next is sent.
    """

    statuses: Mapping[str, int]
    missed: int
    due: int
    later: int
    paused: int
    next_at: datetime | None
    needless: int = 0


def outbox_overview(session: Session, actor: Actor, now: datetime) -> OutboxOverview:
    """Return the counts of the outbox. Raises NotOrganiser."""
    require_organiser(session, actor)
    lately = col(Notification.ended_at) > now - LATELY
    ended = select(Notification.state, func.count()).where(lately)
    waits, later = col(Notification.state) == NotificationState.QUEUED, col(Notification.send_at) > now
    return OutboxOverview(
        statuses=dict(session.exec(ended.group_by(col(Notification.state))).all()),
        missed=_count(session, *is_missed(now)),
        due=_count(session, waits, ~later)
        + _count(session, col(Notification.state) == NotificationState.SENDING),
        later=_count(session, waits, later),
        paused=_count(session, col(Notification.state) == NotificationState.PAUSED),
        next_at=session.exec(select(func.min(Notification.send_at)).where(waits, later)).one(),
        needless=_count(session, lately, _dropped(), col(Notification.reason).not_in(IN_VAIN)),
    )


def notifications_to(
    session: Session, actor: Actor, person: int, page: int, now: datetime
) -> NotificationPage:
    """Return a page of one person's notifications: queued ones and those of the last 30 days. Raises NotOrganiser, PersonUnknown."""
    require_organiser(session, actor)
    row = PersonUnknown.unless(session.get(Person, person))
    theirs = col(Notification.person_id) == person
    found = _page(session, page, row.first_name, [theirs, _kept(now)])
    queued = theirs, col(Notification.state) == NotificationState.QUEUED
    return replace(
        found,
        waiting=_count(session, theirs, col(Notification.ended_at).is_(None)),
        next_at=session.exec(select(func.min(Notification.send_at)).where(*queued)).one(),
    )


def missed_notifications(session: Session, actor: Actor, page: int, now: datetime) -> NotificationPage:
    """Return a page of everybody's undelivered notifications of the last 30 days. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _page(session, page, "", is_missed(now))


def is_missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a loss. The time is compared so that no index of all that has ended is chosen for it."""
    lost = or_(~_dropped(), col(Notification.reason).in_(IN_VAIN))
    kept = func.coalesce(col(Notification.ended_at), now) >= now - KEPT_FOR
    return is_undelivered(), lost, kept


def _dropped() -> ColumnElement[bool]:
    return col(Notification.state) == DeliveryStatus.DROPPED.value


def _kept(now: datetime) -> ColumnElement[bool]:
    """Return the condition of notifications that are not due for the hourly purge."""
    return or_(col(Notification.ended_at).is_(None), col(Notification.ended_at) >= now - KEPT_FOR)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Notification).where(*conditions)).one()


def _page(
    session: Session, page: int, first_name: str, conditions: Sequence[ColumnElement[bool]]
) -> NotificationPage:
    """Return the page nearest to the requested one."""
    count = _count(session, *conditions)
    page, pages = page_within(count, page, PAGE)
    waits = col(Notification.ended_at).is_(None)
    order = (
        waits,
        case((~waits, col(Notification.due_at))).desc(),
        col(Notification.send_at),
        col(Notification.id).desc(),
    )
    rows = (
        columns(*ROW_COLUMNS)
        .join(Person, col(Person.id) == col(Notification.person_id))
        .where(*conditions)
        .order_by(*order)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    shown = tuple(NotificationRow(**row._mapping) for row in session.connection().execute(rows))
    return NotificationPage(shown=shown, count=count, page=page, pages=pages, first_name=first_name)
