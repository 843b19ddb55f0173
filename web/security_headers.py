"""Headers of every answer of the web server, of refusals and failures too."""

from aiohttp import web

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def secure(app: web.Application) -> web.Application:
    """Give every answer of an application the headers that it does not have yet, just before it is sent, and return the application.

    A middleware would miss the answer to a handler that failed.
    """
    app.on_response_prepare.append(_add_headers)
    return app


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)
