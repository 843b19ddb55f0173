"""Joining the waitlist of an item. A single join is a batch of one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from random import Random

from sqlmodel import Session

from market.drop.draw_state import draw_pending
from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropUnknown
from market.person import adults_among, lock_people, mark_people_changed, refuse_blocked
from market.refusal import Refusal
from market.waitlist.join_batch import JoinBatch, Joined, JoinRequest
from market.waitlist.join_checks import refuse_closed
from market.waitlist.refusals import AdultsOnly
from storage.batch import BatchAction
from storage.drop import DropState

Outcomes = Sequence[Joined | Refusal]


def join(
    session: Session, person: int, item: int, units: int, now: datetime, rng: Random, split: bool = False
) -> Joined:
    """Join as a batch of one: as `join_many`, but a refusal is raised. locks: person, drop, item, hold"""
    request = JoinRequest(person=person, item=item, units=units, now=now, rng=rng, split=split)
    (outcome,) = join_many(session, (request,))
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def join_many(session: Session, requests: Sequence[JoinRequest]) -> Outcomes:
    """Return the outcome of each request for one item, the same as one after the other.

    Anyone may join who is not blocked, a drop for adults those who said that they are 18 or older.

    A newcomer takes the next number, and a booking at once where the units are available, nobody else waits for them and no deposit is asked.
    A person who waits keeps the number with fewer units and takes the end with more.
    Units that became available for them meanwhile are the outcome. Holds begin at the latest time of the requests.
    Refused with Blocked, DropUnknown, as `refuse_closed`, with AdultsOnly, and with AlreadyHolding, AlreadyBooked, TooManyUnits, AlreadyWaiting, WaitlistFull.
    locks: person, drop, item, hold
    """
    blocked = lock_people(session, {request.person for request in requests})
    locked, now = lock_item(session, requests[0].item), max(request.now for request in requests)
    pending = locked is not None and draw_pending(session, locked.drop.policy, requests[0].item)
    minors = _minors(session, locked, requests)
    refusals = [_refusal(locked, request, blocked, minors, draw_pending=pending) for request in requests]
    accepted = [each for each, refusal in zip(requests, refusals, strict=True) if refusal is None]
    if locked is None or not accepted:
        return [refusal for refusal in refusals if refusal]
    batch = JoinBatch(session=session, locked=locked, now=now, draw_pending=pending, rng=requests[0].rng)
    decided = iter(batch.run(accepted))
    mark_people_changed(session, batch.joined)
    return [refusal or next(decided) for refusal in refusals]


def _minors(session: Session, locked: LockedItem | None, requests: Sequence[JoinRequest]) -> set[int]:
    """Return the people who may not join a drop for adults; nobody of another drop, which costs no query."""
    if locked is None or not locked.adults_only:
        return set()
    people = {request.person for request in requests}
    return people - adults_among(session, people)


def _refusal(
    locked: LockedItem | None,
    request: JoinRequest,
    blocked: Collection[int],
    minors: Collection[int],
    *,
    draw_pending: bool,
) -> Refusal | None:
    """Return the refusal of a request that does not depend on what the person has on the drop, or None."""
    try:
        refuse_blocked(request.person, blocked)
        if locked is None or locked.drop.state == DropState.DRAFT:
            raise DropUnknown
        refuse_closed(locked, request.now, drawn=not draw_pending)
        if request.person in minors:
            raise AdultsOnly
    except Refusal as refusal:
        return refusal
    return None


JOIN = BatchAction(join_many, key=lambda request: request.item)
