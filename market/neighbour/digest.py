"""Digests: notifications that tell neighbours about the recorded market days of a week.

The missing ones are derived from the notifications that exist, so that each is written once, in chunks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.neighbour.market_day import BEFOREHAND, market_day_hours
from market.neighbour.notifications import MarketDays, MarketDaysAhead, MarketDaysChanged
from market.neighbour.record_market_days import (
    RecordedDay,
    digest_of,
    digest_subject,
    recorded_days,
    useful_until,
)
from market.neighbour.refusals import MarketDayGone, NotNeighbour
from market.notification.outbox import notify_each
from storage.alley import Alley
from storage.neighbour import Neighbour
from storage.notification import Notification, NotificationState

CHUNK = 500
"""Notifications written in one transaction at most."""


@dataclass(frozen=True, kw_only=True)
class DigestDay:
    """A market day in a digest. `stalls` 0: it does not take place. `late`: it was recorded too late for the promised notice."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stalls: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class Digest:
    """The content of a digest. `again`: its reader has received a digest about this week before."""

    alley: int
    name: str
    city: str
    zone: str
    again: bool
    market_days: tuple[DigestDay, ...]


def is_missing(session: Session, alley: int, now: datetime) -> bool:
    """Return whether `write_digests` would write something."""
    return any(
        _missing(session, alley, week, rows, now=now, limit=1)
        for week, rows in recorded_days(session, alley, now).items()
    )


def write_digests(session: Session, alley: int, contact: str, now: datetime) -> int:
    """Queue digests for neighbours who lack one, at most CHUNK; return how many. `contact` is the person to turn to."""
    for week, rows in recorded_days(session, alley, now).items():
        missing = _missing(session, alley, week, rows, now=now, limit=CHUNK)
        for kind, again in ((MarketDaysAhead, False), (MarketDaysChanged, True)):
            digest = digest_of(kind, alley, rows, contact, now=now)
            people = [
                (person, digest_subject(alley, week), digest)
                for person, earlier in missing
                if earlier == again
            ]
            due_at = max(now, _last_notified_at(rows))
            notify_each(session, people, due_at, late_after=useful_until(rows, now))
        if missing:
            return len(missing)
    return 0


def digest(session: Session, notification: int, alley: int, week: date) -> Digest:
    """Return the content of a digest in flight: all recorded days that its reader has not been notified of. Raises NotNeighbour, MarketDayGone."""
    row = session.get_one(Notification, notification)
    neighbour = session.get(Neighbour, (row.person_id, alley))
    if neighbour is None:
        raise NotNeighbour
    before = select(Notification).where(
        col(Notification.person_id) == row.person_id,
        col(Notification.about) == digest_subject(alley, week),
        col(Notification.state) == NotificationState.SENT,
        col(Notification.due_at) < row.due_at,
    )
    earlier = session.exec(before.order_by(col(Notification.due_at).desc())).first()
    place = session.get_one(Alley, alley)
    found = _digest_days(session, neighbour, place, week, earlier=earlier, now=row.claimed_at or row.send_at)
    if not found:
        raise MarketDayGone
    return Digest(
        alley=alley,
        name=place.name,
        city=place.city,
        zone=place.zone,
        again=earlier is not None,
        market_days=found,
    )


def _digest_days(
    session: Session, reader: Neighbour, alley: Alley, week: date, earlier: Notification | None, now: datetime
) -> tuple[DigestDay, ...]:
    """Return the days to tell this reader, with their hours and stalls as they are now.

    A cancelled day is included where the reader knew of it; a day that has begun is left out of the first digest about a week.
    """
    hours = market_day_hours(session, reader.alley_id, now)
    known = MarketDays.read(earlier.payload).announced_days if earlier else ()
    digest_days = []
    for row in recorded_days(session, reader.alley_id, now).get(week, []):
        found = hours.get(row.day)
        new = row.notified_at > earlier.due_at if earlier else row.starts_at > now
        if new and not row.stalls and row.day in known:
            digest_days.append(
                DigestDay(day=row.day, starts_at=row.starts_at, ends_at=row.ends_at, stalls=0, late=False)
            )
        elif new and row.stalls and found:
            digest_days.append(
                DigestDay(
                    day=row.day,
                    starts_at=found.starts_at,
                    ends_at=found.ends_at,
                    stalls=found.stalls,
                    late=_late(row, reader.since),
                )
            )
    return tuple(digest_days)


def _late(row: RecordedDay, since: datetime) -> bool:
    """Return whether the notice is shorter than promised. It does not count where the person subscribed too late themselves."""
    return row.starts_at - row.notified_at < BEFOREHAND <= row.starts_at - since


def _missing(
    session: Session, alley: int, week: date, rows: Sequence[RecordedDay], now: datetime, limit: int
) -> Sequence[tuple[int, bool]]:
    """Return the neighbours without a digest about the latest record of this week, ordered by id, and whether they had an earlier one."""
    earlier = _has_letter(
        alley, week, col(Notification.state).in_((NotificationState.SENDING, NotificationState.SENT))
    )
    people = select(Neighbour.person_id, earlier).where(
        col(Neighbour.alley_id) == alley,
        ~_has_letter(alley, week, col(Notification.due_at) >= _last_notified_at(rows)),
    )
    if not any(row.stalls and row.starts_at > now for row in rows):
        people = people.where(earlier)
    found = session.exec(people.order_by(col(Neighbour.person_id)).limit(limit)).all()
    return [(person, bool(again)) for person, again in found]


def _has_letter(alley: int, week: date, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = select(Notification.person_id).where(
        col(Notification.about) == digest_subject(alley, week), condition
    )
    return col(Neighbour.person_id).in_(theirs)


def _last_notified_at(rows: Sequence[RecordedDay]) -> datetime:
    return max(row.notified_at for row in rows)
