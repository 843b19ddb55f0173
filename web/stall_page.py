"""The page of a stall: its menu with what is left, who sells there, and its licence. The QR on its sign opens it."""

from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_time
from locales.say import Say
from locales.seller_words import seller_text
from locales.user_text import ALLEY, STALL, WORDS, sanitize_name
from market.drop.stall_words import own_words
from market.public_market import PublicStall
from web.drop_words import drop_words, place_data
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page


def add_stall_page(app: web.Application, stalls: PageSource[PublicStall]) -> None:
    """Add `GET /s/CODE`; 404 with a sentence for any other code."""
    add_source_page(app, "/s/{code}", stalls, stall_html, unknown=unknown_stall_words)


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


def unknown_stall_words(say: Say) -> tuple[Markup, Markup]:
    """Return the words about what is no stall of this market."""
    return say("Not a stall"), say("This is no stall of this market.")
