"""The deposit that a hold needs before it can be confirmed."""

from sqlmodel import Session

from market.drop.locked_item import LockedItem
from market.ledger.refusals import DepositAsked
from storage.stall import Stall


def deposit_per_unit(session: Session, locked: LockedItem) -> int:
    """Return the deposit for each unit in minor units, at most its price; 0 where no organiser has allowed deposits."""
    if not locked.drop.deposit or session.get_one(Stall, locked.drop.stall_id).deposits_at is None:
        return 0
    return min(locked.drop.deposit, locked.item.price)


def refuse_unpaid(session: Session, locked: LockedItem) -> None:
    """Raise DepositAsked for a hold that is confirmed by paying a deposit."""
    if deposit_per_unit(session, locked):
        raise DepositAsked
