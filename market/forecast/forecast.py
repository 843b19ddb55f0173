"""The forecast of a stall's next market day: made anew until it is stored, and scored by what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.own_drop import own_drop
from market.forecast.people import people_of
from market.forecast.rule import BookedAhead, PastDay, Visitors, forecast_visitors, habits_of, staff_for
from market.forecast.stall_days import (
    AHEAD,
    CountedDay,
    PlannedDay,
    counted_day,
    is_wet,
    past_days,
    planned_day,
)
from market.market_day.day import day_of
from storage.drop import TAKES_PLACE
from storage.forecast import Forecast, StallDayCount
from storage.insert import insert_once
from storage.market_day import StallDay, StallDayState

SHOWN_DAYS, SCORED_DAYS = 6, 52


@dataclass(frozen=True)
class LastForecast:
    """The forecast of the last market day that had one, and the number who came."""

    said: int
    came: int


@dataclass(frozen=True, kw_only=True)
class DayForecast:
    """The forecast of a market day, and what it is made from: so many have booked ahead, of whom so many in 100 come.

    `others` come besides. `market_days` counts the days behind it, `last_time` is how many came on the last of them.
    """

    day: date
    visitors: Visitors
    staff: int
    booked: BookedAhead
    share_with_deposit: int
    share_without_deposit: int
    others: int
    market_days: int
    last_time: int
    last: LastForecast | None = None


@dataclass(frozen=True)
class TooFewDays:
    """There is no forecast of a day: a stall needs more market days than these, wet ones for a day that `is_wet`."""

    day: date
    market_days: int
    is_wet: bool = False


@dataclass(frozen=True, kw_only=True)
class ScoredDay:
    """A market day that is over, with what was said before it; None where nothing was. `last_time`: how many had come the time before."""

    day: date
    people: PastDay
    said: Visitors | None
    last_time: int | None


@dataclass(frozen=True, kw_only=True)
class Score:
    """The accuracy of forecasts: of `forecasts`, so many ranges held. People by which the middle figure, and "same as last time", were off on average."""

    forecasts: int
    held: int
    off: float
    last_time_off: float


@dataclass(frozen=True, kw_only=True)
class ForecastHistory:
    """The forecast of the next market day, None where none is planned or it has begun without one; the last days, the earliest first; and the score."""

    next: DayForecast | TooFewDays | None
    past: tuple[ScoredDay, ...]
    score: Score | None


def next_forecast(
    session: Session, actor: Actor, stall: int, now: datetime
) -> DayForecast | TooFewDays | None:
    """Return the forecast of the first market day that is not over; where that began without one, of the next. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    forecasts = (_forecast_of(session, stall, day, now) for day in _coming_days(session, stall, now))
    return next((forecast for forecast in forecasts if forecast is not None), None)


def _coming_days(session: Session, stall: int, now: datetime) -> Sequence[date]:
    """Return the first market day that is not over, and the one after it."""
    ahead = (
        col(StallDay.stall_id) == stall,
        col(StallDay.state) == StallDayState.ON,
        col(StallDay.ends_at) > now,
    )
    return session.exec(
        select(col(StallDay.day)).where(*ahead).distinct().order_by(col(StallDay.day)).limit(2)
    ).all()


def drop_forecast(
    session: Session, actor: Actor, drop: int, now: datetime
) -> DayForecast | TooFewDays | None:
    """Return the forecast of a drop's day for its stall; None where it is over or does not take place. Raises DropUnknown, NotYourStall."""
    facts = own_drop(session, actor, drop)
    if facts.ends_at <= now or facts.state not in TAKES_PLACE:
        return None
    return _forecast_of(session, facts.stall.id, day_of(facts.starts_at, facts.alley.zone), now)


def stall_day_forecast(
    session: Session, stall: int, day: date, now: datetime
) -> DayForecast | TooFewDays | None:
    """Return the forecast of a stall's market day, for a message to the stall; None where it has begun without one."""
    return _forecast_of(session, stall, day, now)


def forecast_history(session: Session, actor: Actor, stall: int, now: datetime) -> ForecastHistory:
    """Return the next forecast of a stall, its last days and the score of all of them. Raises StallUnknown, NotYourStall."""
    coming = next_forecast(session, actor, stall, now)
    rows = (
        select(StallDayCount, Forecast)
        .outerjoin(
            Forecast,
            (col(Forecast.stall_id) == col(StallDayCount.stall_id))
            & (col(Forecast.day) == col(StallDayCount.day)),
        )
        .where(col(StallDayCount.stall_id) == stall, col(StallDayCount.counted_at).is_not(None))
        .order_by(col(StallDayCount.day).desc())
    )
    days = [_scored_day(counted_day(day), said) for day, said in session.exec(rows.limit(SCORED_DAYS))]
    shown = [day for day in days if day.people.visitors or day.people.booked.people][:SHOWN_DAYS]
    return ForecastHistory(next=coming, past=tuple(reversed(shown)), score=score_of(days))


