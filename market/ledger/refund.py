"""The deadline for full refunds, also of a moved drop, and the lowest price."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.ledger.refusals import PriceBelowDeposit
from storage.deposit import Deposit, DepositState
from storage.drop import Drop, Item
from storage.waitlist import Hold, HoldState

USUAL_NOTICE = timedelta(hours=24)


def usual_deadline(drop: Drop, now: datetime) -> datetime:
    """Return a day before the start; for a nearer drop half of the time left."""
    before = drop.starts_at - USUAL_NOTICE
    return before if before > now else now + max(timedelta(0), drop.starts_at - now) / 2


def renew_deadline(drop: Drop, now: datetime) -> None:
    """Set the usual deadline for a draft whose deadline has passed."""
    if drop.refund_until and drop.refund_until <= now:
        drop.refund_until = usual_deadline(drop, now)


def move_deadline(session: Session, drop: Drop, shift: timedelta, now: datetime) -> None:
    """Move the deadline with its drop. Nobody's deadline gets earlier, and each person has another day to decline, at most to the start.

    A reported deposit keeps its hold to the new cut-off. locks: hold, deposit
    """
    if drop.refund_until is None:
        return
    drop.refund_until += shift
    fair = max(drop.refund_until, min(now + USUAL_NOTICE, drop.starts_at))
    for deposit, hold, starts_at in _open(session, drop):
        deposit.refund_until = max(deposit.refund_until, fair)
        if deposit.state == DepositState.SAID and hold.state == HoldState.LIVE:
            hold.until = starts_at or drop.ends_at
    session.flush()


def credit_deadlines(session: Session, drop: Drop, began_at: datetime, ended_at: datetime) -> None:
    """Give back the time to decline that an outage took: a deadline within it moves by its length, at most to the start. locks: hold, deposit"""
    if drop.refund_until is None or drop.starts_at <= ended_at:
        return
    lost = ended_at - began_at
    drop.refund_until = _credited(drop.refund_until, began_at, lost, drop.starts_at)
    for deposit, _, starts_at in _open(session, drop):
        deposit.refund_until = _credited(deposit.refund_until, began_at, lost, starts_at or drop.starts_at)
    session.flush()


def _credited(deadline: datetime, began_at: datetime, lost: timedelta, starts_at: datetime) -> datetime:
    """Return a deadline, later by what was lost where it fell into the time lost."""
    within = began_at <= deadline <= began_at + lost
    return max(deadline, min(deadline + lost, starts_at)) if within else deadline


def refuse_below(session: Session, item: Item, price: int) -> None:
    """Refuse a price below a deposit that was asked for already. Raises PriceBelowDeposit."""
    asked = (
        select(Deposit.id)
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .where(
            col(Hold.item_id) == item.id,
            col(Deposit.state).in_((DepositState.ASKED, DepositState.SAID)),
            col(Deposit.amount) > col(Deposit.units) * price,
        )
    )
    if session.scalar(select(asked.exists())):
        raise PriceBelowDeposit


def _open(session: Session, drop: Drop) -> list[tuple[Deposit, Hold, datetime | None]]:
    rows = (
        select(Deposit, Hold, Item.starts_at)
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .join(Item, col(Item.id) == col(Hold.item_id))
        .where(
            col(Item.drop_id) == drop.id,
            col(Deposit.state).in_((DepositState.ASKED, DepositState.SAID, DepositState.PAID)),
        )
        .order_by(col(Hold.id))
        .with_for_update(key_share=True, of=[Hold, Deposit])
        .execution_options(populate_existing=True)
    )
    return [(deposit, hold, starts_at) for deposit, hold, starts_at in session.exec(rows)]
