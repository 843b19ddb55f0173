"""What a browser is shown: the page, the state to draw, what happens then, and pictures."""

from __future__ import annotations

import json
from pathlib import Path

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from sandbox import drawing
from sandbox.events import Event
from sandbox.house import HOUSE, House, refused
from sandbox.people import Clock, Group
from sandbox.state import Json
from sandbox.street import Street

PAGE = Path(__file__).parent / "page"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
WIRE_SHOWN = 200

routes = web.RouteTableDef()


@routes.get("/")
@routes.get(r"/page/{name:[a-z0-9_-]+\.(?:js|css|svg)}")
async def page(request: web.Request) -> web.Response:
    file = PAGE / request.match_info.get("name", "index.html")
    if not file.is_file():
        return refused("There is no such page.", 404)
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return web.Response(
        body=file.read_bytes(), content_type=TYPES[file.suffix], charset="utf-8", headers=headers
    )


@routes.get("/state")
async def state(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    drawn = _state(house)
    for inside in (*drawn["people"], *drawn["groups"]):
        for message in inside["messages"]:
            await _look_for_qr(house, message)
    return web.json_response(drawn, headers={"Cache-Control": "no-store"})


def _state(house: House) -> Json:
    street, account = house.street, house.street.first
    return {
        "last": street.events.last,
        "title": house.title,
        "bot": {"id": account.id, "username": account.bot.username, "name": account.bot.name},
        "people": [drawing.person(account, one) for one in street.residents.values()],
        "groups": [
            drawing.group(account, chat, chat.of)
            for chat in street.groups.values()
            if isinstance(chat.of, Group)
        ],
        "clock": clock_of(house.clock) if house.clock else None,
        "trail": street.trail.drawn(),
        "languages": [list(one) for one in house.languages],
    }


def clock_of(clock: Clock) -> Json:
    now, due = clock.now(), clock.next_due()
    return {
        "now": now.isoformat(),
        "zone": str(now.tzinfo),
        "next": {"at": due.at.isoformat(), "what": due.what} if due else None,
    }


def tell_clock(street: Street, clock: Clock, said: str = "") -> Json:
    """What the page hears when the clock was moved, or when something else is due next; what it was told."""
    told = clock_of(clock)
    street.events.tell("clock", now=told["now"], next=told["next"], said=said)
    return {"now": told["now"], "said": said}


async def _look_for_qr(house: House, message: Json) -> None:
    photo = message["photo"]
    file = house.street.files.get(photo["file_id"]) if photo else None
    if file:
        message["photo"] = photo | {"qr": await file.qr() is not None}


@routes.get("/events")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream ends after a `reset`: what was missed is gone, and the page reads the state anew."""
    house = request.app[HOUSE]
    given = request.headers.get("Last-Event-ID") or request.query.get("last")
    try:
        last = int(given) if given else house.street.events.last
    except ValueError:
        return refused("`last` is a number.")
    async with sse_response(request, send_timeout=10, ping_interval=15) as stream:
        house.streams.add(stream)
        try:
            await _tell(house, stream, last)
        except ConnectionResetError:
            pass
        finally:
            house.streams.discard(stream)
    return stream


async def _tell(house: House, stream: EventSourceResponse, last: int) -> None:
    happened = house.street.events
    await stream.send("hello", event="hello", retry=500)
    while stream.is_connected() and not house.closing.is_set():
        for number, event in happened.after(last):
            await _send(house, stream, number, event)
            last = number
            if event["type"] == "reset":
                return
        if last == happened.last:
            await happened.bell.next()


async def _send(house: House, stream: EventSourceResponse, number: int, event: Event) -> None:
    if event["type"] == "message":
        await _look_for_qr(house, event["message"])
    await stream.send(json.dumps(event), id=str(number))


@routes.get("/files/{file_id}")
async def picture(request: web.Request) -> web.Response:
    file = request.app[HOUSE].street.files.get(request.match_info["file_id"])
    if not file:
        return refused("This file is gone.", 404)
    shown = file.mime in SAFE_IMAGES
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    if not shown:
        headers["Content-Disposition"] = "attachment"
    return web.Response(
        body=file.content,
        content_type=file.mime if shown else "application/octet-stream",
        headers=headers,
    )


@routes.get("/wire")
async def wire(request: web.Request) -> web.Response:
    """The newest calls after id `last`, oldest first."""
    last = request.query.get("last", "0")
    if not last.isdigit():
        return refused("`last` is a number.")
    newer = [call for call in request.app[HOUSE].street.calls.newest if call.id > int(last)]
    return web.json_response([call.drawn() for call in newer[-WIRE_SHOWN:]])
