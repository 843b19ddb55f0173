"""Join for a hold where units are available: a deposit is asked at that moment, so that the join is no booking."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlmodel import Session

from market.refusal import Refusal
from market.waitlist.join import Outcomes, join_many
from market.waitlist.join_batch import Joined, JoinRequest
from storage.batch import BatchAction
from storage.drop import Drop, Item
from storage.stall import Stall


def join_for_holds(session: Session, requests: Sequence[JoinRequest]) -> Outcomes:
    """Join as `join_many` does while a deposit is asked; then remove the deposit, so that the hold can be confirmed."""
    item = session.get(Item, requests[0].item)
    if item is None:
        return join_many(session, requests)
    drop = session.get_one(Drop, item.drop_id)
    stall = session.get_one(Stall, drop.stall_id)
    before = drop.deposit, drop.refund_until, stall.deposits_at
    drop.deposit, drop.refund_until = drop.deposit or 1, drop.refund_until or drop.starts_at
    stall.deposits_at = stall.deposits_at or requests[0].now
    session.flush()
    session.expire_all()  # what was read without a lock is read again by the action, once it has locked
    outcomes = join_many(session, requests)
    drop.deposit, drop.refund_until, stall.deposits_at = before
    return outcomes


def join_for_hold(
    session: Session, person: int, item: int, units: int, now: datetime, split: bool = False
) -> Joined:
    """Join as `join` does, for a hold where units are available."""
    request = JoinRequest(person=person, item=item, units=units, now=now, rng=Random(1), split=split)
    (outcome,) = join_for_holds(session, (request,))
    if isinstance(outcome, Refusal | Exception):
        raise outcome
    return outcome


JOIN_FOR_HOLDS = BatchAction(join_for_holds, key=lambda request: request.item)
