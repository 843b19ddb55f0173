"""Market days and stall days: the evenings of an alley and of a stall in it, to which drops belong."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)

from locales.user_text import NOTE
from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

NOT_ENDED = "ended_at IS NULL"


class StallDayState(StrEnum):
    """The states of a stall day: on while a drop of it is published or paused, else off."""

    ON = "on"
    OFF = "off"


class MarketDay(Row, table=True):
    """An alley on one date, from 04:00 to 04:00 by its clock. Its hours are those of its stall days."""

    __tablename__ = "market_day"
    __table_args__ = (
        UniqueConstraint("alley_id", "day", name="market_day_once"),
        UniqueConstraint("id", "alley_id", "day", name="market_day_of_stall_days"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    day: date = column(PUBLIC)
    made_at: datetime = column(PUBLIC)


class MarketDayNotice(Row, table=True):
    """A market day as its neighbours were last notified of it: its hours and the number of stalls. 0 stalls: it does not take place."""

    __tablename__ = "market_day_notice"
    __table_args__ = (Index("market_day_notice_until", "ends_at"),)

    market_day_id: int = column(
        PUBLIC, primary_key=True, foreign_key="market_day.id", sa_column_kwargs={"autoincrement": False}
    )
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    stalls: int = column(PUBLIC)
    notified_at: datetime = column(PUBLIC)


class StallDay(Row, table=True):
    """A stall on a market day, from the first start to the last end of its drops that take place; while it is off, from those it had last.

    It sets up at `set_up_at`, None: two hours before. `ended_at`: all of its drops were wound up then.
    """

    __tablename__ = "stall_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["market_day_id", "alley_id", "day"],
            ["market_day.id", "market_day.alley_id", "market_day.day"],
            name="stall_day_market_day_fkey",
        ),
        UniqueConstraint("market_day_id", "stall_id", name="stall_day_once"),
        UniqueConstraint("id", "stall_id", "alley_id", name="stall_day_of_drops"),
        CheckConstraint(one_of("state", StallDayState), name="stall_day_state"),
        CheckConstraint("starts_at < ends_at", name="stall_day_hours"),
        CheckConstraint("set_up_at <= starts_at", name="stall_day_set_up"),
        Index("stall_day_upcoming", "ends_at", "starts_at", "id"),
        Index("stall_day_of_stall", "stall_id", "day"),
        Index("stall_day_of_pitches", "id", "market_day_id", "alley_id", unique=True),
        Index(
            "stall_day_not_ended",
            "ends_at",
            sqlite_where=text(NOT_ENDED),
            postgresql_where=text(NOT_ENDED),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    market_day_id: int = column(PUBLIC)
    alley_id: int = column(PUBLIC)
    day: date = column(PUBLIC)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    state: StallDayState = enum_column(PUBLIC, StallDayState, 4, default=StallDayState.OFF)
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    set_up_at: datetime | None = column(PUBLIC, default=None)
    ended_at: datetime | None = column(PUBLIC, default=None)
    made_at: datetime = column(PUBLIC)


class StallNote(Row, table=True):
    """Words of a stall about one of its days, for everybody who comes; the newest stand, "" for none. At `sent_at` they went to `told` people."""

    __tablename__ = "stall_note"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_day_id: int = column(PUBLIC, foreign_key="stall_day.id", index=True)
    words: str = column(PUBLIC, max_length=NOTE.longest)
    made_at: datetime = column(PUBLIC)
    sent_at: datetime | None = column(PUBLIC, default=None)
    told: int = column(PUBLIC, default=0)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
