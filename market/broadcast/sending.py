"""Sending a broadcast: one notification to each reader."""

from datetime import datetime

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.broadcast.audience import Audience, headcount, readers
from market.broadcast.broadcast_notifications import (
    notifications_of,
    own_broadcast,
    subject,
)
from market.broadcast.notifications import LATE, BroadcastMessage
from market.broadcast.progress import Progress, progress
from market.broadcast.promotions import require_apart
from market.broadcast.refusals import BroadcastGone, NobodyToNotify, NothingWritten
from market.broadcast.scheduling import start_schedule
from market.broadcast.wording import wordings
from market.drop.refusals import DropUnknown
from market.notification.outbox import row_values
from market.refusal import WhenPassed
from storage.broadcast import Broadcast, BroadcastKind, BroadcastState
from storage.insert import insert_of
from storage.notification import Notification
from storage.person import Person
from storage.store import mark_changed

MAX_AT_ONCE, CHUNK = 2000, 500
"""Notifications queued in one transaction; above MAX_AT_ONCE, in chunks, so that no other write waits long."""


def send_broadcast(
    session: Session,
    actor: Actor,
    broadcast: int,
    message: int | None,
    admins: Admins,
    zone: str,
    now: datetime,
) -> Progress:
    """Begin a broadcast now, or schedule it where its start is ahead. Its author follows it in `message`; `zone` is the market's.

    Raises NotOrganiser, BroadcastGone, NothingWritten, NobodyToNotify, DropUnknown, WhenPassed, PromotionalTooSoon. locks: broadcast
    """
    require_organiser(session, actor)
    row = own_broadcast(session, actor, broadcast)
    if row.state != BroadcastState.DRAFT:
        raise BroadcastGone
    if not wordings(session, broadcast):
        raise NothingWritten
    if not headcount(session, Audience.read(row.audience), row.kind, admins, now=now).total:
        raise NobodyToNotify
    when = start_schedule(session, row, now)
    if when.over:
        raise WhenPassed(when.at, zone) if when.at else DropUnknown
    if row.kind == BroadcastKind.PROMOTIONAL:
        require_apart(session, broadcast, max(now, when.at or now), zone)
    row.message_id, row.reason = message, ""
    if when.ahead(now):
        row.state = BroadcastState.SCHEDULED
        session.flush()
    else:
        begin(session, row, admins, now)
    return progress(session, broadcast, now)


def send_now(
    session: Session, actor: Actor, broadcast: int, admins: Admins, zone: str, now: datetime
) -> Progress:
    """Begin a scheduled broadcast now. Raises NotOrganiser, BroadcastGone, PromotionalTooSoon. locks: broadcast"""
    require_organiser(session, actor)
    row = own_broadcast(session, actor, broadcast)
    if row.state != BroadcastState.SCHEDULED:
        raise BroadcastGone
    if row.kind == BroadcastKind.PROMOTIONAL:
        require_apart(session, broadcast, now, zone)
    begin(session, row, admins, now)
    return progress(session, broadcast, now)


def begin(session: Session, row: Broadcast, admins: Admins, now: datetime) -> None:
    """Set a broadcast to sending and queue all notifications, or the first chunk of very many. `row` is locked."""
    count = headcount(session, Audience.read(row.audience), row.kind, admins, now=now).total
    row.state, row.total, row.started_at, row.cursor = BroadcastState.SENDING, count, now, 0
    session.flush()
    queue_notifications(session, row, admins, MAX_AT_ONCE if count <= MAX_AT_ONCE else CHUNK, now=now)


def queue_notifications(session: Session, row: Broadcast, admins: Admins, limit: int, now: datetime) -> bool:
    """Queue notifications for the next `limit` people who match now, by id; return whether there may be more. `row` is locked.

    People who have a notification of this broadcast get no other.
    """
    next_ones = select(Person.id).where(*new_readers(row, admins, now)).order_by(col(Person.id)).limit(limit)
    found = next_ones.subquery()
    last, count = session.exec(select(func.max(found.c.id), func.count()).select_from(found)).one()
    if count:
        _insert(session, row, (*new_readers(row, admins, now), col(Person.id) <= last), now)
        mark_changed(session, "notification")
    row.cursor = last if count == limit else None
    session.flush()
    if row.cursor is None:
        row.total = session.exec(select(func.count()).where(*notifications_of(row.id or 0))).one()
        session.flush()
    return row.cursor is not None


def new_readers(row: Broadcast, admins: Admins, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on Person for people beyond `cursor` who match now and have no notification of this broadcast."""
    has_one = select(Notification.id).where(
        *notifications_of(row.id or 0), col(Notification.person_id) == col(Person.id)
    )
    match = readers(Audience.read(row.audience), row.kind, admins, now)
    return *match, col(Person.id) > (row.cursor or 0), ~has_one.exists()


def last_sent(session: Session, actor: Actor) -> int:
    """Return the id of the newest broadcast that is not a draft, of any author; 0 where there is none. Raises NotOrganiser."""
    require_organiser(session, actor)
    return (
        session.exec(select(func.max(Broadcast.id)).where(col(Broadcast.state) != BroadcastState.DRAFT)).one()
        or 0
    )


def _insert(
    session: Session, row: Broadcast, conditions: tuple[ColumnElement[bool], ...], now: datetime
) -> None:
    """Insert notifications in one INSERT ... SELECT. All share the due time `started_at`, so that (person, kind, about, due_at) is unique."""
    assert row.id is not None
    assert row.started_at is not None
    message = BroadcastMessage(broadcast_id=row.id)
    values = row_values(message, row.started_at, about=subject(row.id), late_after=now + LATE)
    values["send_at"] = now
    columns = Notification.__table__.c  # type: ignore[attr-defined]
    same = (literal(value, columns[name].type) for name, value in values.items())
    notifications = insert_of(session, Notification).from_select(
        ["person_id", *values], select(Person.id, *same).where(*conditions)
    )
    session.connection().execute(notifications.on_conflict_do_nothing())
