"""Hubs: the places that take packaging back, what each takes, and who works there."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint

from locales.user_text import HUB, LOCATION
from storage.column import AUTOINCREMENT, OWNER, PERSONAL, PUBLIC, column, enum_column
from storage.packaging import Stream
from storage.row import Row

EVERY_DAY = 0b1111111
"""The days of the week on which a hub is open, Monday in the lowest bit."""


class Hub(Row, table=True):
    """A hub of an alley. It is open on `weekdays` from `opens_minute` to `closes_minute`, minutes of the alley's day; the latter may be after midnight.

    `location` is how to find it. It holds at most `capacity` units. Only organisers act at a hub that was closed at `closed_at`.
    """

    __tablename__ = "hub"
    __table_args__ = (
        CheckConstraint("opens_minute BETWEEN 0 AND 1439", name="hub_opens"),
        CheckConstraint("closes_minute > opens_minute AND closes_minute <= 2879", name="hub_closes"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="hub_weekdays"),
        CheckConstraint("capacity BETWEEN 1 AND 100000", name="hub_capacity"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id", index=True)
    name: str = column(PUBLIC, max_length=HUB.longest)
    location: str = column(PUBLIC, default="", max_length=LOCATION.longest)
    weekdays: int = column(PUBLIC, default=EVERY_DAY)
    opens_minute: int = column(PUBLIC)
    closes_minute: int = column(PUBLIC)
    capacity: int = column(PUBLIC)
    made_at: datetime = column(PUBLIC)
    closed_at: datetime | None = column(PUBLIC, default=None)


class HubSlot(Row, table=True):
    """A hub takes this type, in a slot of the type's stream."""

    __tablename__ = "hub_slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["type_id", "stream"], ["packaging_type.id", "packaging_type.stream"], name="hub_slot_stream"
        ),
    )

    hub_id: int = column(PUBLIC, primary_key=True, foreign_key="hub.id")
    type_id: int = column(PUBLIC, primary_key=True, index=True)
    stream: Stream = enum_column(PUBLIC, Stream, 8)


class HubStaff(Row, table=True):
    """A person who works at a hub, appointed by an organiser."""

    __tablename__ = "hub_staff"

    hub_id: int = column(PERSONAL, primary_key=True, foreign_key="hub.id")
    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )
    named_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    named_at: datetime = column(PERSONAL)


class HubInvite(Row, table=True):
    """A link of an organiser that makes one person staff of a hub, before `until`; only its hash is stored. It is deleted when it is used."""

    __tablename__ = "hub_invite"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(PERSONAL, default=None, primary_key=True)
    code_hash: str = column(PERSONAL, max_length=64, unique=True)
    hub_id: int = column(PERSONAL, foreign_key="hub.id", index=True)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    until: datetime = column(PERSONAL)
