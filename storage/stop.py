"""Stops of a market day: nothing of it is given out for a while, or it is called off."""

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


class Stop(Row, table=True):
    """A stop of a market day since `began_at`, by an organiser. It is final at `final_at`: a job finishes it then, unless it was undone before.

    A wait that was followed by a call-off was finished by that.
    """

    __tablename__ = "stop"
    __table_args__ = (
        CheckConstraint(one_of("kind", StopKind), name="stop_kind"),
        CheckConstraint("began_at < final_at", name="stop_final"),
        CheckConstraint("undone_at IS NULL OR finished_at IS NULL", name="stop_ends_once"),
        Index(
            "stop_running",
            "market_day_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("stop_of_market_day", "market_day_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    market_day_id: int = column(PUBLIC, foreign_key="market_day.id")
    kind: StopKind = enum_column(PUBLIC, StopKind, 12)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    began_at: datetime = column(PUBLIC)
    final_at: datetime = column(PUBLIC)
    undone_at: datetime | None = column(PUBLIC, default=None)
    finished_at: datetime | None = column(PUBLIC, default=None)
