"""The page of a stall: its menu with what is left, who sells there, and its licence. The QR on its sign opens it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from locales.formats import format_time
from locales.seller_words import seller_text
from locales.user_text import ALLEY, STALL, WORDS, sanitize_name
from market.actor import StallUnknown
from market.drop.refusals import StallHasClosed
from market.drop.stall_words import own_words
from market.public_market import PublicStall
from web.drop_words import drop_words, place_data
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import add_public_page
from web.parts.verdict_page import VOID, to_the_market, unknown_code_html, verdict_html


@dataclass(frozen=True, kw_only=True)
class StallPages:
    """Where the pages come from: `load` finds a stall by its code, or raises StallUnknown or StallHasClosed."""

    site: Site
    load: Callable[[str], Awaitable[PublicStall]]
    now: Callable[[], datetime]


def add_stall_page(app: web.Application, pages: StallPages) -> None:
    """Add `GET /s/CODE`; 404 with a sentence for any other code."""

    async def make(page_request: PageRequest) -> str | None:
        try:
            return stall_html(page_request, pages.site, await pages.load(page_request.code), pages.now())
        except StallHasClosed as closed:
            return closed_html(page_request, pages.site, closed.stall)
        except StallUnknown:
            return None

    add_public_page(
        app, "/s/{code}", make, unknown=lambda page_request: unknown_stall_html(page_request, pages.site)
    )


def stall_html(page_request: PageRequest, site: Site, page: PublicStall, now: datetime) -> str:
    """Return the page of a stall as it is now."""
    say, stall = page_request.say, page.stall
    name, alley = sanitize_name(stall.name, STALL), sanitize_name(stall.alley.name, ALLEY)
    return page_html(
        "stall.html",
        page_request,
        site,
        title=name,
        description=say.plain("{first}, {second}", first=name, second=alley),
        picture=f"/d/{page.drops[0].code}.jpg" if page.drops else "",
        is_indexed=True,
        structured_data={
            "@type": "LocalBusiness",
            "name": stall.name,
            "description": stall.words,
            "location": place_data(stall.alley),
        },
        heading=name,
        alley=alley,
        alley_path=f"/y/{stall.alley.code}",
        words=own_words(say, stall.words, stall.language, WORDS.shown),
        drops=[drop_words(say, drop, now) for drop in page.drops],
        nothing=say("Nothing is planned now."),
        chat=site.chat_link(f"s_{stall.code}"),
        chat_label=say.label("Open in Telegram"),
        order=f"/s/{stall.code}/order" if page.drops else "",
        order_label=say.label("Order card"),
        feed=site.feed_address(f"/s/{stall.code}.ics"),
        feed_label=say.label("Follow in calendar"),
        help_path=f"/s/{stall.code}/help",
        help_label=say.label("I need help"),
        about=[seller_text(say, page.seller.name, page.seller.contact)] if page.seller else [],
        licence=f"/l/{page.licence.code}" if page.licence else "",
        licence_label=say("Licence"),
        as_of=say("As of {time}.", time=format_time(say, now, stall.alley.zone)),
    )


def unknown_stall_html(page_request: PageRequest, site: Site) -> str:
    """Return the page of what is no stall of this market."""
    say = page_request.say
    return unknown_code_html(
        page_request, site, title=say("Not a stall"), verdict=say("This is no stall of this market.")
    )


def closed_html(page_request: PageRequest, site: Site, stall: str) -> str:
    """Return the page of a stall that has left the market."""
    return verdict_html(
        page_request,
        site,
        title=page_request.say("Stall closed"),
        look=VOID,
        verdict=page_request.say("This stall has left the market."),
        lines=(sanitize_name(stall, STALL),),
        links=((to_the_market(page_request.say), "/"),),
    )
