"""Pages that anybody opens, by a code such as that of a QR or without one, in the reader's language."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from aiohttp import web

from locales.say import speak
from market.drop.refusals import ClosedStallsDrop, StallHasClosed
from market.licence_card import CardOfClosedStall
from web.network import network_of
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.frame import PageRequest, Site
from web.parts.reader import chosen_language, keep_language, reader_language
from web.parts.verdict_page import UnknownWords, closed_stall_html, unknown_code_html
from web.security_headers import POLICY

FRESH_SECONDS, MAX_PAGES, LONGEST_PARAM = 2, 256, 64

SESSION = "office"
"""The name of the cookie of the office."""

CODE = re.compile(r"[0-9A-Z.-]{1,400}", re.ASCII)

MakePage = Callable[[PageRequest], Awaitable[str | CachedPage | None]]
"""Returns the HTML of a page, or a file that stands in its place; None where there is none."""
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class PageSource(Generic[Found]):
    """Where pages come from: `load` finds what a code names as it is now, or raises a Refusal."""

    site: Site
    load: Callable[[str], Awaitable[Found]]
    now: Callable[[], datetime]


def add_source_page(
    app: web.Application,
    path: str,
    source: PageSource[Found],
    html: Callable[[PageRequest, Site, Found, datetime], str],
    *,
    unknown: UnknownWords,
    seconds: float | None = None,
) -> None:
    """Add `GET path`, the page `html` of what `source` finds by the code in it."""

    async def make(page_request: PageRequest) -> str:
        return html(page_request, source.site, await source.load(page_request.code), source.now())

    add_public_page(app, path, make, site=source.site, unknown=unknown, seconds=seconds)


def add_public_page(
    app: web.Application,
    path: str,
    make: MakePage,
    *,
    site: Site,
    unknown: UnknownWords,
    params: tuple[str, ...] = (),
    seconds: float | None = None,
    policy: str = "",
) -> None:
    """Add `GET path`, in which `{code}` and `{serial}` are any, in upper case or lower; 404 with the words `unknown` where `make` refuses or finds nothing.

    The page is told only the parameters that it knows, and is kept for so many seconds, FRESH_SECONDS if none are said.
    `policy` is its Content-Security-Policy, where that of every answer is too narrow.
    """
    cache = PageCache(FRESH_SECONDS if seconds is None else seconds, MAX_PAGES)

    async def page(request: web.Request) -> web.Response:
        page_request = read_page_request(request, params)
        language = (page_request.say.language, page_request.language_is_chosen)
        key = (page_request.code, page_request.serial, language, *page_request.params.items())
        try:
            if not could_be(request):
                raise web.HTTPNotFound
            response = await cache.respond(request, key, partial(_made, make, page_request, site))
            if policy:
                response[POLICY] = policy
        except web.HTTPNotFound:
            response = not_found(unknown_code_html(page_request, site, unknown))
        keep_language(request, response)
        return response

    for each in _both_cases(path):
        app.router.add_get(each, page)


def _both_cases(path: str) -> set[str]:
    """Return a path with its first part in lower case and in upper case, as a small QR has it."""
    first, slash, rest = path[1:].partition("/")
    return {f"/{first.lower()}{slash}{rest}", f"/{first.upper()}{slash}{rest}"}


def read_page_request(request: web.Request, params: tuple[str, ...] = ()) -> PageRequest:
    """Return what a reader asks for; the code is "" where it could be none, such as one with characters that no database takes."""
    known = {name: request.query[name][:LONGEST_PARAM] for name in params if name in request.query}
    code, serial = (_code(request, name) for name in ("code", "serial"))
    return PageRequest(
        path=request.path,
        code=code,
        serial=serial,
        secret=request.match_info.get("secret", "")[:LONGEST_PARAM],
        session=request.cookies.get(SESSION, "")[:LONGEST_PARAM],
        say=speak(reader_language(request)),
        params=known,
        language_is_chosen=bool(chosen_language(request)),
        network=network_of(request),
    )


def could_be(request: web.Request) -> bool:
    """Return whether each part of an address could be a code; some have characters that no database takes."""
    return all(_code(request, name) for name, given in request.match_info.items() if given)


def _code(request: web.Request, name: str) -> str:
    """Return a part of an address in upper case; "" where it could be no code."""
    given = request.match_info.get(name, "").upper()
    return given if CODE.fullmatch(given) else ""


def not_found(html: str) -> web.Response:
    """Return 404 with a page."""
    response = web.Response(status=404, text=html, content_type="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


async def _made(make: MakePage, page_request: PageRequest, site: Site) -> CachedPage | None:
    try:
        made = await make(page_request)
    except (StallHasClosed, ClosedStallsDrop, CardOfClosedStall) as closed:
        made = closed_stall_html(page_request, site, closed.stall)
    return cached_page(made, "text/html") if isinstance(made, str) else made
