"""The page of a draw: everything that is published of it, and a script that verifies it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_number
from locales.say import Say, speak
from market.beacon import time_of
from market.draw.published_draw import PublishedDraw
from market.draw.refusals import DrawUnknown
from market.drop.facts import AlleyFacts, DrawFacts
from market.drop.refusals import DropUnknown
from storage.beacon_kind import BeaconKind
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.reader import reader_language
from web.templating import render

PublishedDrawAndProof = tuple[PublishedDraw, dict[str, Any] | None]
LoadDraw = Callable[[str], Awaitable[PublishedDrawAndProof]]
"""Returns what is public of the draw of a name, and its proof file once its entries are closed. Raises DrawUnknown, DropUnknown."""

NAME_PATTERN = "{name:[0-9A-Z]+-[0-9]+}"
MAX_ROWS = 300
"""Entries shown on the page; the proof file has all of them."""

FRESH_SECONDS, MAX_PAGES = 10, 64


def add_draw_routes(app: web.Application, load_draw: LoadDraw) -> None:
    """Add `GET /draw/NAME`, and `/draw/NAME.json` with the proof file; 404 for a draw that is not public.

    Pages are made in a thread of their own and kept for ten seconds, so that many readers cost as much as one.
    """
    cache, thread = PageCache(FRESH_SECONDS, MAX_PAGES), ThreadPoolExecutor(1, "draw-page")

    async def load(name: str) -> PublishedDrawAndProof | None:
        try:
            return await load_draw(name)
        except (DrawUnknown, DropUnknown):
            return None

    async def make_page(name: str, language: str) -> CachedPage | None:
        found = await load(name)
        if found is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(thread, _page, language, *found)

    async def make_file(name: str) -> CachedPage | None:
        _, proof = await load(name) or (None, None)
        if proof is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(thread, _file, proof)

    async def page(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        language = reader_language(request)
        return await cache.respond(request, (name, language), partial(make_page, name, language))

    async def file(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return await cache.respond(request, (name, ".json"), partial(make_file, name))

    async def end_thread(_app: web.Application) -> None:
        await asyncio.to_thread(thread.shutdown)

    app.on_cleanup.append(end_thread)
    app.router.add_get(f"/draw/{NAME_PATTERN}", page)
    app.router.add_get(f"/draw/{NAME_PATTERN}.json", file)


def _page(language: str, published_draw: PublishedDraw, proof: dict[str, Any] | None) -> CachedPage:
    return cached_page(draw_html(speak(language), published_draw, proof), "text/html")


def _file(proof: dict[str, Any]) -> CachedPage:
    return cached_page(json.dumps(proof, ensure_ascii=False), "application/json")


def draw_html(say: Say, page: PublishedDraw, proof: dict[str, Any] | None) -> str:
    """Return the page, whole and readable without a script."""
    draw = page.item.draw
    assert draw is not None, "only an item with a draw has this page"
    return render(
        "draw.html",
        language=say.language.replace("_", "-"),
        title=f"{page.item.name} · {page.drop.name}",
        status=_status_sentence(say, draw, page.drop.alley),
        beacon=_beacon_sentence(say, draw.beacon),
        file=f"/draw/{draw.name}.json",
        file_label=say("The full proof file"),
        verdicts=_verdicts(say) if page.seed else {},
        published_values=_published_values(say, draw.commitment, page),
        headings=(say("Number"), say("Entry"), say("Chances")),
        entries=_entries(proof) if proof else (),
    )


def _status_sentence(say: Say, draw: DrawFacts, alley: AlleyFacts) -> Markup:
    if draw.closed_at is None:
        return say("Joining is open: {count} so far.", count=format_number(say, draw.entries))
    values = {
        "closed": format_datetime(say, draw.closed_at, alley.zone),
        "count": format_number(say, draw.entries),
        "round": format_number(say, draw.round or 0),
        "due": format_datetime(say, time_of(draw.round or 1), alley.zone),
        "city": alley.city,
    }
    if draw.drawn_at is None:
        return say(
            "Joining ended {closed} ({city} time): {count}. Round {round} decides, due {due}.", **values
        )
    return say("Joining ended {closed} ({city} time): {count}. Round {round} of {due} decided.", **values)


def _beacon_sentence(say: Say, kind: BeaconKind) -> Markup:
    if kind == BeaconKind.LOCAL:
        return say("Random source: this computer's own, for testing. The organiser could predict it.")
    return say("Random source: drand quicknet. Anyone can look its rounds up; nobody can predict them.")


def _verdicts(say: Say) -> dict[str, Markup]:
    """Return the sentences of which the script shows one."""
    return {
        "follows": say("Checked again on this page: the order matches the published data."),
        "fails": say("Checked again on this page: the order does NOT match the published data."),
        "unable": say(
            "Not checked here: that needs JavaScript and an https address. You can check the file below anywhere."
        ),
    }


def _published_values(say: Say, commitment: str, page: PublishedDraw) -> list[tuple[Markup, str]]:
    """Return labels and values of what is published by now."""
    values = (
        (say("Seal"), commitment),
        (say("Root of the list"), page.root),
        (say("Secret"), page.secret),
        (say("Randomness of the round"), page.randomness),
        (say("Seed"), page.seed),
    )
    return [(label, value) for label, value in values if value]


def _entries(proof: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Return number, pseudonym and chances of the first MAX_ROWS entries: by number once drawn, by pseudonym before."""
    weights = dict(proof["entries"])
    names = (proof["order"] or list(weights))[:MAX_ROWS]
    return [
        (str(number) if proof["order"] else "", pseudonym, weights[pseudonym])
        for number, pseudonym in enumerate(names, 1)
    ]
