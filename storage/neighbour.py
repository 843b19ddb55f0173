"""Neighbours of an alley, who asked to be notified of its market days, and the market days they know of."""

from datetime import date, datetime

from sqlalchemy import BigInteger

from storage.column import PERSONAL, PUBLIC, column
from storage.row import Row


class Neighbour(Row, table=True):
    """A person who asked for the digest of an alley; where they live is not stored."""

    __tablename__ = "neighbour"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    alley_id: int = column(PERSONAL, primary_key=True, foreign_key="alley.id", index=True)
    since: datetime = column(PERSONAL)


class MarketDay(Row, table=True):
    """A market day of an alley as its neighbours were last notified of it: its hours and the number of stalls. 0 stalls: it does not take place."""

    __tablename__ = "market_day"

    alley_id: int = column(PUBLIC, primary_key=True, foreign_key="alley.id")
    day: date = column(PUBLIC, primary_key=True)
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    stalls: int = column(PUBLIC)
    notified_at: datetime = column(PUBLIC)
