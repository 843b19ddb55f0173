"""Reminders: letters written ahead with their due time, that move with their drop and are taken back with their reason."""

from market.reminder.write_reminders import (
    BOOKING_NEAR,
    HOLD_HALF_GONE,
    LOAN_DUE,
    VENDOR_DAY,
    remind_booking,
    remind_hold,
    remind_loan,
    remind_new_holds,
    rewrite_reminders,
)

__all__ = [
    "BOOKING_NEAR",
    "HOLD_HALF_GONE",
    "LOAN_DUE",
    "VENDOR_DAY",
    "remind_booking",
    "remind_hold",
    "remind_loan",
    "remind_new_holds",
    "rewrite_reminders",
]
