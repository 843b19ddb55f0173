"""The notification kind of people's own reminders."""

from dataclasses import dataclass

from market.notification.kind import ReminderKind


@dataclass(frozen=True, kw_only=True)
class OwnReminderDue(ReminderKind):
    """To the person who set it. When it is too late depends on their quiet hours."""

    reminder_id: int
