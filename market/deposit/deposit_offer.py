"""Asking for a deposit: of who holds and of nobody else, by one of the ways the stall takes."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.facts import DepositFacts, find_deposits
from market.deposit.payee import PayeeFacts, payee_serving
from market.person import lock_person
from market.refusal import DepositAsked, DepositConfirmed, DepositNotAsked, DepositReported, PaymentWayClosed
from market.ticket.ticket_code import SYMBOLS
from market.waitlist.booking import lock_own_hold, refuse_ended
from market.waitlist.locked_item import LockedItem
from market.waitlist.position import HoldFacts, own_hold
from storage.deposit import CURRENT, Deposit, DepositState, PaymentMethod, locked_deposit
from storage.stall import Stall
from storage.waitlist import HoldState

REFERENCE_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class DepositOffer:
    """What is asked for a hold, in minor units for all of its units; 0 where nothing is. `ways` that the stall takes, `open` what was chosen."""

    hold: HoldFacts
    amount: int
    ways: tuple[PaymentMethod, ...]
    payee: PayeeFacts | None
    open: DepositFacts | None


def deposit_offer(session: Session, person: int, hold: int, cards: bool, now: datetime) -> DepositOffer:
    """`cards`: invoices can be paid here. Raises HoldNotYours."""
    facts = own_hold(session, person, hold)
    payee = payee_serving(session, facts.drop.stall.id, now)
    standing = (col(Deposit.hold_id) == hold, col(Deposit.state).in_(CURRENT))
    opened = next(iter(find_deposits(session, *standing)), None)
    return DepositOffer(
        hold=facts,
        amount=facts.units * facts.deposit_each,
        ways=_ways(payee, cards),
        payee=payee,
        open=opened,
    )


def choose_way(
    session: Session, person: int, hold: int, way: PaymentMethod, cards: bool, now: datetime, rng: Random
) -> int:
    """The one open deposit of a hold, by this way from now on; its id. Its reference stays when the way is changed.

    Raises HoldNotYours, HoldExpired, DropCancelled, DepositNotAsked, DepositSeen, DepositSaid, WayShut. locks: person, drop, line, hold, deposit
    """
    lock_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    if row.state == HoldState.BOOKED:
        raise DepositConfirmed(row.ended_at or now, locked.alley.zone)
    refuse_ended(locked, row, now)
    each = deposit_per_unit(session, locked)
    if not each:
        raise DepositNotAsked
    if way not in _ways(payee_serving(session, locked.drop.stall_id, now), cards):
        raise PaymentWayClosed
    deposit = locked_deposit(session, col(Deposit.hold_id) == hold, col(Deposit.state).in_(CURRENT))
    if deposit is None:
        deposit = _new(session, locked, person, hold, now=now, rng=rng)
    elif deposit.state != DepositState.ASKED:
        raise DepositReported(session.get_one(Stall, locked.drop.stall_id).name)
    deposit.way, deposit.units, deposit.amount = way, row.units, each * row.units
    session.add(deposit)
    session.flush()
    return deposit.id or 0


def deposit_per_unit(session: Session, locked: LockedItem) -> int:
    """Minor units for each unit, never more than its price; 0 where an organiser has not said that the stall may ask."""
    if not locked.drop.deposit or session.get_one(Stall, locked.drop.stall_id).deposits_at is None:
        return 0
    return min(locked.drop.deposit, locked.item.price)


def refuse_unpaid(session: Session, locked: LockedItem) -> None:
    """A hold that asks a deposit is kept by paying it. Raises DepositAsked."""
    if deposit_per_unit(session, locked):
        raise DepositAsked


def _ways(payee: PayeeFacts | None, cards: bool) -> tuple[PaymentMethod, ...]:
    bank = (PaymentMethod.BANK,) if payee else ()
    card = (PaymentMethod.INVOICE,) if cards else ()
    return *bank, *card, PaymentMethod.CASH


def _new(session: Session, locked: LockedItem, person: int, hold: int, now: datetime, rng: Random) -> Deposit:
    return Deposit(
        hold_id=hold,
        stall_id=locked.drop.stall_id,
        person_id=person,
        units=1,
        amount=1,
        currency=locked.alley.currency,
        way=PaymentMethod.CASH,
        reference=new_reference(session, rng),
        refund_until=locked.drop.refund_until or locked.drop.starts_at,
        asked_at=now,
    )


def new_reference(session: Session, rng: Random) -> str:
    """One that no deposit has: what payer and payee both read; UNIQUE stands behind it."""
    while True:
        reference = "LR-" + "".join(rng.choices(SYMBOLS, k=REFERENCE_LENGTH))
        if session.exec(select(Deposit.id).where(col(Deposit.reference) == reference)).first() is None:
            return reference
