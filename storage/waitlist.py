"""The waitlist of a line: entries that wait, holds that run, claims that stand."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from storage.column import BIG, COUNTED, OWNER, TRACE, column


class Entry(SQLModel, table=True):
    """One party's place in a line. Its number is given once and never changes; None: the lot has yet to give it.

    waiting -> held -> claimed | declined | expired; waiting -> left | closed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("line_id", "number", name="entry_number"),
        CheckConstraint(
            "state IN ('waiting', 'held', 'claimed', 'declined', 'expired', 'left', 'closed')",
            name="entry_state",
        ),
        CheckConstraint("party BETWEEN 1 AND 6", name="entry_party"),
        CheckConstraint("skipped >= 0", name="entry_skipped"),
        Index(
            "entry_once",
            "line_id",
            "person_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'held')"),
            postgresql_where=text("state IN ('waiting', 'held')"),
        ),
        Index(
            "entry_next",
            "line_id",
            "number",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        COUNTED,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    line_id: int = column(TRACE, foreign_key="line.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    number: int | None = column(TRACE, default=None)
    party: int = column(TRACE)
    skipped: int = column(TRACE, default=0)
    state: str = column(TRACE, default="waiting", max_length=8)
    joined_at: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)


class Hold(SQLModel, table=True):
    """Units kept for one person until `until`; after that they are free, whether or not anybody has swept.

    live -> claimed | declined | expired | cancelled, once.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(
            "state IN ('live', 'claimed', 'declined', 'expired', 'cancelled')", name="hold_state"
        ),
        CheckConstraint("units BETWEEN 1 AND 6", name="hold_units"),
        Index(
            "hold_once",
            "line_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        Index(
            "hold_ends", "until", sqlite_where=text("state = 'live'"), postgresql_where=text("state = 'live'")
        ),
        COUNTED,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    entry_id: int = column(TRACE, foreign_key="entry.id", index=True, sa_type=BIG)
    line_id: int = column(TRACE, foreign_key="line.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    given_at: datetime = column(TRACE)
    until: datetime = column(TRACE)
    state: str = column(TRACE, default="live", max_length=10)
    ended_at: datetime | None = column(TRACE, default=None)


class Claim(SQLModel, table=True):
    """Units that are a person's, at the price they were kept at (minor units each), collected in one go or in parts.

    claimed -> collected | released | missed | cancelled.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(
            "state IN ('claimed', 'collected', 'released', 'missed', 'cancelled')", name="claim_state"
        ),
        CheckConstraint("units BETWEEN 1 AND 6", name="claim_units"),
        CheckConstraint("collected BETWEEN 0 AND units", name="claim_collected"),
        CheckConstraint("price >= 0 AND loan_deposit >= 0", name="claim_price"),
        Index(
            "claim_standing",
            "line_id",
            "person_id",
            sqlite_where=text("state IN ('claimed', 'collected')"),
            postgresql_where=text("state IN ('claimed', 'collected')"),
        ),
        COUNTED,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    hold_id: int = column(TRACE, foreign_key="hold.id", unique=True, sa_type=BIG)
    line_id: int = column(TRACE, foreign_key="line.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    price: int = column(TRACE)
    loan_deposit: int = column(TRACE, default=0)
    collected: int = column(TRACE, default=0)
    coming: bool = column(TRACE, default=False)
    state: str = column(TRACE, default="claimed", max_length=10)
    claimed_at: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)
