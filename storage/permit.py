"""Permits of alleys, and the condition that an alley has one for some hours."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, ScalarSelect, and_, case, or_
from sqlmodel import col, func, select

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row


class PermitKind(StrEnum):
    """A rapid pilot, which the city's rules limit; a permit for a calendar year; another one."""

    PILOT = "pilot"
    YEAR = "year"
    OTHER = "other"


class PermitState(StrEnum):
    """Valid; another one was recorded in its place; the authority took it back; or it was recorded by mistake."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Permit(Row, table=True):
    """A permit of an alley for the market days from `first_day` to `last_day`, as an organiser copied it from the paper.

    It covers what is from `covers_from` to `covers_until`, which is 04:00 after the last day, or when it was replaced, withdrawn or voided before.
    `replaces_id` is the permit in whose place it was recorded.
    """

    __tablename__ = "permit"
    __table_args__ = (
        CheckConstraint(one_of("kind", PermitKind), name="permit_kind"),
        CheckConstraint(one_of("state", PermitState), name="permit_state"),
        CheckConstraint("first_day <= last_day", name="permit_days"),
        CheckConstraint("covers_from <= covers_until", name="permit_covers"),
        Index("permit_of_alley", "alley_id", "covers_until"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    kind: PermitKind = enum_column(PUBLIC, PermitKind, 8)
    state: PermitState = enum_column(PUBLIC, PermitState, 12, default=PermitState.VALID)
    first_day: date = column(PUBLIC)
    last_day: date = column(PUBLIC)
    covers_from: datetime = column(PUBLIC)
    covers_until: datetime = column(PUBLIC)
    authority: str = column(PUBLIC, default="", max_length=64)
    number: str = column(PUBLIC, default="", max_length=32)
    conditions: str = column(PUBLIC, default="", max_length=600)
    replaces_id: int | None = column(PUBLIC, default=None, foreign_key="permit.id", unique=True)
    recorded_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)


def is_permitted(alley: Any, starts_at: Any, ends_at: Any) -> ColumnElement[bool]:
    """Return the condition that an alley may hold a market between two moments: a permit covers them, or none was recorded before they ended."""
    covers = and_(col(Permit.covers_from) <= starts_at, col(Permit.covers_until) >= ends_at)
    concerned = or_(covers, col(Permit.recorded_at) < ends_at)
    of_alley = col(Permit.alley_id) == alley, col(Permit.state) != PermitState.VOID
    found = select(func.max(case((covers, 1), else_=0))).where(*of_alley, concerned)
    return func.coalesce(found.scalar_subquery(), 1) == 1


def permit_end(alley: Any) -> ScalarSelect[Any]:
    """Return an expression for the last day of the valid permit of an alley that ends last; NULL where there is none."""
    valid = col(Permit.alley_id) == alley, col(Permit.state) == PermitState.VALID
    return select(func.max(Permit.last_day)).where(*valid).scalar_subquery()
