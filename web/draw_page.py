"""The page of a draw: what is published of it, to be read without a script and checked by one."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_number
from locales.languages import resolve
from locales.say import Say, speak
from market.beacon import time_of
from market.draw.published_draw import PublishedDraw
from market.draw.refusals import DrawUnknown
from market.drop.refusals import DropUnknown
from storage.beacon_kind import BeaconKind

PublishedDrawAndProof = tuple[PublishedDraw, dict[str, Any] | None]
LoadDraw = Callable[[str], Awaitable[PublishedDrawAndProof]]
"""What is public of the draw of a name, and its proof file once its entries are closed. Raises DrawUnknown, DropUnknown."""

PAGES = Path(__file__).with_name("pages")
NAME_PATTERN = "{name:[0-9A-Z]+-[0-9]+}"
MAX_ROWS = 300
"""In the page, of a list that its file has whole."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def add_draw_routes(app: web.Application, load_draw: LoadDraw) -> None:
    """`GET /draw/NAME`, and `/draw/NAME.json` with the proof file; 404 for a draw that nobody sees."""

    async def load_or_404(request: web.Request) -> PublishedDrawAndProof:
        try:
            return await load_draw(request.match_info["name"])
        except (DrawUnknown, DropUnknown) as error:
            raise web.HTTPNotFound from error

    async def page(request: web.Request) -> web.Response:
        published_draw, proof = await load_or_404(request)
        language = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
        html = draw_html(speak(resolve(language.strip())), published_draw, proof)
        return web.Response(text=html, content_type="text/html", headers=SECURITY_HEADERS)

    async def file(request: web.Request) -> web.Response:
        _, proof = await load_or_404(request)
        if proof is None:
            raise web.HTTPNotFound
        return web.json_response(proof, headers=SECURITY_HEADERS)

    app.router.add_get(f"/draw/{NAME_PATTERN}", page)
    app.router.add_get(f"/draw/{NAME_PATTERN}.json", file)
    app.router.add_static("/page", PAGES)


def draw_html(say: Say, page: PublishedDraw, proof: dict[str, Any] | None) -> str:
    """Whole and readable without a script."""
    draw = page.item.draw
    assert draw is not None
    title = Markup("{} · {}").format(page.item.name, page.drop.name)
    parts = [
        Markup("<h1>{}</h1>").format(title),
        Markup("<p>{}</p>").format(_status_sentence(say, page)),
        Markup("<p>{}</p>").format(_beacon_sentence(say, draw.beacon)),
        _verdict(say, draw.name) if page.seed else "",
        _published_values(say, page),
        _entries_table(say, proof) if proof else "",
    ]
    return str(
        Markup(
            '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page/draw.css">'
            '<script type="module" src="/page/draw.js"></script><title>{}</title></head><body><main>{}</main></body></html>'
        ).format(say.language.replace("_", "-"), title, Markup("\n").join(parts))
    )


def _status_sentence(say: Say, page: PublishedDraw) -> Markup:
    draw, zone = page.item.draw, page.drop.alley.zone
    assert draw is not None
    if draw.closed_at is None:
        return say("Entries are open: {count} so far.", count=format_number(say, draw.entries))
    values = {
        "closed": format_datetime(say, draw.closed_at, zone),
        "count": format_number(say, draw.entries),
        "round": format_number(say, draw.round or 0),
        "due": format_datetime(say, time_of(draw.round or 1), zone),
        "city": page.drop.alley.city,
    }
    if draw.drawn_at is None:
        return say(
            "Entries closed {closed} ({city} time): {count}. Round {round} decides, due {due}.", **values
        )
    return say("Entries closed {closed} ({city} time): {count}. Round {round} of {due} decided.", **values)


def _beacon_sentence(say: Say, kind: str) -> Markup:
    if kind == BeaconKind.LOCAL:
        return say("Random source: this computer's own, for testing. The organiser could predict it.")
    return say("Random source: drand quicknet. Anyone can look its rounds up; nobody can predict them.")


def _verdict(say: Say, name: str) -> Markup:
    return Markup(
        '<p class="verdict" role="status" data-file="/draw/{name}.json" data-follows="{follows}" data-fails="{fails}" data-unable="{unable}">{unable}</p>'
    ).format(
        name=name,
        follows=say("Checked again on this page: the order matches the published data."),
        fails=say("Checked again on this page: the order does NOT match the published data."),
        unable=say(
            "Not checked here: that needs JavaScript and an https address. You can check the file below anywhere."
        ),
    )


def _published_values(say: Say, page: PublishedDraw) -> Markup:
    draw = page.item.draw
    assert draw is not None
    published = (
        (say("Commitment"), draw.commitment),
        (say("Root of the list"), page.root),
        (say("Secret"), page.secret),
        (say("Randomness of the round"), page.randomness),
        (say("Seed"), page.seed),
    )
    rows = [Markup("<dt>{}</dt><dd><code>{}</code></dd>").format(*each) for each in published if each[1]]
    return Markup("<dl>{}</dl>").format(Markup("\n").join(rows))


def _entries_table(say: Say, proof: dict[str, Any]) -> Markup:
    """By number once it is drawn, by pseudonym before."""
    weights = dict(proof["entries"])
    names = proof["order"] or list(weights)
    rows = [
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            number_drawn if proof["order"] else "", pseudonym, weights[pseudonym]
        )
        for number_drawn, pseudonym in enumerate(names[:MAX_ROWS], 1)
    ]
    head = Markup("<tr><th>{}</th><th>{}</th><th>{}</th></tr>").format(
        say("Number"), say("Entry"), say("Chances")
    )
    file = Markup('<p><a href="/draw/{}.json">{}</a></p>').format(
        proof["draw"], say("The proof file, with all of it")
    )
    return file + Markup("<table>{}{}</table>").format(head, Markup("\n").join(rows))
