"""The routes of the page: its files, its state, the stream of events, and pictures."""

from __future__ import annotations

import json
from pathlib import Path

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from sandbox import page_json
from sandbox.config import Group, SandboxClock
from sandbox.event_log import Event
from sandbox.records import Json
from sandbox.server_state import SERVER_STATE, ServerState, error_response
from sandbox.telegram_state import TelegramState
from sandbox.tutorial import step_json

PAGE = Path(__file__).parent / "page"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
MAX_CALLS_SHOWN = 200

routes = web.RouteTableDef()


@routes.get("/")
@routes.get(r"/page/{name:[a-z0-9_-]+\.(?:js|css|svg)}")
async def page(request: web.Request) -> web.Response:
    file = PAGE / request.match_info.get("name", "index.html")
    if not file.is_file():
        return error_response("There is no such page.", 404)
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return web.Response(
        body=file.read_bytes(), content_type=TYPES[file.suffix], charset="utf-8", headers=headers
    )


@routes.get("/mark.svg")
async def mark(request: web.Request) -> web.Response:
    """Return the mark of what is tried out."""
    headers = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return web.Response(
        text=request.app[SERVER_STATE].page.mark, content_type="image/svg+xml", headers=headers
    )


@routes.get("/state")
async def state(request: web.Request) -> web.Response:
    server_state = request.app[SERVER_STATE]
    drawn = _state_json(server_state)
    for inside in (*drawn["people"], *drawn["groups"]):
        for message in inside["messages"]:
            await _mark_qr(server_state, message)
    return web.json_response(drawn, headers={"Cache-Control": "no-store"})


def _state_json(server_state: ServerState) -> Json:
    telegram, account = server_state.telegram, server_state.telegram.first_account
    return {
        "last": telegram.events.last,
        "started": server_state.started,
        "restart": server_state.restart is not None,
        "title": server_state.page.title,
        "about": server_state.page.about,
        "links": [{"address": address, "label": label} for address, label in server_state.page.links],
        "bot": {
            "id": account.id,
            "username": account.bot.username,
            "name": account.bot.name,
            "inline": account.bot.inline,
        },
        "people": [page_json.person(account, one) for one in telegram.users.values() if one.person.on_page],
        "groups": [
            page_json.group(account, chat, chat.peer)
            for chat in telegram.groups.values()
            if isinstance(chat.peer, Group)
        ],
        "clock": clock_json(server_state.clock) if server_state.clock else None,
        "tutorial": telegram.tutorial.as_json(),
        "ideas": [step_json(each) for each in server_state.page.ideas],
        "languages": [list(one) for one in server_state.page.languages],
        "texts": {code: dict(words) for code, words in server_state.page.texts.items()},
    }


def clock_json(clock: SandboxClock) -> Json:
    now, due = clock.now(), clock.next_due()
    return {
        "now": now.isoformat(),
        "zone": str(now.tzinfo),
        "next": {"at": due.at.isoformat(), "what": due.what} if due else None,
    }


def publish_clock(telegram: TelegramState, clock: SandboxClock, summary: str = "") -> Json:
    """Publish the clock when it was moved or when something else is due next; return what was published."""
    clock_state = clock_json(clock)
    telegram.events.publish("clock", now=clock_state["now"], next=clock_state["next"], said=summary)
    return {"now": clock_state["now"], "said": summary}


async def _mark_qr(server_state: ServerState, message: Json) -> None:
    photo = message["photo"]
    file = server_state.telegram.files.get(photo["file_id"]) if photo else None
    if file:
        message["photo"] = photo | {"qr": await file.qr() is not None}


@routes.get("/events")
async def events(request: web.Request) -> web.StreamResponse:
    """Stream the events. The stream ends after a `reset`: the missed events are gone, and the page loads the state again."""
    server_state = request.app[SERVER_STATE]
    raw = request.headers.get("Last-Event-ID") or request.query.get("last")
    try:
        last = int(raw) if raw else server_state.telegram.events.last
    except ValueError:
        return error_response("`last` is a number.")
    async with sse_response(request, send_timeout=10, ping_interval=15) as stream:
        server_state.streams.add(stream)
        try:
            await _stream_events(server_state, stream, last)
        except ConnectionResetError:
            pass
        finally:
            server_state.streams.discard(stream)
    return stream


async def _stream_events(server_state: ServerState, stream: EventSourceResponse, last: int) -> None:
    event_log = server_state.telegram.events
    await stream.send("hello", event="hello", retry=500)
    while stream.is_connected() and not server_state.closing.is_set():
        for number, event in event_log.since(last):
            await _send_event(server_state, stream, number, event)
            last = number
            if event["type"] == "reset":
                return
        if last == event_log.last:
            await event_log.signal.next()


async def _send_event(
    server_state: ServerState, stream: EventSourceResponse, number: int, event: Event
) -> None:
    if event["type"] == "message":
        await _mark_qr(server_state, event["message"])
    await stream.send(json.dumps(event), id=str(number))


@routes.get("/files/{file_id}")
async def picture(request: web.Request) -> web.Response:
    file = request.app[SERVER_STATE].telegram.files.get(request.match_info["file_id"])
    if not file:
        return error_response("This file is gone.", 404)
    shown = file.mime in SAFE_IMAGES
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    if not shown:
        headers["Content-Disposition"] = "attachment"
    return web.Response(
        body=file.content,
        content_type=file.mime if shown else "application/octet-stream",
        headers=headers,
    )


@routes.get("/calls")
async def calls(request: web.Request) -> web.Response:
    """Return the newest calls after id `last`, oldest first."""
    last = request.query.get("last", "0")
    if not last.isdigit():
        return error_response("`last` is a number.")
    newer = [call for call in request.app[SERVER_STATE].telegram.calls.newest if call.id > int(last)]
    return web.json_response([call.as_json() for call in newer[-MAX_CALLS_SHOWN:]])
