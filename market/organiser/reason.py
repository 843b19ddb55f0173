"""The reason of a decision of organisers: a prepared one, or their own words. Whoever it is about reads it."""

from locales.decision_reasons import OWN_WORDS, DecisionReason
from locales.user_text import REASON
from market.text_checks import check_words, on_one_line


def fit_reason(words: str) -> str:
    """Return a reason on one line. Raises TooLong."""
    return check_words(on_one_line(words), REASON)


def logged_reason(reason: str) -> str:
    """Return what the audit log keeps of a reason: its code, and of own words only that there were some."""
    return reason if not reason or reason in tuple(DecisionReason) else OWN_WORDS
