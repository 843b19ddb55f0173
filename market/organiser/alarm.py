"""Alarms to organisers about what does not mend itself, at most one a day each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from market.admins import Admins, organiser_ids
from market.notification.outbox import notify_each
from market.organiser.notifications import TroubleFound
from storage.inbox import set_aside_count
from storage.job_failure import JobFailure
from storage.notification import Notification

ABOUT = "market"
LASTING = timedelta(hours=1)
"""A failure that lasts as long did not mend itself."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Trouble that does not mend itself: `updates` were set aside, `failures` are items that jobs have failed to do for an hour, the disk is almost full."""

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


def raise_alarm(session: Session, trouble: Trouble, admins: Admins, now: datetime) -> int:
    """Notify each organiser who had no alarm for a day; return how many. locks: notification"""
    if not trouble:
        return 0
    kind = TroubleFound(updates=trouble.updates, failures=trouble.failures, disk_full=trouble.disk_full)
    readers = _organisers_without_alarm(session, admins, now)
    notify_each(session, [(person, ABOUT, kind) for person in readers], now)
    return len(readers)


def _organisers_without_alarm(session: Session, admins: Admins, now: datetime) -> list[int]:
    alarmed = select(Notification.person_id).where(
        col(Notification.about) == ABOUT,
        col(Notification.kind) == TroubleFound.kind,
        col(Notification.due_at) > now - DAY,
    )
    told = {*session.exec(alarmed)}
    return [person for person in organiser_ids(session, admins) if person not in told]
