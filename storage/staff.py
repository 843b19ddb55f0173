"""The staff of stalls: helpers with their roles, invitations, and whose desk a person has open."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint

from storage.column import AUTOINCREMENT, PERSONAL, column, enum_column, one_of
from storage.row import Row


class StaffRole(StrEnum):
    """The role of a helper at a stall, the one that most are asked for first. What each may do is in `market/actor.py`."""

    COUNTER = "counter"
    SELL = "sell"
    SCAN = "scan"
    ALL = "all"


class StallStaff(Row, table=True):
    """A person who helps at a stall, and their role. Its owner has no row."""

    __tablename__ = "stall_staff"
    __table_args__ = (CheckConstraint(one_of("role", StaffRole), name="stall_staff_role"),)

    stall_id: int = column(PERSONAL, primary_key=True, foreign_key="stall.id")
    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )
    role: StaffRole = enum_column(PERSONAL, StaffRole, 8)
    since: datetime = column(PERSONAL)


class StallInvite(Row, table=True):
    """A link that makes one person a helper, before `until`; only the hash of its 128 random bits is stored. It is deleted when it is used."""

    __tablename__ = "stall_invite"
    __table_args__ = (CheckConstraint(one_of("role", StaffRole), name="stall_invite_role"), AUTOINCREMENT)

    id: int | None = column(PERSONAL, default=None, primary_key=True)
    code_hash: str = column(PERSONAL, max_length=64, unique=True)
    stall_id: int = column(PERSONAL, foreign_key="stall.id", index=True)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    role: StaffRole = enum_column(PERSONAL, StaffRole, 8)
    until: datetime = column(PERSONAL)


class DeskChoice(Row, table=True):
    """The stall whose desk a person opened last, of several at which they work, and the one for which they said they post; None: not said."""

    __tablename__ = "desk_choice"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    stall_id: int = column(PERSONAL, foreign_key="stall.id", index=True)
    posting_id: int | None = column(PERSONAL, default=None, foreign_key="stall.id", index=True)
