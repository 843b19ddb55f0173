"""The page of a permit: what the QR on an alley's poster opens in any phone's camera. It says whether the market there has a permit, or why not."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_long_date
from locales.say import Say
from locales.user_text import ALLEY, NAME, sanitize_name
from market.permit.facts import NUMBER
from market.permit.public_permit import PermitStanding, PublicPermit
from market.ticket.signed_ticket import Forgery, TicketForged, from_symbols
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page
from web.parts.verdict_page import VALID, VOID, verdict_html

LoadPermit = Callable[[bytes], Awaitable[PublicPermit]]
"""Returns the permit with these 84 bytes as it is now. Raises TicketForged, PermitUnknown."""


def add_permit_page(app: web.Application, site: Site, load: LoadPermit) -> None:
    """Add `GET /P/SYMBOLS`, the page of a signed permit or of one that is forged; 404 with a sentence for anything else."""

    async def make(page_request: PageRequest) -> str | None:
        try:
            permit = await load(from_symbols(page_request.code))
        except TicketForged as forged:
            return _forged_html(page_request, site, forged.forgery)
        return permit_html(page_request, site, permit)

    add_public_page(app, "/p/{code:.*}", make, site=site, unknown=_unknown_words)


def permit_html(page_request: PageRequest, site: Site, permit: PublicPermit) -> str:
    """Return the page of a permit as it stands."""
    say = page_request.say
    return verdict_html(
        page_request,
        site,
        title=say("Permit of a market"),
        look=VALID if permit.standing is PermitStanding.VALID else VOID,
        verdict=_verdict(say, permit),
        lines=(
            say.plain(
                "{first}, {second}",
                first=sanitize_name(permit.alley, ALLEY),
                second=sanitize_name(permit.city, ALLEY),
            ),
            *_paper_text(say, permit),
        ),
        links=((say("The market there"), f"/y/{permit.alley_code}"),),
        note=say(
            "Are you somewhere else? Then this poster was copied: it is for {alley} alone.",
            alley=sanitize_name(permit.alley, ALLEY),
        ),
    )


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not a permit"), say("This is not a permit of this market.")


def _forged_html(page_request: PageRequest, site: Site, forgery: Forgery) -> str | None:
    """Return the page of bytes that look like a permit or a ticket and are none; None for anything else."""
    say = page_request.say
    match forgery:
        case Forgery.KEY:
            verdict = say("Not valid. Another market signed this, or a key that counts for nothing here.")
        case Forgery.SIGNATURE:
            verdict = say("Forged. The signature does not fit what it says.")
        case _:
            return None
    return verdict_html(page_request, site, title=say("Not a permit"), look=VOID, verdict=verdict)


def _verdict(say: Say, permit: PublicPermit) -> Markup:
    match permit.standing:
        case PermitStanding.VALID:
            return say(
                "Valid. This market has a permit until {day}.", day=format_long_date(say, permit.last_day)
            )
        case PermitStanding.EARLY:
            return say("Not valid yet. The permit begins {day}.", day=format_long_date(say, permit.first_day))
        case PermitStanding.OVER:
            return say("Not valid. The permit ended {day}.", day=format_long_date(say, permit.last_day))
        case PermitStanding.WITHDRAWN:
            return say("Not valid. The authority took the permit back.")
        case PermitStanding.VOID:
            return say("Not valid. The permit was recorded by mistake.")
        case _:
            assert_never(permit.standing)


def _paper_text(say: Say, permit: PublicPermit) -> tuple[Markup | str, ...]:
    """Return who gave a permit and its number, as far as they are known."""
    authority, number = sanitize_name(permit.authority, NAME), sanitize_name(permit.number, NUMBER)
    given = (say("Given by {authority}", authority=authority),) if authority else ()
    return *given, *((say("Number {number}", number=number),) if number else ())
