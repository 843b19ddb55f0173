"""Moving a claim to another hour of the same drop, in one step."""

from datetime import datetime
from random import Random

from sqlmodel import Session

from market.deposit.ending import carry
from market.person import lock_person
from market.refusal import DropOver, DropUnknown, SlotFull
from market.reminder import remind_claim
from market.ticket.issue import revoke
from market.waitlist.actions import claimed_ground, refuse_unclaimed
from market.waitlist.claiming import claim_units
from market.waitlist.ground import Ground
from market.waitlist.offer import give
from market.waitlist.open import giving_ground, refuse_second_hold
from market.waitlist.settle import settle
from market.waitlist.shares import step_out
from storage.waitlist import Claim, Entry


def move(session: Session, person: int, claim: int, line: int, now: datetime, dice: Random) -> int:
    """The same units at another hour, with a new ticket; what they were goes to the next there. The new claim's id.

    Raises ClaimNotYours, AlreadyCollected, DropCancelled, DropOver; DropUnknown for what is no slot of this drop, SlotFull where it has
    too little for a newcomer, AlreadyHolding. locks: person, drop, line, hold
    """
    lock_person(session, person)
    at, row = claimed_ground(session, person, claim)
    refuse_unclaimed(at, row, now)
    if now >= at.cut_off:
        raise DropOver
    to = giving_ground(session, line, now)
    if to.drop.id != at.drop.id or line == row.line_id or not (to.line.starts_at and at.line.starts_at):
        raise DropUnknown
    refuse_second_hold(session, to, person, now)
    settle(session, to, now, quiet_for=(person,))
    _give_back(session, at, row, now)
    step_out(session, to, person, now)
    if row.units > to.free - to.line.waiting:
        raise SlotFull(to.line.starts_at, to.alley.zone, max(0, to.free - to.line.waiting))
    moved = claim_units(
        session,
        to,
        give(session, to, _place(session, to, row, now), row.units, now, (person,)),
        row.units,
        now,
        dice,
    )
    carry(session, row, moved)
    for each in (at, to):
        settle(session, each, now)
    return moved.id or 0


def _give_back(session: Session, at: Ground, claim: Claim, now: datetime) -> None:
    claim.state, claim.ended_at = "released", now
    at.count(claimed=-claim.units)
    revoke(session, claim, now)
    remind_claim(session, claim, now)


def _place(session: Session, at: Ground, claim: Claim, now: datetime) -> Entry:
    entry = Entry(
        line_id=at.line.id or 0,
        person_id=claim.person_id,
        number=at.line.next_number,
        party=claim.units,
        joined_at=now,
    )
    at.line.next_number += 1
    at.line.waiting += claim.units
    session.add(entry)
    session.flush()
    return entry
