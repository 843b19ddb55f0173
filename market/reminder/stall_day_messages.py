"""The messages to stalls about their stall days: one at each stage, written when it is due."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.notification.outbox import notify
from market.reminder.moments import StageMoment, StallStage, stall_day_moments
from market.reminder.near_days import NearStallDay, is_near, near_stall_days, send_times, untold
from market.reminder.notifications import StallDayStage
from market.reminder.refusals import MarketDayEmpty
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.ticket import Loan
from storage.waitlist import Booking

StageDue = tuple[NearStallDay, StageMoment[StallStage]]


def stall_days_to_tell(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the stall days of which their stall is to be told something. One statement where no stage is open."""
    return tuple(dict.fromkeys(day.id for day, _ in _due(session, now, is_near(now))))


def tell_stall(session: Session, stall_day: int, now: datetime) -> None:
    """Tell a stall what is due of one of its stall days. A second time does nothing. locks: notification"""
    due = _due(session, now, col(StallDay.id) == stall_day)
    send_at = send_times(session, [moment.due_at for _, moment in due], now)
    for day, moment in due:
        told = StallDayStage(stall_day_id=day.id, stage=moment.stage)
        notify(
            session,
            day.owner or 0,
            told,
            moment.due_at,
            about=f"stall_day:{day.id}",
            late_after=moment.late_after,
            once=_once(day, moment),
            send_at=send_at[moment.due_at],
        )


def next_stall_message(session: Session, since: datetime, days: Iterable[NearStallDay]) -> datetime | None:
    """Return when the next stage of one of these stall days begins of which its stall is told."""
    ahead = [
        (day, moment)
        for day in days
        for moment in stall_day_moments(day.hours)
        if moment.due_at > max(since, day.placed_at)
    ]
    return min((moment.due_at for _, moment in _untold(session, ahead)), default=None)


def stage_until(session: Session, stall_day: int, stage: StallStage) -> datetime:
    """Return until when a stage is worth sending, by the hours of its stall day as they are now. Raises MarketDayEmpty."""
    days = near_stall_days(session, col(StallDay.id) == stall_day)
    late = [
        moment.late_after for day in days for moment in stall_day_moments(day.hours) if moment.stage is stage
    ]
    if not late:
        raise MarketDayEmpty
    return late[0]


def _due(session: Session, now: datetime, condition: ColumnElement[bool]) -> list[StageDue]:
    """Return the stages that are open and were not told; none that began before the stall day had a drop."""
    open_stages = [
        (day, moment)
        for day in near_stall_days(session, condition)
        for moment in stall_day_moments(day.hours)
        if moment.due_at <= now < moment.late_after and day.placed_at < moment.due_at
    ]
    return _untold(session, open_stages)


def _untold(session: Session, stages: Sequence[StageDue]) -> list[StageDue]:
    """Return those of these stages that were not told to somebody who may be told; the last one only while packaging is out."""
    named = {(day.owner, _once(day, moment)) for day, moment in stages if day.owner is not None}
    lacking = untold(session, StallDayStage.kind, named)
    left = [(day, moment) for day, moment in stages if (day.owner, _once(day, moment)) in lacking]
    last = {day.id for day, moment in left if moment.stage is StallStage.AFTER}
    waiting = _with_packaging_out(session, last) if last else frozenset()
    return [
        (day, moment) for day, moment in left if day.id in waiting or moment.stage is not StallStage.AFTER
    ]


def _with_packaging_out(session: Session, stall_days: set[int]) -> frozenset[int | None]:
    """Return those of these stall days of which packaging is out."""
    rows = (
        select(Drop.stall_day_id)
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .join(Loan, col(Loan.booking_id) == col(Booking.id))
        .where(
            col(Drop.stall_day_id).in_(stall_days),
            col(Loan.units) > col(Loan.returned) + col(Loan.lost),
        )
    )
    return frozenset(session.exec(rows.distinct()))


def _once(day: NearStallDay, moment: StageMoment[StallStage]) -> str:
    return f"stall_day:{day.id}:{moment.stage}"
