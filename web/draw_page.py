"""The page of a draw: who was drawn, an entry that is looked for, how to check it, and a script that verifies it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_number
from locales.item_title import item_title
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.draw.published_draw import DrawRow, NamedDraw
from market.drop.draw_text import draw_status_rows, proof_steps, source_text, trust_text
from market.drop.facts import DrawFacts
from storage.drop import DropState
from web.page_cache import CachedPage, FreshCache, cached_page
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import LONGEST_PARAM, add_public_page
from web.parts.verdict_page import VALID, VOID
from web.security_headers import FORM_POLICY

NAME, JSON = re.compile("[0-9A-Z]{1,12}-[0-9]{1,18}", re.ASCII), ".JSON"
ROWS = 100
"""Entries on a page; the proof file has all of them."""
FRESH_SECONDS, MAX_DRAWS = 10, 64
SAMPLE_ENTRY = "p-7KQ2"
READ_ALIKE = str.maketrans("OIL", "011")
"""Letters that no entry has, for the digits that they are read for."""


def add_draw_page(app: web.Application, site: Site, load: Callable[[str], Awaitable[NamedDraw]]) -> None:
    """Add `GET /draw/NAME`, and `/draw/NAME.json` with the proof file; 404 with a sentence for a draw that is not public.

    A draw is read once in ten seconds, however many look for their entries; its pages are made beside the loop.
    """
    draws = FreshCache[NamedDraw](FRESH_SECONDS, MAX_DRAWS)

    async def make(request: PageRequest) -> CachedPage | None:
        name = request.code.removesuffix(JSON)
        draw = await draws.get(name, partial(load, name)) if NAME.fullmatch(name) else None
        return await asyncio.to_thread(_made, request, site, draw) if draw else None

    add_public_page(
        app,
        "/draw/{code}",
        make,
        site=site,
        unknown=lambda say: (say("No draw"), say("This market has no such draw.")),
        params=("entry", "page"),
        seconds=FRESH_SECONDS,
        policy=FORM_POLICY,
    )


def _made(request: PageRequest, site: Site, named: NamedDraw) -> CachedPage | None:
    """Return the page, or the proof file once there is one."""
    if not request.code.endswith(JSON):
        return cached_page(draw_html(request, site, named), "text/html")
    proof = json.dumps(named.proof, ensure_ascii=False)
    return cached_page(proof, "application/json") if named.proof else None


def draw_html(request: PageRequest, site: Site, named: NamedDraw) -> str:
    """Return the page, whole and readable without a script."""
    say, page, rows = request.say, named.published, named.rows()
    draw = page.item.draw
    assert draw is not None, "only an item with a draw has this page"
    wanted = request.params.get("entry", "").strip()
    chosen = next((row for row in rows if row.pseudonym == _pseudonym(wanted)), None)
    number, pages = _page_number(request, len(rows), rows.index(chosen) if chosen else 0)
    shown = rows[(number - 1) * ROWS : number * ROWS]
    verdict, *lines = (*_drawn_text(say, named, draw), *draw_status_rows(say, page.drop, page.item, draw))
    stall, alley = sanitize_name(page.drop.stall.name, STALL), sanitize_name(page.drop.alley.name, ALLEY)
    return page_html(
        "draw.html",
        request,
        site,
        title=say.plain("Draw: {item}", item=item_title(say, page.drop.name, page.item.name)),
        is_indexed=True,
        description=verdict.striptags(),
        picture=f"/d/{page.drop.code}.jpg",
        stall=say.plain("{first}, {second}", first=stall, second=alley),
        look=VALID if draw.drawn_at else VOID if page.drop.state == DropState.CANCELLED else "plain",
        verdict=verdict,
        lines=(*lines, trust_text(say, draw)),
        wanted=wanted,
        longest=LONGEST_PARAM,
        answer=_answer(say, wanted, chosen) if wanted else "",
        chosen=chosen,
        groups=[
            group for drawn in (True, False) if (group := [row for row in shown if row.is_drawn is drawn])
        ],
        is_drawn=draw.drawn_at is not None,
        has_chances=any(row.chances > 1 for row in shown),
        pages=say("Page {page} of {pages}.", page=format_number(say, number), pages=format_number(say, pages))
        if pages > 1
        else "",
        pager=[*_pager(request, number, pages)],
        words=_words(say),
        explained=(source_text(say, draw), *proof_steps(say)),
        file=f"/draw/{draw.name}.json",
        published=(draw.commitment, page.root, page.secret, page.randomness, page.seed),
        can_be_checked=bool(page.seed),
    )


def _drawn_text(say: Say, named: NamedDraw, draw: DrawFacts) -> Iterator[Markup]:
    """Return how many were drawn; nothing before the draw, and where nobody had joined."""
    if draw.drawn_at and draw.entries:
        drawn, count = format_number(say, len(named.drawn)), format_number(say, draw.entries)
        yield say("{drawn} of {count} were drawn.", drawn=drawn, count=count)


def _pseudonym(words: str) -> str:
    """Return what somebody typed as an entry is written: with its sign, and in upper case."""
    return f"p-{words.upper().removeprefix('P-').translate(READ_ALIKE)}"


def _page_number(request: PageRequest, rows: int, place: int) -> tuple[int, int]:
    """Return the page that is asked for, else that of the entry that was looked for, and how many there are."""
    wanted, pages = request.params.get("page", ""), max(1, -(-rows // ROWS))
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() else place // ROWS + 1
    return max(1, min(number, pages)), pages


def _answer(say: Say, entry: str, found: DrawRow | None) -> Markup:
    if found is None:
        return say(
            "“{entry}” is not in this list. Look at it again: an entry looks like {sample}.",
            entry=sanitize_name(entry, LONGEST_PARAM),
            sample=SAMPLE_ENTRY,
        )
    if not found.number:
        return say("Entry {entry} is in the list.", entry=found.pseudonym)
    words = {"entry": found.pseudonym, "number": format_number(say, found.number)}
    if found.is_drawn:
        return say("Entry {entry}: number {number}, drawn.", **words)
    return say("Entry {entry}: number {number}, not drawn.", **words)


def _pager(request: PageRequest, number: int, pages: int) -> Iterator[tuple[str, str]]:
    """Return labels and addresses of the pages beside this one, and of the ends."""
    say = request.say
    targets = ((say.label("First"), 1), (say.label("Previous"), number - 1), (say.label("Next"), number + 1))
    for label, target in (*targets, (say.label("Last"), pages)):
        if 1 <= target <= pages and target != number:
            yield label, f"{request.with_params(page=str(target))}#list"


def _words(say: Say) -> dict[str, Any]:
    """Return the words that are the same on the page of every draw; of the verdicts the script shows one."""
    return {
        "own": say("Your entry"),
        "hint": say(
            "In the chat it is under “Proof, for experts”. It looks like {entry}.", entry=SAMPLE_ENTRY
        ),
        "find": say.label("Find entry"),
        "number": say("Number"),
        "entry": say("Entry"),
        "chances": say("Chances"),
        "drawn": say("Drawn"),
        "not_drawn": say("Not drawn"),
        "check": say.label("How to check"),
        "steps": (
            say("Find your entry above: its number must be the one that you were told in the chat."),
            say("Compare the seal below with the one from before you joined: both must be the same."),
            say("Let this page, or any computer with the proof file, work out the order again."),
        ),
        "verdicts": {
            "follows": say("Checked again on this page: the order matches the published data."),
            "fails": say("Checked again on this page: the order does NOT match the published data."),
            "unable": say(
                "Not checked here: that needs JavaScript and an https address. You can check the file below anywhere."
            ),
        },
        "experts": say("For experts"),
        "published": (
            say("Seal"),
            say("Root of the list"),
            say("Secret"),
            say("Randomness of the round"),
            say("Seed"),
        ),
        "file": say("The full proof file"),
    }
