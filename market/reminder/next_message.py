"""When the next message of a market day is due, so that a clock that is moved skips none."""

from datetime import datetime

from sqlmodel import Session

from market.reminder.after_messages import next_message_afterwards
from market.reminder.loan_messages import next_loan_message
from market.reminder.near_days import days_around
from market.reminder.shift_messages import next_helper_message
from market.reminder.shopper_messages import next_shopper_message
from market.reminder.stall_day_messages import next_stall_message


def next_market_day_message(session: Session, since: datetime) -> datetime | None:
    """Return when the next message of a market day, or of packaging that is due, is due after `since`."""
    days = days_around(session, since)
    found = (
        next_stall_message(session, since, days),
        next_shopper_message(session, since, days),
        next_helper_message(session, since, days),
        next_message_afterwards(session, since),
        next_loan_message(session, since),
    )
    return min((each for each in found if each), default=None)