def score_of(days: Sequence[ScoredDay]) -> Score | None:
    """Return the score of the days that had a forecast; None where none had."""
    scored = [
        (day.people.visitors, day.said, day.last_time)
        for day in days
        if day.said and day.last_time is not None
    ]
    if not scored:
        return None
    return Score(
        forecasts=len(scored),
        held=sum(said.low <= came <= said.high for came, said, _ in scored),
        off=sum(abs(came - said.expected) for came, said, _ in scored) / len(scored),
        last_time_off=sum(abs(came - last_time) for came, _, last_time in scored) / len(scored),
    )


def stalls_to_forecast(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the stalls with a market day that begins within AHEAD and has no stored forecast."""
    return tuple(dict.fromkeys(stall for stall, _ in _days_to_forecast(session, now)))


def store_forecasts(session: Session, stall: int, now: datetime) -> int:
    """Store the forecasts of a stall's days that begin within AHEAD, and return how many. None is stored twice, or once its day has begun."""
    days = _days_to_forecast(session, now, col(StallDay.stall_id) == stall)
    return sum(_store_forecast(session, stall, day, now) for _, day in days)


def _days_to_forecast(
    session: Session, now: datetime, *condition: ColumnElement[bool]
) -> list[tuple[int, date]]:
    soon = (
        select(col(StallDay.stall_id), col(StallDay.day))
        .where(
            col(StallDay.ends_at) > now,
            col(StallDay.starts_at) > now,
            col(StallDay.starts_at) <= now + AHEAD,
            col(StallDay.state) == StallDayState.ON,
            *condition,
        )
        .order_by(col(StallDay.ends_at), col(StallDay.starts_at), col(StallDay.id))
    )
    days = dict.fromkeys((stall, day) for stall, day in session.exec(soon))
    return [day for day in days if session.get(Forecast, day) is None]


def _store_forecast(session: Session, stall: int, day: date, now: datetime) -> bool:
    planned = planned_day(session, stall, day)
    if planned is None or not planned.ahead_at <= now < planned.starts_at:
        return False
    made = _make_forecast(session, planned, now)
    if isinstance(made, TooFewDays):
        return False
    return insert_once(
        session,
        Forecast,
        stall_id=stall,
        day=day,
        made_at=now,
        low=made.visitors.low,
        expected=made.visitors.expected,
        high=made.visitors.high,
        staff=made.staff,
        with_deposit=made.booked.with_deposit,
        without_deposit=made.booked.without_deposit,
        share_with_deposit=made.share_with_deposit,
        share_without_deposit=made.share_without_deposit,
        others=made.others,
        market_days=made.market_days,
        last_time=made.last_time,
    )


def _forecast_of(session: Session, stall: int, day: date, now: datetime) -> DayForecast | TooFewDays | None:
    """Return the stored forecast of a day; where none is, one by the present bookings, unless the day has begun."""
    stored = session.get(Forecast, (stall, day))
    if stored:
        return _stored_forecast(stored, _last_forecast(session, stall, day))
    planned = planned_day(session, stall, day)
    if planned is None or planned.starts_at <= now:
        return None
    return _make_forecast(session, planned, now)


def _make_forecast(session: Session, planned: PlannedDay, now: datetime) -> DayForecast | TooFewDays:
    past = [counted.people for counted in past_days(session, planned.stall, planned.day)]
    booked = people_of(session, planned.drops, now).booked
    visitors, habits = forecast_visitors(past, booked), habits_of(past)
    if visitors is None:
        return TooFewDays(planned.day, len(past), is_wet(session, planned.stall, planned.day))
    return DayForecast(
        day=planned.day,
        visitors=visitors,
        staff=staff_for(visitors, planned.hours),
        booked=booked,
        share_with_deposit=round(100 * habits.with_deposit),
        share_without_deposit=round(100 * habits.without_deposit),
        others=round(habits.others),
        market_days=len(past),
        last_time=past[-1].visitors,
        last=_last_forecast(session, planned.stall, planned.day),
    )


def _stored_forecast(row: Forecast, last: LastForecast | None) -> DayForecast:
    return DayForecast(
        day=row.day,
        visitors=_said(row),
        staff=row.staff,
        booked=BookedAhead(row.with_deposit, row.without_deposit),
        share_with_deposit=row.share_with_deposit,
        share_without_deposit=row.share_without_deposit,
        others=row.others,
        market_days=row.market_days,
        last_time=row.last_time,
        last=last,
    )


def _last_forecast(session: Session, stall: int, day: date) -> LastForecast | None:
    """Return what was said of the last counted day before this one that had a forecast."""
    rows = (
        select(Forecast.expected, StallDayCount)
        .join(
            StallDayCount,
            (col(Forecast.stall_id) == col(StallDayCount.stall_id))
            & (col(Forecast.day) == col(StallDayCount.day)),
        )
        .where(
            col(Forecast.stall_id) == stall,
            col(Forecast.day) < day,
            col(StallDayCount.counted_at).is_not(None),
        )
        .order_by(col(Forecast.day).desc())
    )
    found = session.exec(rows.limit(1)).first()
    return LastForecast(found[0], counted_day(found[1]).people.visitors) if found else None


def _said(row: Forecast) -> Visitors:
    return Visitors(row.low, row.expected, row.high)


def _scored_day(counted: CountedDay, forecast: Forecast | None) -> ScoredDay:
    return ScoredDay(
        day=counted.day,
        people=counted.people,
        said=_said(forecast) if forecast else None,
        last_time=forecast.last_time if forecast else None,
    )
