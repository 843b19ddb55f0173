"""What persons do, over HTTP: each request is one deed of one person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox import deeds, drawing, reading
from sandbox.faults import Fault
from sandbox.files import Upload
from sandbox.house import HOUSE
from sandbox.params import check_utf8
from sandbox.people import Clock
from sandbox.phone import PATIENCE, heard, scanned
from sandbox.refusal import ApiError, NotPossible
from sandbox.showing import tell_clock
from sandbox.state import Account, Json, Post, Resident
from sandbox.street import Street

routes = web.RouteTableDef()

Deed = tuple[Street, Account, Resident]


def _deed(request: web.Request) -> Deed:
    street = request.app[HOUSE].street
    return street, street.first, street.resident(int(request.match_info["id"]))


async def _body(request: web.Request) -> Json:
    try:
        given = await request.json() if request.can_read_body else {}
        check_utf8(given)
    except (ValueError, RecursionError, ApiError):
        given = None
    if not isinstance(given, dict):
        raise NotPossible("The body is not a JSON object.")
    return given


def _number(body: Json, name: str) -> int:
    value = _number_if_given(body, name)
    if value is None:
        raise NotPossible(f"`{name}` is a number.")
    return value


def _number_if_given(body: Json, name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise NotPossible(f"`{name}` is a number.")
    return value


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise NotPossible(f"`{name}` is a text.")
    return value


def _done(**said: Any) -> web.Response:
    return web.json_response(said)


def _sent(post: Post) -> web.Response:
    return _done(message=drawing.drawn(post))


@routes.post(r"/people/{id:-?\d+}/write")
async def write(request: web.Request) -> web.Response:
    body = await _body(request)
    chat, reply_to = (_number_if_given(body, name) for name in ("chat", "reply_to"))
    return _sent(deeds.say(*_deed(request), text=_text(body, "text"), chat_id=chat, reply_to=reply_to))


@routes.post(r"/people/{id:-?\d+}/tap")
async def tap(request: web.Request) -> web.Response:
    body, deed = await _body(request), _deed(request)
    chat, message_id = deeds.chat_for(*deed, _number_if_given(body, "chat")), _number(body, "message_id")
    if "data" in body:
        deeds.tap(*deed, chat, message_id, _text(body, "data"))
        return _done()
    post = chat.posts.get(message_id)
    rows = drawing.keyboard(post) if post else []
    row, column = _number(body, "row"), _number(body, "column")
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise NotPossible("This button is not there any more.")
    data = rows[row][column].get("callback_data")
    if data is not None:
        deeds.tap(*deed, chat, message_id, data)
    return _done()


@routes.post(r"/people/{id:-?\d+}/photo")
async def photo(request: web.Request) -> web.Response:
    upload, values = await _upload(request)
    return _sent(deeds.photo(*_deed(request), upload, str(values.get("caption", ""))))


async def _upload(request: web.Request) -> tuple[Upload, Json]:
    try:
        given = await reading.from_request(request)
    except (ApiError, ValueError):
        raise NotPossible("The file did not come whole, or it is too large.") from None
    if "file" not in given.files:
        raise NotPossible("There is no file in the request.")
    return given.files["file"], dict(given.values)


@routes.post(r"/people/{id:-?\d+}/location")
async def location(request: web.Request) -> web.Response:
    body = await _body(request)
    place = {name: body.get(name) for name in ("latitude", "longitude")}
    if not all(isinstance(value, int | float) and abs(value) <= 180 for value in place.values()):
        raise NotPossible("A place has a latitude and a longitude.")
    return _sent(deeds.say(*_deed(request), content={"location": place}))


@routes.post(r"/people/{id:-?\d+}/open")
async def follow(request: web.Request) -> web.Response:
    return _sent(deeds.follow(*_deed(request), _text(await _body(request), "link").strip()))


@routes.post(r"/people/{id:-?\d+}/scan")
async def scan(request: web.Request) -> web.Response:
    deed = _deed(request)
    if request.content_type == "multipart/form-data":
        upload, _ = await _upload(request)
    else:
        upload = _picture(deed[0], deed[1], await _body(request))
    became = await scanned(*deed, upload)
    return _done(what=became.what, text=became.text)


def _picture(street: Street, account: Account, body: Json) -> Upload:
    chat = street.chat(account, _number(body, "chat"))
    post = chat.posts.get(_number(body, "message_id")) if chat else None
    sizes = post.content.get("photo") if post else None
    file = street.files.get(sizes[-1]["file_id"]) if sizes else None
    if not file:
        raise NotPossible("There is no picture in this message.")
    return Upload(file.name, file.content)


@routes.post(r"/people/{id:-?\d+}/pay")
async def pay(request: web.Request) -> web.Response:
    body, deed = await _body(request), _deed(request)
    chat = deeds.chat_for(*deed, _number_if_given(body, "chat"))
    answer = await deeds.pay(*deed, chat, _number(body, "message_id"))
    if not answer["ok"]:
        raise NotPossible(answer["error"])
    return _done()


@routes.post(r"/people/{id:-?\d+}/inline")
async def inline(request: web.Request) -> web.Response:
    asked = deeds.look_up(*_deed(request), _text(await _body(request), "query"))
    answer = await heard(asked, PATIENCE)
    return _done(results=answer["results"] if answer else [])


@routes.post(r"/people/{id:-?\d+}/language")
async def language(request: web.Request) -> web.Response:
    street, account, who = _deed(request)
    who.language = _text(await _body(request), "language")
    deeds.tell_about(street, account, who)
    return _done()


@routes.post(r"/people/{id:-?\d+}/{what:block|unblock}")
async def block(request: web.Request) -> web.Response:
    deeds.block(*_deed(request), blocked=request.match_info["what"] == "block")
    return _done()


@routes.post("/clock/move")
async def move(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    if not house.clock:
        raise NotPossible("This sandbox runs on real time.")
    to = _goal(house.clock, _text(await _body(request), "to"))
    if to < house.clock.now():
        raise NotPossible("The clock never goes back.")
    said = await house.clock.move(to)
    return _done(**tell_clock(house.street, house.clock, said))


def _goal(clock: Clock, to: str) -> datetime:
    now, due = clock.now(), clock.next_due()
    match to:
        case "hour":
            return (now.astimezone(UTC) + timedelta(hours=1)).astimezone(now.tzinfo)
        case "tomorrow":
            return (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        case "next" if due:
            return max(due.at, now)
        case "next":
            raise NotPossible("Nothing is due.")
    try:
        given = datetime.fromisoformat(to)
    except ValueError:
        raise NotPossible("`to` is a time, or hour, tomorrow, next.") from None
    return given if given.tzinfo else given.replace(tzinfo=now.tzinfo)


@routes.post("/faults")
async def faults(request: web.Request) -> web.Response:
    body = await _body(request)
    try:
        fault = Fault(_text(body, "fault").lower())
    except ValueError:
        raise NotPossible(f"A fault is one of {', '.join(Fault)}.") from None
    times, retry_after = (_number({name: 1} | body, name) for name in ("times", "retry_after"))
    request.app[HOUSE].street.faults.arm(
        _text(body, "method"), fault, times=max(1, min(times, 1000)), retry_after=max(1, retry_after)
    )
    return _done()
