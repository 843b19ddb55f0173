"""The messages to helpers about their shifts of a market day: one the day before, and one two hours before the first of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from market.market_day.shift_hours import hours_of_part
from market.notification.outbox import notify
from market.reminder.moments import ShiftStage, StageMoment, shift_moments
from market.reminder.near_days import NearStallDay, is_near, near_stall_days, send_times, untold
from market.reminder.notifications import ShiftDay
from market.reminder.refusals import MarketDayEmpty
from storage.market_day import StallDay
from storage.roster import Roster, Shift


@dataclass(frozen=True, kw_only=True)
class OwnShifts:
    """The shifts of a helper on a market day: when the first begins, since when they have one, and the time zone there."""

    person: int
    market_day: int
    starts_at: datetime
    known_at: datetime
    zone: str


ShiftsDue = tuple[OwnShifts, StageMoment[ShiftStage]]


def days_with_helpers_to_tell(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the market days of which a helper is to be told their shifts. One statement where no stage can be open."""
    due = _due(session, near_stall_days(session, is_near(now)), now)
    return tuple(dict.fromkeys(own.market_day for own, _ in due))


def tell_helpers(session: Session, market_day: int, now: datetime) -> None:
    """Tell helpers what is due of their shifts of a market day. A second time does nothing. locks: notification"""
    due = _due(session, near_stall_days(session, col(StallDay.market_day_id) == market_day), now)
    send_at = send_times(session, [moment.due_at for _, moment in due], now)
    for own, moment in due:
        notify(
            session,
            own.person,
            ShiftDay(market_day_id=market_day, stage=moment.stage),
            moment.due_at,
            about=f"market_day:{market_day}",
            late_after=moment.late_after,
            once=_once(own, moment),
            send_at=send_at[moment.due_at],
        )


def next_helper_message(session: Session, since: datetime, days: Iterable[NearStallDay]) -> datetime | None:
    """Return when the next message about one of these days is due of which a helper is told."""
    ahead = [
        (own, moment)
        for own in _own_shifts(session, days)
        for moment in shift_moments(own.starts_at, own.zone)
        if moment.due_at > max(since, own.known_at)
    ]
    return min((moment.due_at for _, moment in _untold(session, ahead)), default=None)


def shifts_until(session: Session, person: int, market_day: int, stage: ShiftStage) -> datetime:
    """Return until when a stage is worth sending to a helper, by their shifts as they are now. Raises MarketDayEmpty."""
    days = near_stall_days(session, col(StallDay.market_day_id) == market_day)
    late = [
        moment.late_after
        for own in _own_shifts(session, days)
        for moment in shift_moments(own.starts_at, own.zone)
        if own.person == person and moment.stage is stage
    ]
    if not late:
        raise MarketDayEmpty
    return late[0]


def _due(session: Session, days: Iterable[NearStallDay], now: datetime) -> list[ShiftsDue]:
    """Return the stages that are open and were not told; none that began before the helper had the shift."""
    open_stages = [
        (own, moment)
        for own in _own_shifts(session, [day for day in days if _may_be_open(day, now)])
        for moment in shift_moments(own.starts_at, own.zone)
        if moment.due_at <= now < moment.late_after and own.known_at < moment.due_at
    ]
    return _untold(session, open_stages)


def _may_be_open(day: NearStallDay, now: datetime) -> bool:
    """Return whether a stage can be open for a shift within the hours of a stall day."""
    return next(shift_moments(day.hours.starts_at, day.hours.zone)).due_at <= now < day.hours.ends_at


def _untold(session: Session, stages: list[ShiftsDue]) -> list[ShiftsDue]:
    lacking = untold(session, ShiftDay.kind, {(own.person, _once(own, moment)) for own, moment in stages})
    return [(own, moment) for own, moment in stages if (own.person, _once(own, moment)) in lacking]


def _own_shifts(session: Session, days: Iterable[NearStallDay]) -> Iterable[OwnShifts]:
    """Return the shifts of these days, those of a helper on a market day as one."""
    by_id = {day.id: day for day in days}
    rows = (
        select(Shift, Roster.parts)
        .join(Roster, col(Roster.stall_day_id) == col(Shift.stall_day_id))
        .where(col(Shift.stall_day_id).in_(by_id), col(Shift.person_id).is_not(None))
        .order_by(col(Shift.person_id))
    )
    found = dict[tuple[int, int], OwnShifts]()
    for shift, parts in session.exec(rows) if by_id else ():
        day = by_id[shift.stall_day_id]
        one = OwnShifts(
            person=shift.person_id or 0,
            market_day=day.market_day,
            starts_at=hours_of_part(day.hours.starts_at, day.hours.ends_at, shift.part, parts).starts_at,
            known_at=shift.held_since or day.placed_at,
            zone=day.hours.zone,
        )
        first = found.get((one.person, one.market_day), one)
        found[one.person, one.market_day] = replace(
            one,
            starts_at=min(one.starts_at, first.starts_at),
            known_at=min(one.known_at, first.known_at),
        )
    return found.values()


def _once(shifts: OwnShifts, moment: StageMoment[ShiftStage]) -> str:
    return f"shifts:{shifts.market_day}:{moment.stage}"
