"""The reason of a decision of organisers: a prepared one, or their own words. Whoever it is about reads it."""

from locales.decision_reasons import LONGEST, OWN_WORDS, DecisionReason
from market.refusal import TooLong
from market.stall import on_one_line


def fit_reason(words: str) -> str:
    """Return a reason on one line. Raises TooLong."""
    reason = on_one_line(words)
    if len(reason) > LONGEST:
        raise TooLong(len(reason), LONGEST)
    return reason


def logged_reason(reason: str) -> str:
    """Return what the audit log keeps of a reason: its code, and of own words only that there were some."""
    return reason if not reason or reason in tuple(DecisionReason) else OWN_WORDS
