"""Reminders: letters written ahead with their due time, that move with their drop and are taken back with their reason."""

from market.reminder.writing import (
    CLAIM_NEAR,
    HOLD_HALF_GONE,
    LOAN_DUE,
    VENDOR_DAY,
    claim_of_letter,
    remind_claim,
    remind_hold,
    remind_loan,
    remind_new_holds,
    rewrite,
)

__all__ = [
    "CLAIM_NEAR",
    "HOLD_HALF_GONE",
    "LOAN_DUE",
    "VENDOR_DAY",
    "claim_of_letter",
    "remind_claim",
    "remind_hold",
    "remind_loan",
    "remind_new_holds",
    "rewrite",
]
