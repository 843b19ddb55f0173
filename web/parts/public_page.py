"""Pages that anybody opens, by a code such as that of a QR or without one, in the reader's language."""

import re
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from locales.say import speak
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.frame import PageRequest
from web.parts.reader import chosen_language, keep_language, reader_language
from web.security_headers import POLICY

FRESH_SECONDS, MAX_PAGES, LONGEST_PARAM = 2, 256, 64

SESSION = "office"
"""The name of the cookie of the office."""

CODE = re.compile(r"[0-9A-Z.-]{1,400}", re.ASCII)

MakePage = Callable[[PageRequest], Awaitable[str | CachedPage | None]]
"""Returns the HTML of a page, or a file that stands in its place; None where there is none."""
UnknownPage = Callable[[PageRequest], str]
"""Returns the page that is shown with 404."""


def add_public_page(
    app: web.Application,
    path: str,
    make: MakePage,
    *,
    unknown: UnknownPage,
    params: tuple[str, ...] = (),
    seconds: float | None = None,
    policy: str = "",
) -> None:
    """Add `GET path`, in which `{code}` and `{serial}` are any, in upper case or lower; the page `unknown` with 404 for a code that has no page.

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
            response = await cache.respond(request, key, partial(_made, make, page_request))
            if policy:
                response[POLICY] = policy
        except web.HTTPNotFound:
            response = not_found(unknown(page_request))
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


async def _made(make: MakePage, page_request: PageRequest) -> CachedPage | None:
    made = await make(page_request)
    return cached_page(made, "text/html") if isinstance(made, str) else made
