"""The first page of the market: its alleys, and what comes next."""

from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.public_market import PublicMarket
from web.drop_words import drop_words
from web.forecasts_page import PATH as FORECASTS_PATH
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page, not_found, read_page_request
from web.parts.verdict_page import unknown_code_html

FRESH_SECONDS = 10


def add_market_page(app: web.Application, market: PageSource[PublicMarket]) -> None:
    """Add `GET /`, whose code is ""."""
    add_source_page(app, "/", market, market_html, unknown=unknown_page_words, seconds=FRESH_SECONDS)


def add_unknown_pages(app: web.Application, site: Site) -> None:
    """Answer every other address with a page that leads to the market. The last routes to be added."""

    async def page(request: web.Request) -> web.Response:
        return not_found(unknown_code_html(read_page_request(request), site, unknown_page_words))

    app.router.add_get("/{anything:.*}", page)


def market_html(page_request: PageRequest, site: Site, market: PublicMarket, now: datetime) -> str:
    """Return the page: the next drops of all alleys, and the way to each alley."""
    say = page_request.say
    cities = dict.fromkeys(sanitize_name(alley.city, ALLEY) for alley in market.alleys)
    words = say.plain("Stalls for an evening or a weekend. Join a waitlist, collect with a ticket.")
    return page_html(
        "market.html",
        page_request,
        site,
        title=say.plain("Alley market: {places}", places=", ".join(cities))
        if cities
        else say.plain("Alley market"),
        description=words,
        picture=f"/d/{market.drops[0].code}.jpg" if market.drops else "",
        is_indexed=True,
        heading=say("Alley market"),
        words=words,
        chat=f"https://t.me/{site.username}",
        chat_label=say.label("Open in Telegram"),
        next_label=say("Next drops"),
        drops=[drop_words(say, drop, now) for drop in market.drops],
        nothing=say("Nothing is planned now. Stalls announce new drops in Telegram."),
        alleys_label=say("Alleys"),
        alleys=[
            (sanitize_name(alley.name, ALLEY), sanitize_name(alley.city, ALLEY), f"/y/{alley.code}")
            for alley in market.alleys
        ],
        forecasts=(say("How right our forecasts are"), FORECASTS_PATH),
    )


def unknown_page_words(say: Say) -> tuple[Markup, Markup]:
    """Return the words about an address that leads nowhere."""
    return say("Not found"), say("There is no page at this address.")
