"""Publishes the dates of a series as its stall would do it: each in a savepoint of its own, and none twice."""

from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.deposit.deposit_terms import ask_deposit
from market.drop.refusals import MarketDayCalledOff, WaitsForRain
from market.licence import LicenceLapsed
from market.market_day.place import crew_of
from market.market_day.refusals import OutsidePermit, StallElsewhere
from market.notification.outbox import notify
from market.person import lock_people
from market.refusal import Refusal
from market.series.dates import MESSAGES, days_ahead, days_to_publish, hours_of
from market.series.notifications import SeriesDateMissing
from market.stall import lock_stall
from market.stock.draft import prepare, publish, set_policy
from market.stock.message_of_drop import on_day, posted_on
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, lock_drop
from storage.series import DropSeries, SeriesProblem, SeriesState, lock_series
from storage.stall import Stall
from storage.store import mark_changed

RETRY = timedelta(hours=1)
PROBLEMS: dict[type[Refusal], SeriesProblem] = {
    OutsidePermit: SeriesProblem.PERMIT,
    LicenceLapsed: SeriesProblem.LICENCE,
    StallElsewhere: SeriesProblem.PLACE,
    MarketDayCalledOff: SeriesProblem.STOPPED,
    WaitsForRain: SeriesProblem.STOPPED,
}
OF_ONE_DATE = (SeriesProblem.PLACE, SeriesProblem.STOPPED)
"""These say nothing of the next date; any other problem is told once, until a date is published again."""


def due_series(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the running series that may have a date to publish."""
    due = col(DropSeries.state) == SeriesState.RUNNING, col(DropSeries.due_at) <= now
    rows = session.exec(
        select(DropSeries.id).where(*due).order_by(col(DropSeries.due_at), col(DropSeries.id))
    )
    return tuple(series or 0 for series in rows)


def publish_dates(session: Session, series: int, beacon: BeaconKind, now: datetime, *, rng: Random) -> None:
    """Publish the dates of a running series that are due, with the authority of its stall's owner; note when the next one is.

    A date that is refused leaves nothing behind, and the others are published. Its stall is told why, once. After its last date a series has ended.
    locks: person, stall, series, drop, item, stall day
    """
    found = session.get(DropSeries, series)
    owner = session.get_one(Stall, found.stall_id).owner_id if found else None
    if found is None or owner is None:
        return
    lock_people(session, {owner, *crew_of(session, (found.stall_id,), now)})
    lock_stall(session, found.stall_id)
    row = lock_series(session, series)
    refused: tuple[SeriesProblem, date] | None = None
    for day in days_to_publish(session, series, now):
        try:
            with session.begin_nested():
                _publish_date(session, Actor(owner), series, day, beacon=beacon, now=now, rng=rng)
        except Refusal as refusal:
            refused = refused or (PROBLEMS.get(type(refusal), SeriesProblem.OTHER), day)
    if row is not None and row.state == SeriesState.RUNNING:
        _settle(session, session.get_one(DropSeries, series, populate_existing=True), refused, owner, now=now)


def _publish_date(
    session: Session, actor: Actor, series: int, day: date, *, beacon: BeaconKind, now: datetime, rng: Random
) -> None:
    """Publish one date of a locked series. A drop of this name that the stall has on that day already becomes that of the date. locks: drop, item, stall day"""
    row = session.get_one(DropSeries, series)
    there = posted_on(session, row.stall_id, row.name, day)
    if there is not None:
        lock_drop(session, there)
    drop = there or _prepare(session, actor, row, day, now=now, rng=rng)
    made = session.get_one(Drop, drop, populate_existing=True)
    if made.series_id is None:
        made.series_id, made.series_day = series, day
    session.flush()
    if there is None:
        publish(session, actor, drop, beacon, now=now, rng=rng)
    mark_changed(session, "drop")


def _prepare(
    session: Session, actor: Actor, row: DropSeries, day: date, *, now: datetime, rng: Random
) -> int:
    """Return the draft of a date, with the rule and deposit of the series."""
    message = on_day(MESSAGES.validate_json(row.message), day)
    drop = prepare(
        session,
        actor,
        row.stall_id,
        message,
        words=row.words,
        picture=row.picture_hash,
        language=row.language,
        now=now,
        rng=rng,
        is_kept=False,
        alley_id=row.alley_id,
    )
    made = session.get_one(Drop, drop)
    made.name, made.fitting, made.skips = row.name, row.fitting, row.skips
    made.waitlist_limit = row.waitlist_limit
    set_policy(made, row.policy, now)
    session.flush()
    if row.deposit:
        ask_deposit(session, actor, drop, row.deposit, now=now)
    return drop


def _settle(
    session: Session,
    row: DropSeries,
    refused: tuple[SeriesProblem, date] | None,
    owner: int,
    *,
    now: datetime,
) -> None:
    """Note when a series is due next, and tell its stall of a refused date of which it was not told. After its last date it has ended."""
    ahead = days_ahead(session, row, now)
    if not ahead:
        row.state = SeriesState.ENDED
        return
    begins = hours_of(row, ahead[0], session.get_one(Alley, row.alley_id).zone).starts_at
    row.due_at = min(begins, now + RETRY) if refused else begins
    problem, day = refused or (None, None)
    if problem == row.problem and (problem not in OF_ONE_DATE or day == row.problem_day):
        return
    row.problem, row.problem_day = problem, day
    if problem and day:
        missing = SeriesDateMissing(series_id=row.id or 0, day=day, problem=problem)
        notify(session, owner, missing, now, about=f"series:{row.id}")


def next_series_due(session: Session, since: datetime) -> datetime | None:
    """Return when the next series has a date to publish."""
    ahead = col(DropSeries.state) == SeriesState.RUNNING, col(DropSeries.due_at) > since
    return session.exec(select(func.min(DropSeries.due_at)).where(*ahead)).one()
