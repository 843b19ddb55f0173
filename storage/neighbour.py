"""Neighbours of an alley, who asked to hear of its evenings beforehand, and what they were told."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import SQLModel

from storage.column import PERSONAL, PUBLIC, column


class Neighbour(SQLModel, table=True):
    """Asked for the digest of an alley; nothing says where they live."""

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


class MarketDay(SQLModel, table=True):
    """A day of an alley on which its market stands, as its neighbours were last told: the hours, and how many stalls; 0: it does not take place."""

    __tablename__ = "market_day"

    alley_id: int = column(PUBLIC, primary_key=True, foreign_key="alley.id")
    day: date = column(PUBLIC, primary_key=True)
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    stalls: int = column(PUBLIC)
    notified_at: datetime = column(PUBLIC)
