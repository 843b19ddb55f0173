"""The history of broadcasts: the list, the reasons of failures, and each delivery."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.broadcast.broadcast_notifications import (
    are_kept,
    correction_subject,
    notifications_of,
    recall_subject,
    subject,
)
from market.broadcast.refusals import BroadcastGone, NotificationsGone
from market.broadcast.wording import wordings
from storage.broadcast import Broadcast, BroadcastState
from storage.notification import Notification, NotificationState
from storage.person import Person

PAGE = 5


@dataclass(frozen=True, kw_only=True)
class PastBroadcast:
    """A broadcast in a list. `at` is when it began, or else when it was created."""

    id: int
    state: BroadcastState
    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class FailureReason:
    """The number of notifications of a kind that ended with the same status for the same reason."""

    kind: str
    status: NotificationState
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """One delivery in a report, without a name or text."""

    person: int
    language: str
    status: NotificationState
    reason: str
    at: datetime | None


def past_broadcasts(session: Session, actor: Actor, page: int) -> tuple[tuple[PastBroadcast, ...], int]:
    """Return a page of all broadcasts but drafts, the newest first, and the number of pages. Raises NotOrganiser."""
    require_organiser(session, actor)
    past = col(Broadcast.state) != BroadcastState.DRAFT
    count = session.exec(select(func.count(col(Broadcast.id))).where(past)).one()
    rows = select(Broadcast).where(past).order_by(col(Broadcast.id).desc())
    shown = session.exec(rows.offset((max(1, page) - 1) * PAGE).limit(PAGE)).all()
    return tuple(_earlier(session, row) for row in shown), -(-count // PAGE)


def reasons(session: Session, actor: Actor, broadcast: int, now: datetime) -> tuple[FailureReason, ...]:
    """Return why notifications were not sent, the most frequent reason first. Raises NotOrganiser, BroadcastGone, NotificationsGone."""
    row = _must_be_kept(session, actor, broadcast, now)
    subjects = (subject(broadcast), correction_subject(broadcast, row.revision), recall_subject(broadcast))
    alike, count = (
        (col(Notification.kind), col(Notification.state), col(Notification.reason)),
        func.count().label("count"),
    )
    rows = columns(*alike, count).where(col(Notification.about).in_(subjects), col(Notification.reason) != "")
    found = session.execute(rows.group_by(*alike).order_by(count.desc(), *alike))
    return tuple(
        FailureReason(kind=kind, status=status, reason=reason, count=number)
        for kind, status, reason, number in found
    )


def delivery_rows(session: Session, actor: Actor, broadcast: int, now: datetime) -> tuple[DeliveryRow, ...]:
    """Return each delivery of a broadcast, ordered by person id. Raises NotOrganiser, BroadcastGone, NotificationsGone."""
    _must_be_kept(session, actor, broadcast, now)
    rows = (
        columns(
            *map(
                col,
                (
                    Notification.person_id,
                    Person.language,
                    Notification.state,
                    Notification.reason,
                    Notification.ended_at,
                ),
            )
        )
        .join(Person, col(Person.id) == col(Notification.person_id))
        .where(*notifications_of(broadcast))
        .order_by(col(Notification.person_id))
    )
    return tuple(
        DeliveryRow(person=person, language=language, status=status, reason=reason, at=at)
        for person, language, status, reason, at in session.execute(rows)
    )


def _earlier(session: Session, row: Broadcast) -> PastBroadcast:
    words = next(iter(wordings(session, row.id).values()), "")
    return PastBroadcast(id=row.id or 0, state=row.state, at=row.started_at or row.created_at, words=words)


def _must_be_kept(session: Session, actor: Actor, broadcast: int, now: datetime) -> Broadcast:
    require_organiser(session, actor)
    row = session.get(Broadcast, broadcast)
    if row is None or row.started_at is None:
        raise BroadcastGone
    if not are_kept(row, now):
        raise NotificationsGone
    return row
