"""Shares: which parts of what a drop takes a stall agrees to give to a creator and a host."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, OWNER, TRACE, column, enum_column
from storage.row import Row

OPEN = "agreed_at IS NULL AND ended_at IS NULL"
AGREED = "agreed_at IS NOT NULL AND ended_at IS NULL"
WHOLE = 10_000
"""Hundredths of a per cent in all."""


class SplitRole(StrEnum):
    """Among whom a drop is shared, in the order in which equal remainders are given. The stall has no row: it has the rest."""

    STALL = "stall"
    CREATOR = "creator"
    HOST = "host"


class Split(Row, table=True):
    """A proposal to share what a drop takes; it counts from `agreed_at`, when the last party agreed, until `ended_at`."""

    __tablename__ = "split"
    __table_args__ = (
        Index("split_open", "drop_id", unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index(
            "split_agreed", "drop_id", unique=True, sqlite_where=text(AGREED), postgresql_where=text(AGREED)
        ),
        Index("split_of_drop", "drop_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True)
    drop_id: int = column(TRACE, foreign_key="drop.id")
    proposed_at: datetime = column(TRACE)
    agreed_at: datetime | None = column(TRACE, default=None)
    ended_at: datetime | None = column(TRACE, default=None)


class SplitParty(Row, table=True):
    """The part of a creator or host, in hundredths of a per cent; a trigger refuses to change it.

    `person_id` is None until somebody takes the link, of whose 128 random bits only the hash is stored until then, and again after /forget.
    """

    __tablename__ = "split_party"
    __table_args__ = (
        CheckConstraint("role IN ('creator', 'host')", name="split_party_role"),
        CheckConstraint("share BETWEEN 1 AND 10000", name="split_party_share"),
        CheckConstraint("(code_hash IS NULL) = (until IS NULL)", name="split_party_link"),
        CheckConstraint("code_hash IS NULL OR agreed_at IS NULL", name="split_party_taken"),
    )

    split_id: int = column(
        TRACE, primary_key=True, foreign_key="split.id", sa_column_kwargs={"autoincrement": False}
    )
    role: SplitRole = enum_column(TRACE, SplitRole, 8, primary_key=True)
    share: int = column(TRACE)
    person_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    code_hash: str | None = column(TRACE, default=None, max_length=64, unique=True)
    until: datetime | None = column(TRACE, default=None)
    agreed_at: datetime | None = column(TRACE, default=None)
