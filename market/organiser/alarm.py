"""Alarms to organisers about what does not mend itself, at most one a day each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from market.notification.outbox import notify_each
from market.organiser.notifications import TroubleFound
from storage.inbox import set_aside_count
from storage.job_failure import JobFailure
from storage.notification import Notification
from storage.organiser import Organiser
from storage.person import Person

ABOUT = "market"
LASTING = timedelta(hours=1)
"""A failure that lasts as long did not mend itself."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What does not mend itself: `updates` were set aside, `failures` are items that jobs have failed to do for an hour, the disk is almost full."""

    updates: int = 0
    failures: int = 0
    disk_full: bool = False

    def __bool__(self) -> bool:
        return bool(self.updates or self.failures or self.disk_full)


def find_trouble(session: Session, now: datetime, *, disk_full: bool = False) -> Trouble:
    """Return what does not mend itself."""
    lasting = select(func.count()).select_from(JobFailure).where(col(JobFailure.since) <= now - LASTING)
    return Trouble(
        updates=set_aside_count(session), failures=session.exec(lasting).one(), disk_full=disk_full
    )


def raise_alarm(session: Session, trouble: Trouble, admins: Collection[int], now: datetime) -> int:
    """Notify each organiser who had no alarm for a day; return how many. locks: notification"""
    if not trouble:
        return 0
    kind = TroubleFound(updates=trouble.updates, failures=trouble.failures, disk_full=trouble.disk_full)
    readers = _organisers_without_alarm(session, admins, now)
    notify_each(session, [(person, ABOUT, kind) for person in readers], now)
    return len(readers)


def _organisers_without_alarm(session: Session, admins: Collection[int], now: datetime) -> list[int]:
    """Return the organisers who have written to the bot and had no alarm for a day."""
    alarmed = select(Notification.person_id).where(
        col(Notification.about) == ABOUT,
        col(Notification.kind) == TroubleFound.kind,
        col(Notification.due_at) > now - DAY,
    )
    named = [*admins, *session.exec(select(Organiser.person_id))]
    rows = select(Person.id).where(col(Person.id).in_(named), col(Person.id).not_in(alarmed))
    return [*session.exec(rows.order_by(col(Person.id)))]
