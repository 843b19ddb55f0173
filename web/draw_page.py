"""The page of a draw: who was drawn, an entry that is looked for, how to check it, and a script that verifies it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_number
from locales.item_title import item_title
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.draw.published_draw import NamedDraw, PublishedDraw
from market.draw.refusals import DrawUnknown
from market.drop.draw_text import draw_status_rows, proof_steps, source_text, trust_text
from market.drop.facts import DrawFacts
from market.drop.refusals import DropUnknown
from storage.drop import DropState
from web.page_cache import CachedPage, FreshCache, cached_page
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import LONGEST_PARAM, add_public_page
from web.parts.verdict_page import VALID, VOID, unknown_code_html
from web.security_headers import FORM_POLICY

LoadDraw = Callable[[str], Awaitable[NamedDraw]]
"""Return what is public of the draw of a name. Raises DrawUnknown, DropUnknown."""

NAME, JSON = re.compile("[0-9A-Z]{1,12}-[0-9]{1,18}", re.ASCII), ".JSON"
ROWS = 100
"""Entries on a page; the proof file has all of them."""
FRESH_SECONDS, MAX_DRAWS = 10, 64
SAMPLE_ENTRY = "p-7KQ2"
READ_ALIKE = str.maketrans("OIL", "011")
"""Letters that no entry has, for the digits that they are read for."""


@dataclass(frozen=True, kw_only=True)
class DrawRow:
    """An entry of the list; `number` is 0 before the draw."""

    number: int
    pseudonym: str
    chances: int
    is_drawn: bool


def add_draw_page(app: web.Application, site: Site, load: LoadDraw) -> None:
    """Add `GET /draw/NAME`, and `/draw/NAME.json` with the proof file; 404 with a sentence for a draw that is not public.

    A draw is read once in ten seconds and its pages are made in a thread of their own, so that many readers cost as much as one.
    """
    draws, thread = FreshCache[NamedDraw](FRESH_SECONDS, MAX_DRAWS), ThreadPoolExecutor(1, "draw-page")

    async def make(request: PageRequest) -> CachedPage | None:
        name = request.code.removesuffix(JSON)
        draw = await draws.get(name, partial(_found, load, name)) if NAME.fullmatch(name) else None
        if draw is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(thread, _made, request, site, draw)

    async def end_thread(_app: web.Application) -> None:
        await asyncio.to_thread(thread.shutdown)

    app.on_cleanup.append(end_thread)
    add_public_page(
        app,
        "/draw/{code}",
        make,
        unknown=lambda request: unknown_html(request, site),
        params=("entry", "page"),
        seconds=FRESH_SECONDS,
        policy=FORM_POLICY,
    )


async def _found(load: LoadDraw, name: str) -> NamedDraw | None:
    try:
        return await load(name)
    except (DrawUnknown, DropUnknown):
        return None


def _made(request: PageRequest, site: Site, named: NamedDraw) -> CachedPage | None:
    """Return the page, or the proof file once there is one."""
    if not request.code.endswith(JSON):
        return cached_page(draw_html(request, site, named), "text/html")
    return (
        cached_page(json.dumps(named.proof, ensure_ascii=False), "application/json") if named.proof else None
    )


def draw_html(request: PageRequest, site: Site, named: NamedDraw) -> str:
    """Return the page, whole and readable without a script."""
    say, page, entries = request.say, named.published, listed(named)
    draw = page.item.draw
    assert draw is not None, "only an item with a draw has this page"
    wanted = request.params.get("entry", "").strip()
    place = next((at for at, entry in enumerate(entries) if entry[1] == _pseudonym(wanted)), None)
    number, pages = _page_number(request, len(entries), place or 0), max(1, -(-len(entries) // ROWS))
    rows = _rows(named, entries[(number - 1) * ROWS : number * ROWS])
    found = _rows(named, entries[place : place + 1])[0] if place is not None else None
    first, *lines = draw_status_rows(say, page.drop, page.item, draw)
    verdict = _drawn_text(say, named, draw)
    return page_html(
        "draw.html",
        request,
        site,
        title=say.plain("Draw: {item}", item=item_title(say, page.drop.name, page.item.name)),
        is_indexed=True,
        description=(verdict or first).striptags(),
        picture=f"/d/{page.drop.code}.jpg",
        stall=say.plain(
            "{first}, {second}",
            first=sanitize_name(page.drop.stall.name, STALL),
            second=sanitize_name(page.drop.alley.name, ALLEY),
        ),
        look=_look(page, draw),
        verdict=verdict or first,
        lines=(*([first] if verdict else []), *lines, trust_text(say, draw)),
        search=_search(say, wanted, found) if entries else None,
        groups=_groups(say, rows, is_drawn=draw.drawn_at is not None),
        headings=(say("Number"), say("Entry"), say("Chances")),
        has_numbers=draw.drawn_at is not None,
        has_chances=any(row.chances > 1 for row in rows),
        chosen=found,
        pager=tuple(_pager(request, number, pages)),
        page_words=_page_words(say, number, pages),
        steps=_check_steps(say) if draw.drawn_at else (),
        check_label=say.label("How to check"),
        experts_label=say("For experts"),
        explained=(source_text(say, draw), *proof_steps(say)),
        file=f"/draw/{draw.name}.json",
        file_label=say("The full proof file"),
        verdicts=_verdicts(say) if page.seed else {},
        published_values=_published_values(say, draw.commitment, page),
    )


def unknown_html(request: PageRequest, site: Site) -> str:
    """Return the page of what is no draw of this market."""
    return unknown_code_html(
        request, site, title=request.say("No draw"), verdict=request.say("This market has no such draw.")
    )


def listed(named: NamedDraw) -> list[tuple[int, str]]:
    """Return numbers and pseudonyms of a closed list: those that were drawn, then those that were not; before the draw all with 0."""
    if named.proof is None:
        return []
    order = named.proof["order"]
    if not order:
        return [(0, pseudonym) for pseudonym, _ in named.proof["entries"]]
    numbered = [*enumerate(order, 1)]
    return sorted(numbered, key=lambda entry: entry[0] not in named.drawn)


def _rows(named: NamedDraw, entries: list[tuple[int, str]]) -> list[DrawRow]:
    if named.proof is None:
        return []
    names = {pseudonym for _, pseudonym in entries}
    chances = {pseudonym: weight for pseudonym, weight in named.proof["entries"] if pseudonym in names}
    return [
        DrawRow(
            number=number,
            pseudonym=pseudonym,
            chances=chances[pseudonym],
            is_drawn=number in named.drawn,
        )
        for number, pseudonym in entries
    ]


def _look(page: PublishedDraw, draw: DrawFacts) -> str:
    if draw.drawn_at:
        return VALID
    return VOID if page.drop.state == DropState.CANCELLED else "plain"


def _drawn_text(say: Say, named: NamedDraw, draw: DrawFacts) -> Markup | None:
    """Return how many were drawn; None before the draw, and where nobody had joined."""
    if draw.drawn_at is None or not draw.entries:
        return None
    counts = {
        "drawn": format_number(say, len(named.drawn)),
        "count": format_number(say, draw.entries),
    }
    return say("{drawn} of {count} were drawn.", **counts)


def _pseudonym(words: str) -> str:
    """Return what somebody typed as an entry is written: with its sign, and in upper case."""
    return f"p-{words.upper().removeprefix('P-').translate(READ_ALIKE)}"


def _page_number(request: PageRequest, rows: int, place: int) -> int:
    """Return the page that is asked for, else that of the entry that was looked for, else the first."""
    asked_for = request.params.get("page", "")
    number = int(asked_for) if asked_for.isascii() and asked_for.isdecimal() else place // ROWS + 1
    return max(1, min(number, -(-rows // ROWS)))


def _search(say: Say, entry: str, found: DrawRow | None) -> dict[str, Any]:
    """Return the words of the field for one's entry, and what was found."""
    return {
        "label": say("Your entry"),
        "hint": say(
            "In the chat it is under “Proof, for experts”. It looks like {entry}.", entry=SAMPLE_ENTRY
        ),
        "button": say.label("Find entry"),
        "longest": LONGEST_PARAM,
        "entry": entry,
        "answer": _answer(say, entry, found) if entry else "",
        "look": VALID if found and found.is_drawn else "plain",
    }


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


