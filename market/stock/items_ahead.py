"""The items that a stall has on sale, found by their names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.search import has_part, has_word_like, one_slip, split_words
from storage.alley import Alley
from storage.drop import Drop, DropState, Item

MOST = 100


class CalledItem(Protocol):
    """An item that is found by what it is called, on its day."""

    @property
    def day(self) -> date: ...

    @property
    def names(self) -> tuple[str, ...]: ...


CalledItemT = TypeVar("CalledItemT", bound=CalledItem)


@dataclass(frozen=True, kw_only=True)
class ItemAhead:
    """An item of a published or paused drop that is not over. `taken` units are held or booked; the price is in minor units of the currency."""

    id: int
    name: str
    drop: int
    drop_name: str
    starts_at: datetime
    quantity: int
    taken: int
    price: int
    zone: str

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def title(self) -> str:
        """Return the short name: the drop's where the item's begins with it."""
        return self.drop_name if self.names[0].startswith(self.names[1]) else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Return what it is called, in lower case: its name and its drop's."""
        return self.name.casefold(), self.drop_name.casefold()


def items_ahead(session: Session, actor: Actor, stall: int, now: datetime) -> tuple[ItemAhead, ...]:
    """Return the offered items of a stall's drops that are published or paused and not over, by start. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    rows = (
        select(Item, Drop, Alley.zone)
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Drop.stall_id) == stall,
            col(Drop.ends_at) > now,
            col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
            col(Item.offered),
        )
        .order_by(col(Drop.starts_at), col(Drop.id), col(Item.position), col(Item.id))
    )
    return tuple(_item_ahead(*row) for row in session.exec(rows.limit(MOST)))


def items_called(items: tuple[CalledItemT, ...], name: str, day: date | None) -> tuple[CalledItemT, ...]:
    """Return the items with this name, on this day if one is given; without a name all of them.

    Those called exactly so count, else those with the words in their name, else those with one slip in a word.
    """
    on_day = tuple(item for item in items if day in (None, item.day))
    wanted = name.casefold()
    if not split_words(wanted):
        return on_day
    return (
        items_named(on_day, wanted)
        or _with_words(on_day, wanted, has_part)
        or _with_words(on_day, wanted, has_word_like)
    )


def items_named(items: tuple[CalledItemT, ...], name: str) -> tuple[CalledItemT, ...]:
    """Return the items whose whole name is this, in any case; if none is, with one slip."""
    wanted = name.casefold()
    return tuple(item for item in items if wanted in item.names) or tuple(
        item for item in items if len(wanted) > 4 and any(one_slip(wanted, called) for called in item.names)
    )


def _with_words(
    items: tuple[CalledItemT, ...], name: str, matches: Callable[[str, str], bool]
) -> tuple[CalledItemT, ...]:
    words = split_words(name)
    return tuple(item for item in items if all(matches(" ".join(item.names), word) for word in words))


def _item_ahead(item: Item, drop: Drop, zone: str) -> ItemAhead:
    return ItemAhead(
        id=item.id or 0,
        name=item.name,
        drop=drop.id or 0,
        drop_name=drop.name,
        starts_at=item.starts_at or drop.starts_at,
        quantity=item.quantity,
        taken=item.held + item.booked,
        price=item.price,
        zone=zone,
    )
