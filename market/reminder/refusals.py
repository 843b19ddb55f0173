"""Refusals of snoozing and other answers to a reminder."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class ReminderUnknown(Refusal):
    """The reminder belongs to another person or was purged."""


@dataclass
class ReminderMoved(Refusal):
    """The drop was moved, and a new reminder is due `at` a later time."""

    at: datetime
    zone: str


@dataclass
class RemindersStopped(Refusal):
    """This person muted reminders of this kind."""


@dataclass
class SnoozePassed(Refusal):
    """It is too late to choose tonight."""


@dataclass
class SnoozeTooLate(Refusal):
    """The chosen time is later than `until`, when the reminder stops being useful."""

    until: datetime
    zone: str


@dataclass
class MarketDayEmpty(Refusal):
    """Nothing of this market day stands any more that there would be something to say of."""
