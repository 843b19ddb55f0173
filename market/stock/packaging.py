"""The packaging of an item: a packaging type of the market, or packaging of the stall."""

from datetime import datetime

from sqlmodel import Session

from locales.packaging_kind import PackagingKind
from market.actor import Actor
from market.drop.affected_people import notify_affected
from market.drop.notifications import ChangedField, DropChanged
from market.packaging.packaging_type import lent_packaging_row
from market.packaging.refusals import CurrencyDiffers, PackagingFixed
from market.stock.change import lock_changeable_item


def set_packaging(
    session: Session, actor: Actor, item: int, packaging: int | PackagingKind, now: datetime
) -> None:
    """Let an item go out in a packaging type, whose deposit it then has, or in packaging of the stall, of which only returnable keeps a deposit.

    Raises as `lock_changeable`, PackagingTypeUnknown, PackagingTypeEnded, CurrencyDiffers, PackagingFixed where people hold or have booked units.
    locks: person, drop, item
    """
    locked = lock_changeable_item(session, actor, item, now)
    if locked.item.held or locked.item.booked:
        raise PackagingFixed
    if isinstance(packaging, PackagingKind):
        typed, kind, sold_in = None, None, packaging
    else:
        typed, kind, sold_in = packaging, lent_packaging_row(session, packaging), PackagingKind.RETURNABLE
    if kind and kind.currency != locked.alley.currency:
        raise CurrencyDiffers(kind.name, locked.alley.currency)
    was = locked.item.loan_deposit
    own = was if sold_in is PackagingKind.RETURNABLE and locked.item.packaging_id is None else 0
    deposit = kind.deposit if kind else own
    locked.item.packaging_id, locked.item.loan_deposit, locked.item.sold_in = typed, deposit, sold_in
    session.flush()
    if was != deposit:
        assert locked.drop.id is not None
        changed = DropChanged(
            drop_id=locked.drop.id, field=ChangedField.DEPOSIT, old=was, new=deposit, item_id=item
        )
        notify_affected(session, changed, now, about=f"deposit:{item}:{deposit}")
