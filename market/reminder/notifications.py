"""The notification kinds of reminders that come by themselves. Each is of no use after the moment it reminds of."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import ReminderKind
from market.reminder.moments import BookingStage, VendorStage


@dataclass(frozen=True, kw_only=True)
class BookingNear(ReminderKind):
    """To a person with a booking."""

    drop_id: int
    booking_id: int
    stage: BookingStage

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class HoldHalfElapsed(ReminderKind):
    """To a person with an unanswered hold: half of its time is over."""

    drop_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class VendorDay(ReminderKind):
    """To the stall about its day."""

    drop_id: int
    stage: VendorStage

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class StallWeek(ReminderKind):
    """To the stall on Monday: the numbers of its last week."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=48)
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class LoanDue(ReminderKind):
    """To a person with packaging on loan: it is due tomorrow."""

    loan_id: int


@dataclass(frozen=True, kw_only=True)
class VisitSoon(ReminderKind):
    """To a person whose visit to a showroom is in an hour. It is of no use after the visit has begun."""

    visit_id: int
