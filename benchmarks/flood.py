"""One person who never stops, and a crowd that comes at once. `python -m benchmarks.flood [--quick]`.

Lorong runs as a process, as it is installed, within Telegram's limits. The wire is a bare responder in this process.
"""

import argparse
import asyncio
import itertools
import json
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from aiohttp import web
from sqlmodel import Session

from benchmarks.bot_processes import RUN_LORONG, TOKENS
from benchmarks.load import DATE, tapped, typed
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, printed
from benchmarks.sample_market import SampleMarket, sample_market
from market.address import register
from market.drop.notifications import DropOpens
from market.notification.outbox import notify
from storage.store import Store

TARGETS = {
    "others_p99_vs_idle": "<= 2",
    "letters_vs_idle": ">= 0.5",
    "payment_s": "<= 2",
    "memory_growth": "<= 1.1",
    "crowd_unanswered": "0",
    "crowd_over_limit_s": "<= 5",
}
OTHERS, FLOODER, PAYER, READERS_FROM = range(60_001, 60_021), 7_312_345_678, 60_500, 70_000
CROWD_FROM = 80_000
PER_SECOND = 28
ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
COUNTED = ("sendMessage", "sendPhoto", "sendInvoice", "sendDocument")


@dataclass(frozen=True)
class Size:
    """Seconds of each phase, what the flooder sends in it, and the size of the crowd."""

    seconds: float
    flood: int
    crowd: int


QUICK, FULL = Size(seconds=8, flood=2000, crowd=150), Size(seconds=30, flood=8000, crowd=300)


@dataclass(kw_only=True)
class Wire:
    """Updates that wait, and what the bot sent, by chat."""

    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    answers: dict[int, asyncio.Future[float]] = field(default_factory=dict)
    sent: list[tuple[float, int]] = field(default_factory=list)

    def bring(self, update: dict[str, Any]) -> None:
        self.waiting.append(update)
        self.arrived.set()

    def expect(self, key: int) -> asyncio.Future[float]:
        """Return when the bot has answered `key`: a chat, or a query's id."""
        self.answers[key] = asyncio.get_running_loop().create_future()
        return self.answers[key]

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        body = await request.json() if request.content_type == "application/json" else await _form(request)
        if method == "getUpdates":
            return _ok(await self._updates(int(body.get("offset", 0)), int(body["timeout"])))
        if method in COUNTED:
            self.sent.append((perf_counter(), int(body["chat_id"])))
        self._note(method, body)
        return _ok(ME if method == "getMe" else _message(int(body.get("chat_id", 1))))

    async def _updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), seconds)
            except TimeoutError:
                return []
        return [*itertools.islice(self.waiting, 100)]

    def _note(self, method: str, body: dict[str, Any]) -> None:
        """An edit answers a tap, a message a text, and a pre-checkout query has an answer of its own."""
        queries = ("answerPreCheckoutQuery", "pre_checkout_query_id")
        key = body.get(queries[1]) if method == queries[0] else body.get("chat_id")
        if key is None or method == "answerCallbackQuery":
            return
        waiting = self.answers.pop(int(key), None)
        if waiting and not waiting.done():
            waiting.set_result(perf_counter())


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


async def _form(request: web.Request) -> dict[str, Any]:
    return dict(await request.post())


def _message(chat: int) -> dict[str, Any]:
    photo = {"file_id": "AgAC", "file_unique_id": "AQAD", "width": 800, "height": 600}
    return {"message_id": 7, "date": DATE, "chat": {"id": chat, "type": "private"}, "photo": [photo]}


@dataclass(kw_only=True)
class Phase:
    """What one phase measured: seconds of the others' taps, and notifications a second."""

    taps: list[float]
    letters: float

    @property
    def p99(self) -> float:
        return quantiles(self.taps, n=100)[98]


