"""Gifts: a hold or a booking that its holder offers to one friend by a link."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.row import Row


class GiftState(StrEnum):
    """The states of a gift link."""

    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class Gift(Row, table=True):
    """A link that works once, until `until`; only the hash of its 128 random bits is stored.

    offered -> taken | withdrawn.
    """

    __tablename__ = "gift"
    __table_args__ = (
        CheckConstraint(one_of("state", GiftState), name="gift_state"),
        CheckConstraint("(hold_id IS NULL) <> (booking_id IS NULL)", name="gift_of_one"),
        CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name="gift_ended"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    code_hash: str = column(TRACE, max_length=64, unique=True)
    hold_id: int | None = column(TRACE, default=None, foreign_key="hold.id", index=True, sa_type=BIG)
    booking_id: int | None = column(TRACE, default=None, foreign_key="booking.id", index=True, sa_type=BIG)
    giver_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    taker_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    state: GiftState = enum_column(TRACE, GiftState, 10, default=GiftState.OFFERED)
    made_at: datetime = column(TRACE)
    until: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)
