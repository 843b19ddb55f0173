"""Pitches: the places of an alley, and the stall days that stand at them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import col, func, select

from locales.user_text import PITCH_CODE
from storage.column import AUTOINCREMENT, PUBLIC, column
from storage.row import Row

MOST_METRES = 50


class Pitch(Row, table=True):
    """A place of an alley for one stall: so many metres along it, with a `socket`, with `access` for a car. Nobody is placed there since `retired_at`."""

    __tablename__ = "pitch"
    __table_args__ = (
        UniqueConstraint("alley_id", "code", name="pitch_once"),
        UniqueConstraint("id", "alley_id", name="pitch_of_days"),
        CheckConstraint(f"metres BETWEEN 1 AND {MOST_METRES}", name="pitch_metres"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    code: str = column(PUBLIC, max_length=PITCH_CODE.longest)
    metres: int = column(PUBLIC)
    socket: bool = column(PUBLIC, default=False)
    access: bool = column(PUBLIC, default=False)
    retired_at: datetime | None = column(PUBLIC, default=None)


class PitchDay(Row, table=True):
    """A stall day stands at a pitch of its alley, and no other one does on its market day."""

    __tablename__ = "pitch_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stall_day_id", "market_day_id", "alley_id"],
            ["stall_day.id", "stall_day.market_day_id", "stall_day.alley_id"],
            name="pitch_day_stall_day_fkey",
        ),
        ForeignKeyConstraint(
            ["pitch_id", "alley_id"], ["pitch.id", "pitch.alley_id"], name="pitch_day_pitch_fkey"
        ),
        UniqueConstraint("pitch_id", "market_day_id", name="pitch_day_once"),
    )

    stall_day_id: int = column(PUBLIC, primary_key=True, sa_column_kwargs={"autoincrement": False})
    pitch_id: int = column(PUBLIC)
    market_day_id: int = column(PUBLIC)
    alley_id: int = column(PUBLIC)


def pitch_code(stall_day: Any) -> ColumnElement[str]:
    """Return an expression for the code of the pitch of a stall day, "" without one."""
    code = select(col(Pitch.code)).join(PitchDay, col(PitchDay.pitch_id) == col(Pitch.id))
    row = code.where(col(PitchDay.stall_day_id) == stall_day).correlate_except(Pitch, PitchDay)
    return func.coalesce(row.scalar_subquery(), "")
