"""A page of the office: for whoever is signed in, in the office's frame, never kept by a browser."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from locales.refusals import sentence
from market.actor import NotYourStall, StallUnknown
from market.alley import AlleyUnknown
from market.office_session import OfficeReader
from market.packaging.refusals import HubUnknown, NotHubStaff
from market.refusal import Refusal
from web.office.screens import OfficeScreens, OfficeWay
from web.parts.form_token import FormTokens
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import read_page_request
from web.parts.reader import keep_language
from web.security_headers import FORM_POLICY, POLICY

PATH = "/office"
STALLS, HUBS = f"{PATH}/stalls", f"{PATH}/hubs"
IDLE_SECONDS = 30 * 24 * 3600
NO_PAGE = (StallUnknown, NotYourStall, HubUnknown, NotHubStaff, AlleyUnknown)
"""Refusals that say no more than an address that leads nowhere; those derived from them are said."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where the office is. `find_reader` returns the person of a cookie, and notes that they were here; None where there is none."""

    site: Site
    zone: str
    tokens: FormTokens
    screens: OfficeScreens
    find_reader: Callable[[str], Awaitable[OfficeReader | None]]
    now: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class OfficeRequest:
    """One reading of a page of the office: what was asked for, and who asks."""

    page: PageRequest
    reader: OfficeReader


MakeOfficePage = Callable[[OfficeRequest], Awaitable[str | web.Response | None]]
"""Returns the HTML of a page, or a file; None where there is none. What it raises as a Refusal is said on a page."""


def add_office_page(
    app: web.Application, path: str, office: Office, make: MakeOfficePage, *, params: tuple[str, ...] = ()
) -> None:
    """Add `GET path` for those who are signed in; others are led to signing in. A refusal has a page that says why, with 403."""

    async def page(request: web.Request) -> web.Response:
        page_request = read_page_request(request, params)
        office_request = OfficeRequest(page=page_request, reader=await signed_in(page_request, office))
        try:
            made = await make(office_request)
        except Refusal as refusal:
            if type(refusal) in NO_PAGE:
                return office_response(request, not_found_html(office, office_request), HTTPStatus.NOT_FOUND)
            return office_response(
                request, refused_html(office, office_request, refusal), HTTPStatus.FORBIDDEN
            )
        if isinstance(made, web.Response):
            return made
        if made is None:
            return office_response(request, not_found_html(office, office_request), HTTPStatus.NOT_FOUND)
        return office_response(request, made)

    app.router.add_get(path, page)


async def signed_in(page_request: PageRequest, office: Office) -> OfficeReader:
    """Return who is signed in. Raises HTTPSeeOther to signing in."""
    reader = await office.find_reader(page_request.session) if page_request.session else None
    if reader is None:
        raise web.HTTPSeeOther(f"{PATH}/in")
    return reader


def office_response(request: web.Request, html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return a page that is read by one person: no browser and nothing between keeps it."""
    response = web.Response(status=status, text=html, content_type="text/html")
    response[POLICY] = FORM_POLICY
    response.headers["Cache-Control"] = "no-store"
    keep_language(request, response)
    return response


def office_html(
    template: str,
    office: Office,
    office_request: OfficeRequest,
    /,
    *,
    title: str,
    here: str = "",
    look: str = "wide",
    **values: Any,
) -> str:
    """Return a page in the office's frame. `here` is the address of the part of the office that it belongs to."""
    say, reader = office_request.page.say, office_request.reader
    return page_html(
        template,
        office_request.page,
        office.site,
        title=title,
        heading=title,
        look=look,
        here=here,
        office_name=say.plain("Office"),
        parts_label=say.plain("Parts of the office"),
        parts=office_parts(office_request),
        person=reader.first_name,
        sign_out_label=say.plain("Sign out"),
        **values,
    )


def office_parts(office_request: OfficeRequest) -> Mapping[str, str]:
    """Return the parts of the office that its reader is offered, by their addresses."""
    say = office_request.page.say
    if not office_request.reader.is_organiser:
        return {PATH: say.plain("Today")}
    return {
        PATH: say.plain("Today"),
        f"{PATH}/evenings": say.plain("Evenings"),
        f"{PATH}/stalls": say.plain("Stalls"),
        f"{PATH}/alleys": say.plain("Alleys"),
        f"{PATH}/calendar": say.plain("Calendar"),
        f"{PATH}/money": say.plain("Money"),
        f"{PATH}/packaging": say.plain("Packaging"),
        f"{PATH}/messages": say.plain("Messages"),
        f"{PATH}/figures": say.plain("Figures"),
        f"{PATH}/log": say.plain("Log"),
    }


def stall_path(stall: int) -> str:
    """Return the address of a stall's page."""
    return f"{STALLS}/{stall}"


def hub_path(hub: int) -> str:
    """Return the address of a hub's page."""
    return f"{HUBS}/{hub}"


def screen_path(data: str) -> str:
    """Return the address of a screen of the chat, by what its button carries."""
    return f"{PATH}/screen/{quote(data, safe=':')}"


def way_path(office: Office, way: OfficeWay, number: int = 0) -> str:
    """Return the address of a screen by what it is about."""
    return screen_path(office.screens.way(way, number))


def refused_html(office: Office, office_request: OfficeRequest, refusal: Refusal) -> str:
    """Return the page that says why something is not shown or not done."""
    said = sentence(office_request.page.say, type(refusal).__name__, refusal.facts())
    return notice_html(office, office_request, said)


def not_found_html(office: Office, office_request: OfficeRequest) -> str:
    """Return the page of an address that leads nowhere."""
    return notice_html(office, office_request, office_request.page.say("There is no page at this address."))


def notice_html(office: Office, office_request: OfficeRequest, notice: Markup | str) -> str:
    """Return a page with one sentence, and the way to the first page of the office."""
    say = office_request.page.say
    return office_html(
        "office_notice.html",
        office,
        office_request,
        title=say.plain("Office"),
        notice=notice,
        back=PATH,
        back_label=say.plain("Today"),
    )
