"""Headers of every answer of the web server, of refusals and failures too."""

from aiohttp import web

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

FORM_POLICY = SECURITY_HEADERS["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'")
"""A page with a form that is sent to this market. The site's own origin is named to itself, which a browser does not do for a POST otherwise."""

WORKER_POLICY = SECURITY_HEADERS["Content-Security-Policy"].replace("img-src", "worker-src 'self'; img-src")
"""A page with pictures of this market that a service worker keeps for a place without a network."""

APP_POLICY = SECURITY_HEADERS["Content-Security-Policy"].replace(
    "frame-ancestors 'none'", "frame-ancestors https://web.telegram.org"
)
"""A page that is opened inside Telegram, whose web client frames it."""

POLICY = web.ResponseKey("policy", str)
"""The key of a response under which its own Content-Security-Policy stands."""

KIOSK_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors https://web.telegram.org"
)
"""The kiosk is installed, reads QR codes by WebAssembly, shows the camera's picture, and Telegram's web client frames it."""


def secure(app: web.Application) -> web.Application:
    """Give every answer of an application the headers, just before it is sent, and return the application.

    A middleware would miss the answer to a handler that failed.
    """
    app.on_response_prepare.append(_add_headers)
    return app


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(SECURITY_HEADERS)
    if request.path == "/kiosk" or request.path.startswith("/kiosk/"):
        response.headers["Content-Security-Policy"] = KIOSK_POLICY
    if POLICY in response:
        response.headers["Content-Security-Policy"] = response[POLICY]
    if response.get(POLICY) == FORM_POLICY:
        response.headers["Referrer-Policy"] = "same-origin"
    response.headers.pop("Server", None)
