"""The HTTP server for bots, and the routing of every request."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

from aiohttp import web

from sandbox import dispatch, page_routes, person_api, request_parsing
from sandbox.dispatch import ApiReply
from sandbox.errors import ApiError
from sandbox.fault_injection import Fault
from sandbox.file_store import StoredFile, scaled
from sandbox.records import BotAccount
from sandbox.server_state import (
    SERVER_STATE,
    ServerState,
    close_waiting_requests,
    local_only,
    not_possible_as_error,
)

BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
)
MAX_HANG = 300.0


def build_app(server_state: ServerState) -> web.Application:
    made = web.Application(
        middlewares=[local_only, not_possible_as_error], client_max_size=request_parsing.MAX_BODY
    )
    made[SERVER_STATE] = server_state
    made.on_shutdown.append(close_waiting_requests)
    made.router.add_route("*", "/bot{token:[^/]+}/{method}", bot_api)
    made.router.add_get("/file/bot{token:[^/]+}/{kind}/{file_id}/{name}", download)
    made.router.add_routes(page_routes.routes)
    made.router.add_routes(person_api.routes)
    return made


async def bot_api(request: web.Request) -> web.StreamResponse:
    server_state = request.app[SERVER_STATE]
    try:
        account = _account(request)
        params = await request_parsing.from_request(request)
    except ApiError as error:
        return web.json_response(error.body(), status=error.code)
    reply = await dispatch.handle_call(server_state.telegram, account, request.match_info["method"], params)
    if reply.fault:
        return await _fault_response(request, reply)
    return web.json_response(reply.body, status=reply.code)


def _account(request: web.Request) -> BotAccount:
    account = request.app[SERVER_STATE].telegram.accounts.get(request.match_info["token"])
    if not account:
        raise ApiError(401, "Unauthorized")
    return account


async def _fault_response(request: web.Request, reply: ApiReply) -> web.StreamResponse:
    match reply.fault:
        case Fault.BAD_GATEWAY:
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        case Fault.HANG:
            await _wait_for_end(request)
        case Fault.LOST | Fault.CUT:
            pass
        case _:
            return web.json_response(reply.body, status=reply.code)
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _wait_for_end(request: web.Request) -> None:
    """Wait until the caller disconnects or the sandbox ends."""
    with suppress(TimeoutError):
        await asyncio.wait_for(request.app[SERVER_STATE].closing.wait(), MAX_HANG)


async def download(request: web.Request) -> web.Response:
    try:
        _account(request)
    except ApiError as error:
        return web.json_response(error.body(), status=error.code)
    return await bytes_of(request)


async def bytes_of(request: web.Request) -> web.Response:
    file_id = request.match_info["file_id"]
    file = request.app[SERVER_STATE].telegram.files.get(file_id)
    if not file:
        return web.json_response(ApiError(404, "Not Found").body(), status=404)
    return web.Response(body=await _content(file, file_id), content_type=file.mime)


async def _content(file: StoredFile, file_id: str) -> bytes:
    size = re.search(r"~(\d+)$", file_id)
    return await asyncio.to_thread(scaled, file.content, int(size.group(1))) if size else file.content
