"""The HTTP side for bots, and where every request goes."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

from aiohttp import web

from sandbox import desk, persons, reading, showing
from sandbox.desk import Reply
from sandbox.faults import Fault
from sandbox.files import File, scaled
from sandbox.house import HOUSE, House, close, in_words, only_here
from sandbox.refusal import ApiError
from sandbox.state import Account

BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
)
LONGEST_HANG = 300.0


def app(house: House) -> web.Application:
    made = web.Application(middlewares=[only_here, in_words], client_max_size=reading.LARGEST)
    made[HOUSE] = house
    made.on_shutdown.append(close)
    made.router.add_route("*", "/bot{token:[^/]+}/{method}", bot_api)
    made.router.add_get("/file/bot{token:[^/]+}/{kind}/{file_id}/{name}", download)
    made.router.add_routes(showing.routes)
    made.router.add_routes(persons.routes)
    return made


async def bot_api(request: web.Request) -> web.StreamResponse:
    house = request.app[HOUSE]
    try:
        account = _account(request)
        params = await reading.from_request(request)
    except ApiError as error:
        return web.json_response(error.body(), status=error.code)
    reply = await desk.answer(house.street, account, request.match_info["method"], params)
    if reply.fault:
        return await _faulty(request, reply)
    return web.json_response(reply.body, status=reply.code)


def _account(request: web.Request) -> Account:
    account = request.app[HOUSE].street.accounts.get(request.match_info["token"])
    if not account:
        raise ApiError(401, "Unauthorized")
    return account


async def _faulty(request: web.Request, reply: Reply) -> web.StreamResponse:
    match reply.fault:
        case Fault.BAD_GATEWAY:
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        case Fault.HANG:
            await _wait_for_end(request)
        case Fault.LOST:
            pass
        case _:
            return web.json_response(reply.body, status=reply.code)
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _wait_for_end(request: web.Request) -> None:
    """A caller who gives up cancels this; so does the end of the sandbox."""
    with suppress(TimeoutError):
        await asyncio.wait_for(request.app[HOUSE].closing.wait(), LONGEST_HANG)


async def download(request: web.Request) -> web.Response:
    try:
        _account(request)
    except ApiError as error:
        return web.json_response(error.body(), status=error.code)
    return await bytes_of(request)


async def bytes_of(request: web.Request) -> web.Response:
    file_id = request.match_info["file_id"]
    file = request.app[HOUSE].street.files.get(file_id)
    if not file:
        return web.json_response(ApiError(404, "Not Found").body(), status=404)
    return web.Response(body=await _content(file, file_id), content_type=file.mime)


async def _content(file: File, file_id: str) -> bytes:
    size = re.search(r"~(\d+)$", file_id)
    return await asyncio.to_thread(scaled, file.content, int(size.group(1))) if size else file.content
