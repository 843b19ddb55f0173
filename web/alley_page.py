"""The page of an alley: its evenings, the way there, its hubs and the last day of its permit."""

from datetime import datetime
from itertools import groupby

from aiohttp import web
from markupsafe import Markup

from locales.access_words import access_text
from locales.formats import format_date, format_datetime, format_long_date, format_number, format_time
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.market_day.day import day_of
from market.packaging.hub_facts import HubFacts, open_until
from market.public_market import PublicAlley
from web.drop_words import DropWords, drop_words, map_link, place_data
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page

FRESH_SECONDS = 10


def add_alley_page(app: web.Application, alleys: PageSource[PublicAlley]) -> None:
    """Add `GET /y/CODE`; 404 with a sentence for any other code."""
    add_source_page(app, "/y/{code}", alleys, alley_html, unknown=_unknown_words, seconds=FRESH_SECONDS)


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not an alley"), say("This is no alley of this market.")


def alley_html(page_request: PageRequest, site: Site, page: PublicAlley, now: datetime) -> str:
    """Return the page of an alley as it is now."""
    say, alley = page_request.say, page.alley
    name, city = sanitize_name(alley.name, ALLEY), sanitize_name(alley.city, ALLEY)
    return page_html(
        "alley.html",
        page_request,
        site,
        title=name,
        description=say.plain("{alley}, {city}", alley=name, city=city),
        picture=f"/d/{page.drops[0].code}.jpg" if page.drops else "",
        is_indexed=True,
        structured_data=place_data(alley),
        heading=name,
        city=city,
        closed=_closed_text(say, page),
        map=map_link(alley.latitude, alley.longitude),
        map_label=say.label("Directions"),
        chat=site.chat_link(f"y_{alley.code}"),
        chat_label=say.label("Open in Telegram"),
        evenings=_evenings(say, page.drops, now),
        nothing=say("Nothing is planned here now."),
        access_label=say("Coming here"),
        access=[access_text(say, fact.kind, fact.answer, fact.words) for fact in page.access],
        hubs_label=say("Hubs for returns"),
        hubs=[
            (
                sanitize_name(hub.name, STALL),
                _hub_state(say, hub, now),
                map_link(hub.latitude, hub.longitude),
            )
            for hub in page.hubs
        ],
        feed=site.feed_address(f"/y/{alley.code}.ics"),
        feed_label=say.label("Follow in calendar"),
        help_path=f"/y/{alley.code}/help",
        help_label=say.label("I need help"),
        mix=_mix_text(say, page),
        complaint_path=f"/n/{alley.code}",
        complaint_label=say.plain("Complain about the market"),
        permit=_permit_text(say, page),
    )


def _closed_text(say: Say, page: PublicAlley) -> Markup | None:
    if page.alley.closed_at is None:
        return None
    return say(
        "The organisers closed this alley {at}.",
        at=format_datetime(say, page.alley.closed_at, page.alley.zone),
    )


def _evenings(say: Say, drops: tuple[DropFacts, ...], now: datetime) -> list[tuple[str, list[DropWords]]]:
    """Return the drops of each market day."""
    days = groupby(drops, key=lambda drop: day_of(drop.starts_at, drop.alley.zone))
    return [(format_date(say, day), [drop_words(say, drop, now) for drop in some]) for day, some in days]


def _hub_state(say: Say, hub: HubFacts, now: datetime) -> str:
    until = open_until(hub, now)
    return say.plain("open until {time}", time=format_time(say, until, hub.zone)) if until else ""


def _mix_text(say: Say, page: PublicAlley) -> Markup | None:
    if page.mix is None:
        return None
    return say(
        "{day}: {local} of {total} stalls are local.",
        day=format_long_date(say, page.mix.day),
        local=format_number(say, page.mix.shares.local),
        total=format_number(say, page.mix.shares.stalls),
    )


def _permit_text(say: Say, page: PublicAlley) -> Markup | None:
    if page.permit_until is None:
        return None
    return say("The market has a permit here until {day}.", day=format_long_date(say, page.permit_until))
