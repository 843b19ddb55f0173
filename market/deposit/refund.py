"""Until when a deposit goes back in full, also of a drop that moves; and the price it is a part of."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.refusal import PriceBelowDeposit
from storage.deposit import Deposit, DepositState
from storage.drop import Drop, Item
from storage.waitlist import Hold, HoldState

USUAL_NOTICE = timedelta(hours=24)


def usual_deadline(drop: Drop, now: datetime) -> datetime:
    """A day before the start; of a drop that is nearer, when half of the time that is left is over."""
    before = drop.starts_at - USUAL_NOTICE
    return before if before > now else now + max(timedelta(0), drop.starts_at - now) / 2


def renew_deadline(drop: Drop, now: datetime) -> None:
    """A draft that lay until its deadline was over begins with the usual one."""
    if drop.refund_until and drop.refund_until <= now:
        drop.refund_until = usual_deadline(drop, now)


def move_deadline(session: Session, drop: Drop, shift: timedelta, now: datetime) -> None:
    """The drop moved: its deadline with it. Nobody's own gets shorter, and whoever is moved has a day more to say no, at most to the start.

    What was said to be paid stays held to the new cut-off. locks: hold, deposit
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


def refuse_below(session: Session, item: Item, price: int) -> None:
    """A price below what people were asked to pay ahead would have to be given back in part. Raises PriceBelowDeposit."""
    asked = (
        select(Deposit.id)
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .where(
            col(Hold.item_id) == item.id,
            col(Deposit.state).in_((DepositState.ASKED, DepositState.SAID)),
            col(Deposit.amount) > col(Deposit.units) * price,
        )
    )
    if session.exec(asked.limit(1)).first() is not None:
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
