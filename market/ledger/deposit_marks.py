"""Marking what was shown of deposits."""

from datetime import datetime

from sqlmodel import Session, select

from storage.deposit import Deposit, current_deposit_of
from storage.shown import ShownKind, mark_place, mark_subject
from storage.waitlist import Hold


def mark_deposit(session: Session, deposit: Deposit, now: datetime) -> None:
    """Mark what was shown of a deposit and its hold to the payer, and of the deposit, alone or in a list, to the stall."""
    item = session.get_one(Hold, deposit.hold_id).item_id
    mark_place(session, item, deposit.person_id, now)
    mark_subject(session, deposit.id or 0, ShownKind.DEPOSIT, ShownKind.STALL_DEPOSIT, now=now)
    mark_subject(session, deposit.stall_id, ShownKind.STALL_DEPOSITS, now=now)


def mark_deposit_of_hold(session: Session, hold: int, now: datetime) -> None:
    """Mark what was shown of the current deposit of a hold whose units or deadline have changed."""
    for deposit in session.exec(select(Deposit).where(current_deposit_of(hold))):
        mark_deposit(session, deposit, now)
