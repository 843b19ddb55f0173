"""The page that is shown while the database is away, whatever was asked for."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from storage.store import DATABASE_AWAY
from web.parts.frame import Site
from web.parts.public_page import read_page_request
from web.parts.verdict_page import VOID, verdict_html

RETRY_SECONDS = "5"


def database_away(site: Site) -> Middleware:
    """Return what answers 503 with a page where a handler did not reach the database."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except DATABASE_AWAY:
            return _away(request, site)

    return answer


def _away(request: web.Request, site: Site) -> web.Response:
    page_request = read_page_request(request)
    say = page_request.say
    html = verdict_html(
        page_request,
        site,
        title=say("Please try again"),
        look=VOID,
        verdict=say("We cannot reach our records at the moment."),
        lines=(
            say("Please load this page again in a minute. If you sent something, check whether it was done."),
        ),
    )
    response = web.Response(status=503, text=html, content_type="text/html")
    response.headers.update({"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"})
    return response
