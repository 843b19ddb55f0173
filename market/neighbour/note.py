"""Noting: what the neighbours of an alley are to hear is written down first, day by day; letters follow from it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from market.neighbour.evening import OnDay, digest_due, evenings, week_of
from storage.alley import Alley
from storage.letter import Letter
from storage.neighbour import Evening, Neighbour

SLIGHT = timedelta(minutes=15)
"""Hours that moved by less are not told."""
TICK = timedelta(microseconds=1)


def alleys_listened(session: Session) -> tuple[int, ...]:
    """Those that have neighbours."""
    return tuple(session.exec(select(Neighbour.alley_id).distinct().order_by(col(Neighbour.alley_id))))


def has_news(session: Session, alley: int, now: datetime) -> bool:
    """Whether `note_evenings` would note something."""
    return bool(_news(session, alley, _zone(session, alley), now))


def note_evenings(session: Session, alley: int, contact: str, now: datetime) -> None:
    """Note what is due, and what is not any more as it was told; a letter that waits tells of it, too. A second time nothing changes. locks: alley, letter"""
    session.exec(select(Alley.id).where(col(Alley.id) == alley).with_for_update(key_share=True)).one()
    news = _news(session, alley, _zone(session, alley), now)
    if not news:
        return
    weeks = {week_of(day) for day in news}
    at = _after_all_told(session, alley, weeks, now)
    for day, found in news.items():
        _put(session, alley, day, found, at)
    session.flush()
    for week in weeks:
        rows = noted(session, alley, now)[week]
        told = {"due_at": at, "late_after": useful_until(rows, now), "facts": facts_of(rows, contact, now)}
        waits = col(Letter.about) == about(alley, week), col(Letter.state) == "queued"
        session.connection().execute(update(Letter).where(*waits).values(**told))


def noted(session: Session, alley: int, now: datetime) -> dict[date, list[Evening]]:
    """By week, by day: what was noted and is not over."""
    rows = select(Evening).where(col(Evening.alley_id) == alley, col(Evening.ends_at) > now)
    weeks: dict[date, list[Evening]] = {}
    for row in session.exec(rows.order_by(col(Evening.day))):
        weeks.setdefault(week_of(row.day), []).append(row)
    return weeks


def useful_until(rows: Iterable[Evening], now: datetime) -> datetime:
    """The last start that is ahead; of what is called off or has begun, its end."""
    return max(row.starts_at if row.stalls and row.starts_at > now else row.ends_at for row in rows)


def facts_of(rows: Sequence[Evening], contact: str, now: datetime) -> dict[str, Any]:
    """What a letter about a week carries. Once it is sent its reader knows of what is "on"."""
    on = [row.day.isoformat() for row in rows if row.stalls and row.starts_at > now]
    week = week_of(rows[0].day)
    return {"alley": rows[0].alley_id, "week": week.isoformat(), "on": on, "contact": contact}


def next_digest(session: Session, after: datetime) -> datetime | None:
    """When the next evening that nobody was told of is due."""
    due = (
        digest_due(found.starts_at, zone)
        for alley in alleys_listened(session)
        for zone in (_zone(session, alley),)
        for found in _untold(session, alley, zone, after).values()
    )
    return min((each for each in due if each > after), default=None)


def about(alley: int, week: date) -> str:
    """What a digest's letters are about."""
    return f"evening:{alley}:{week:%Y%m%d}"


def abouts(alley: int) -> ColumnElement[bool]:
    """Letters about any week of an alley."""
    return col(Letter.about).startswith(f"evening:{alley}:", autoescape=True)


def _news(session: Session, alley: int, zone: str, now: datetime) -> Mapping[date, OnDay | None]:
    """By day how it is now, None: called off. What goes to a week anyway takes the week's other evenings along."""
    now_on = evenings(session, alley, zone, now)
    told = session.exec(select(Evening).where(col(Evening.alley_id) == alley, _recent(now))).all()
    changed = {row.day: now_on.get(row.day) for row in told if _differs(row, now_on.get(row.day), now)}
    first = _untold(session, alley, zone, now)
    weeks = {week_of(day) for day, found in first.items() if digest_due(found.starts_at, zone) <= now}
    weeks |= {week_of(day) for day in changed}
    return {**changed, **{day: found for day, found in first.items() if week_of(day) in weeks}}


def _untold(session: Session, alley: int, zone: str, now: datetime) -> dict[date, OnDay]:
    """Ahead, and never noted."""
    rows = session.exec(select(Evening).where(col(Evening.alley_id) == alley, _recent(now)))
    known = {row.day for row in rows}
    found = evenings(session, alley, zone, now)
    return {day: each for day, each in found.items() if day not in known and each.starts_at > now}


def _differs(row: Evening, found: OnDay | None, now: datetime) -> bool:
    """From what was told, while it is not over."""
    if found is None:
        return row.stalls > 0 and row.ends_at > now
    if max(row.ends_at, found.ends_at) <= now:
        return False
    moved = abs(row.starts_at - found.starts_at), abs(row.ends_at - found.ends_at)
    return row.stalls == 0 or max(moved) >= SLIGHT


def _put(session: Session, alley: int, day: date, found: OnDay | None, at: datetime) -> None:
    """Of what is called off the hours stay that were told."""
    row = session.get(Evening, (alley, day))
    if found is None:
        assert row is not None, "only what was told is called off"
        row.stalls, row.told_at = 0, at
        return
    row = row or Evening(
        alley_id=alley, day=day, starts_at=found.starts_at, ends_at=found.ends_at, stalls=0, told_at=at
    )
    row.starts_at, row.ends_at, row.stalls, row.told_at = found.starts_at, found.ends_at, found.stalls, at
    session.add(row)


def _after_all_told(session: Session, alley: int, weeks: Iterable[date], now: datetime) -> datetime:
    """Now, or a moment after whatever was told of these weeks before."""
    of_weeks = col(Letter.about).in_([about(alley, week) for week in weeks])
    told = (
        session.exec(select(func.max(Evening.told_at)).where(col(Evening.alley_id) == alley)).one(),
        session.exec(select(func.max(Letter.due_at)).where(of_weeks)).one(),
    )
    return max([now, *(at + TICK for at in told if at)])


def _recent(now: datetime) -> ColumnElement[bool]:
    """Days that may still be of interest, whatever became of their hours."""
    return col(Evening.day) >= (now - timedelta(days=5)).date()


def _zone(session: Session, alley: int) -> str:
    return session.get_one(Alley, alley).zone
