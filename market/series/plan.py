"""A stall repeats a drop: the series is started, a date is left out or put back, and all of it ended (docs/series.md)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.own_drop import lock_drop, own_drop
from market.market_day.place import lock_place
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.series.dates import MESSAGES, dates_after, drops_of_series, hours_of
from market.series.refusals import DatePublished, NotRepeated, SeriesOver, SeriesTooLong, SeriesUnknown
from market.series.rule import MOST_WEEKS, SeriesRule, UnknownRule, weeks_of
from market.stall import lock_stall
from market.stock.message_of_drop import message_with_hours
from storage.alley import Alley
from storage.drop import TAKES_PLACE, DropPolicy
from storage.series import DropSeries, SeriesState, lock_series
from storage.store import mark_changed

WEEK, DAY = timedelta(days=7), timedelta(days=1)
FEWEST_WEEKS = 2


def start_series(
    session: Session,
    actor: Actor,
    drop: int,
    weeks: int | None,
    now: datetime,
    *,
    weekdays: tuple[int, ...] = (),
    interval: int = 1,
    until: date | None = None,
) -> int:
    """Repeat a drop on `weekdays`, by default its own, for so many weeks or `until` a day; with neither it has no end. Return the series, also one that runs.

    A drop that is ahead on such a day is its first date. The others are published by a job. Raises Blocked, DropUnknown, NotYourStall, NotRepeated,
    SeriesTooLong. locks: person, stall, drop
    """
    lock_place(session, actor, drop, now)
    facts = own_drop(session, actor, drop)
    row = lock_drop(session, drop).drop
    if row.state not in TAKES_PLACE or row.policy == DropPolicy.DRAW:
        raise NotRepeated
    earlier = session.get(DropSeries, row.series_id) if row.series_id else None
    if earlier is not None and earlier.state == SeriesState.RUNNING:
        return earlier.id or 0
    if until is not None and not facts.day + WEEK <= until <= facts.day + MOST_WEEKS * WEEK:
        raise SeriesTooLong(MOST_WEEKS)
    rule = _rule(weekdays or (facts.day.weekday(),), weeks, interval, until)
    series = DropSeries(
        stall_id=row.stall_id,
        alley_id=row.alley_id,
        name=row.name,
        message=MESSAGES.dump_json(message_with_hours(facts)).decode(),
        words=row.words,
        language=row.language,
        picture_hash=row.picture_hash,
        policy=row.policy,
        fitting=row.fitting,
        skips=row.skips,
        waitlist_limit=row.waitlist_limit,
        deposit=row.deposit,
        rule=rule.text(),
        first_day=facts.day,
        due_at=now,
        made_at=now,
    )
    is_first = row.series_id is None and row.ends_at > now and facts.day.weekday() in rule.weekdays
    if not is_first:
        series.first_day = _first_day(series, rule, facts.alley.zone, now)
    session.add(series)
    session.flush()
    if is_first:
        row.series_id, row.series_day = series.id, facts.day
    mark_changed(session, "drop")
    return series.id or 0


def set_skipped(
    session: Session, actor: Actor, series: int, day: date, *, is_skipped: bool, now: datetime
) -> None:
    """Leave out a date that is not published yet, or put it back. Raises Blocked, SeriesUnknown, NotYourStall, SeriesOver, DatePublished;
    ButtonForged for a day that is none of its dates ahead. locks: person, stall, series
    """
    row = _lock_own(session, actor, series)
    if row.state != SeriesState.RUNNING:
        raise SeriesOver
    zone = session.get_one(Alley, row.alley_id).zone
    ahead = (each for each, _ in dates_after(row, zone, now))
    if next((each for each in ahead if each >= day), None) != day:
        raise ButtonForged
    if any(drop.series_day == day for drop in drops_of_series(session, series)):
        raise DatePublished
    row.set_skipped(row.skipped_days | {day} if is_skipped else row.skipped_days - {day})
    row.due_at = now


def end_series(session: Session, actor: Actor, series: int) -> None:
    """Let a series make no further dates; what is published stays. Raises Blocked, SeriesUnknown, NotYourStall. locks: person, stall, series"""
    row = _lock_own(session, actor, series)
    if row.state == SeriesState.RUNNING:
        row.state = SeriesState.CANCELLED


def _lock_own(session: Session, actor: Actor, series: int) -> DropSeries:
    """Lock a series with its stall, for a person who may post there. locks: person, stall, series"""
    lock_unblocked_person(session, actor.person)
    row = SeriesUnknown.unless(session.get(DropSeries, series))
    require_right(session, actor, row.stall_id, Right.STOCK)
    lock_stall(session, row.stall_id)
    return SeriesUnknown.unless(lock_series(session, series))


def _rule(weekdays: tuple[int, ...], weeks: int | None, interval: int, until: date | None) -> SeriesRule:
    if weeks is not None and weeks < FEWEST_WEEKS:
        raise SeriesTooLong(MOST_WEEKS)
    try:
        return replace(weeks_of(weekdays, weeks, interval), until=until)
    except UnknownRule as error:
        raise SeriesTooLong(MOST_WEEKS) from error


def _first_day(series: DropSeries, rule: SeriesRule, zone: str, now: datetime) -> date:
    """Return the first day of a series whose drop is none of its dates: the next after that which begins later."""
    day = max(series.first_day + DAY, now.astimezone(ZoneInfo(zone)).date())
    while day.weekday() not in rule.weekdays or hours_of(series, day, zone).starts_at <= now:
        day += DAY
    return day
