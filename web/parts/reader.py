"""The language of who reads a page: chosen there, kept in a cookie, or what their browser asks for."""

import re

from aiohttp import web

from locales.languages import CODES, ENGLISH, resolve_first

LANGUAGE = "language"
"""The name of the query parameter and of the cookie."""
YEAR_SECONDS = 365 * 24 * 3600
RANGE = re.compile(r"\s*([A-Za-z0-9*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.ASCII)
"""One language that a browser accepts, and how much it wants it: `ms;q=0.8`."""
MOST_RANGES = 20


def reader_language(request: web.Request) -> str:
    """Return the language that the address names, else that of the cookie, else the one of ours that the browser wants most, else English."""
    return chosen_language(request) or resolve_first(_wanted(request.headers.get("Accept-Language", "")))


def chosen_language(request: web.Request) -> str:
    """Return the language that the address names, else that of the cookie; "" where the reader chose none."""
    for chosen in (request.query.get(LANGUAGE, ""), request.cookies.get(LANGUAGE, "")):
        if chosen in CODES:
            return chosen
    return ""


def keep_language(request: web.Request, response: web.StreamResponse) -> None:
    """Let the reader's browser keep the language that the address names, where it names one of ours."""
    chosen = request.query.get(LANGUAGE)
    if chosen in CODES and chosen != request.cookies.get(LANGUAGE):
        response.set_cookie(LANGUAGE, chosen, max_age=YEAR_SECONDS, httponly=True, samesite="Lax")


def _wanted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first; what cannot be read, or is not wanted at all, is left out."""
    found = [RANGE.fullmatch(one) for one in header.split(",", MOST_RANGES)[:MOST_RANGES]]
    weights = [(float(one[2] or 1), one[1]) for one in found if one]
    ordered = sorted((one for one in weights if one[0] > 0), key=lambda one: -one[0])
    return [ENGLISH if code == "*" else code for _, code in ordered]
