"""Asking a person to decide about what kiosks sent: the first by a message of its own, those that follow within a minute by one for all."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.notification.kind import NotificationKind
from market.notification.outbox import is_queued, notify
from market.ticket.notifications import ConflictsWait
from storage.notification import Notification

GATHERED = timedelta(minutes=1)


def ask_about(
    session: Session, person: int, one: NotificationKind, many: ConflictsWait, *, about: str, now: datetime
) -> None:
    """Ask a person by `one`, or by `many` within a minute if they were asked so within the last."""
    if not _asked_since(session, person, one, now - GATHERED):
        notify(session, person, one, now, about=about)
    elif not is_queued(session, person, ConflictsWait, many.about):
        notify(session, person, many, now + GATHERED, about=many.about)


def _asked_since(session: Session, person: int, kind: NotificationKind, since: datetime) -> bool:
    rows = select(Notification.id).where(
        col(Notification.person_id) == person,
        col(Notification.kind) == kind.kind,
        col(Notification.due_at) > since,
    )
    return session.exec(rows.limit(1)).first() is not None
