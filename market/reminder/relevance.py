"""Whether what a reminder is about still stands, by the rows as they are now."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.opening_reminder import opened_drop
from market.notification.personal_reminder import OWN_REMINDER as OWN
from market.notification.personal_reminder import late_after
from market.quiet_hours import QuietHours
from market.reminder.moments import vendor_moments
from market.reminder.refusals import ReminderMoved
from market.reminder.repeat import original_subject
from market.reminder.write_reminders import VENDOR_DAY
from storage.notification import Notification, NotificationState


def useful_until(
    session: Session, notification: Notification, due: datetime, quiet_hours: QuietHours
) -> datetime:
    """When a reminder that comes again at `due` is too late; of a stall's day by its drop's hours as they are now.

    Raises DropUnknown, DropCancelled, DropPaused.
    """
    if notification.kind == OWN:
        return late_after(due, quiet_hours)
    assert notification.late_after is not None, "a reminder ends with its matter"
    if notification.kind != VENDOR_DAY:
        return notification.late_after
    drop = opened_drop(session, notification.payload["drop"])
    moments = vendor_moments(drop.starts_at, drop.ends_at, drop.alley.zone)
    return next(moment.late_after for moment in moments if moment.what == notification.payload["what"])


def refuse_moved(session: Session, notification: Notification, zone: str) -> None:
    """Raises ReminderMoved where the same is written for a later time: its matter was moved."""
    ahead = select(Notification).where(
        col(Notification.person_id) == notification.person_id,
        col(Notification.kind) == notification.kind,
        col(Notification.about) == original_subject(notification.about),
        col(Notification.state) == NotificationState.QUEUED,
    )
    for written in session.exec(ahead).all():
        if written.id != notification.id and written.payload.get("what") == notification.payload.get("what"):
            raise ReminderMoved(written.due_at, zone)
