"""Recording market days: what the neighbours of an alley are to be notified of is recorded first, day by day; digests follow from the records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Delete, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select, update

from market.neighbour.market_day import MarketDayHours, digest_due, market_day_hours, week_of
from market.neighbour.notifications import MarketDays, MarketDaysAhead, MarketDaysChanged
from storage.alley import Alley
from storage.neighbour import MarketDay, Neighbour
from storage.notification import Notification, NotificationState

SLIGHT_CHANGE = timedelta(minutes=15)
"""A change of hours by less than this is not notified."""
TICK = timedelta(microseconds=1)


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
            payload = digest_of(kind, rows, contact, now).to_payload()
            session.connection().execute(waits.values(**times, payload=payload))


def recorded_days(session: Session, alley: int, now: datetime) -> dict[date, list[MarketDay]]:
    """Return the recorded days that are not over, by week, in their order."""
    rows = select(MarketDay).where(col(MarketDay.alley_id) == alley, col(MarketDay.ends_at) > now)
    weeks: dict[date, list[MarketDay]] = {}
    for row in session.exec(rows.order_by(col(MarketDay.day))):
        weeks.setdefault(week_of(row.day), []).append(row)
    return weeks


def useful_until(rows: Iterable[MarketDay], now: datetime) -> datetime:
    """Return the last start that is ahead; a day that is cancelled or has begun counts with its end."""
    return max(row.starts_at if row.stalls and row.starts_at > now else row.ends_at for row in rows)


def digest_of(kind: type[MarketDays], rows: Sequence[MarketDay], contact: str, now: datetime) -> MarketDays:
    """The digest about the recorded days of a week, as this kind."""
    announced = tuple(row.day for row in rows if row.stalls and row.starts_at > now)
    week = week_of(rows[0].day)
    return kind(alley_id=rows[0].alley_id, week=week, announced_days=announced, contact=contact)


def next_digest(session: Session, since: datetime) -> datetime | None:
    """Return when the digest about the next unrecorded market day is due."""
    due = (
        digest_due(found.starts_at, zone)
        for alley in alleys_with_neighbours(session)
        for zone in (_zone(session, alley),)
        for found in _never_recorded(
            market_day_hours(session, alley, zone, since), _earlier(session, alley, since), since
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
    hours = market_day_hours(session, alley, zone, now)
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


def _earlier(session: Session, alley: int, now: datetime) -> Sequence[MarketDay]:
    return session.exec(select(MarketDay).where(col(MarketDay.alley_id) == alley, _recent(now))).all()


def _never_recorded(
    planned_now: Mapping[date, MarketDayHours], earlier: Iterable[MarketDay], now: datetime
) -> dict[date, MarketDayHours]:
    """Return the days ahead that were never recorded."""
    known = {row.day for row in earlier}
    return {day: each for day, each in planned_now.items() if day not in known and each.starts_at > now}


def _differs(row: MarketDay, hours: MarketDayHours | None, now: datetime) -> bool:
    """Return whether the hours of a day that is not over differ from the record; None for a day that is over or called off."""
    if hours is None:
        return row.stalls > 0 and row.ends_at > now
    moved = abs(row.starts_at - hours.starts_at), abs(row.ends_at - hours.ends_at)
    return row.stalls == 0 or max(moved) >= SLIGHT_CHANGE


def _record(
    session: Session, alley: int, day: date, hours: MarketDayHours | None, recorded_at: datetime
) -> None:
    """Store the hours of a day. A cancelled day keeps the recorded hours."""
    row = session.get(MarketDay, (alley, day))
    if hours is None:
        assert row is not None, "only what was told is called off"
        row.stalls, row.notified_at = 0, recorded_at
        return
    row = row or MarketDay(
        alley_id=alley,
        day=day,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        stalls=0,
        notified_at=recorded_at,
    )
    row.starts_at, row.ends_at, row.stalls, row.notified_at = (
        hours.starts_at,
        hours.ends_at,
        hours.stalls,
        recorded_at,
    )
    session.add(row)


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
    earlier = (
        session.exec(select(func.max(MarketDay.notified_at)).where(col(MarketDay.alley_id) == alley)).one(),
        session.exec(select(func.max(Notification.due_at)).where(of_weeks)).one(),
    )
    return max([now, *(recorded_at + TICK for recorded_at in earlier if recorded_at)])


def _recent(now: datetime) -> ColumnElement[bool]:
    """Return the condition for days that may still matter, whatever happened to their hours."""
    return col(MarketDay.day) >= (now - timedelta(days=5)).date()


def _zone(session: Session, alley: int) -> str:
    return session.get_one(Alley, alley).zone
