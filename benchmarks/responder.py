"""A bare responder in Telegram's place, light enough to measure bots with. It checks nothing; the sandbox does.

`python -m benchmarks.responder` prints its address, answers the Bot API, and does to a bot what `POST /order` says.
"""

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import web

from benchmarks.load import DATE, PHOTO, Load, Order

LONGEST_LIFE = 900
"""Seconds after which a forgotten responder ends by itself."""
PATIENCE = 300.0
QUIET = 2.5
"""Seconds without a call, but for updates, after which a bot has nothing left to send."""

OFFSET, TIMEOUT = re.compile(rb"offset[^0-9a-z]+(\d+)"), re.compile(rb"timeout[^0-9a-z]+(\d+)")
PERSON = re.compile(rb'(?:chat_id|callback_query_id)(?:[": =]+|"\r\n\r\n)(\d+)')


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


ME = _ok({"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True})
DONE = _ok(True)
SENT = {"message_id": 7, "date": DATE, "chat": {"id": 1, "type": "private", "first_name": "Aina"}}
MESSAGE = _ok({**SENT, "text": "Kuih lapis"})
PICTURED = _ok({**SENT, "caption": "Kuih lapis", "photo": [PHOTO]})
RESULTS = {
    "getMe": ME,
    "sendMessage": MESSAGE,
    "editMessageText": MESSAGE,
    "editMessageCaption": PICTURED,
    "sendPhoto": PICTURED,
    "editMessageMedia": PICTURED,
}


@dataclass(kw_only=True)
class BotDesk:
    """The updates that wait for one bot, unconfirmed ones too, and the methods it has called."""

    waiting: deque[tuple[int, bytes]] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    called: defaultdict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    load: Load | None = None
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    last_call: float = field(default_factory=time.perf_counter)

    def bring(self, update: tuple[int, bytes]) -> None:
        self.waiting.append(update)
        self.arrived.set()

    async def updates(self, offset: int, seconds: int) -> bytes:
        """The first hundred from `offset` on; those below it are confirmed and forgotten."""
        while self.waiting and self.waiting[0][0] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), seconds)
            except TimeoutError:
                return b'{"ok":true,"result":[]}'
        batch = b",".join(update for _, update in itertools.islice(self.waiting, 100))
        return b'{"ok":true,"result":[' + batch + b"]}"

    def answered(self, body: bytes) -> None:
        self.last_call = time.perf_counter()
        found = PERSON.search(body)
        if self.load is None or found is None:
            return
        update = self.load.answered(int(found[1]))
        if update:
            self.bring(update)
        if self.load.done:
            self.finished.set()

    async def carry_out(self, order: Order) -> dict[str, float]:
        """Raises TimeoutError where the bot does not keep up."""
        self.finished.clear()
        self.load = Load(order=order, numbers=self.numbers)
        for update in self.load.first():
            self.bring(update)
        await asyncio.wait_for(self.finished.wait(), PATIENCE)
        figures, self.load = self.load.figures(), None
        return figures

    async def until_quiet(self) -> float:
        """Return the seconds until the last call, once there was none for QUIET seconds. Raises TimeoutError."""
        begun = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while (wait := max(begun, self.last_call) + QUIET - time.perf_counter()) > 0:  # noqa: ASYNC110 - silence makes no event
                await asyncio.sleep(wait)
        return max(0.0, self.last_call - begun)


class Responder:
    """Knows a bot by its token."""

    def __init__(self) -> None:
        self._desks: defaultdict[str, BotDesk] = defaultdict(BotDesk)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        body = await request.read()
        place, _, method = request.path[1:].rpartition("/")
        if not place:
            return web.json_response(await self._asked(method, json.loads(body)))
        desk = self._desks[place.removeprefix("bot")]
        desk.called[method].set()
        if method == "getUpdates":
            content = await desk.updates(_number(OFFSET, body), _number(TIMEOUT, body))
        else:
            content = RESULTS.get(method, DONE)
            desk.answered(body)
        return web.Response(body=content, content_type="application/json")

    async def _asked(self, what: str, asked: dict[str, object]) -> dict[str, float]:
        """`order`: an Order, whose figures it answers. `call`: waits until `bot` calls `method`. `forget`: what `bot` called.

        `quiet`: waits until `bot` has sent all.
        """
        desk = self._desks[str(asked["bot"])]
        if what == "order":
            return await desk.carry_out(Order(**asked))  # type: ignore[arg-type]
        if what == "quiet":
            return {"seconds": await desk.until_quiet()}
        if what == "forget":
            desk.called.clear()
        else:
            await asyncio.wait_for(desk.called[str(asked["method"])].wait(), PATIENCE)
        return {}


def _number(pattern: re.Pattern[bytes], body: bytes) -> int:
    found = pattern.search(body)
    return int(found[1]) if found else 0


async def serve() -> None:
    runner = web.ServerRunner(web.Server(Responder().answer, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.sleep(LONGEST_LIFE)


if __name__ == "__main__":
    asyncio.run(serve())
