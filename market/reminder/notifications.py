"""The notification kinds of reminders that come by themselves. Each is of no use after the moment it reminds of."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind, ReminderKind
from market.notification.priority import Priority
from market.reminder.moments import BookingStage, ShiftStage, StallStage


@dataclass(frozen=True, kw_only=True)
class MarketDayNear(ReminderKind):
    """To a person with bookings about all that waits for them on a market day."""

    market_day_id: int
    stage: BookingStage

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class HoldHalfElapsed(ReminderKind):
    """To a person with an unanswered hold: half of its time is over."""

    drop_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class StallDayStage(ReminderKind):
    """To the stall about a stall day: one at each stage, whatever it sells."""

    stall_day_id: int
    stage: StallStage

    def urgency(self) -> Priority:
        """Return that the end is said at once, also at night: the stall counts its cash now."""
        return Priority.GENERAL if self.stage is StallStage.END else self.priority

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class ShiftDay(ReminderKind):
    """To a helper about all of their shifts of a market day."""

    market_day_id: int
    stage: ShiftStage

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class StallWeek(ReminderKind):
    """To the stall on Monday: the numbers of its last week."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=48)
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class MarketDayAfter(ReminderKind):
    """To a person who had something on a market day, the morning after: all of it, what nobody collected, and what to bring back."""

    market_day_id: int


@dataclass(frozen=True, kw_only=True)
class MarketDayOver(NotificationKind):
    """To a person who waited on a market day and had nothing of it, once it is over."""

    market_day_id: int


@dataclass(frozen=True, kw_only=True)
class LoansDue(ReminderKind):
    """To a person with packaging on loan, the day before: all that is due on a date."""

    due_on: date


@dataclass(frozen=True, kw_only=True)
class VisitSoon(ReminderKind):
    """To a person whose visit to a showroom is in an hour. It is of no use after the visit has begun."""

    visit_id: int
