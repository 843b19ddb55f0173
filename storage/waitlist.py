"""The waitlist of a line: entries that wait, holds that run, claims that stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from storage.column import BIG, COUNTED, OWNER, TRACE, column
from storage.deposit import Deposit, standing_of
from storage.drop import Drop, Line
from storage.given import Given


class Entry(SQLModel, table=True):
    """One party's place in a line. Its number is given once and never changes; None: the draw has yet to give it.

    A party that agreed (`split`) may be parted: the rest waits by the same number, as `rest` 1.
    In a draw it has a `pseudonym` and `weight` chances.

    waiting -> held -> claimed | declined | expired; waiting -> left | closed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("line_id", "number", "rest", name="entry_number"),
        UniqueConstraint("line_id", "pseudonym", name="entry_pseudonym"),
        CheckConstraint(
            "state IN ('waiting', 'held', 'claimed', 'declined', 'expired', 'left', 'closed')",
            name="entry_state",
        ),
        CheckConstraint("party BETWEEN 1 AND 6", name="entry_party"),
        CheckConstraint("skipped >= 0", name="entry_skipped"),
        CheckConstraint("rest >= 0", name="entry_rest"),
        CheckConstraint("weight BETWEEN 1 AND 4", name="entry_weight"),
        Index(
            "entry_once",
            "line_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
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
    rest: int = column(TRACE, default=0)
    party: int = column(TRACE)
    split: bool = column(TRACE, default=False)
    skipped: int = column(TRACE, default=0)
    weight: int = column(TRACE, default=1)
    pseudonym: str | None = column(TRACE, default=None, max_length=12)
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


def own_rows(
    person: int | Given, now: datetime | Given, *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """What stands of a person's on lines: a place that waits, a hold that runs, a claim that was not given back; one row each.

    `first` is the lowest number that waits in the line; `deposit` and `paid` are the state and the amount of what is asked or was paid of it.
    """
    other = aliased(Entry)
    first = select(func.min(other.number)).where(
        col(other.line_id) == col(Entry.line_id), col(other.state) == "waiting"
    )
    runs = and_(col(Hold.state) == "live", or_(col(Hold.until) > now, col(Drop.state) == "paused"))
    stands = col(Claim.state).in_(("claimed", "collected"))
    columns: tuple[Any, ...] = (
        *(col(Entry.line_id), col(Entry.number), col(Entry.party), col(Entry.skipped), col(Entry.state)),
        col(Entry.pseudonym),
        col(Entry.split),
        *(col(Line.drop_id), first.scalar_subquery().label("first")),
        *(col(Hold.id).label("hold"), col(Hold.units).label("held"), col(Hold.until)),
        *(col(Claim.id).label("claim"), col(Claim.units), col(Claim.price), col(Claim.loan_deposit)),
        *(col(Claim.collected), col(Claim.coming), col(Claim.claimed_at)),
        *(col(Deposit.state).label("deposit"), col(Deposit.amount).label("paid")),
    )
    rows = (
        select(*columns)
        .join(Line, col(Line.id) == col(Entry.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .outerjoin(Hold, and_(col(Hold.entry_id) == col(Entry.id), col(Hold.state).in_(("live", "claimed"))))
        .outerjoin(Claim, col(Claim.hold_id) == col(Hold.id))
        .outerjoin(Deposit, standing_of(col(Hold.id)))
    )
    mine = (col(Entry.person_id) == person, col(Entry.state).in_(("waiting", "held", "claimed")))
    standing = or_(col(Entry.state) == "waiting", runs, stands)
    return rows.where(*mine, standing, *conditions).order_by(
        col(Hold.until), col(Drop.starts_at), col(Entry.id)
    )


def live_holds(line: int) -> Select[*tuple[Any, ...]]:
    """Number, units and end of each hold that runs, the first to end first."""
    rows = select(col(Entry.number), col(Hold.units), col(Hold.until)).join(
        Entry, col(Entry.id) == col(Hold.entry_id)
    )
    return rows.where(col(Hold.line_id) == line, col(Hold.state) == "live").order_by(col(Hold.until))


def head_of(line: int) -> Select[*tuple[Any, ...]]:
    """Number and party of the first who waits."""
    rows = select(col(Entry.number), col(Entry.party)).where(
        col(Entry.line_id) == line, col(Entry.state) == "waiting", col(Entry.number).is_not(None)
    )
    return rows.order_by(col(Entry.number)).limit(1)
