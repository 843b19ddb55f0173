"""What a vendor asks as a deposit of a drop that is still a draft."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.actor import Actor
from market.deposit.refund import usual_deadline
from market.drop.affected_people import affected_people
from market.drop.own_drop import LockedDrop, lock_own_drop
from market.refusal import DepositsNotAllowed, DropEntered, HoursUnfit, NumberUnfit, WhenPassed
from storage.drop import DropState
from storage.store import mark_changed

DEAREST = 10**9
LONGEST = 24 * 14
"""Hours before the start at which a refund may end at the earliest."""


def ask_deposit(session: Session, actor: Actor, drop: int, amount: int, now: datetime) -> None:
    """Minor units for each unit, 0 for none, at most what the cheapest line costs; back in full until a day before the start.

    Raises Banned, DropUnknown, NotYourStall, DropEntered, DepositsNotAllowed, NumberUnfit. locks: person, drop, line
    """
    locked_drop = _draft(session, actor, drop)
    most = min([DEAREST, *(item.price for item in locked_drop.items if item.offered and item.price)])
    if not 0 <= amount <= most:
        raise NumberUnfit(most)
    locked_drop.drop.deposit = amount
    locked_drop.drop.refund_until = (
        (locked_drop.drop.refund_until or usual_deadline(locked_drop.drop, now)) if amount else None
    )


def set_refund(session: Session, actor: Actor, drop: int, hours: int, now: datetime) -> None:
    """So many hours before the start the refund ends. Raises as `ask_deposit`, and HoursUnfit, WhenPassed. locks: person, drop, line"""
    locked_drop = _draft(session, actor, drop)
    if not locked_drop.drop.deposit or not 0 <= hours <= LONGEST:
        raise HoursUnfit
    until = locked_drop.drop.starts_at - timedelta(hours=hours)
    if until <= now:
        raise WhenPassed(until, locked_drop.alley.zone)
    locked_drop.drop.refund_until = until


def _draft(session: Session, actor: Actor, drop: int) -> LockedDrop:
    """What is asked stands once people may have joined by it. locks: person, drop, line"""
    locked_drop = lock_own_drop(session, actor, drop)
    if locked_drop.drop.state != DropState.DRAFT:
        raise DropEntered(len(affected_people(session, drop)))
    if locked_drop.stall.deposits_at is None:
        raise DepositsNotAllowed
    mark_changed(session, "drop")
    return locked_drop
