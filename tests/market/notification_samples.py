"""Notification kinds for tests, one for each priority."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind, ReminderKind
from market.notification.priority import Priority

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class SampleBooking(NotificationKind):
    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = HOUR
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleGeneral(NotificationKind):
    useful_for: ClassVar[timedelta | None] = HOUR
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleReminder(ReminderKind):
    useful_for: ClassVar[timedelta | None] = HOUR
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleBroadcast(NotificationKind):
    priority: ClassVar[Priority] = Priority.BROADCAST
    at_most_once: ClassVar[bool] = True
    useful_for: ClassVar[timedelta | None] = HOUR
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleCorrection(NotificationKind):
    priority: ClassVar[Priority] = Priority.BROADCAST
    useful_for: ClassVar[timedelta | None] = HOUR
    message_id: int = 7


SAMPLES: dict[Priority, type[NotificationKind]] = {
    Priority.BOOKING: SampleBooking,
    Priority.GENERAL: SampleGeneral,
    Priority.REMINDER: SampleReminder,
    Priority.BROADCAST: SampleBroadcast,
}
