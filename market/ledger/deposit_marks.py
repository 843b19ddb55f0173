"""Marking what was shown of a deposit."""

from datetime import datetime

from sqlmodel import Session

from storage.deposit import Deposit
from storage.shown import ShownKind, mark_place, mark_subject
from storage.waitlist import Hold


def mark_deposit(session: Session, deposit: Deposit, now: datetime) -> None:
    """Mark what was shown of a deposit and its hold to the payer, and of the deposit to the stall."""
    item = session.get_one(Hold, deposit.hold_id).item_id
    mark_place(session, item, deposit.person_id, now)
    mark_subject(session, deposit.id or 0, ShownKind.DEPOSIT, ShownKind.STALL_DEPOSIT, now=now)
