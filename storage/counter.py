"""Checks of the payment QR that lies on a stall's counter."""

from datetime import datetime

from sqlalchemy import BigInteger, Index

from locales.user_text import PAYEE
from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, column
from storage.row import Row


class CounterCheck(Row, table=True):
    """A photographed payment QR: its payload and the payee's name in it. Whose account it pays is derived from what is the stall's own now.

    `kept_at`: its owner said that it is the stall's own, until `removed_at`. `reported_at`: organisers were told.
    """

    __tablename__ = "counter_check"
    __table_args__ = (
        Index("counter_check_of_stall", "stall_id", "checked_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    payload: str = column(PUBLIC, max_length=512)
    name: str = column(PUBLIC, max_length=PAYEE.longest)
    checked_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    checked_at: datetime = column(PUBLIC)
    kept_at: datetime | None = column(PUBLIC, default=None)
    removed_at: datetime | None = column(PUBLIC, default=None)
    reported_at: datetime | None = column(PUBLIC, default=None)
