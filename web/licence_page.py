"""The public card of a licence: what its QR opens in any phone's camera, without an account and without a script. It names nobody but the stall."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_long_date
from locales.licence_words import licence_kind_name, licence_verdict
from locales.say import Say
from locales.user_text import sanitize_name
from market.licence_card import CardFacts
from market.licence_rules import LicenceStanding
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page
from web.parts.verdict_page import VALID, VOID, verdict_html

LoadCard = Callable[[str], Awaitable[CardFacts]]
"""Returns the card with this code as it is now. Raises CardUnknown."""

NAME = 64


def add_licence_page(app: web.Application, site: Site, load: LoadCard) -> None:
    """Add `GET /L/CODE`, a stall's licence in the reader's language; 404 with a sentence for any other code."""

    async def make(page_request: PageRequest) -> str:
        return licence_html(page_request, site, await load(page_request.code))

    add_public_page(app, "/l/{code:.*}", make, site=site, unknown=_unknown_words)


def licence_html(page_request: PageRequest, site: Site, card: CardFacts) -> str:
    """Return the page of a licence as it stands."""
    say = page_request.say
    until, lapses = (format_long_date(say, day) if day else "" for day in (card.until, card.lapses_after))
    return verdict_html(
        page_request,
        site,
        title=licence_kind_name(say, card.kind or ""),
        look=VALID if card.standing is LicenceStanding.VALID else VOID,
        verdict=licence_verdict(say, card.standing, until, lapses),
        lines=(
            sanitize_name(card.stall_name, NAME),
            sanitize_name(card.alley, NAME),
            *_number_text(say, card),
        ),
        note=_checked_text(say, card),
    )


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not a licence card"), say("This is not a licence card of this market.")


def _number_text(say: Say, card: CardFacts) -> tuple[Markup, ...]:
    return (say("Number {number}", number=card.number),) if card.number else ()


def _checked_text(say: Say, card: CardFacts) -> Markup:
    if card.checked_day is None:
        return say("The organisers have not checked it.")
    return say("Checked by the organisers {day}.", day=format_long_date(say, card.checked_day))
