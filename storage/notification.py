"""The outbox: notifications, each one message to one person."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Delete,
    Index,
    Integer,
    Select,
    String,
    UniqueConstraint,
    Update,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session, col

from storage.address import Address, current_address
from storage.column import AUTOINCREMENT, BIG, NOTIFICATION, column, enum_column, one_of
from storage.insert import insert_of
from storage.lease import is_deposed
from storage.param import Param, list_param, param
from storage.person import Person
from storage.reminder import Mute
from storage.row import Row
from storage.waitlist import Entry, EntryState

PRIORITIES = (0, 1, 2, 3)
"""Listed in the query for due notifications, so that the index skips what is not due yet in each priority."""


class NotificationState(StrEnum):
    """The states of a notification in the outbox."""

    QUEUED = "queued"
    PAUSED = "paused"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


UNDELIVERED = "state IN ('unreachable', 'failed', 'unknown', 'dropped')"
"""As in the index: SQLite compares the words of the two conditions."""


class Notification(Row, table=True):
    """A message for one person. `about` names its subject ("drop:12"); `payload` is rendered in the person's language when it is sent.

    Each (person, kind, about, due_at) exists once, and so does each (person, `once`), whenever it is due.
    It may be sent from `send_at` on: when it is due, or later because of quiet hours, a snooze or a
    failed attempt, which `tries` counts. While it is in flight, `sender` and `epoch` name the leader that claimed it, and `begun_at` says since when
    its request may be on the wire. `message_id` is what was sent, in the chat of `address_id`; a change of a message is given its address from the
    start.
    queued -> sending -> sent | unreachable | failed | unknown; queued -> dropped; queued <-> paused with its broadcast.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "about", "due_at", name="notification_once"),
        CheckConstraint(
            one_of("state", NotificationState),
            name="notification_state",
        ),
        CheckConstraint("priority BETWEEN 0 AND 3", name="notification_priority"),
        CheckConstraint("tries >= 0", name="notification_tries"),
        CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name="notification_sender"),
        Index(
            "notification_due",
            "priority",
            "send_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "notification_claimed",
            "epoch",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "notification_ended",
            "ended_at",
            sqlite_where=text("ended_at IS NOT NULL"),
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        Index(
            "notification_undelivered",
            "ended_at",
            sqlite_where=text(UNDELIVERED),
            postgresql_where=text(UNDELIVERED),
        ),
        Index(
            "notification_paused",
            "about",
            sqlite_where=text("state = 'paused'"),
            postgresql_where=text("state = 'paused'"),
        ),
        Index("notification_about", "about", "kind"),
        Index(
            "notification_once_a_person",
            "person_id",
            "once",
            unique=True,
            sqlite_where=text("once IS NOT NULL"),
            postgresql_where=text("once IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(NOTIFICATION, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(NOTIFICATION, sa_type=BigInteger, foreign_key="person.id")
    kind: str = column(NOTIFICATION, max_length=32)
    about: str = column(NOTIFICATION, max_length=64)
    once: str | None = column(NOTIFICATION, default=None, max_length=64)
    payload: dict[str, Any] = column(NOTIFICATION, sa_type=JSON)
    priority: int = column(NOTIFICATION)
    due_at: datetime = column(NOTIFICATION)
    send_at: datetime = column(NOTIFICATION)
    late_after: datetime | None = column(NOTIFICATION, default=None)
    tries: int = column(NOTIFICATION, default=0)
    state: NotificationState = enum_column(
        NOTIFICATION, NotificationState, 12, default=NotificationState.QUEUED
    )
    sender: str | None = column(NOTIFICATION, default=None, max_length=36)
    epoch: int | None = column(NOTIFICATION, default=None, sa_type=BigInteger)
    claimed_at: datetime | None = column(NOTIFICATION, default=None)
    begun_at: datetime | None = column(NOTIFICATION, default=None)
    ended_at: datetime | None = column(NOTIFICATION, default=None)
    address_id: int | None = column(
        NOTIFICATION, default=None, sa_type=BIG, foreign_key="address.id", index=True
    )
    message_id: int | None = column(NOTIFICATION, default=None, sa_type=BigInteger)
    reason: str = column(NOTIFICATION, default="", max_length=200)


def delete_queued_of(subject: str, ids: Select[int | None]) -> Delete:
    """Delete all queued notifications about these ids; `subject` stands before each in `about`, as in "hold:12"."""
    numbers = ids.subquery().c[0]
    return delete(Notification).where(
        col(Notification.about).in_(select(literal(subject) + cast(numbers, String))),
        col(Notification.state) == NotificationState.QUEUED,
    )


def is_undelivered() -> ColumnElement[bool]:
    """Return the condition that a notification has ended and did not arrive."""
    return literal_column(f"notification.{UNDELIVERED}")


def queued_notification(person: int | Param, kind: str | Param, about: str | Param) -> Select[int | None]:
    """Return the id of a queued notification."""
    return select(col(Notification.id)).where(*_is_queued(person, kind, about))


def delete_queued(person: int, kind: str, about: str) -> Delete:
    """Delete one queued notification."""
    return delete(Notification).where(*_is_queued(person, kind, about))


def delete_queued_about(abouts: Sequence[str], kind: str = "") -> Delete:
    """Delete all queued notifications about these subjects, of one kind or any."""
    of_kind = (col(Notification.kind) == kind,) if kind else ()
    return delete(Notification).where(
        col(Notification.about).in_(abouts), *of_kind, col(Notification.state) == NotificationState.QUEUED
    )


def notify_waiting(session: Session, item: int, excluded_ids: Collection[int], **notification: Any) -> None:
    """Write the same notification for everybody who waits for an item, except `excluded_ids`; each is written once.

    `notification` holds the columns of the row, all but its person.
    """
    whom = (
        col(Entry.item_id) == item,
        col(Entry.state) == EntryState.WAITING,
        col(Entry.person_id).is_not(None),
    )
    columns = [
        literal(value, getattr(Notification, name).type).label(name) for name, value in notification.items()
    ]
    rows = select(col(Entry.person_id), *columns).where(*whom)
    rows = rows.where(col(Entry.person_id).not_in(excluded_ids)) if excluded_ids else rows
    session.connection().execute(
        insert_of(session, Notification)
        .from_select(["person_id", *notification], rows)
        .on_conflict_do_nothing()
    )


_IS_DUE = (
    col(Notification.state) == NotificationState.QUEUED,
    col(Notification.priority).in_(PRIORITIES),
    col(Notification.send_at) <= param("now"),
)
NOT_FULL = or_(
    col(Address.external_id).is_(None),
    col(Address.external_id).not_in(bindparam("full", (), expanding=True)),
)
"""Leaves out the notifications of chats that may be sent nothing now."""
_ADDRESS = func.coalesce(col(Notification.address_id), current_address(col(Notification.person_id)))


def _due() -> Select[*tuple[Any, ...]]:
    of_notification = (
        *(
            Notification.id,
            Notification.person_id,
            Notification.kind,
            Notification.payload,
            Notification.send_at,
        ),
        *(Notification.late_after, Notification.priority, Notification.tries),
    )
    of_person = (Person.language, Person.zone, Person.quiet_from, Person.quiet_until)
    of_address: tuple[Any, ...] = (
        col(Address.id).label("address"),
        col(Address.external_id).label("chat"),
        col(Address.unreachable_at),
    )
    muted = exists().where(
        col(Mute.person_id) == col(Notification.person_id), col(Mute.kind) == col(Notification.kind)
    )
    rows = select(*map(col, (*of_notification, *of_person)), *of_address, muted.label("muted"))
    return (
        rows.join(Person, col(Person.id) == col(Notification.person_id))
        .outerjoin(Address, col(Address.id) == _ADDRESS)
        .where(*_IS_DUE, NOT_FULL)
        .order_by(col(Notification.priority), col(Notification.send_at), col(Notification.id))
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(of=Notification, skip_locked=True)
    )


DUE_NOTIFICATIONS = _due()
"""The due notifications by priority, with the facts that decide whether and where they are sent: the person's language, address, quiet hours and mutes.

Those of `full` chats are left out. On PostgreSQL rows that another sender has locked are skipped.
"""

HAS_WORK: Select[bool] = select(
    or_(
        exists().where(col(Notification.state) == NotificationState.SENDING),
        exists(
            select(col(Notification.id))
            .outerjoin(Address, col(Address.id) == _ADDRESS)
            .where(*_IS_DUE, NOT_FULL)
            .correlate(None)
        ),
    )
)
"""Whether anything is due but what is for `full` chats, or was left in flight: nothing else of the outbox is to be done."""

IS_LEADER = ~is_deposed(bindparam("claimed_epoch"))
IS_MINE = (
    col(Notification.state) == NotificationState.SENDING,
    col(Notification.sender) == bindparam("claimed_by"),
    col(Notification.epoch) == bindparam("claimed_epoch"),
)
NOT_IN_FLIGHT: dict[str, None] = {"sender": None, "epoch": None, "begun_at": None}


def overdue_since(priorities: Collection[int]) -> Select[datetime | None, int]:
    """Return when the first of the due notifications of these priorities was to be sent (None: none is due), and how many are due."""
    return select(func.min(col(Notification.send_at)), func.count()).where(
        col(Notification.state) == NotificationState.QUEUED,
        col(Notification.priority).in_(priorities),
        col(Notification.send_at) <= param("now"),
    )


CLAIM: ReturningUpdate[int | None] = (
    update(Notification)
    .where(col(Notification.id).in_(list_param("notifications")), IS_LEADER)
    .values(
        state=NotificationState.SENDING,
        sender=bindparam("claimed_by"),
        epoch=bindparam("claimed_epoch"),
        claimed_at=bindparam("claimed_at"),
    )
    .returning(col(Notification.id))
)
"""Claims notifications for a leader and returns which; none where a newer term has begun."""

BEGIN: ReturningUpdate[int | None] = (
    update(Notification)
    .where(col(Notification.id).in_(list_param("notifications")), *IS_MINE, IS_LEADER)
    .values(begun_at=bindparam("begun"))
    .returning(col(Notification.id))
)
"""Marks claimed notifications as begun and returns which; not those that another leader has taken over."""


def set_values(ids: Sequence[int], **values: Any) -> Update:
    """Set the same values for some notifications."""
    return update(Notification).where(col(Notification.id).in_(ids)).values(**values)


SEND_AT_LATER = bindparam("send_at_later", type_=Notification.__table__.c.send_at.type)  # type: ignore[attr-defined]

ACKNOWLEDGE: Update = (
    update(Notification)
    .where(col(Notification.id) == bindparam("notification"), *IS_MINE, IS_LEADER)
    .values(
        **NOT_IN_FLIGHT,
        state=bindparam("to_state"),
        ended_at=bindparam("ended"),
        address_id=func.coalesce(bindparam("address", type_=BIG), col(Notification.address_id)),
        message_id=bindparam("message"),
        reason=bindparam("reason"),
        tries=col(Notification.tries) + bindparam("add_tries"),
        send_at=func.coalesce(SEND_AT_LATER, col(Notification.send_at)),
    )
)
"""Stores the result of a claimed notification; does nothing where another leader has taken over."""


GIVE_BACK: Delete = delete(Notification).where(
    col(Notification.id) == bindparam("notification"),
    col(Notification.once).is_not(None),
    *IS_MINE,
    IS_LEADER,
)
"""Deletes what is said once and turned out to have nothing to say: whoever it concerns after all is told later."""


def requeue_claimed_by(sender: str, epoch: int) -> Update:
    """Queue everything again that this sender has claimed in this term."""
    mine = (
        col(Notification.state) == NotificationState.SENDING,
        col(Notification.sender) == sender,
        col(Notification.epoch) == epoch,
        ~is_deposed(literal(epoch)),
    )
    return update(Notification).where(*mine).values(**NOT_IN_FLIGHT, state=NotificationState.QUEUED)


def reclaim(epoch: int, *conditions: ColumnElement[bool], **values: Any) -> Update:
    """Take notifications away from the leaders of earlier terms."""
    lost = (
        col(Notification.state) == NotificationState.SENDING,
        col(Notification.epoch) < epoch,
        ~is_deposed(literal(epoch)),
        *conditions,
    )
    return update(Notification).where(*lost).values(**NOT_IN_FLIGHT, **values)


def due_or_in_flight(moment: datetime) -> tuple[Update, Update]:
    """Return updates of what was due at a moment, and of what was in flight; not of announcements, nor of what is done with those."""
    personal = col(Notification.about).not_like("broadcast:%")
    is_due = col(Notification.priority).in_(PRIORITIES), col(Notification.send_at) <= moment
    in_flight = col(Notification.epoch).is_not(None)
    return (
        update(Notification).where(col(Notification.state) == NotificationState.QUEUED, *is_due, personal),
        update(Notification)
        .where(col(Notification.state) == NotificationState.SENDING, in_flight, personal)
        .values(**NOT_IN_FLIGHT),
    )


def purge(now: datetime, limit: int) -> Delete:
    """Delete at most `limit` notifications that ended longer ago than they are kept."""
    over = col(Notification.ended_at) < now - timedelta(days=NOTIFICATION.days or 0)
    return delete(Notification).where(
        col(Notification.id).in_(select(col(Notification.id)).where(over).limit(limit))
    )


def count_of(person: int) -> Select[int]:
    """Return the number of notifications for a person."""
    return select(func.count()).where(col(Notification.person_id) == person)


def next_due(since: datetime) -> Select[datetime, str]:
    """Return time and kind of the notification that is due next, of all priorities."""
    first = [_first_due(priority, since).subquery() for priority in PRIORITIES]
    priorities = union_all(*(select(priority) for priority in first)).subquery()
    return select(priorities.c.send_at, priorities.c.kind).order_by(priorities.c.send_at).limit(1)


def _first_due(priority: int, since: datetime) -> Select[datetime, str]:
    rows = select(col(Notification.send_at), col(Notification.kind)).where(
        col(Notification.state) == NotificationState.QUEUED,
        col(Notification.priority) == priority,
        col(Notification.send_at) > since,
    )
    return rows.order_by(col(Notification.send_at), col(Notification.id)).limit(1)


def _is_queued(person: int | Param, kind: str | Param, about: str | Param) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Notification.person_id) == person,
        col(Notification.kind) == kind,
        col(Notification.about) == about,
        col(Notification.state) == NotificationState.QUEUED,
    )
