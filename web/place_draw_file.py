"""The published file of a draw of places, from which anybody works out its placings again."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from web.page_cache import CachedPage, cached_page
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page

JSON = ".JSON"


def place_draw_path(name: str) -> str:
    """Return the address of the file of a draw."""
    return f"/places/{name}.json"


def add_place_draw_file(
    app: web.Application, site: Site, load: Callable[[str], Awaitable[dict[str, Any]]]
) -> None:
    """Add `GET /places/NAME.json`; 404 with a sentence before the draw is closed."""

    async def make(page_request: PageRequest) -> CachedPage | None:
        if not page_request.code.endswith(JSON):
            return None
        proof = await load(page_request.code.removesuffix(JSON))
        return cached_page(json.dumps(proof, ensure_ascii=False), "application/json")

    add_public_page(
        app,
        "/places/{code}",
        make,
        site=site,
        unknown=lambda say: (say("No draw"), say("This market has no such draw.")),
    )
