"""Alleys: the places where a market is held."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Select, select
from sqlmodel import col

from locales.user_text import ALLEY
from storage.column import AUTOINCREMENT, PERSONAL, PUBLIC, column
from storage.row import Row

MOST_PEOPLE = 100_000


class Alley(Row, table=True):
    """A place with its time zone (IANA), currency (ISO 4217) and territory (ISO 3166, which decides the first day of a week).

    Nothing is given out in an alley that an organiser closed at `closed_at`. `people_limit` is how many people may be inside at a time; None: no limit.
    """

    __tablename__ = "alley"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="alley_latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="alley_longitude"),
        CheckConstraint(f"people_limit BETWEEN 1 AND {MOST_PEOPLE}", name="alley_people_limit"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    name: str = column(PUBLIC, max_length=ALLEY.longest)
    city: str = column(PUBLIC, max_length=ALLEY.longest)
    zone: str = column(PUBLIC, max_length=64)
    territory: str = column(PUBLIC, max_length=2)
    currency: str = column(PUBLIC, max_length=3)
    latitude: float = column(PUBLIC)
    longitude: float = column(PUBLIC)
    closed_at: datetime | None = column(PUBLIC, default=None)
    people_limit: int | None = column(PUBLIC, default=None)


class AlleyDraft(Row, table=True):
    """The alley that an organiser is adding, at most one each. A field they have not filled in yet is empty."""

    __tablename__ = "alley_draft"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="alley_draft_latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="alley_draft_longitude"),
    )

    author_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    name: str = column(PERSONAL, default="", max_length=ALLEY.longest)
    city: str = column(PERSONAL, default="", max_length=ALLEY.longest)
    zone: str = column(PERSONAL, default="", max_length=64)
    latitude: float | None = column(PERSONAL, default=None)
    longitude: float | None = column(PERSONAL, default=None)


def alleys() -> Select[*tuple[Any, ...]]:
    """Return id, name, city, territory and currency of each alley, in the order in which they were added."""
    columns = (Alley.id, Alley.name, Alley.city, Alley.territory, Alley.currency)
    return select(*map(col, columns)).order_by(col(Alley.id))
