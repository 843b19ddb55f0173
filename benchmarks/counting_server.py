"""A server that answers sendMessage at once and records when each arrived. `python -m benchmarks.counting_server` prints its address.

`GET /TOKEN` returns these times, in seconds of the server's clock.
"""

import asyncio
import time
from collections import defaultdict

from aiohttp import web

MAX_LIFETIME = 3600
"""Seconds after which the server stops by itself, if nothing has ended it."""

SENT = b'{"ok":true,"result":{"message_id":7,"date":1764000000,"chat":{"id":1,"type":"private","first_name":"Aina"},"text":"hello"}}'
ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'


class Counter:
    def __init__(self) -> None:
        self._arrivals: defaultdict[str, list[float]] = defaultdict(list)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        await request.read()
        prefix, _, method = request.path[1:].rpartition("/")
        if not prefix:
            return web.json_response(self._arrivals[method])
        if method == "sendMessage":
            self._arrivals[prefix.removeprefix("bot")].append(time.perf_counter())
        return web.Response(body=ME if method == "getMe" else SENT, content_type="application/json")


async def serve() -> None:
    runner = web.ServerRunner(web.Server(Counter().answer, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.sleep(MAX_LIFETIME)


if __name__ == "__main__":
    asyncio.run(serve())
