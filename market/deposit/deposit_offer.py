"""The request for a deposit from the holder, by one of the ways that the stall accepts."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.invoice_limits import invoice_fits
from market.deposit.payee import PayeeFacts, payee_serving, takes_from_afar
from market.deposit.refusals import DepositConfirmed, DepositNotAsked, DepositReported, PaymentWayClosed
from market.drop.locked_item import LockedItem
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.ledger.deposit_marks import mark_deposit
from market.ledger.deposit_price import deposit_per_unit
from market.person import lock_unblocked_person
from market.public_code import SYMBOLS
from market.waitlist.booking import lock_own_hold, refuse_unavailable
from market.waitlist.hold_clock import start_clock
from market.waitlist.join_checks import refuse_minor
from market.waitlist.position import HoldFacts, own_hold
from storage.deposit import CURRENT, Deposit, DepositState, PaymentMethod, locked_deposit
from storage.stall import Stall
from storage.waitlist import HoldState

REFERENCE_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class DepositOffer:
    """The deposit for a hold, in minor units for all of its units; 0 for none. `ways` the stall accepts; `open` is the chosen one."""

    hold: HoldFacts
    amount: int
    ways: tuple[PaymentMethod, ...]
    payee: PayeeFacts | None
    open: DepositFacts | None


def deposit_offer(session: Session, person: int, hold: int, cards: bool, now: datetime) -> DepositOffer:
    """Return the deposit for a hold. `cards` says whether invoices can be paid here. Raises HoldNotYours."""
    facts = own_hold(session, person, hold, now)
    payee = payee_serving(session, facts.drop.stall.id, now)
    current = (col(Deposit.hold_id) == hold, col(Deposit.state).in_(CURRENT))
    opened = next(iter(find_deposits(session, *current)), None)
    amount = facts.units * facts.deposit_each
    stall = session.get_one(Stall, facts.drop.stall.id)
    fits = invoice_fits(amount, facts.drop.alley.currency)
    return DepositOffer(
        hold=facts,
        amount=amount,
        ways=_ways(payee, cards and fits and takes_from_afar(stall, now)),
        payee=payee,
        open=opened,
    )


def choose_way(
    session: Session, person: int, hold: int, way: PaymentMethod, cards: bool, now: datetime, rng: Random
) -> int:
    """Choose how the one open deposit of a hold is paid, and return its id. Its reference stays when the way changes.

    Raises HoldNotYours, HoldExpired, DropCancelled, DropUnknown, AdultsOnly, DepositNotAsked, DepositConfirmed, DepositReported,
    PaymentWayClosed.
    locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    if row.state == HoldState.BOOKED:
        raise DepositConfirmed(row.ended_at or now, locked.alley.zone)
    refuse_unavailable(locked, row, now)
    refuse_minor(session, locked, person)
    start_clock(session, locked, row, now)
    each = deposit_per_unit(session, locked)
    if not each:
        raise DepositNotAsked
    payee = payee_serving(session, locked.drop.stall_id, now)
    fits = invoice_fits(each * row.units, locked.alley.currency)
    if way not in _ways(payee, cards and fits and takes_from_afar(locked.stall, now)):
        raise PaymentWayClosed
    deposit = locked_deposit(session, col(Deposit.hold_id) == hold, col(Deposit.state).in_(CURRENT))
    if deposit is None:
        deposit = _new(session, locked, person, hold, now=now, rng=rng)
    elif deposit.state != DepositState.ASKED:
        raise DepositReported(session.get_one(Stall, locked.drop.stall_id).name)
    deposit.way, deposit.units, deposit.amount = way, row.units, each * row.units
    session.add(deposit)
    session.flush()
    mark_deposit(session, deposit, now)
    return deposit.id or 0


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
    """Return a new reference, which payer and payee both read. A UNIQUE constraint guards it."""
    while True:
        reference = "LR-" + "".join(rng.choices(SYMBOLS, k=REFERENCE_LENGTH))
        if session.exec(select(Deposit.id).where(col(Deposit.reference) == reference)).first() is None:
            return reference
