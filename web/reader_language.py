"""The language of who reads a page."""

import re

from aiohttp import web

from locales.languages import ENGLISH, resolve_first

RANGE = re.compile(r"\s*([A-Za-z0-9*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.ASCII)
"""One language that a browser accepts, and how much it wants it: `ms;q=0.8`."""
MOST_RANGES = 20


def reader_language(request: web.Request) -> str:
    """Return the language of ours that a browser wants most; English where it wants none of them."""
    return resolve_first(_wanted(request.headers.get("Accept-Language", "")))


def _wanted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first; what cannot be read, or is not wanted at all, is left out."""
    found = [RANGE.fullmatch(one) for one in header.split(",", MOST_RANGES)[:MOST_RANGES]]
    weights = [(float(one[2] or 1), one[1]) for one in found if one]
    ordered = sorted((one for one in weights if one[0] > 0), key=lambda one: -one[0])
    return [ENGLISH if code == "*" else code for _, code in ordered]
