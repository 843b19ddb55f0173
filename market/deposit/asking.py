"""Asking for a deposit: of who holds and of nobody else, by one of the ways the stall takes."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.facts import DepositFacts, facts_where
from market.deposit.payee import PayeeFacts, payee_serving
from market.person import lock_person
from market.refusal import DepositAsked, DepositNotAsked, DepositSaid, DepositSeen, WayShut
from market.ticket.code import SYMBOLS
from market.waitlist.claiming import held_ground, refuse_ended
from market.waitlist.ground import Ground
from market.waitlist.standing import HoldFacts, own_hold
from storage.deposit import STANDING, Deposit, locked_deposit
from storage.stall import Stall

CASH, BANK, INVOICE = "cash", "bank", "invoice"
SIGNS = 5


@dataclass(frozen=True)
class Offer:
    """What is asked for a hold, in minor units for all of its units; 0 where nothing is. `ways` that the stall takes, `open` what was chosen."""

    hold: HoldFacts
    amount: int
    ways: tuple[str, ...]
    payee: PayeeFacts | None
    open: DepositFacts | None


def deposit_offer(session: Session, person: int, hold: int, cards: bool, now: datetime) -> Offer:
    """`cards`: invoices can be paid here. Raises HoldNotYours."""
    facts = own_hold(session, person, hold)
    payee = payee_serving(session, facts.drop.stall.id, now)
    standing = (col(Deposit.hold_id) == hold, col(Deposit.state).in_(STANDING))
    opened = next(iter(facts_where(session, *standing)), None)
    return Offer(facts, facts.units * facts.deposit_each, _ways(payee, cards), payee, opened)


def choose_way(
    session: Session, person: int, hold: int, way: str, cards: bool, now: datetime, dice: Random
) -> int:
    """The one open deposit of a hold, by this way from now on; its id. Its reference stays when the way is changed.

    Raises HoldNotYours, HoldExpired, DropCancelled, DepositNotAsked, DepositSeen, DepositSaid, WayShut. locks: person, drop, line, hold, deposit
    """
    lock_person(session, person)
    at, row = held_ground(session, person, hold)
    if row.state == "claimed":
        raise DepositSeen(row.ended_at or now, at.alley.zone)
    refuse_ended(at, row, now)
    each = asked_each(session, at)
    if not each:
        raise DepositNotAsked
    if way not in _ways(payee_serving(session, at.drop.stall_id, now), cards):
        raise WayShut
    deposit = locked_deposit(session, col(Deposit.hold_id) == hold, col(Deposit.state).in_(STANDING))
    if deposit is None:
        deposit = _new(session, at, person, hold, now, dice)
    elif deposit.state != "asked":
        raise DepositSaid(session.get_one(Stall, at.drop.stall_id).name)
    deposit.way, deposit.units, deposit.amount = way, row.units, each * row.units
    session.add(deposit)
    session.flush()
    return deposit.id or 0


def asked_each(session: Session, at: Ground) -> int:
    """Minor units for each unit, never more than its price; 0 where an organiser has not said that the stall may ask."""
    if not at.drop.deposit or session.get_one(Stall, at.drop.stall_id).deposits_at is None:
        return 0
    return min(at.drop.deposit, at.line.price)


def refuse_unpaid(session: Session, at: Ground) -> None:
    """A hold that asks a deposit is kept by paying it. Raises DepositAsked."""
    if asked_each(session, at):
        raise DepositAsked


def _ways(payee: PayeeFacts | None, cards: bool) -> tuple[str, ...]:
    return (*((BANK,) if payee else ()), *((INVOICE,) if cards else ()), CASH)


def _new(session: Session, at: Ground, person: int, hold: int, now: datetime, dice: Random) -> Deposit:
    return Deposit(
        hold_id=hold,
        stall_id=at.drop.stall_id,
        person_id=person,
        units=1,
        amount=1,
        currency=at.alley.currency,
        way=CASH,
        reference=new_reference(session, dice),
        refund_until=at.drop.refund_until or at.drop.starts_at,
        asked_at=now,
    )


def new_reference(session: Session, dice: Random) -> str:
    """One that no deposit has: what payer and payee both read; UNIQUE stands behind it."""
    while True:
        reference = "LR-" + "".join(dice.choices(SYMBOLS, k=SIGNS))
        if session.exec(select(Deposit.id).where(col(Deposit.reference) == reference)).first() is None:
            return reference
