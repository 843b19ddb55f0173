"""A flood of updates from one person, then a burst of people at once. `python -m benchmarks.flood [--quick]`.

Lorong runs as a separate process, as it is installed, within Telegram's limits. The Bot API is a stub in this process.
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
from storage.person import Person
from storage.store import Store

TARGETS = {
    "others_p99_vs_idle": "<= 2",
    "notifications_vs_idle": ">= 0.5",
    "payment_s": "<= 2",
    "memory_growth": "<= 1.1",
    "burst_unanswered": "0",
    "burst_over_limit_s": "<= 5",
}
OTHERS, FLOODER, PAYER, READERS_FROM = range(60_001, 60_021), 7_312_345_678, 60_500, 70_000
BURST_FROM = 80_000
PER_SECOND = 28
ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
COUNTED = ("sendMessage", "sendPhoto", "sendInvoice", "sendDocument")


@dataclass(frozen=True)
class Size:
    """The amount of work: `seconds` of each phase, `flood` updates of one person, and `burst` people at once."""

    seconds: float
    flood: int
    burst: int


QUICK, FULL = Size(seconds=8, flood=2000, burst=150), Size(seconds=30, flood=8000, burst=300)


@dataclass(kw_only=True)
class StubBotApi:
    """A Bot API that answers at once: `waiting` are unconfirmed updates, `sent` the time and chat of each message."""

    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    answers: dict[int, asyncio.Future[float]] = field(default_factory=dict)
    sent: list[tuple[float, int]] = field(default_factory=list)

    def add_update(self, update: dict[str, Any]) -> None:
        self.waiting.append(update)
        self.arrived.set()

    def expect(self, key: int) -> asyncio.Future[float]:
        """Return a future of the time when the bot answers `key`, a chat or a query's id."""
        self.answers[key] = asyncio.get_running_loop().create_future()
        return self.answers[key]

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        body = await request.json() if request.content_type == "application/json" else await _form(request)
        if method == "getUpdates":
            return _ok(await self._updates(int(body.get("offset", 0)), int(body["timeout"])))
        if method in COUNTED:
            self.sent.append((perf_counter(), int(body["chat_id"])))
        self._resolve(method, body)
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

    def _resolve(self, method: str, body: dict[str, Any]) -> None:
        """Resolve the future of what a call answers: an edit or a message its chat, answerPreCheckoutQuery its query."""
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
    """The figures of one phase: the seconds of each tap of the other people, and notifications a second."""

    taps: list[float]
    notification_rate: float

    @property
    def p99(self) -> float:
        return quantiles(self.taps, n=100)[98]


