"""The packaging type in which an item goes out."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.drop.affected_people import notify_affected
from market.drop.notifications import DropChanged
from market.packaging.packaging_type import lent_packaging_row
from market.packaging.refusals import CurrencyDiffers, PackagingFixed
from market.stock.change import lock_changeable_item


def set_packaging(session: Session, actor: Actor, item: int, packaging: int | None, now: datetime) -> None:
    """Let an item go out in a packaging type, whose deposit it then has; None: in none, without a deposit.

    Raises as `lock_changeable`, PackagingTypeUnknown, PackagingTypeEnded, CurrencyDiffers, PackagingFixed where people hold or have booked units.
    locks: person, drop, item
    """
    locked = lock_changeable_item(session, actor, item, now)
    if locked.item.held or locked.item.booked:
        raise PackagingFixed
    kind = lent_packaging_row(session, packaging) if packaging is not None else None
    if kind and kind.currency != locked.alley.currency:
        raise CurrencyDiffers(kind.name, locked.alley.currency)
    was, deposit = locked.item.loan_deposit, kind.deposit if kind else 0
    locked.item.packaging_id, locked.item.loan_deposit = packaging, deposit
    session.flush()
    if was != deposit:
        assert locked.drop.id is not None
        changed = DropChanged(drop_id=locked.drop.id, field="deposit", old=was, new=deposit, item_id=item)
        notify_affected(session, changed, now, about=f"deposit:{item}:{deposit}")
