"""Repeats: a snoozed reminder is queued under a subject of its own, apart from those that are queued ahead."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from market.reminder.moments import StageMoment, VendorStage
from storage.notification import Notification, NotificationState
from storage.store import mark_changed

REPEAT_SUFFIX = "/again"


def repeat_subject(about: str, repeat_key: str) -> str:
    """Return the subject of the repeats of a reminder, as "day:12/again/eve"; for a repeat its own subject."""
    if REPEAT_SUFFIX in about:
        return about
    return f"{about}{REPEAT_SUFFIX}/{repeat_key}" if repeat_key else f"{about}{REPEAT_SUFFIX}"


def original_subject(about: str) -> str:
    """Return the subject of the reminders that are queued ahead, also for the subject of a repeat."""
    return about.partition(REPEAT_SUFFIX)[0]


def update_repeats(
    session: Session, about: str, moments: Iterable[StageMoment[VendorStage]], cancelled: bool, now: datetime
) -> None:
    """Delete the repeats of a subject that is cancelled, of moments that are queued ahead again, and of moments that are over. locks: notification"""
    for moment in moments:
        subject = repeat_subject(about, moment.stage)
        waits = select(Notification).where(
            col(Notification.about) == subject, col(Notification.state) == NotificationState.QUEUED
        )
        for notification in session.exec(waits).all():
            if cancelled or moment.due_at > now or notification.due_at >= moment.late_after:
                session.delete(notification)
            else:
                notification.late_after = moment.late_after
    mark_changed(session, "notification")
