"""What a vendor asks as a deposit of a drop that is still a draft."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.acting import Acting
from market.deposit.refund import usual
from market.drop.concerned import concerned
from market.drop.own import Own, lock_own
from market.refusal import DepositsNotAllowed, DropEntered, HoursUnfit, NumberUnfit, WhenPassed
from storage.store import touch

DEAREST = 10**9
LONGEST = 24 * 14
"""Hours before the start at which a refund may end at the earliest."""


def ask_deposit(session: Session, acting: Acting, drop: int, amount: int, now: datetime) -> None:
    """Minor units for each unit, 0 for none, at most what the cheapest line costs; back in full until a day before the start.

    Raises Banned, DropUnknown, NotYourStall, DropEntered, DepositsNotAllowed, NumberUnfit. locks: person, drop, line
    """
    own = _draft(session, acting, drop)
    most = min([DEAREST, *(line.price for line in own.lines if line.offered and line.price)])
    if not 0 <= amount <= most:
        raise NumberUnfit(most)
    own.drop.deposit = amount
    own.drop.refund_until = (own.drop.refund_until or usual(own.drop, now)) if amount else None


def set_refund(session: Session, acting: Acting, drop: int, hours: int, now: datetime) -> None:
    """So many hours before the start the refund ends. Raises as `ask_deposit`, and HoursUnfit, WhenPassed. locks: person, drop, line"""
    own = _draft(session, acting, drop)
    if not own.drop.deposit or not 0 <= hours <= LONGEST:
        raise HoursUnfit
    until = own.drop.starts_at - timedelta(hours=hours)
    if until <= now:
        raise WhenPassed(until, own.alley.zone)
    own.drop.refund_until = until


def _draft(session: Session, acting: Acting, drop: int) -> Own:
    """What is asked stands once people may have joined by it. locks: person, drop, line"""
    own = lock_own(session, acting, drop)
    if own.drop.state != "draft":
        raise DropEntered(len(concerned(session, drop)))
    if own.stall.deposits_at is None:
        raise DepositsNotAllowed
    touch(session, "drop")
    return own
