"""Reminders: notifications queued ahead of their due time. They move with their drop and are withdrawn with their reason."""

from market.reminder.write_reminders import (
    remind_hold,
    remind_loan,
    remind_new_holds,
    rewrite_reminders,
    withdraw_hold_reminders,
)

__all__ = [
    "remind_hold",
    "remind_loan",
    "remind_new_holds",
    "rewrite_reminders",
    "withdraw_hold_reminders",
]
