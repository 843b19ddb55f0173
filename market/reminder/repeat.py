"""A repeat: a reminder that its reader put off, written under a subject of its own, so that it never meets what is written ahead."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from market.reminder.moments import ReminderMoment
from storage.notification import Notification, NotificationState
from storage.store import mark_changed

REPEAT_SUFFIX = "/again"


def repeat_subject(about: str, payload: Mapping[str, Any]) -> str:
    """The subject of the repeats of a reminder; of a repeat its own. "day:12/again/eve" where a subject has several matters."""
    if REPEAT_SUFFIX in about:
        return about
    what = payload.get("what")
    return f"{about}{REPEAT_SUFFIX}/{what}" if what else f"{about}{REPEAT_SUFFIX}"


def original_subject(about: str) -> str:
    """The subject of what is written ahead, of a repeat too."""
    return about.partition(REPEAT_SUFFIX)[0]


def update_repeats(
    session: Session, about: str, moments: Iterable[ReminderMoment], cancelled: bool, now: datetime
) -> None:
    """Of the moments that a subject has now: a repeat goes where its matter is cancelled, written anew, or would be over; else it stays. locks: letter"""
    for moment in moments:
        subject = repeat_subject(about, {"what": moment.what})
        waits = select(Notification).where(
            col(Notification.about) == subject, col(Notification.state) == NotificationState.QUEUED
        )
        for notification in session.exec(waits).all():
            if cancelled or moment.due_at > now or notification.due_at >= moment.late_after:
                session.delete(notification)
            else:
                notification.late_after = moment.late_after
    mark_changed(session, "notification")
