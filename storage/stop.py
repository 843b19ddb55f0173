"""Stops of a market day or of an alley: nothing of it is given out for a while, or it is called off."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, text
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from locales.user_text import NOTE
from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.market_day import StallDay
from storage.row import Row

RUNNING = "undone_at IS NULL AND finished_at IS NULL"


class StopKind(StrEnum):
    """The kinds of a stop: waiting for the rain ends by itself and all goes on, what is called off is cancelled. What moved goes on elsewhere."""

    RAIN_WAIT = "rain_wait"
    CALLED_OFF = "called_off"
    MOVED = "moved"


RAIN = StopKind.RAIN_WAIT, StopKind.MOVED
"""What organisers do because it rains, and all goes on."""


class CallOffReason(StrEnum):
    """Why a market was stopped, as its people read it: the weather, what an authority asked for, or another reason."""

    WEATHER = "weather"
    AUTHORITY = "authority"
    OTHER = "other"


class Stop(Row, table=True):
    """A stop since `began_at`, by an organiser: of a market day, or of all that is ahead in an alley, which is then closed.

    It is final at `final_at`: a job finishes it then, unless it was undone before. A wait or a move that was followed by another stop was finished by that.
    A move is to `place`, "" for under the roof.
    """

    __tablename__ = "stop"
    __table_args__ = (
        CheckConstraint(one_of("kind", StopKind), name="stop_kind"),
        CheckConstraint(one_of("reason", CallOffReason), name="stop_reason"),
        CheckConstraint("(market_day_id IS NULL) <> (alley_id IS NULL)", name="stop_of_one"),
        CheckConstraint("began_at < final_at", name="stop_final"),
        CheckConstraint("place = '' OR kind = 'moved'", name="stop_place"),
        CheckConstraint("undone_at IS NULL OR finished_at IS NULL", name="stop_ends_once"),
        Index(
            "stop_running",
            "market_day_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index(
            "stop_running_in_alley",
            "alley_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("stop_of_market_day", "market_day_id"),
        Index("stop_of_alley", "alley_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    market_day_id: int | None = column(PUBLIC, default=None, foreign_key="market_day.id")
    alley_id: int | None = column(PUBLIC, default=None, foreign_key="alley.id")
    kind: StopKind = enum_column(PUBLIC, StopKind, 12)
    reason: CallOffReason = enum_column(PUBLIC, CallOffReason, 12, default=CallOffReason.OTHER)
    place: str = column(PUBLIC, default="", max_length=NOTE.longest)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    began_at: datetime = column(PUBLIC)
    final_at: datetime = column(PUBLIC)
    undone_at: datetime | None = column(PUBLIC, default=None)
    finished_at: datetime | None = column(PUBLIC, default=None)


def moved_to(stall_day: Any) -> ColumnElement[str | None]:
    """Return an expression for the place that a stall day was moved to, "" for under the roof; NULL where it was not."""
    day = select(col(StallDay.market_day_id)).where(col(StallDay.id) == stall_day)
    market_day = day.correlate_except(StallDay).scalar_subquery()
    newest = moves_of(market_day).order_by(col(Stop.id).desc()).limit(1)
    return newest.correlate_except(Stop).scalar_subquery()


def moves_of(market_day: Any) -> SelectOfScalar[str]:
    """Return the places that a market day was moved to, without moves that were undone."""
    stands = col(Stop.kind) == StopKind.MOVED, col(Stop.undone_at).is_(None)
    return select(Stop.place).where(col(Stop.market_day_id) == market_day, *stands)
