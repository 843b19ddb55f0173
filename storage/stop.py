"""Stops of a market day or of an alley: nothing of it is given out for a while, or it is called off."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

RUNNING = "undone_at IS NULL AND finished_at IS NULL"


class StopKind(StrEnum):
    """The kinds of a stop: waiting for the rain ends by itself and all goes on, what is called off is cancelled."""

    RAIN_WAIT = "rain_wait"
    CALLED_OFF = "called_off"


class CallOffReason(StrEnum):
    """Why a market was stopped, as its people read it: the weather, what an authority asked for, or another reason."""

    WEATHER = "weather"
    AUTHORITY = "authority"
    OTHER = "other"


class Stop(Row, table=True):
    """A stop since `began_at`, by an organiser: of a market day, or of all that is ahead in an alley, which is then closed.

    It is final at `final_at`: a job finishes it then, unless it was undone before. A wait that was followed by a call-off was finished by that.
    """

    __tablename__ = "stop"
    __table_args__ = (
        CheckConstraint(one_of("kind", StopKind), name="stop_kind"),
        CheckConstraint(one_of("reason", CallOffReason), name="stop_reason"),
        CheckConstraint("(market_day_id IS NULL) <> (alley_id IS NULL)", name="stop_of_one"),
        CheckConstraint("began_at < final_at", name="stop_final"),
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
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    began_at: datetime = column(PUBLIC)
    final_at: datetime = column(PUBLIC)
    undone_at: datetime | None = column(PUBLIC, default=None)
    finished_at: datetime | None = column(PUBLIC, default=None)
