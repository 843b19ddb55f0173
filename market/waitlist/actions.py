"""What a shopper does about a line: join, leave, keep, decline, release. Each settles the line before it decides and after it has changed it."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.asking import refuse_unpaid
from market.deposit.ending import give_up
from market.person import lock_person
from market.refusal import (
    AlreadyCollected,
    AlreadyHolding,
    AlreadyWaiting,
    ClaimNotYours,
    DropCancelled,
    DropOver,
    DropPaused,
    DropUnknown,
    NotWaiting,
    PartyTooBig,
    WaitlistClosed,
    WaitlistNotOpen,
)
from market.reminder import remind_claim
from market.ticket.issue import revoke
from market.waitlist.claiming import claim_units, held_ground, ran_out, refuse_ended
from market.waitlist.ground import Ground, ground
from market.waitlist.lot import draw
from market.waitlist.settle import end_hold, settle
from market.waitlist.shares import had, holders, waiting, went_to
from storage.waitlist import Claim, Entry, Hold


@dataclass(frozen=True)
class Joined:
    """`hold` where units were free for this party at once; `number` None until the lot gives one."""

    entry: int
    number: int | None
    party: int
    hold: int | None


def join(session: Session, person: int, line: int, party: int, now: datetime, dice: Random) -> Joined:
    """Take the next number, for `party` units; anyone who is not banned may. A smaller party keeps its number, a bigger one takes the end.

    Units that come free meanwhile are the answer. What one waits for on a drop's lines counts towards its limit a person.
    Raises DropUnknown, WaitlistNotOpen, WaitlistClosed, DropPaused, DropCancelled, DropOver, PartyTooBig, AlreadyWaiting, AlreadyHolding.
    locks: person, drop, line, hold
    """
    lock_person(session, person)
    at = _open_ground(session, line, now)
    _refuse_second_hold(session, at, person, now)
    draw(session, at, now, dice)
    settle(session, at, now, quiet_for=person)
    held = _live_hold(session, at, person)
    if held:
        return _joined(session, at, session.get_one(Entry, held.entry_id), person, now)
    _refuse_too_many(session, at, person, party, now)
    entry = waiting(session, person, line)
    if entry is not None:
        if entry.party == party:
            raise AlreadyWaiting(entry.number or 0, entry.party)
        at.line.waiting -= entry.party
        if party < entry.party:
            entry.party = party
            at.line.waiting += party
            return _joined(session, at, entry, person, now)
        entry.state, entry.ended_at = "left", now
        session.flush()
    entry = Entry(line_id=line, person_id=person, number=_next_number(at, now), party=party, joined_at=now)
    session.add(entry)
    at.line.waiting += party
    session.flush()
    return _joined(session, at, entry, person, now)


def leave(session: Session, person: int, line: int, now: datetime) -> int:
    """Give up one's place; the number that was, 0 where the lot had yet to give it. Raises NotWaiting, AlreadyHolding. locks: person, drop, line, hold"""
    lock_person(session, person)
    at = _ground(session, line)
    _refuse_second_hold(session, at, person, now)
    entry = waiting(session, person, line)
    if entry is None:
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
    settle(session, at, now, quiet_for=person)
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
    at, row = _claimed_ground(session, person, claim)
    if row.state == "released":
        return None
    _refuse_unclaimed(at, row, now)
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
    at, row = _claimed_ground(session, person, claim)
    _refuse_unclaimed(at, row, now)
    row.coming = True
    remind_claim(session, row, now)


def _ground(session: Session, line: int) -> Ground:
    at = ground(session, line)
    if at is None or at.drop.state == "draft":
        raise DropUnknown
    return at


def _open_ground(session: Session, line: int, now: datetime) -> Ground:
    at = _ground(session, line)
    drop, zone = at.drop, at.alley.zone
    if drop.hidden_at:
        raise DropUnknown
    if drop.state == "cancelled":
        raise DropCancelled(drop.cancelled_at or now, zone)
    if drop.state == "paused":
        raise DropPaused
    if now >= at.cut_off:
        raise DropOver
    if now < drop.opens_at:
        raise WaitlistNotOpen(drop.opens_at, zone)
    if drop.closes_at and now >= drop.closes_at and not (drop.draws_at and now >= drop.draws_at):
        raise WaitlistClosed(drop.closes_at, zone)
    return at


def _claimed_ground(session: Session, person: int, claim: int) -> tuple[Ground, Claim]:
    known = session.exec(select(Claim.line_id, Claim.person_id).where(col(Claim.id) == claim)).first()
    if known is None or known[1] != person:
        raise ClaimNotYours
    at = _ground(session, known[0])
    return at, session.get_one(Claim, claim, with_for_update=True, populate_existing=True)


def _refuse_unclaimed(at: Ground, claim: Claim, now: datetime) -> None:
    if claim.state == "cancelled":
        raise DropCancelled(at.drop.cancelled_at or now, at.alley.zone)
    if claim.collected or claim.state == "collected":
        raise AlreadyCollected
    if claim.state != "claimed":
        raise DropOver


def _live_hold(session: Session, at: Ground, person: int) -> Hold | None:
    live = select(Hold).where(
        col(Hold.line_id) == at.line.id, col(Hold.person_id) == person, col(Hold.state) == "live"
    )
    return session.exec(live).first()


def _refuse_second_hold(session: Session, at: Ground, person: int, now: datetime) -> None:
    hold = _live_hold(session, at, person)
    if hold and not ran_out(at, hold, now):
        raise AlreadyHolding(hold.units, hold.until, at.alley.zone)


def _refuse_too_many(session: Session, at: Ground, person: int, party: int, now: datetime) -> None:
    most, has = at.drop.per_person, had(session, at, person, now)
    if not 1 <= party <= most - has:
        raise PartyTooBig(most, has)
    if party > at.line.quantity:
        raise PartyTooBig(at.line.quantity, 0)


def _next_number(at: Ground, now: datetime) -> int | None:
    """The next number; none before the lot is drawn."""
    lot = at.drop.draws_at or at.drop.pot_until
    if lot and now < lot:
        return None
    at.line.next_number += 1
    return at.line.next_number - 1


def _joined(session: Session, at: Ground, entry: Entry, person: int, now: datetime) -> Joined:
    settle(session, at, now, quiet_for=person)
    live = select(Hold.id).where(col(Hold.entry_id) == entry.id, col(Hold.state) == "live")
    return Joined(entry.id or 0, entry.number, entry.party, session.exec(live).first())
