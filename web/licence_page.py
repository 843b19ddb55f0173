"""The public card of a licence: what its QR opens in any phone's camera, without an account and without a script. It names nobody but the stall."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_long_date
from locales.licence_words import licence_kind_name, licence_verdict
from locales.say import Say, speak
from locales.user_text import sanitize_name
from market.licence_card import CardFacts, CardOfClosedStall, CardUnknown
from market.licence_rules import LicenceStanding
from web.code_page import add_code_pages
from web.templating import render

LoadCard = Callable[[str], Awaitable[CardFacts]]
"""Returns the card with this code as it is now. Raises CardUnknown."""

NAME = 64


def add_licence_route(app: web.Application, load: LoadCard) -> None:
    """Add `GET /L/CODE`, a stall's licence in the reader's language; 404 with a sentence for any other code."""

    async def make(code: str, language: str) -> str | None:
        try:
            return licence_html(speak(language), await load(code))
        except CardOfClosedStall as closed:
            return closed_html(speak(language), closed.stall)
        except CardUnknown:
            return None

    add_code_pages(app, "L", make, lambda language: unknown_html(speak(language)))


def licence_html(say: Say, card: CardFacts) -> str:
    """Return the page of a licence as it stands, readable without a script."""
    until, lapses = (format_long_date(say, day) if day else "" for day in (card.until, card.lapses_after))
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=licence_kind_name(say, card.kind or ""),
        look="valid" if card.standing is LicenceStanding.VALID else "void",
        verdict=licence_verdict(say, card.standing, until, lapses),
        lines=(
            sanitize_name(card.stall_name, NAME),
            sanitize_name(card.alley, NAME),
            *_number_text(say, card),
        ),
        code="",
        link="",
        link_label="",
        note=_checked_text(say, card),
    )


def closed_html(say: Say, stall: str) -> str:
    """Return the page of a stall that has left the market."""
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=say("Stall closed"),
        look="void",
        verdict=say("This stall has left the market."),
        lines=(sanitize_name(stall, NAME),),
        code="",
        link="",
        link_label="",
        note="",
    )


def unknown_html(say: Say) -> str:
    """Return the page of what is no licence card of this market."""
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=say("Not a licence card"),
        look="void",
        verdict=say("This is not a licence card of this market."),
        lines=(),
        code="",
        link="",
        link_label="",
        note="",
    )


def _number_text(say: Say, card: CardFacts) -> tuple[Markup, ...]:
    return (say("Number {number}", number=card.number),) if card.number else ()


def _checked_text(say: Say, card: CardFacts) -> Markup:
    if card.checked_day is None:
        return say("The organisers have not checked it.")
    return say("Checked by the organisers {day}.", day=format_long_date(say, card.checked_day))
