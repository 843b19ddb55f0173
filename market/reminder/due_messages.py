"""Messages that are written when they are due, to all whom they concern then: nobody is told twice, and nobody who meets the conditions is left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, exists, literal, select, union_all
from sqlmodel import Session, col

from market.notification.kind import NotificationKind
from market.notification.outbox import notify_once
from market.reminder.moments import ReminderMoment
from market.reminder.near_days import may_be_told, send_times
from storage.notification import Notification
from storage.param import Uncached

AT_ONCE = 4
"""Messages that are looked at by one statement in search of the first."""
CHUNK = 500
"""People told in one transaction at most, so that no other write waits long."""


@dataclass(frozen=True, kw_only=True)
class DueMessage:
    """A message that may be due to some people. `people` has the columns person_id, at and known_at.

    By `at`, an hour of what it is about, `moments` say when it is due; who came by that only afterwards, at `known_at`, is not told.
    `item` is what the job does it for: the id of a market day, or the number of a date.
    """

    item: int
    notification: NotificationKind
    about: str
    once: str
    people: Select[*tuple[Any, ...]]
    moments: Sequence[tuple[datetime, ReminderMoment]]


def lacking(session: Session, messages: Sequence[DueMessage]) -> list[DueMessage]:
    """Return those of these messages that somebody is to be told and was not, by one statement."""
    if not messages:
        return []
    looks = (
        _untold(each, {moment.due_at: moment.due_at for _, moment in each.moments}).exists()
        for each in messages
    )
    found = session.connection().execute(select(*looks)).one()
    return [message for message, is_lacking in zip(messages, found, strict=True) if is_lacking]


def tell(session: Session, message: DueMessage, now: datetime) -> int:
    """Tell those who were not told, CHUNK at most; return how many. locks: notification"""
    send_at = send_times(session, [moment.due_at for _, moment in message.moments], now)
    untold = _untold(message, send_at).limit(CHUNK)
    return notify_once(session, untold, message.notification, about=message.about, once=message.once)


def items_of(messages: Iterable[DueMessage]) -> tuple[int, ...]:
    """Return what these messages are for, each once."""
    return tuple(dict.fromkeys(message.item for message in messages))


def next_due_at(messages: Iterable[DueMessage]) -> datetime | None:
    """Return when the first of these messages is due."""
    return min((moment.due_at for message in messages for _, moment in message.moments), default=None)


def first_due_at(session: Session, messages: Sequence[DueMessage]) -> datetime | None:
    """Return when the first of these messages is due that somebody is to be told and was not; later ones are looked at only where the first are told."""
    soonest_first = sorted(messages, key=_begins_at)
    for start in range(0, len(soonest_first), AT_ONCE):
        if found := next_due_at(lacking(session, soonest_first[start : start + AT_ONCE])):
            return found
    return None


def _begins_at(message: DueMessage) -> datetime:
    return min(moment.due_at for _, moment in message.moments)


def _untold(message: DueMessage, send_at: Mapping[datetime, datetime]) -> Select[*tuple[Any, ...]]:
    """Select who is to be told and was not: person_id, due_at, send_at and late_after."""
    people, moments = message.people.subquery("p"), _moments(message, send_at)
    said = exists().where(
        col(Notification.person_id) == people.c.person_id, col(Notification.once) == message.once
    )
    reached = may_be_told(people.c.person_id, message.notification.kind)
    return (
        select(people.c.person_id, moments.c.due_at, moments.c.send_at, moments.c.late_after)
        .join(moments, moments.c.at == people.c.at)
        .where(people.c.known_at < moments.c.due_at, ~said, reached, Uncached())
        .order_by(people.c.person_id)
    )


def _moments(message: DueMessage, send_at: Mapping[datetime, datetime]) -> Subquery:
    """Return the moments as rows. Their times are of the column's type: SQLite compares words."""
    type_ = Notification.__table__.c.due_at.type  # type: ignore[attr-defined]
    names = ("at", "due_at", "send_at", "late_after")
    rows = [(at, moment.due_at, send_at[moment.due_at], moment.late_after) for at, moment in message.moments]
    each = (
        select(*(literal(time, type_).label(name) for name, time in zip(names, row, strict=True)))
        for row in rows
    )
    return union_all(*each).subquery("m")
