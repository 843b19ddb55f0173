"""Power: the watts that an alley and its sockets can give and stalls need, and the outages of market days."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column
from storage.row import Row

MOST_WATTS = 100_000
RUNNING = "ended_at IS NULL"


class PowerKind(StrEnum):
    """The things that have a number of watts."""

    ALLEY = "alley"
    PITCH = "pitch"
    STALL = "stall"


class PowerRating(Row, table=True):
    """The watts that an alley or the socket of a pitch can give, or that a stall needs. Without a row it is not known."""

    __tablename__ = "power_rating"
    __table_args__ = (
        CheckConstraint(f"watts BETWEEN 0 AND {MOST_WATTS}", name="power_rating_watts"),
        CheckConstraint(
            "(alley_id IS NOT NULL AND pitch_id IS NULL AND stall_id IS NULL)"
            " OR (alley_id IS NULL AND pitch_id IS NOT NULL AND stall_id IS NULL)"
            " OR (alley_id IS NULL AND pitch_id IS NULL AND stall_id IS NOT NULL)",
            name="power_rating_of_one",
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int | None = column(PUBLIC, default=None, foreign_key="alley.id", unique=True)
    pitch_id: int | None = column(PUBLIC, default=None, foreign_key="pitch.id", unique=True)
    stall_id: int | None = column(PUBLIC, default=None, foreign_key="stall.id", unique=True)
    watts: int = column(PUBLIC)
    set_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)


class PowerCut(Row, table=True):
    """An outage of a market day, as organisers noted its beginning and its end."""

    __tablename__ = "power_cut"
    __table_args__ = (
        CheckConstraint("began_at <= ended_at", name="power_cut_hours"),
        CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="power_cut_ended"),
        Index(
            "power_cut_running",
            "market_day_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("power_cut_of_market_day", "market_day_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    market_day_id: int = column(PUBLIC, foreign_key="market_day.id")
    began_at: datetime = column(PUBLIC)
    began_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    ended_at: datetime | None = column(PUBLIC, default=None)
    ended_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
