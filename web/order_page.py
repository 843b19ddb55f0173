"""The order card of a stall: picked in the reader's language, shown large in the stall's. Nothing is sent or booked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aiohttp import web
from markupsafe import Markup

from locales.item_title import item_title
from locales.say import Say, speak
from locales.units import format_units
from locales.user_text import STALL, sanitize_name
from market.actor import StallUnknown
from market.drop.amounts import format_amount
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import price_text
from market.market_day.day import day_of
from market.public_market import PublicStall
from web.parts.frame import PageRequest, Site, language_tag, page_html
from web.parts.public_page import PageSource, not_found, read_page_request
from web.parts.reader import keep_language
from web.parts.verdict_page import unknown_code_html
from web.security_headers import FORM_POLICY, POLICY
from web.stall_page import unknown_stall_words

MOST_UNITS = 99


@dataclass(frozen=True)
class Chosen:
    """So many units of an item of a drop."""

    drop: DropFacts
    item: ItemFacts
    units: int

    @property
    def price(self) -> int:
        """Return the price with the packaging deposits, in minor units."""
        return self.units * (self.item.price + self.item.loan_deposit)


@dataclass(frozen=True, kw_only=True)
class OrderCard:
    """An order in one language: a greeting, each line with its name, units and price, and the sum."""

    language: str
    greeting: Markup
    lines: tuple[tuple[str, Markup, str], ...]
    total: Markup


def add_order_page(app: web.Application, stalls: PageSource[PublicStall]) -> None:
    """Add `GET /s/CODE/order`, with the units of each item in the address."""

    async def page(request: web.Request) -> web.Response:
        page_request = read_page_request(request)
        try:
            stall = await stalls.load(page_request.code)
        except StallUnknown:
            return not_found(unknown_code_html(page_request, stalls.site, unknown_stall_words))
        units = read_units(request.query)
        picked = replace(page_request, params={f"i{item}": str(count) for item, count in units.items()})
        html = order_html(picked, stalls.site, stall, units)
        response = web.Response(text=html, content_type="text/html")
        response[POLICY] = FORM_POLICY
        response.headers["Cache-Control"] = "no-store"
        keep_language(request, response)
        return response

    for each in ("/s/{code}/order", "/S/{code}/ORDER"):
        app.router.add_get(each, page)


def read_units(query: Mapping[str, str]) -> dict[int, int]:
    """Return the units by item id that an address names, at most MOST_UNITS each; whatever is no number is left out."""
    found = {
        int(name[1:]): int(value)
        for name, value in query.items()
        if name[:1] == "i" and _is_number(name[1:], 18) and _is_number(value, 4)
    }
    return {item: min(units, MOST_UNITS) for item, units in found.items() if units}


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits


def order_html(page_request: PageRequest, site: Site, stall: PublicStall, units: Mapping[int, int]) -> str:
    """Return the page: the card of what was picked, and the form to pick."""
    say, name = page_request.say, sanitize_name(stall.stall.name, STALL)
    today = todays_drops(stall)
    chosen = [
        Chosen(drop, item, units[item.id]) for drop in today for item in drop.offered if item.id in units
    ]
    languages = dict.fromkeys((stall.stall.language, say.language))
    return page_html(
        "order.html",
        page_request,
        site,
        title=say.plain("Order card, {stall}", stall=name),
        heading=say("Order card"),
        stall=name,
        stall_path=f"/s/{stall.stall.code}",
        note=say("Choose what you want, then show your phone at the stall. Nothing is booked."),
        cards=[_card(speak(language), chosen) for language in languages] if chosen else [],
        items=[
            (
                f"i{item.id}",
                item_title(say, drop.name, item.name),
                price_text(say, drop, item),
                units.get(item.id, ""),
            )
            for drop in today
            for item in drop.offered
        ],
        most=MOST_UNITS,
        show_label=say.label("Show order"),
        nothing=say("Nothing is planned now."),
    )


def _card(say: Say, chosen: list[Chosen]) -> OrderCard:
    """Return an order in one language; what a stall calls its goods is in its own words."""
    drop = chosen[0].drop
    return OrderCard(
        language=language_tag(say.language),
        greeting=say("This customer would like:"),
        lines=tuple(
            (
                say.plain(
                    "{units} × {item}",
                    units=each.units,
                    item=item_title(say, each.drop.name, each.item.name),
                ),
                format_units(say, each.item.unit, each.units),
                format_amount(say, each.drop, each.price),
            )
            for each in chosen
        ),
        total=say("Total: {total}", total=format_amount(say, drop, sum(each.price for each in chosen))),
    )


def todays_drops(stall: PublicStall) -> tuple[DropFacts, ...]:
    """Return the drops of the stall's next market day."""
    if not stall.drops:
        return ()
    days = [day_of(drop.starts_at, drop.alley.zone) for drop in stall.drops]
    return tuple(drop for drop, day in zip(stall.drops, days, strict=True) if day == days[0])