@dataclass(kw_only=True)
class Bench:
    wire: Wire
    town: SampleMarket
    pid: int

    async def tap(self, person: int) -> float:
        """Tap a card's button; seconds until it is edited."""
        answered = self.wire.expect(person)
        began = perf_counter()
        drop = self.town.drops[person % len(self.town.drops)]
        self.wire.bring(tapped(next(self.wire.numbers), person, f"d:{drop}:all.0..1"))
        return await asyncio.wait_for(answered, 60) - began

    async def phase(self, seconds: float) -> Phase:
        """Let the others tap, each ten times a second or as fast as they are answered."""
        began, taps = perf_counter(), list[float]()

        async def one(person: int) -> None:
            while perf_counter() - began < seconds:
                taps.append(await self.tap(person))
                await asyncio.sleep(0.1)

        await asyncio.gather(*map(one, OTHERS))
        took = perf_counter() - began
        letters = sum(READERS_FROM <= chat < CROWD_FROM for when, chat in self.wire.sent if when >= began)
        return Phase(taps=taps, letters=letters / took)

    def flood(self, count: int) -> None:
        """Bring so many messages and taps of one person at once."""
        for turn in range(count):
            number = next(self.wire.numbers)
            update = (
                tapped(number, FLOODER, f"d:{self.town.drops[turn % len(self.town.drops)]}:all.0..1")
                if turn % 2
                else typed(number, FLOODER, "/start")
            )
            self.wire.bring(update)

    async def payment(self) -> float:
        """Seconds until the check before a payment and a message after it are answered."""
        number = next(self.wire.numbers)
        query = {"id": str(number), "from": _human(PAYER), "currency": "MYR"}
        checked = self.wire.expect(number)
        began = perf_counter()
        body = {**query, "total_amount": 500, "invoice_payload": "nothing"}
        self.wire.bring({"update_id": number, "pre_checkout_query": body})
        await asyncio.wait_for(checked, 60)
        told = self.wire.expect(PAYER)
        self.wire.bring(typed(next(self.wire.numbers), PAYER, "/mine"))
        return await asyncio.wait_for(told, 60) - began

    async def letters_gone(self) -> None:
        """Wait until no notification was sent for a second: they may have half of the budget, and the crowd is measured alone."""
        while self.wire.sent and perf_counter() - self.wire.sent[-1][0] < 1:  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.1)

    async def crowd(self, size: int) -> tuple[int, float]:
        """How many of a crowd that writes at once were not answered, and the seconds until the last was."""
        waiting = []
        began = perf_counter()
        for person in range(CROWD_FROM, CROWD_FROM + size):
            waiting.append(self.wire.expect(person))
            code = self.town.codes[person % len(self.town.codes)]
            self.wire.bring(typed(next(self.wire.numbers), person, f"/start d_{code}"))
        done, missing = await asyncio.wait(waiting, timeout=size / PER_SECOND + 20)
        return len(missing), max(one.result() for one in done) - began

    def memory(self) -> int:
        """The bytes that the process has resident."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * 4096


def _human(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Aina", "language_code": "en"}


@asynccontextmanager
async def bench(folder: Path, letters: int) -> AsyncIterator[Bench]:
    """Lorong as a process on a market where so many notifications are due."""
    town = await asyncio.to_thread(sample_market, folder)
    await _due_letters(town, letters)
    wire = Wire()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", wire.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    environment = {
        "LORONG_BOT_TOKEN": TOKENS["Lorong"],
        "LORONG_API_BASE": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "LORONG_DATABASE_URL": town.database,
        "LORONG_WEB_BIND": "127.0.0.1:0",
    }
    with run_process(("-c", RUN_LORONG), folder, environment) as process:
        measured = Bench(wire=wire, town=town, pid=process.pid)
        for person in (*OTHERS, PAYER):
            answered = wire.expect(person)
            wire.bring(typed(next(wire.numbers), person, "/start"))
            await asyncio.wait_for(answered, 60)
        yield measured
    await runner.cleanup()


async def _due_letters(town: SampleMarket, count: int) -> None:
    now = datetime.now(UTC)

    def write(session: Session) -> None:
        for reader in range(READERS_FROM, READERS_FROM + count):
            person = register(session, reader, first_name="Reader", language="en", now=now)
            notify(
                session,
                person,
                DropOpens(drop_id=town.drops[0]),
                now,
                about=f"drop:{town.drops[0]}",
                late_after=now + timedelta(hours=1),
            )

    store = Store(town.database, deadline=None)
    try:
        await store.write(write)
    finally:
        await store.close()


async def measure(size: Size) -> tuple[list[list[str]], dict[str, float]]:
    """The table's rows and the figures."""
    letters = int(size.seconds * PER_SECOND * 2.5)
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        async with bench(Path(place), letters) as measured:
            idle = await measured.phase(size.seconds)
            before = measured.memory()
            measured.flood(size.flood)
            flooded, payment = await asyncio.gather(measured.phase(size.seconds), measured.payment())
            after = measured.memory()
            await measured.letters_gone()
            unanswered, seconds = await measured.crowd(size.crowd)
    figures = {
        "others_p99_vs_idle": flooded.p99 / idle.p99,
        "letters_vs_idle": flooded.letters / idle.letters,
        "payment_s": payment,
        "memory_growth": after / before,
        "crowd_unanswered": float(unanswered),
        "crowd_over_limit_s": seconds - size.crowd / PER_SECOND,
    }
    rows = [
        ["", "idle", "flood"],
        ["taps of 20 others: p50 ms", *(f"{median(each.taps) * 1000:.1f}" for each in (idle, flooded))],
        ["taps of 20 others: p99 ms", *(f"{each.p99 * 1000:.1f}" for each in (idle, flooded))],
        ["taps", *(f"{len(each.taps)}" for each in (idle, flooded))],
        ["notifications/s", *(f"{each.letters:.1f}" for each in (idle, flooded))],
        ["MiB", *(f"{each / 2**20:.0f}" for each in (before, after))],
        [f"crowd of {size.crowd}: seconds", "", f"{seconds:.1f}"],
    ]
    return rows, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    size = QUICK if parser.parse_args().quick else FULL
    rows, figures = asyncio.run(measure(size))
    print(printed(rows))
    print(f"\nwanted: {json.dumps(TARGETS)}")
    print(machine("aiogram", "aiohttp"))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
