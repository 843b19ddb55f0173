"""Recording market days: what the neighbours of an alley are to be notified of is recorded first, day by day; digests follow from the records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Delete, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select, update

from market.neighbour.market_day import MarketDayHours, digest_due, market_day_hours, week_of
from market.neighbour.notifications import MarketDays, MarketDaysAhead, MarketDaysChanged
from storage.alley import Alley
from storage.market_day import MarketDay, MarketDayNotice
from storage.neighbour import Neighbour
from storage.notification import Notification, NotificationState

SLIGHT_CHANGE = timedelta(minutes=15)
"""A change of hours by less than this is not notified."""
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class RecordedDay:
    """A market day with what was told of it last. 0 stalls: it does not take place."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stalls: int
    notified_at: datetime


def alleys_with_neighbours(session: Session) -> tuple[int, ...]:
    """Return the alleys that have neighbours."""
    listens = select(Neighbour.person_id).where(col(Neighbour.alley_id) == col(Alley.id)).exists()
    rows = session.exec(select(Alley.id).where(listens).order_by(col(Alley.id)))
    return tuple(alley for alley in rows if alley)


def has_unrecorded(session: Session, alley: int, now: datetime) -> bool:
    """Return whether `record_market_days` would record something."""
    return bool(_unrecorded(session, alley, _zone(session, alley), now))


def record_market_days(session: Session, alley: int, contact: str, now: datetime) -> None:
    """Record the market days that are due and those that changed since the last record; queued digests are updated.

    A second call changes nothing. locks: alley, notification
    """
    session.exec(select(Alley.id).where(col(Alley.id) == alley).with_for_update(key_share=True)).one()
    unrecorded = _unrecorded(session, alley, _zone(session, alley), now)
    if not unrecorded:
        return
    weeks = {week_of(day) for day in unrecorded}
    recorded_at = _after_last_notified(session, alley, weeks, now)
    for day, found in unrecorded.items():
        _record(session, alley, day, found, recorded_at=recorded_at)
    session.flush()
    for week in weeks:
        rows = recorded_days(session, alley, now)[week]
        times = {"due_at": recorded_at, "late_after": useful_until(rows, now)}
        about = digest_subject(alley, week)
        for kind in (MarketDaysAhead, MarketDaysChanged):
            session.connection().execute(_delete_superseded(about, kind))
            waits = update(Notification).where(
                col(Notification.about) == about,
                col(Notification.kind) == kind.kind,
                col(Notification.state) == NotificationState.QUEUED,
            )
            payload = digest_of(kind, alley, rows, contact, now=now).to_payload()
            session.connection().execute(waits.values(**times, payload=payload))


def recorded_days(session: Session, alley: int, now: datetime) -> dict[date, list[RecordedDay]]:
    """Return the recorded days that are not over, by week, in their order."""
    weeks: dict[date, list[RecordedDay]] = {}
    for row in _recorded(session, alley, col(MarketDayNotice.ends_at) > now):
        weeks.setdefault(week_of(row.day), []).append(row)
    return weeks


def useful_until(rows: Iterable[RecordedDay], now: datetime) -> datetime:
    """Return the last start that is ahead; a day that is cancelled or has begun counts with its end."""
    return max(row.starts_at if row.stalls and row.starts_at > now else row.ends_at for row in rows)


def digest_of(
    kind: type[MarketDays], alley: int, rows: Sequence[RecordedDay], contact: str, *, now: datetime
) -> MarketDays:
    """The digest about the recorded days of a week, as this kind."""
    announced = tuple(row.day for row in rows if row.stalls and row.starts_at > now)
    week = week_of(rows[0].day)
    return kind(alley_id=alley, week=week, announced_days=announced, contact=contact)


def next_digest(session: Session, since: datetime) -> datetime | None:
    """Return when the digest about the next unrecorded market day is due."""
    due = (
        digest_due(found.starts_at, zone)
        for alley in alleys_with_neighbours(session)
        for zone in (_zone(session, alley),)
        for found in _never_recorded(
            market_day_hours(session, alley, since), _earlier(session, alley, since), since
        ).values()
    )
    return min((each for each in due if each > since), default=None)


def digest_subject(alley: int, week: date) -> str:
    """Return the subject (`about`) of the digests about a week."""
    return f"market_day:{alley}:{week:%Y%m%d}"


def digest_subjects(alley: int) -> ColumnElement[bool]:
    """Return the condition on Notification for digests about any week of an alley."""
    return col(Notification.about).startswith(f"market_day:{alley}:", autoescape=True)


