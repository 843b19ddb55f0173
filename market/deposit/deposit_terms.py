"""The deposit terms of a draft drop."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.actor import Actor, Right
from market.deposit.refusals import DepositsNotAllowed
from market.drop.affected_people import affected_people
from market.drop.own_drop import LockedDrop, lock_own_drop
from market.drop.refusals import DropEntered, HoursUnfit, NumberUnfit
from market.ledger.refund import usual_deadline
from market.refusal import WhenPassed
from storage.drop import DropState
from storage.store import mark_changed

DEAREST = 10**9
LONGEST = 24 * 14
"""The most hours before the start at which refunds may end."""


def ask_deposit(session: Session, actor: Actor, drop: int, amount: int, now: datetime) -> None:
    """Set the deposit for each unit in minor units, at most the price of the cheapest item; 0 removes it.

    Refunds end a day before the start. Raises Blocked, DropUnknown, NotYourStall, DropEntered, DepositsNotAllowed, NumberUnfit.
    locks: person, drop, item
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
    """Set how many hours before the start refunds end. Raises as `ask_deposit`, and HoursUnfit, WhenPassed. locks: person, drop, item"""
    locked_drop = _draft(session, actor, drop)
    if not locked_drop.drop.deposit or not 0 <= hours <= LONGEST:
        raise HoursUnfit
    until = locked_drop.drop.starts_at - timedelta(hours=hours)
    if until <= now:
        raise WhenPassed(until, locked_drop.alley.zone)
    locked_drop.drop.refund_until = until


def _draft(session: Session, actor: Actor, drop: int) -> LockedDrop:
    """Lock a draft of the actor's stall: terms cannot change after publication. locks: person, drop, item"""
    locked_drop = lock_own_drop(session, actor, drop, Right.OWN)
    if locked_drop.drop.state != DropState.DRAFT:
        raise DropEntered(len(affected_people(session, (drop,))))
    if locked_drop.stall.deposits_at is None:
        raise DepositsNotAllowed
    mark_changed(session, "drop")
    return locked_drop
