"""The form of a complaint at an alley, and the page on which one follows it. Nothing of who complains is kept."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from aiohttp import web
from markupsafe import Markup
from pydantic import BeforeValidator, Field

from locales.say import Say
from locales.user_text import ALLEY, NOTE, quoted, sanitize_name
from market.complaint.complain import Grievance
from market.complaint.complaint_words import complaint_name, meter_name, occasion_text, standing_text
from market.complaint.facts import ComplaintFacts
from market.public_market import PublicAlley
from storage.complaint import ComplaintKind, MeasuredWith
from web.market_page import unknown_page_words
from web.parts.form import Control, ControlKind, FormPage, PageForm, ShownForm, add_form_page
from web.parts.form_token import FormTokens
from web.parts.frame import PageRequest, Site, page_html

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)


def none_if_empty(typed: object) -> object:
    """Return None for a field that was left empty."""
    return typed or None


def read_minute(typed: object) -> object:
    """Return an hour that was written like 21:30, None for an empty field. Raises ValueError."""
    if not typed:
        return None
    found = CLOCK.fullmatch(str(typed).strip())
    if found is None:
        raise ValueError
    return time(int(found[1]), int(found[2]))


class ComplaintForm(PageForm):
    """A complaint. All but its kind may be left out."""

    kind: Annotated[
        ComplaintKind,
        Control(
            label=lambda say: say.plain("What is it?"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {kind.value: complaint_name(say, kind) for kind in ComplaintKind},
        ),
    ]
    day: Annotated[
        date | None,
        BeforeValidator(none_if_empty),
        Control(
            label=lambda say: say.plain("Day"),
            hint=lambda say: say.plain("Leave day and hour empty if it is so now."),
            kind=ControlKind.DAY,
        ),
    ] = None
    minute: Annotated[
        time | None,
        BeforeValidator(read_minute),
        Control(label=lambda say: say.plain("Hour"), hint=lambda say: say.plain("For example 21:30")),
    ] = None
    decibels: Annotated[
        Annotated[int, Field(ge=20, le=140)] | None,
        BeforeValidator(none_if_empty),
        Control(
            label=lambda say: say.plain("Measured level in dB(A)"),
            hint=lambda say: say.plain("Only where you measured it, from 20 to 140."),
        ),
    ] = None
    measured_with: Annotated[
        MeasuredWith,
        Control(
            label=lambda say: say.plain("Measured with"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {each.value: meter_name(say, each) for each in MeasuredWith},
        ),
    ] = MeasuredWith.PHONE
    words: Annotated[
        str,
        Field(max_length=NOTE.longest),
        Control(
            label=lambda say: say.plain("In your words"),
            hint=lambda say: say.plain("Only organisers read them, for 30 days. Please write no name."),
            kind=ControlKind.LINES,
        ),
    ] = ""

    @property
    def grievance(self) -> Grievance:
        """Return what the form says."""
        return Grievance(**dict(self))


class ReopenForm(PageForm):
    """It asks nothing: the answer was not so."""


@dataclass(frozen=True, kw_only=True)
class ComplaintPages:
    """Where the pages come from. `complain` returns the secret of a complaint from a network; what came before within the hour has that of then."""

    site: Site
    load_alley: Callable[[str], Awaitable[PublicAlley]]
    load: Callable[[str], Awaitable[ComplaintFacts]]
    complain: Callable[[int, str, Grievance], Awaitable[str]]
    reopen: Callable[[str], Awaitable[None]]
    tokens: FormTokens


def add_complaint_pages(app: web.Application, pages: ComplaintPages) -> None:
    """Add `/n/CODE`, in upper case as well, and `/complaint/SECRET`."""

    async def show(page_request: PageRequest, form: ShownForm) -> str:
        return complaint_html(page_request, pages.site, await pages.load_alley(page_request.code), form)

    async def act(page_request: PageRequest, form: ComplaintForm) -> str:
        alley = (await pages.load_alley(page_request.code)).alley.id
        return f"/complaint/{await pages.complain(alley, page_request.network, form.grievance)}"

    async def show_followed(page_request: PageRequest, form: ShownForm) -> str:
        return followed_html(page_request, pages.site, await pages.load(page_request.secret), form)

    async def reopen(page_request: PageRequest, _: ReopenForm) -> str:
        await pages.reopen(page_request.secret)
        return page_request.path

    complaint = FormPage(
        kind=ComplaintForm,
        button=lambda say: say.label("Complain"),
        site=pages.site,
        show=show,
        unknown=unknown_page_words,
        act=act,
    )
    followed = FormPage(
        kind=ReopenForm,
        button=lambda say: say.label("It was not so"),
        site=pages.site,
        show=show_followed,
        unknown=unknown_page_words,
        act=reopen,
    )
    for path in ("/n/{code}", "/N/{code}"):
        add_form_page(app, path, complaint, pages.tokens)
    add_form_page(app, "/complaint/{secret}", followed, pages.tokens)


def complaint_html(page_request: PageRequest, site: Site, found: PublicAlley, form: ShownForm) -> str:
    """Return the page of the form, with the ways to the board and to help."""
    say, alley = page_request.say, found.alley
    return _html(
        page_request,
        site,
        title=say.plain("Complain about the market"),
        place=sanitize_name(alley.name, ALLEY),
        lines=(
            say("We store nothing about you: no name, no address, no device."),
            say("A second complaint within an hour counts as the same one; only the first is kept."),
        ),
        form=form,
        problem=None,
        links=(*_ways(say, alley.code), (say.label("I need help"), f"/y/{alley.code}/help")),
    )


def followed_html(page_request: PageRequest, site: Site, found: ComplaintFacts, form: ShownForm) -> str:
    """Return the page on which whoever has its address reads how a complaint stands."""
    say = page_request.say
    answer = [say("The answer: “{words}”", words=quoted(found.answer, NOTE))] if found.answer else []
    return _html(
        page_request,
        site,
        title=say.plain("Your complaint"),
        place=say(
            "{kind}, {alley}",
            kind=complaint_name(say, found.kind),
            alley=sanitize_name(found.alley_name, ALLEY),
        ),
        lines=(
            occasion_text(say, found),
            standing_text(say, found),
            *answer,
            say("Only whoever has the address of this page can read it. Keep it if you want to come back."),
        ),
        form=form if found.may_reopen else None,
        problem=None if found.may_reopen else form.problem,
        links=_ways(say, found.alley_code),
    )


def _ways(say: Say, code: str) -> tuple[tuple[str, str], ...]:
    return (say.plain("Complaints and answers"), f"/n/{code}/board"), (
        say.plain("The alley"),
        f"/y/{code}",
    )


def _html(page_request: PageRequest, site: Site, /, *, title: str, place: Markup | str, **values: Any) -> str:
    return page_html("complaint.html", page_request, site, title=title, heading=title, place=place, **values)
