"""What became of letters, as an organiser may know it: the kind of each and its fate, never its words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from market.actor import Actor, require_organiser
from market.notification.outbox import DeliveryStatus
from market.refusal import PersonUnknown
from storage.column import NOTIFICATION
from storage.notification import Notification, NotificationState
from storage.person import Person

PAGE = 6
KEPT_FOR = timedelta(days=NOTIFICATION.days or 0)
LATELY = timedelta(hours=24)
MISSED = (DeliveryStatus.UNREACHABLE.value, DeliveryStatus.FAILED.value, DeliveryStatus.UNKNOWN.value)
IN_VAIN = ("unreachable", "too late")
"""Why a letter is dropped that should have arrived; where its matter had changed, or its reader wants none, all is well."""
ROW_COLUMNS: tuple[Any, ...] = (
    *(
        Notification.person_id,
        Person.first_name,
        Notification.kind,
        Notification.due_at,
        Notification.send_at,
    ),
    *(Notification.tries, Notification.state, Notification.ended_at, Notification.reason),
)


@dataclass(frozen=True)
class NotificationRow:
    """A letter without what it says. `send_at` is when it may leave, `ended_at` when it had its fate."""

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
    """One page of them, of `count` in all: what has its fate, newest first, then what waits, the next first.

    `first_name` is whose they are, "" where they are many people's; `waiting` of theirs have no fate yet, and the next leaves at `next_at`.
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
    """`statuses` are those of the last 24 hours, `needless` of the dropped ones were not needed any more, `missed` the failures of 30 days.

    The rest is what waits, and the next moment one leaves.
    """

    statuses: Mapping[str, int]
    missed: int
    due: int
    later: int
    paused: int
    next_at: datetime | None
    needless: int = 0


def outbox_overview(session: Session, actor: Actor, now: datetime) -> OutboxOverview:
    """Raises NotOrganiser."""
    require_organiser(session, actor)
    lately = col(Notification.ended_at) > now - LATELY
    ended = select(Notification.state, func.count()).where(lately)
    waits, later = col(Notification.state) == NotificationState.QUEUED, col(Notification.send_at) > now
    return OutboxOverview(
        statuses=dict(session.exec(ended.group_by(col(Notification.state))).all()),
        missed=_count(session, *_missed(now)),
        due=_count(session, or_(waits & ~later, col(Notification.state) == NotificationState.SENDING)),
        later=_count(session, waits, later),
        paused=_count(session, col(Notification.state) == NotificationState.PAUSED),
        next_at=session.exec(select(func.min(Notification.send_at)).where(waits, later)).one(),
        needless=_count(session, lately, _dropped(), col(Notification.reason).not_in(IN_VAIN)),
    )


def notifications_to(
    session: Session, actor: Actor, person: int, page: int, now: datetime
) -> NotificationPage:
    """Those of the last 30 days, and those that wait. Raises NotOrganiser, PersonUnknown."""
    require_organiser(session, actor)
    row = session.get(Person, person)
    if row is None:
        raise PersonUnknown
    theirs = col(Notification.person_id) == person
    found = _page(session, page, row.first_name, theirs, _kept(now))
    queued = theirs, col(Notification.state) == NotificationState.QUEUED
    return replace(
        found,
        waiting=_count(session, theirs, col(Notification.ended_at).is_(None)),
        next_at=session.exec(select(func.min(Notification.send_at)).where(*queued)).one(),
    )


def missed_notifications(session: Session, actor: Actor, page: int, now: datetime) -> NotificationPage:
    """Everybody's that did not arrive, for what is known, in the last 30 days. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _page(session, page, "", *_missed(now))


def _missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    in_vain = _dropped() & col(Notification.reason).in_(IN_VAIN)
    return or_(col(Notification.state).in_(MISSED), in_vain), _kept(now)


def _dropped() -> ColumnElement[bool]:
    return col(Notification.state) == DeliveryStatus.DROPPED.value


def _kept(now: datetime) -> ColumnElement[bool]:
    """The purge comes once an hour; what should be gone is not shown meanwhile."""
    return or_(col(Notification.ended_at).is_(None), col(Notification.ended_at) >= now - KEPT_FOR)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Notification).where(*conditions)).one()


def _page(session: Session, page: int, first_name: str, *conditions: ColumnElement[bool]) -> NotificationPage:
    """The page nearest to the one that is asked for."""
    count = _count(session, *conditions)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    waits = col(Notification.ended_at).is_(None)
    order = (
        waits,
        case((~waits, col(Notification.due_at))).desc(),
        col(Notification.send_at),
        col(Notification.id).desc(),
    )
    rows = (
        columns(*map(col, ROW_COLUMNS))
        .join(Person, col(Person.id) == col(Notification.person_id))
        .where(*conditions)
        .order_by(*order)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    shown = tuple(NotificationRow(*row) for row in session.connection().execute(rows))
    return NotificationPage(shown=shown, count=count, page=page, pages=pages, first_name=first_name)
