"""Queuing the notifications about a deposit: to the payer, and to the stall."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from market.ledger.notifications import AboutDeposit, RefundsToMake
from market.notification.outbox import notify, notify_each
from storage.deposit import Deposit
from storage.stall import Stall


def notify_payer(session: Session, deposit: Deposit, kind: type[AboutDeposit], now: datetime) -> None:
    """Notify the payer of a deposit, unless they have asked to be forgotten."""
    _notify(session, deposit.person_id, deposit, kind, now=now)


def notify_payers(
    session: Session, deposits: Iterable[Deposit], kind: type[AboutDeposit], now: datetime
) -> None:
    """As `notify_payer` for many deposits, in one statement."""
    people = [
        (deposit.person_id, f"deposit:{deposit.id}", kind(deposit_id=deposit.id or 0))
        for deposit in deposits
        if deposit.person_id is not None
    ]
    notify_each(session, people, now)


def notify_stall(session: Session, deposit: Deposit, kind: type[AboutDeposit], now: datetime) -> None:
    """Notify the owner of the stall about one deposit."""
    owner = session.get_one(Stall, deposit.stall_id).owner_id
    _notify(session, owner, deposit, kind, now=now)


def notify_refunds_due(session: Session, stall: int, now: datetime) -> None:
    """Notify the owner that refunds are due, once for all that fell due at one moment."""
    owner = session.get_one(Stall, stall).owner_id
    if owner is not None:
        notify(session, owner, RefundsToMake(stall_id=stall), now, about=f"stall:{stall}")


def _notify(
    session: Session, person: int | None, deposit: Deposit, kind: type[AboutDeposit], now: datetime
) -> None:
    if person is not None:
        notify(session, person, kind(deposit_id=deposit.id or 0), now, about=f"deposit:{deposit.id}")
