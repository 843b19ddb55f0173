"""The audit log: who changed a person's rights, a stall's approval or what everybody sees, and when.

Entries are never changed or deleted, which triggers of both databases see to (`storage/migrations/versions/0001_the_first_tables.py`).
They name people by numbers of `audit_person`, so that /forget takes a person out without touching an entry.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.row import Row


class AuditAction(StrEnum):
    """An action that is logged."""

    PERSON_BLOCKED = "person_blocked"
    BLOCK_LIFTED = "block_lifted"
    ORGANISER_NAMED = "organiser_named"
    ORGANISER_REMOVED = "organiser_removed"
    STALL_APPROVED = "stall_approved"
    STALL_TURNED_DOWN = "stall_turned_down"
    STALL_CLOSED = "stall_closed"
    DEPOSITS_ALLOWED = "deposits_allowed"
    DEPOSITS_STOPPED = "deposits_stopped"
    PAYEE_SENT = "payee_sent"
    PAYEE_CONFIRMED = "payee_confirmed"
    PAYEE_STOPPED = "payee_stopped"
    ALLEY_CLOSED = "alley_closed"
    ALLEY_OPENED = "alley_opened"
    DROP_HIDDEN = "drop_hidden"
    DROP_SHOWN = "drop_shown"
    PERMIT_CHANGED = "permit_changed"
    PERSON_FORGOTTEN = "person_forgotten"
    HUB_STAFF_NAMED = "hub_staff_named"
    HUB_STAFF_REMOVED = "hub_staff_removed"
    HUB_CLOSED = "hub_closed"
    COUNTER_KEPT = "counter_kept"
    COUNTER_REMOVED = "counter_removed"
    ACCOUNT_MOVED = "account_moved"
    LICENCE_WAIVED = "licence_waived"
    LICENCE_WAIVER_ENDED = "licence_waiver_ended"
    LICENCE_REVIVED = "licence_revived"
    STALL_STAFF_NAMED = "stall_staff_named"
    STALL_STAFF_REMOVED = "stall_staff_removed"
    REPORT_DECIDED = "report_decided"
    OBJECTION_ANSWERED = "objection_answered"
    LICENCE_CHECKED = "licence_checked"
    STALL_REOPENED = "stall_reopened"
    ACCOUNTS_MERGED = "accounts_merged"
    PLACES_CHANGED = "places_changed"
    ALLEY_FACTS_CHANGED = "alley_facts_changed"


class AuditPerson(Row, table=True):
    """The number of a person in the audit log. /forget empties `person_id`; the number stays and leads to nobody."""

    __tablename__ = "audit_person"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)


class AuditEntry(Row, table=True):
    """One change. `actor` did it, `subject` is the person it was done to, `about` what it was done to, such as "stall:12".

    `details` is a code or a date, never anybody's words.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint(one_of("action", AuditAction), name="audit_entry_action"),
        Index("audit_entry_of", "about", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    action: AuditAction = enum_column(TRACE, AuditAction, 32)
    actor: int = column(TRACE, foreign_key="audit_person.id", sa_type=BIG, index=True)
    subject: int | None = column(TRACE, default=None, foreign_key="audit_person.id", sa_type=BIG, index=True)
    about: str = column(TRACE, default="", max_length=32)
    details: str = column(TRACE, default="", max_length=32)
    made_at: datetime = column(TRACE)