@dataclass(kw_only=True)
class Bench:
    """A running Lorong with its market and its Bot API."""

    api: StubBotApi
    market: SampleMarket
    pid: int

    async def tap(self, person: int) -> float:
        """Tap a card's button; return the seconds until the card is edited."""
        answered = self.api.expect(person)
        started = perf_counter()
        drop = self.market.drops[person % len(self.market.drops)]
        self.api.add_update(tapped(next(self.api.numbers), person, f"d:{drop}:all.0..1"))
        return await asyncio.wait_for(answered, 60) - started

    async def phase(self, seconds: float) -> Phase:
        """Let the other people tap, each at most ten times a second and one tap at a time."""
        started, taps = perf_counter(), list[float]()

        async def one(person: int) -> None:
            while perf_counter() - started < seconds:
                taps.append(await self.tap(person))
                await asyncio.sleep(0.1)

        await asyncio.gather(*map(one, OTHERS))
        duration = perf_counter() - started
        sent = sum(READERS_FROM <= chat < BURST_FROM for when, chat in self.api.sent if when >= started)
        return Phase(taps=taps, notification_rate=sent / duration)

    def flood(self, count: int) -> None:
        """Queue `count` messages and taps of one person at once."""
        for index in range(count):
            number = next(self.api.numbers)
            update = (
                tapped(number, FLOODER, f"d:{self.market.drops[index % len(self.market.drops)]}:all.0..1")
                if index % 2
                else typed(number, FLOODER, "/start")
            )
            self.api.add_update(update)

    async def payment(self) -> float:
        """Return the seconds until a pre-checkout query and a message after it are answered."""
        number = next(self.api.numbers)
        query = {"id": str(number), "from": _human(PAYER), "currency": "MYR"}
        checked = self.api.expect(number)
        started = perf_counter()
        body = {**query, "total_amount": 500, "invoice_payload": "nothing"}
        self.api.add_update({"update_id": number, "pre_checkout_query": body})
        await asyncio.wait_for(checked, 60)
        answered = self.api.expect(PAYER)
        self.api.add_update(typed(next(self.api.numbers), PAYER, "/mine"))
        return await asyncio.wait_for(answered, 60) - started

    async def until_notifications_end(self) -> None:
        """Wait until no notification was sent for a second: they may use half of the limit, and the burst is measured alone."""
        while self.api.sent and perf_counter() - self.api.sent[-1][0] < 1:  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.1)

    async def burst(self, people: int) -> tuple[int, float]:
        """Let `people` people write at once; return how many were not answered, and the seconds until the last answer."""
        waiting = []
        started = perf_counter()
        for person in range(BURST_FROM, BURST_FROM + people):
            waiting.append(self.api.expect(person))
            code = self.market.codes[person % len(self.market.codes)]
            self.api.add_update(typed(next(self.api.numbers), person, f"/start d_{code}"))
        done, missing = await asyncio.wait(waiting, timeout=people / PER_SECOND + 20)
        return len(missing), max(one.result() for one in done) - started

    def memory(self) -> int:
        """Return the resident bytes of the process."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * 4096


def _human(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Aina", "language_code": "en"}


@asynccontextmanager
async def open_bench(folder: Path, notifications: int) -> AsyncIterator[Bench]:
    """Yield Lorong as a process on a market where `notifications` notifications are due."""
    market = await asyncio.to_thread(sample_market, folder)
    await _write_due_notifications(market, notifications)
    api = StubBotApi()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    environment = {
        "LORONG_BOT_TOKEN": TOKENS["Lorong"],
        "LORONG_API_BASE": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "LORONG_DATABASE_URL": market.database,
        "LORONG_WEB_BIND": "127.0.0.1:0",
        "LORONG_HEALTH_BIND": "127.0.0.1:0",
    }
    with run_process(("-c", RUN_LORONG), folder, environment) as process:
        measured = Bench(api=api, market=market, pid=process.pid)
        for person in (*OTHERS, PAYER):
            answered = api.expect(person)
            api.add_update(typed(next(api.numbers), person, "/start"))
            await asyncio.wait_for(answered, 60)
        yield measured
    await runner.cleanup()


async def _write_due_notifications(market: SampleMarket, count: int) -> None:
    now = datetime.now(UTC)

    def write(session: Session) -> None:
        for reader in range(READERS_FROM, READERS_FROM + count):
            person = register(session, reader, first_name="Reader", language="en", now=now)
            without_quiet_hours = {"quiet_from": 0, "quiet_until": 0}
            session.get_one(Person, person).sqlmodel_update(without_quiet_hours)
            notify(
                session,
                person,
                DropOpens(drop_id=market.drops[0]),
                now,
                about=f"drop:{market.drops[0]}",
                late_after=now + timedelta(hours=1),
            )

    store = Store(market.database, deadline=None)
    try:
        await store.write(write)
    finally:
        await store.close()


async def measure(size: Size) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    notifications = int(size.seconds * PER_SECOND * 2.5)
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder:
        async with open_bench(Path(folder), notifications) as measured:
            idle = await measured.phase(size.seconds)
            before = measured.memory()
            measured.flood(size.flood)
            flooded, payment = await asyncio.gather(measured.phase(size.seconds), measured.payment())
            after = measured.memory()
            await measured.until_notifications_end()
            unanswered, seconds = await measured.burst(size.burst)
    figures = {
        "others_p99_vs_idle": flooded.p99 / idle.p99,
        "notifications_vs_idle": flooded.notification_rate / idle.notification_rate,
        "payment_s": payment,
        "memory_growth": after / before,
        "burst_unanswered": float(unanswered),
        "burst_over_limit_s": seconds - size.burst / PER_SECOND,
    }
    rows = [
        ["", "idle", "flood"],
        ["taps of 20 other people: p50 ms", *(f"{median(each.taps) * 1000:.1f}" for each in (idle, flooded))],
        ["taps of 20 other people: p99 ms", *(f"{each.p99 * 1000:.1f}" for each in (idle, flooded))],
        ["taps", *(f"{len(each.taps)}" for each in (idle, flooded))],
        ["notifications/s", *(f"{each.notification_rate:.1f}" for each in (idle, flooded))],
        ["MiB", *(f"{each / 2**20:.0f}" for each in (before, after))],
        [f"burst of {size.burst}: seconds", "", f"{seconds:.1f}"],
    ]
    return rows, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    size = QUICK if parser.parse_args().quick else FULL
    rows, figures = asyncio.run(measure(size))
    print(printed(rows))
    print(f"\ntargets: {json.dumps(TARGETS)}")
    print(machine("aiogram", "aiohttp"))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
