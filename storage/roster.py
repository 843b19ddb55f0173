"""Rosters: the places of a stall day's shifts, and which helper has each."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, TRACE, column
from storage.row import Row


class Roster(Row, table=True):
    """The roster of a stall day, whose hours are divided into `parts` equal shifts. `notified_at`: its helpers were told then."""

    __tablename__ = "roster"
    __table_args__ = (CheckConstraint("parts BETWEEN 1 AND 3", name="roster_parts"),)

    stall_day_id: int = column(PUBLIC, primary_key=True, foreign_key="stall_day.id")
    parts: int = column(PUBLIC)
    notified_at: datetime = column(PUBLIC)
    closed_since: datetime | None = column(PUBLIC, default=None)


class Shift(Row, table=True):
    """One place in a shift, of the shift's number `part` from 0. `person_id` is None while it is empty.

    Its helper has it with these hours since `held_since`, and offers it to the others since `offered_at`. They would give it for the shift `wanted`, as
    long as that is offered since `wanted_since`.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("part BETWEEN 0 AND 2", name="shift_part"),
        CheckConstraint("(wanted IS NULL) = (wanted_since IS NULL)", name="shift_wanted"),
        CheckConstraint("person_id IS NULL OR held_since IS NOT NULL", name="shift_held"),
        UniqueConstraint("stall_day_id", "part", "person_id", name="shift_once_a_person"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True)
    stall_day_id: int = column(TRACE, foreign_key="roster.stall_day_id")
    part: int = column(TRACE)
    person_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    held_since: datetime | None = column(TRACE, default=None)
    offered_at: datetime | None = column(TRACE, default=None)
    wanted: int | None = column(TRACE, default=None, index=True)
    wanted_since: datetime | None = column(TRACE, default=None)
