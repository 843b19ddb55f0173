"""Reminders: of holds queued ahead of their due time, withdrawn with their reason; of market days and packaging written when they are due."""

from market.reminder.write_reminders import (
    remind_hold,
    remind_new_holds,
    rewrite_reminders,
    withdraw_hold_reminders,
)

__all__ = [
    "remind_hold",
    "remind_new_holds",
    "rewrite_reminders",
    "withdraw_hold_reminders",
]
