"""Alleys: where a market stands."""

from typing import Any

from sqlalchemy import CheckConstraint, Select, select
from sqlmodel import SQLModel, col

from storage.column import COUNTED, PUBLIC, column


class Alley(SQLModel, table=True):
    """`zone` is an IANA name, `currency` ISO 4217, `territory` ISO 3166 (it decides a week's first day)."""

    __tablename__ = "alley"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="alley_latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="alley_longitude"),
        COUNTED,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    name: str = column(PUBLIC, max_length=64)
    city: str = column(PUBLIC, max_length=64)
    zone: str = column(PUBLIC, max_length=64)
    territory: str = column(PUBLIC, max_length=2)
    currency: str = column(PUBLIC, max_length=3)
    latitude: float = column(PUBLIC)
    longitude: float = column(PUBLIC)


def alleys() -> Select[*tuple[Any, ...]]:
    """Id, name, city and territory of each, in the order in which they were added."""
    return select(*map(col, (Alley.id, Alley.name, Alley.city, Alley.territory))).order_by(col(Alley.id))
