"""The packaging type in which an item goes out."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.packaging.packaging_type import lent_packaging_row
from market.packaging.refusals import CurrencyDiffers, PackagingFixed
from market.stock.change import lock_changeable_item
from storage.drop import Item


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
    row = session.get_one(Item, item)
    row.packaging_id, row.loan_deposit = packaging, kind.deposit if kind else 0
    session.flush()