def _unrecorded(
    session: Session, alley: int, zone: str, now: datetime
) -> Mapping[date, MarketDayHours | None]:
    """Return the days to record with their current hours, None for a cancelled one. A week with such a day includes its other new days."""
    hours = market_day_hours(session, alley, now)
    # where only what is over is left of a day, the rest of it is called off
    planned_now = {day: each for day, each in hours.items() if each.ends_at > now}
    earlier = _earlier(session, alley, now)
    changed = {
        row.day: planned_now.get(row.day) for row in earlier if _differs(row, planned_now.get(row.day), now)
    }
    first = _never_recorded(planned_now, earlier, now)
    weeks = {week_of(day) for day, found in first.items() if digest_due(found.starts_at, zone) <= now}
    weeks |= {week_of(day) for day in changed}
    return {**changed, **{day: found for day, found in first.items() if week_of(day) in weeks}}


def _earlier(session: Session, alley: int, now: datetime) -> tuple[RecordedDay, ...]:
    """Return the recorded days that may still matter, whatever happened to their hours."""
    return _recorded(session, alley, col(MarketDay.day) >= (now - timedelta(days=5)).date())


def _recorded(session: Session, alley: int, condition: ColumnElement[bool]) -> tuple[RecordedDay, ...]:
    """Return recorded days of an alley in their order."""
    rows = select(MarketDay.day, MarketDayNotice).join(
        MarketDayNotice, col(MarketDayNotice.market_day_id) == col(MarketDay.id)
    )
    found = session.exec(rows.where(col(MarketDay.alley_id) == alley, condition).order_by(col(MarketDay.day)))
    return tuple(
        RecordedDay(
            day=day,
            starts_at=notice.starts_at,
            ends_at=notice.ends_at,
            stalls=notice.stalls,
            notified_at=notice.notified_at,
        )
        for day, notice in found
    )


def _never_recorded(
    planned_now: Mapping[date, MarketDayHours], earlier: Iterable[RecordedDay], now: datetime
) -> dict[date, MarketDayHours]:
    """Return the days ahead that were never recorded."""
    known = {row.day for row in earlier}
    return {day: each for day, each in planned_now.items() if day not in known and each.starts_at > now}


def _differs(row: RecordedDay, hours: MarketDayHours | None, now: datetime) -> bool:
    """Return whether the hours of a day that is not over differ from the record; None for a day that is over or called off."""
    if hours is None:
        return row.stalls > 0 and row.ends_at > now
    moved = abs(row.starts_at - hours.starts_at), abs(row.ends_at - hours.ends_at)
    return row.stalls == 0 or max(moved) >= SLIGHT_CHANGE


def _record(
    session: Session, alley: int, day: date, hours: MarketDayHours | None, recorded_at: datetime
) -> None:
    """Store the hours of a day. A cancelled day keeps the recorded hours."""
    of_day = select(MarketDay.id).where(col(MarketDay.alley_id) == alley, col(MarketDay.day) == day)
    market_day = session.exec(of_day).one()
    if hours is None:
        row = session.get_one(MarketDayNotice, market_day)
        row.stalls, row.notified_at = 0, recorded_at
        return
    told = MarketDayNotice(
        market_day_id=market_day,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        stalls=hours.stalls,
        notified_at=recorded_at,
    )
    session.merge(told)


def _delete_superseded(about: str, kind: type[MarketDays]) -> Delete:
    """Delete the queued digests of people for whom a newer one is queued: they came back from a lost sender, and both would get the same due time."""
    newer = aliased(Notification)
    later = (
        col(newer.person_id) == col(Notification.person_id),
        col(newer.about) == about,
        col(newer.kind) == kind.kind,
        col(newer.state) == NotificationState.QUEUED,
        col(newer.id) > col(Notification.id),
    )
    return delete(Notification).where(
        col(Notification.about) == about,
        col(Notification.kind) == kind.kind,
        col(Notification.state) == NotificationState.QUEUED,
        exists().where(*later),
    )


def _after_last_notified(session: Session, alley: int, weeks: Iterable[date], now: datetime) -> datetime:
    """Return `now`, or a moment after the last record or digest of these weeks."""
    of_weeks = col(Notification.about).in_([digest_subject(alley, week) for week in weeks])
    told = select(func.max(MarketDayNotice.notified_at)).join(
        MarketDay, col(MarketDay.id) == col(MarketDayNotice.market_day_id)
    )
    earlier = (
        session.exec(told.where(col(MarketDay.alley_id) == alley)).one(),
        session.exec(select(func.max(Notification.due_at)).where(of_weeks)).one(),
    )
    return max([now, *(recorded_at + TICK for recorded_at in earlier if recorded_at)])


def _zone(session: Session, alley: int) -> str:
    return session.get_one(Alley, alley).zone
