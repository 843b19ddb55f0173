"""What a shopper does about what is theirs: leave, keep, decline, release, confirm. Each settles the line before it decides and after it has changed it."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.asking import refuse_unpaid
from market.deposit.ending import give_up
from market.person import lock_person
from market.refusal import AlreadyCollected, ClaimNotYours, DropCancelled, DropOver, NotWaiting
from market.reminder import remind_claim
from market.ticket.issue import revoke
from market.waitlist.claiming import claim_units, held_ground, refuse_ended
from market.waitlist.ground import Ground
from market.waitlist.open import known_ground, refuse_second_hold
from market.waitlist.settle import end_hold, settle
from market.waitlist.shares import holders, waiting, went_to
from storage.waitlist import Claim


def leave(session: Session, person: int, line: int, now: datetime) -> int:
    """Give up one's place; the number that was, 0 where the draw had yet to give it. Raises NotWaiting, AlreadyHolding. locks: person, drop, line, hold"""
    lock_person(session, person)
    at = known_ground(session, line)
    entry = waiting(session, person, line)
    if entry is None:
        refuse_second_hold(session, at, person, now)
        raise NotWaiting
    entry.state, entry.ended_at = "left", now
    at.line.waiting -= entry.party
    settle(session, at, now)
    return entry.number or 0


def keep(session: Session, person: int, hold: int, units: int, now: datetime, dice: Random) -> int:
    """Turn a hold, or fewer of its units, into a claim at today's price, with its ticket; the claim's id.

    Kept already: the same claim. Raises HoldNotYours, HoldExpired, DropCancelled, DepositAsked. locks: person, drop, line, hold
    """
    lock_person(session, person)
    at, row = held_ground(session, person, hold)
    if row.state == "claimed":
        return session.exec(select(Claim).where(col(Claim.hold_id) == hold)).one().id or 0
    refuse_ended(at, row, now)
    refuse_unpaid(session, at)
    claim = claim_units(session, at, row, units, now, dice)
    settle(session, at, now, quiet_for=(person,))
    return claim.id or 0


def decline(session: Session, person: int, hold: int, now: datetime) -> int | None:
    """Give the units to the next; the number they went to, if any. Raises HoldNotYours, HoldExpired. locks: person, drop, line, hold"""
    lock_person(session, person)
    at, row = held_ground(session, person, hold)
    refuse_ended(at, row, now)
    before = holders(session, at)
    end_hold(session, at, row, "declined", now)
    settle(session, at, now)
    return went_to(session, at, before)


def release(session: Session, person: int, claim: int, now: datetime, forfeit: bool = False) -> int | None:
    """Cannot come: the units that were not collected go to the next; the number they went to, if any. `forfeit`: the stall may keep the deposit.

    Raises ClaimNotYours, AlreadyCollected, DropCancelled, DropOver, RefundTooLate. locks: person, drop, line, hold, deposit
    """
    lock_person(session, person)
    at, row = claimed_ground(session, person, claim)
    if row.state == "released":
        return None
    refuse_unclaimed(at, row, now)
    give_up(session, row, at.alley.zone, now, forfeit)
    before = holders(session, at)
    row.state, row.ended_at = "released", now
    at.count(claimed=-row.units)
    revoke(session, row, now)
    remind_claim(session, row, now)
    settle(session, at, now)
    return went_to(session, at, before)


def confirm(session: Session, person: int, claim: int, now: datetime) -> None:
    """Coming. Raises ClaimNotYours, AlreadyCollected, DropCancelled, DropOver. locks: person, drop, line"""
    lock_person(session, person)
    at, row = claimed_ground(session, person, claim)
    refuse_unclaimed(at, row, now)
    row.coming = True
    remind_claim(session, row, now)


def claimed_ground(session: Session, person: int, claim: int) -> tuple[Ground, Claim]:
    """As `held_ground`, of a claim. Raises ClaimNotYours. locks: drop, line, claim"""
    known = session.exec(select(Claim.line_id, Claim.person_id).where(col(Claim.id) == claim)).first()
    if known is None or known[1] != person:
        raise ClaimNotYours
    at = known_ground(session, known[0])
    return at, session.get_one(Claim, claim, with_for_update=True, populate_existing=True)


def refuse_unclaimed(at: Ground, claim: Claim, now: datetime) -> None:
    """Raises DropCancelled, AlreadyCollected, DropOver."""
    if claim.state == "cancelled":
        raise DropCancelled(at.drop.cancelled_at or now, at.alley.zone)
    if claim.collected or claim.state == "collected":
        raise AlreadyCollected
    if claim.state != "claimed":
        raise DropOver
