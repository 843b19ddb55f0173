"""Whether the subject of a reminder is still valid, by the rows as they are now."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.notification.kind import NotificationKind, read_notification
from market.notification.own_reminder_due import OwnReminderDue
from market.notification.personal_reminder import is_repeating, late_after
from market.quiet_hours import QuietHours
from market.reminder.notifications import ShiftDay, StallDayStage
from market.reminder.refusals import ReminderMoved
from market.reminder.repeat import original_subject
from market.reminder.shift_messages import shifts_until
from market.reminder.stall_day_messages import stage_until
from storage.notification import Notification, NotificationState


def useful_until(
    session: Session,
    reminder: NotificationKind,
    row: Notification,
    due_at: datetime,
    quiet_hours: QuietHours,
) -> datetime:
    """Return the time after which a reminder repeated at `due_at` is too late. `reminder` is what `row` stores.

    For a stall day, and for shifts, it follows from their hours as they are now. Raises MarketDayEmpty.
    """
    if isinstance(reminder, OwnReminderDue):
        return late_after(due_at, quiet_hours)
    assert row.late_after is not None, "every reminder has a time after which it is too late"
    if isinstance(reminder, StallDayStage):
        return stage_until(session, reminder.stall_day_id, reminder.stage)
    if isinstance(reminder, ShiftDay):
        return shifts_until(session, row.person_id, reminder.market_day_id, reminder.stage)
    return row.late_after


def refuse_moved(session: Session, reminder: NotificationKind, row: Notification, zone: str) -> None:
    """Refuse a reminder that is queued for another time because its drop moved. Raises ReminderMoved.

    Of one that repeats, the next occurrence is always queued.
    """
    if isinstance(reminder, OwnReminderDue) and is_repeating(session, reminder.reminder_id):
        return
    ahead = (
        select(Notification)
        .where(
            col(Notification.person_id) == row.person_id,
            col(Notification.kind) == row.kind,
            col(Notification.about) == original_subject(row.about),
        )
        .where(
            col(Notification.state) == NotificationState.QUEUED,
            col(Notification.id) != row.id,
        )
    )
    for queued in session.exec(ahead).all():
        if read_notification(queued.kind, queued.payload).repeat_key() == reminder.repeat_key():
            raise ReminderMoved(queued.due_at, zone)
