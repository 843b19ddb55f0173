"""From a hold to a claim: the one place where units become somebody's."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.refusal import DropCancelled, HoldExpired, HoldNotYours
from market.reminder import remind_claim
from market.ticket.issue import issue_claim_ticket
from market.waitlist.ground import Ground, ground, tell
from market.waitlist.settle import end_hold
from storage.waitlist import Claim, Hold


def held_ground(session: Session, person: int, hold: int) -> tuple[Ground, Hold]:
    """Whose it is is asked first and without its row: a row read before the lock would stay as it was.

    Raises HoldNotYours. locks: drop, line, hold
    """
    known = session.exec(select(Hold.line_id, Hold.person_id).where(col(Hold.id) == hold)).first()
    if known is None or known[1] != person:
        raise HoldNotYours
    return ground_of_hold(session, hold)


def ground_of_hold(session: Session, hold: int) -> tuple[Ground, Hold]:
    """Whoever holds it. Raises HoldNotYours where there is no such hold. locks: drop, line, hold"""
    line = session.exec(select(Hold.line_id).where(col(Hold.id) == hold)).first()
    at = ground(session, line) if line else None
    if at is None:
        raise HoldNotYours
    return at, session.get_one(Hold, hold, with_for_update=True, populate_existing=True)


def refuse_ended(at: Ground, hold: Hold, now: datetime) -> None:
    """Raises DropCancelled, HoldExpired."""
    if at.drop.state == "cancelled":
        raise DropCancelled(at.drop.cancelled_at or now, at.alley.zone)
    if hold.state != "live" or ran_out(at, hold, now):
        raise HoldExpired(hold.ended_at or hold.until, at.alley.zone)


def ran_out(at: Ground, hold: Hold, now: datetime) -> bool:
    """While the drop is paused no hold does."""
    return hold.until <= now and at.drop.state != "paused"


def claim_units(session: Session, at: Ground, hold: Hold, units: int, now: datetime, dice: Random) -> Claim:
    """Turn a live hold, or fewer of its units, into a claim at today's price, with its ticket and reminders. Settling what it frees is the caller's."""
    kept = min(max(units, 1), hold.units)
    end_hold(session, at, hold, "claimed", now)
    at.count(claimed=kept)
    claim = Claim(
        hold_id=hold.id or 0,
        line_id=hold.line_id,
        person_id=hold.person_id,
        units=kept,
        price=at.line.price,
        loan_deposit=at.line.loan_deposit,
        claimed_at=now,
    )
    session.add(claim)
    session.flush()
    remind_claim(session, claim, now)
    ticket = issue_claim_ticket(session, claim, now, dice)
    tell(session, hold.person_id, "TicketIssued", at, now, ticket=ticket)
    return claim
