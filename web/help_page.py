"""I need help, from the page of a stall or an alley: the organisers on duty read the place and the time. Nothing of who calls is known or kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from locales.formats import format_time
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.help_call.facts import HelpCallFacts, HelpPlace
from market.public_market import PublicAlley, PublicStall
from web.market_page import unknown_page_words
from web.parts.form import FormPage, PageForm, ShownForm, add_form_page
from web.parts.form_token import FormTokens
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import add_public_page
from web.parts.verdict_page import USED, verdict_html

SHOWN_FOR = timedelta(minutes=30)
"""How long a page says when the organisers were told."""


class CallForm(PageForm):
    """It asks nothing: whoever needs help only presses the button."""


@dataclass(frozen=True, kw_only=True)
class PlaceWithPage:
    """A place of a call, with the names of its stall, "" for an alley, and of its alley, and with the path of its page."""

    place: HelpPlace
    stall: str = ""
    alley: str
    path: str

    def named(self, say: Say) -> str:
        """Return the names, the stall's first."""
        return (
            say.plain("{first}, {second}", first=self.stall, second=self.alley) if self.stall else self.alley
        )


FindPlace = Callable[[str], Awaitable[PlaceWithPage]]
"""Returns the place whose page has a code. Raises StallUnknown, AlleyUnknown."""


@dataclass(frozen=True, kw_only=True)
class HelpPages:
    """Where the pages come from. `call` tells the organisers that somebody needs help at a place, or raises a Refusal.

    `last_call` finds the newest call from the pages of a place in a time before now.
    """

    site: Site
    load_stall: Callable[[str], Awaitable[PublicStall]]
    load_alley: Callable[[str], Awaitable[PublicAlley]]
    call: Callable[[HelpPlace], Awaitable[object]]
    last_call: Callable[[HelpPlace, timedelta], Awaitable[HelpCallFacts | None]]
    tokens: FormTokens


def add_help_pages(app: web.Application, pages: HelpPages) -> None:
    """Add `/s/CODE/help` and `/y/CODE/help` with one button, and `.../help/told`, which says when the organisers were told.

    Each is there in upper case as well, as a small QR has it.
    """

    async def stall(code: str) -> PlaceWithPage:
        found = (await pages.load_stall(code)).stall
        return PlaceWithPage(
            place=HelpPlace(alley=found.alley.id, stall=found.id),
            stall=sanitize_name(found.name, STALL),
            alley=sanitize_name(found.alley.name, ALLEY),
            path=f"/s/{found.code}",
        )

    async def alley(code: str) -> PlaceWithPage:
        found = (await pages.load_alley(code)).alley
        name = sanitize_name(found.name, ALLEY)
        return PlaceWithPage(place=HelpPlace(alley=found.id), alley=name, path=f"/y/{found.code}")

    for prefix, find in (("/s", stall), ("/y", alley)):
        for path in (f"{prefix}/{{code}}/help", f"{prefix.upper()}/{{code}}/HELP"):
            _add_pages(app, pages, path, find)


def _add_pages(app: web.Application, pages: HelpPages, path: str, find: FindPlace) -> None:
    async def show(page_request: PageRequest, form: ShownForm) -> str:
        return help_html(page_request, pages.site, await find(page_request.code), form)

    async def act(page_request: PageRequest, _: CallForm) -> str:
        await pages.call((await find(page_request.code)).place)
        return f"{page_request.path}/told"

    async def told(page_request: PageRequest) -> str | None:
        found = await find(page_request.code)
        call = await pages.last_call(found.place, SHOWN_FOR)
        return told_html(page_request, pages.site, found, call) if call else None

    page = FormPage(
        kind=CallForm,
        button=lambda say: say.label("Call organisers now"),
        site=pages.site,
        show=show,
        unknown=unknown_page_words,
        act=act,
    )
    add_form_page(app, path, page, pages.tokens)
    add_public_page(app, f"{path}/told", told, site=pages.site, unknown=unknown_page_words, seconds=0)


def help_html(page_request: PageRequest, site: Site, found: PlaceWithPage, form: ShownForm) -> str:
    """Return the page with the button, which says who will be told what."""
    say = page_request.say
    return page_html(
        "help.html",
        page_request,
        site,
        title=say.label("I need help"),
        heading=say.label("I need help"),
        place=found.named(say),
        lines=(
            say(
                "Press the button, and we tell the organisers on duty at once: this place and the time, nothing about you."
            ),
            say("<b>In danger? First call the police or an ambulance.</b>"),
        ),
        form=form,
    )


def told_html(page_request: PageRequest, site: Site, found: PlaceWithPage, call: HelpCallFacts) -> str:
    """Return the page after the call, which leads back to the page of its place."""
    say = page_request.say
    return verdict_html(
        page_request,
        site,
        title=say.label("I need help"),
        look=USED,
        verdict=say("The organisers were told at {time}.", time=format_time(say, call.told_at, call.zone)),
        lines=(
            say("Please stay where there is light and people are near you."),
            say("<b>In danger? First call the police or an ambulance.</b>"),
        ),
        links=((say.label("Back to {place}", place=found.named(say)), found.path),),
    )
