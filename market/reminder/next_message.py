"""When the next message of a market day is due, so that a clock that is moved skips none."""

from datetime import datetime

from sqlmodel import Session

from market.reminder.near_days import days_around
from market.reminder.shopper_messages import next_shopper_message
from market.reminder.stall_day_messages import next_stall_message


def next_market_day_message(session: Session, since: datetime) -> datetime | None:
    """Return when the next message of a market day is due after `since`."""
    days = days_around(session, since)
    found = (next_stall_message(session, since, days), next_shopper_message(session, since, days))
    return min((each for each in found if each), default=None)
