"""What is said of a deposit: "I paid", and what the stall answers."""

from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.acting import Acting, must_staff
from market.deposit.asking import BANK
from market.deposit.ending import owe
from market.deposit.ledger import post
from market.deposit.telling import tell_payer, tell_stall
from market.person import lock_person
from market.refusal import (
    DepositElsewhere,
    DepositNotSeen,
    DepositNotYours,
    DepositSeen,
    WayShut,
)
from market.reminder import remind_hold
from market.waitlist.claiming import claim_units, ground_of_hold, ran_out, refuse_ended
from market.waitlist.ground import Ground
from market.waitlist.settle import settle
from storage.deposit import Deposit, locked_deposit
from storage.stall import Stall
from storage.waitlist import Hold

LEAST, AGAIN = timedelta(minutes=30), timedelta(minutes=10)
"""What is left of a hold at least when the stall does not see the money; when "I paid" can be said again."""


def say_paid(session: Session, person: int, deposit: int, now: datetime) -> None:
    """Who paid by bank says so: the hold's clock stops until the stall answers, at most to the cut-off. Said already, nothing changes.

    Raises DepositNotYours, DepositSeen, DepositElsewhere, HoldExpired, DropCancelled, WayShut, DepositNotSeen.
    locks: person, drop, line, hold, deposit
    """
    lock_person(session, person)
    at, hold, row = _locked(session, deposit, person)
    if row.state == "said":
        return
    if row.state != "asked":
        raise _decided(row, at)
    refuse_ended(at, hold, now)
    if row.way != BANK:
        raise WayShut
    _refuse_at_once(session, at, hold, row, now)
    row.state, row.said_at, row.until = "said", now, hold.until
    hold.until = at.cut_off
    tell_stall(session, row, "DepositToConfirm", now)


def confirm_deposit(
    session: Session, acting: Acting, deposit: int, now: datetime, dice: Random
) -> int | None:
    """The stall has the money. The claim's id, with its ticket; None where the hold has ended: then the money is due back.

    Raises Banned, DepositNotYours, NotYourStall, DepositSeen. locks: person, drop, line, hold, deposit
    """
    lock_person(session, acting.person)
    at, hold, row = _locked_by_stall(session, acting, deposit)
    if row.paid_at is not None:
        raise DepositSeen(row.paid_at, at.alley.zone)
    return take_money(session, at, hold, row, now, dice, acting.person)


def take_money(
    session: Session, at: Ground, hold: Hold, row: Deposit, now: datetime, dice: Random, by: int | None
) -> int | None:
    """The money of a deposit that is locked, with its hold, has come: a claim, or due back where the hold has ended."""
    row.state, row.paid_at, row.ended_at = "paid", now, None
    post(session, row, "received", now, by)
    if hold.state != "live" or ran_out(at, hold, now) or at.drop.state == "cancelled":
        owe(session, row, now)
        return None
    claim = claim_units(session, at, hold, row.units, now, dice)
    row.claim_id = claim.id
    settle(session, at, now)
    return claim.id


def deny_deposit(session: Session, acting: Acting, deposit: int, now: datetime) -> bool:
    """The stall does not see the money: the hold goes on for what it had left, at least half an hour; who said "I paid" is told. Whether it goes on.

    Raises Banned, DepositNotYours, NotYourStall, DepositSeen, DepositElsewhere. locks: person, drop, line, hold, deposit
    """
    lock_person(session, acting.person)
    at, hold, row = _locked_by_stall(session, acting, deposit)
    if row.state != "said":
        raise _decided(row, at)
    goes_on = hold.state == "live" and not ran_out(at, hold, now)
    if goes_on:
        hold.until = min(at.cut_off, max(row.until or now, now + LEAST))
        row.state, row.until, row.denied_at = "asked", None, now
        remind_hold(session, hold, now)
    else:
        row.state, row.denied_at, row.ended_at = "void", now, now
    session.flush()
    tell_payer(session, row, "DepositNotThere", now)
    return goes_on


def give_back(session: Session, acting: Acting, deposit: int, now: datetime) -> None:
    """The stall says that it gave back what is due; the payer is told.

    Raises Banned, DepositNotYours, NotYourStall, DepositElsewhere. locks: person, deposit
    """
    lock_person(session, acting.person)
    stall = session.exec(select(Deposit.stall_id).where(col(Deposit.id) == deposit)).first()
    if stall is None:
        raise DepositNotYours
    must_staff(session, acting, stall)
    row = locked_deposit(session, col(Deposit.id) == deposit, col(Deposit.state) == "due")
    if row is None:
        raise DepositElsewhere
    row.state, row.ended_at = "returned", now
    post(session, row, "returned", now, acting.person)
    tell_payer(session, row, "DepositBack", now)


def _locked_by_stall(session: Session, acting: Acting, deposit: int) -> tuple[Ground, Hold, Deposit]:
    stall = session.exec(select(Deposit.stall_id).where(col(Deposit.id) == deposit)).first()
    if stall is None:
        raise DepositNotYours
    must_staff(session, acting, stall)
    return _locked(session, deposit)


def _locked(session: Session, deposit: int, person: int | None = None) -> tuple[Ground, Hold, Deposit]:
    """Whose it is is asked first and without its row: a row read before the lock would stay as it was."""
    known = session.exec(select(Deposit.hold_id, Deposit.person_id).where(col(Deposit.id) == deposit)).first()
    if known is None or person not in (None, known[1]):
        raise DepositNotYours
    at, hold = ground_of_hold(session, known[0])
    row = locked_deposit(session, col(Deposit.id) == deposit)
    assert row is not None, "no deposit is ever deleted"
    return at, hold, row


def _refuse_at_once(session: Session, at: Ground, hold: Hold, row: Deposit, now: datetime) -> None:
    if row.denied_at and now < row.denied_at + AGAIN:
        stall = session.get_one(Stall, row.stall_id).name
        raise DepositNotSeen(stall, row.reference, hold.until, at.alley.zone)


def _decided(row: Deposit, at: Ground) -> DepositSeen | DepositElsewhere:
    return DepositSeen(row.paid_at, at.alley.zone) if row.paid_at else DepositElsewhere()