def _groups(say: Say, rows: list[DrawRow], *, is_drawn: bool) -> list[tuple[Markup | str, list[DrawRow]]]:
    """Return the entries of a page, those that were drawn apart from those that were not; before the draw without a heading."""
    groups = (
        (say("Drawn"), [row for row in rows if row.is_drawn]),
        (say("Not drawn"), [row for row in rows if not row.is_drawn]),
    )
    return [(heading if is_drawn else "", group) for heading, group in groups if group]


def _pager(request: PageRequest, number: int, pages: int) -> Iterator[tuple[str, str]]:
    """Return labels and addresses of the pages beside this one, and of the ends."""
    say = request.say
    targets = ((say.label("First"), 1), (say.label("Previous"), number - 1), (say.label("Next"), number + 1))
    for label, target in (*targets, (say.label("Last"), pages)):
        if 1 <= target <= pages and target != number:
            yield label, f"{request.with_params(page=str(target))}#list"


def _page_words(say: Say, number: int, pages: int) -> Markup | str:
    if pages == 1:
        return ""
    return say("Page {page} of {pages}.", page=format_number(say, number), pages=format_number(say, pages))


def _check_steps(say: Say) -> tuple[Markup, ...]:
    return (
        say("Find your entry above: its number must be the one that you were told in the chat."),
        say("Compare the seal below with the one from before you joined: both must be the same."),
        say("Let this page, or any computer with the proof file, work out the order again."),
    )


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
