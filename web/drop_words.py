"""The words of pages about a drop: a few in a list, and each item on a menu."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from locales.formats import day_hours, exponent
from locales.say import Say
from locales.user_text import ALLEY, DROP, STALL, sanitize_name
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts
from market.drop.item_text import (
    age_mark,
    head_name,
    item_with_components,
    left_text,
    lowest_price,
    price_text,
)
from market.drop.item_texts import item_text_rows
from market.drop.status import GIVEN_OUT, Status, status
from market.drop.status_text import status_text
from web.parts.verdict_page import VALID, VOID

LOOKS = {
    Status.FREE: VALID,
    Status.LAST: VALID,
    Status.CANCELLED: VOID,
    Status.PAUSED: VOID,
    Status.STOPPED: VOID,
    Status.OVER: VOID,
    Status.CLOSED: VOID,
}
"""How a status looks; any other one waits. Its words say the same."""


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """An item of a drop: its price with the packaging, what is left, and what the stall says is in it."""

    name: str
    price: Markup
    left: Markup | str
    is_sold_out: bool
    texts: tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True)
class DropWords:
    """A drop in a list or on a menu."""

    path: str
    picture: str
    name: str
    stall: str
    alley: str
    when: str
    state: Markup | str
    look: str
    price: Markup | str
    items: tuple[MenuItem, ...]

    @property
    def has_menu(self) -> bool:
        """Return whether its items say more than its name and price."""
        return len(self.items) > 1 or any(item.texts or item.name != self.name for item in self.items)


def drop_words(say: Say, drop: DropFacts, now: datetime) -> DropWords:
    """Return what is said of a drop now."""
    drop_status = status(drop, now)
    return DropWords(
        path=drop_path(drop),
        picture=f"{drop_path(drop)}.jpg",
        name=sanitize_name(head_name(drop), DROP) + age_mark(drop),
        stall=sanitize_name(drop.stall.name, STALL),
        alley=sanitize_name(drop.alley.name, ALLEY),
        when=day_hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
        state=state_words(say, drop, drop_status),
        look=LOOKS.get(drop_status, "wait"),
        price=_price(say, drop),
        items=tuple(_menu_item(say, drop, item, drop_status) for item in drop.offered),
    )


def drop_path(drop: DropFacts) -> str:
    return f"/d/{drop.code}"


def state_words(say: Say, drop: DropFacts, drop_status: Status) -> Markup | str:
    """Return what is left where units are given to who comes first, else how it stands."""
    if drop_status is Status.FREE:
        return say("{free} of {count} left", free=drop.free, count=drop.quantity)
    return status_text(say, drop, drop_status)


def _price(say: Say, drop: DropFacts) -> Markup | str:
    """Return the price of the only item with its packaging, or the lowest of several; "" where nothing is on offer."""
    if not drop.offered:
        return ""
    [first, *more] = drop.offered
    return lowest_price(say, drop) if more else price_text(say, drop, first)


def _menu_item(say: Say, drop: DropFacts, item: ItemFacts, drop_status: Status) -> MenuItem:
    is_sold_out = drop_status in GIVEN_OUT and not item.free
    left = left_text(say, drop, item, drop_status) if len(drop.offered) > 1 else None
    return MenuItem(
        name=item_with_components(say, drop, item),
        price=price_text(say, drop, item),
        left=left or "",
        is_sold_out=is_sold_out,
        texts=tuple(item_text_rows(say, drop, item)),
    )


def map_link(latitude: float, longitude: float) -> str:
    """Return the address that opens a place in the map of a phone or a browser."""
    return f"https://www.google.com/maps/search/?api=1&query={latitude:.6f},{longitude:.6f}"


def place_data(alley: AlleyFacts) -> dict[str, Any]:
    """Return an alley as a schema.org Place."""
    return {
        "@type": "Place",
        "name": alley.name,
        "address": alley.city,
        "geo": {"@type": "GeoCoordinates", "latitude": alley.latitude, "longitude": alley.longitude},
    }


def offer_data(drop: DropFacts, item: ItemFacts, address: str) -> dict[str, Any]:
    """Return an item as a schema.org Offer; the price is in whole units of the currency."""
    digits = exponent(drop.alley.currency)
    return {
        "@type": "Offer",
        "name": item.name,
        "price": f"{item.price / 10**digits:.{digits}f}",
        "priceCurrency": drop.alley.currency,
        "availability": f"https://schema.org/{'InStock' if item.free else 'SoldOut'}",
        "url": address,
    }
