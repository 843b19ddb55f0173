"""Requests of people who lost their phone: that an organiser moves their old account to the one they write from now."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlmodel import col

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.row import Row

IS_ASKED = "state = 'asked'"


class RecoveryState(StrEnum):
    """A request waits for an organiser; the account was moved; an organiser refused; the asker took it back; or its time ran out."""

    ASKED = "asked"
    MOVED = "moved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Recovery(Row, table=True):
    """A request of `person_id` for all that `account_id` has, named by a valid ticket of theirs or by their stall.

    Named by neither, both accounts have agreed to become one, and wait for an organiser's word (`by_consent`).

    `code` is what the asker tells the organiser. An organiser may decide before `until`; `ended_at` is when it was decided or ended otherwise.
    `objected_at`: the account that was moved said that it was not its person who asked.

    asked -> moved | refused | withdrawn | ended, once.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint(one_of("state", RecoveryState), name="recovery_state"),
        CheckConstraint("ticket_id IS NULL OR stall_id IS NULL", name="recovery_named_by"),
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="recovery_ended"),
        CheckConstraint("objected_at IS NULL OR state = 'moved'", name="recovery_objected"),
        Index("recovery_asked", "until", sqlite_where=text(IS_ASKED), postgresql_where=text(IS_ASKED)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    code: str = column(TRACE, max_length=12, unique=True)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    account_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    ticket_id: int | None = column(TRACE, default=None, foreign_key="ticket.id", sa_type=BIG, index=True)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", index=True)
    state: RecoveryState = enum_column(TRACE, RecoveryState, 9, default=RecoveryState.ASKED)
    asked_at: datetime = column(TRACE)
    until: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)
    decided_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    objected_at: datetime | None = column(TRACE, default=None)

    @property
    def by_consent(self) -> bool:
        """Return whether both accounts have agreed to become one; it says nothing of a lost phone."""
        return self.ticket_id is None and self.stall_id is None


def asked_by(person: int) -> ColumnElement[bool]:
    """Return the condition that a request is a person's own: they asked, or agreed to it."""
    consent = col(Recovery.ticket_id).is_(None), col(Recovery.stall_id).is_(None)
    agreed = and_(col(Recovery.account_id) == person, *consent)
    return or_(col(Recovery.person_id) == person, agreed)


def waits_for_organiser(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an organiser may decide a request."""
    return col(Recovery.state) == RecoveryState.ASKED, col(Recovery.until) > now


def count_requests(now: datetime) -> Select[int]:
    """Select how many requests an organiser may decide."""
    return select(func.count()).select_from(Recovery).where(*waits_for_organiser(now))
