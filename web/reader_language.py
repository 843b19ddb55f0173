"""The language of who reads a page."""

from aiohttp import web

from locales.languages import resolve


def reader_language(request: web.Request) -> str:
    """Return the language of ours that a browser asks for first."""
    accepted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    return resolve(accepted.strip())
