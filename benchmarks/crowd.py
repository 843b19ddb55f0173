"""A channel posts a link, and people come within a minute: each looks, joins and gets a ticket. `python -m benchmarks.crowd [--quick]`.

Lorong runs as a separate process, as it is installed, within Telegram's limits. The Bot API is a stub in this process. Beside the crowd others
wait for an item that is full, and units of it become available again and again.
"""

import argparse
import asyncio
import io
import itertools
import json
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import zxingcpp
from aiohttp import web
from PIL import Image
from sqlalchemy import insert
from sqlmodel import Session

from benchmarks.bot_processes import RUN_LORONG, TOKENS
from benchmarks.join_setup import ItemForJoins, address_row, fill, full_item, open_item
from benchmarks.load import DATE, telegram_id, typed
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, printed
from benchmarks.sample_market import sample_market
from market.waitlist.sweep import allocate_item
from storage.address import Address
from storage.drop import Item
from storage.store import Store

TARGETS = {
    "first_answer_p95_s": "<= 3",
    "ticket_p95_s": "<= 8",
    "hold_told_p95_s": "<= 10",
    "counted_messages_per_booking": "<= 1.1",
}
A_MINUTE, READING = 1000, (1.0, 4.0)
"""People who come within a minute, and for how many seconds each reads the card before the tap."""
FIRST_OF_CROWD, FIRST_WAITING = 90_000, 10_000_000
HOLD_EVERY = 2.0
"""Seconds between two units of the full item that become available."""
PATIENCE = 180
"""Seconds after which somebody who has no answer or no ticket is counted as never answered."""
COUNTED = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
PHOTO = {"file_id": "AgAC", "file_unique_id": "AQAD", "width": 800, "height": 600}


@dataclass(kw_only=True)
class Phones:
    """A Bot API that answers at once. It knows of each chat its messages, when the first came, and each picture that was uploaded to it, with its time."""

    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    first: dict[int, tuple[float, int]] = field(default_factory=dict)
    pictures: dict[int, list[tuple[float, bytes]]] = field(default_factory=dict)
    counted: Counter[int] = field(default_factory=Counter)

    def add_update(self, update: dict[str, Any]) -> None:
        self.waiting.append(update)
        self.arrived.set()

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        body: dict[str, Any] = dict(
            await (request.json() if request.content_type == "application/json" else request.post())
        )
        if method == "getUpdates":
            return _ok(await self._updates(int(body.get("offset", 0)), int(body["timeout"])))
        if method == "getMe":
            return _ok(ME)
        chat = int(body.get("chat_id", 1))
        message = int(body.get("message_id") or next(self.numbers))
        await self._note(method, chat, message, body=body)
        if not method.startswith(("send", "edit")):
            return _ok(result=True)
        at = {"id": chat, "type": "private"}
        return _ok({"message_id": message, "date": DATE, "chat": at, "photo": [PHOTO]})

    async def _note(self, method: str, chat: int, message: int, body: dict[str, Any]) -> None:
        now = perf_counter()
        self.counted[chat] += method in COUNTED
        if method in COUNTED:
            self.first.setdefault(chat, (now, message))
        uploads = [part.file.read() for part in body.values() if isinstance(part, web.FileField)]
        self.pictures.setdefault(chat, []).extend((now, upload) for upload in uploads)
        async with self.changed:
            self.changed.notify_all()

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

    async def until_first(self, chat: int) -> tuple[float, int]:
        """Return when the first message came to a chat, and which it is."""
        await self._until(lambda: chat in self.first)
        return self.first[chat]

    async def until_ticket(self, chat: int, since: float) -> float:
        """Return when a picture came to a chat whose QR code another library reads as a ticket's."""
        looked_at = itertools.count()
        while True:
            place = next(looked_at)
            await self._until(lambda place=place: len(self.pictures.get(chat, ())) > place)
            at, picture = self.pictures[chat][place]
            if at >= since and await asyncio.to_thread(_is_ticket, picture):
                return at

    async def _until(self, holds: Any) -> None:
        async with self.changed:
            await self.changed.wait_for(holds)


def _is_ticket(picture: bytes) -> bool:
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    return any("t_" in code.text or "/T/" in code.text for code in codes)


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@dataclass(kw_only=True)
class Rush:
    """A running Lorong with the item that everybody joins, and one that is full."""

    phones: Phones
    item: ItemForJoins
    full: ItemForJoins
    store: Store

    async def one(self, person: int, after: float, reading: float) -> tuple[float, float]:
        """Open the link after so many seconds, read, and tap Join; return the seconds until the answer, and from the tap until the ticket."""
        await asyncio.sleep(after)
        opened = perf_counter()
        self.phones.add_update(typed(next(self.phones.numbers), person, f"/start d_{self.item.code}"))
        answered, message = await self.phones.until_first(person)
        await asyncio.sleep(reading)
        tapped_at = perf_counter()
        self.phones.add_update(self._tap(person, message))
        return answered - opened, await self.phones.until_ticket(person, tapped_at) - tapped_at

    def _tap(self, person: int, message: int) -> dict[str, Any]:
        number, human = next(self.phones.numbers), {"id": person, "is_bot": False, "first_name": "Aina"}
        card = {
            "message_id": message,
            "date": DATE,
            "chat": {"id": person, "type": "private"},
            "text": "Kuih",
        }
        query = {"id": str(number), "from": human | {"language_code": "en"}, "message": card}
        data = f"j:{self.item.item}:1:all.0..1"
        return {"update_id": number, "callback_query": {**query, "chat_instance": "1", "data": data}}

    async def hold_told(self, place: int) -> float:
        """Make a unit of the full item available after a while; return the seconds until the next who waits is told."""
        await asyncio.sleep((place + 1) * HOLD_EVERY)
        await self.store.write(_give_one_more, self.full.item)
        given = perf_counter()
        told, _ = await self.phones.until_first(telegram_id(FIRST_WAITING + place))
        return told - given


def _give_one_more(session: Session, item: int) -> None:
    session.get_one(Item, item).quantity += 1
    session.flush()
    allocate_item(session, item, datetime.now(UTC))


def _fill(session: Session, people: int) -> tuple[ItemForJoins, ItemForJoins]:
    now = datetime.now(UTC)
    item, full = open_item(session, 2 * people, now), full_item(session, now)
    fill(session, full.item, people, now)
    rows = [address_row(FIRST_WAITING + place, now) for place in range(people)]
    session.connection().execute(insert(Address), rows)
    return item, full


@asynccontextmanager
async def opened(folder: Path, people: int) -> AsyncIterator[Rush]:
    """Yield Lorong as a process, with nothing of its settings changed."""
    town = await asyncio.to_thread(sample_market, folder)
    store = Store(town.database, deadline=None)
    item, full = await store.write(_fill, people)
    phones = Phones()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", phones.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    environment = {
        "LORONG_BOT_TOKEN": TOKENS["Lorong"],
        "LORONG_API_BASE": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "LORONG_DATABASE_URL": town.database,
        "LORONG_WEB_BIND": "127.0.0.1:0",
        "LORONG_HEALTH_BIND": "127.0.0.1:0",
    }
    with run_process(("-c", RUN_LORONG), folder, environment):
        phones.add_update(typed(next(phones.numbers), FIRST_OF_CROWD - 1, "/start"))
        await asyncio.wait_for(phones.until_first(FIRST_OF_CROWD - 1), 60)
        yield Rush(phones=phones, item=item, full=full, store=store)
    await store.close()
    await runner.cleanup()


async def measure(people: int) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    rng, seconds = Random(2026), 60 * people / A_MINUTE
    coming = sorted(rng.uniform(0, seconds) for _ in range(people))
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder:
        async with opened(Path(folder), people) as crowd, asyncio.timeout(seconds + PATIENCE):
            joins = (
                crowd.one(FIRST_OF_CROWD + place, after, rng.uniform(*READING))
                for place, after in enumerate(coming)
            )
            holds = map(crowd.hold_told, range(max(2, int(seconds / HOLD_EVERY))))
            served, told = await asyncio.gather(asyncio.gather(*joins), asyncio.gather(*holds))
            counted = sum(crowd.phones.counted[FIRST_OF_CROWD + place] for place in range(people))
    answers, tickets = [first for first, _ in served], [ticket for _, ticket in served]
    figures = {
        "first_answer_p95_s": _p95(answers),
        "ticket_p95_s": _p95(tickets),
        "hold_told_p95_s": _p95(told),
        "counted_messages_per_booking": counted / people,
    }
    rows = [["seconds", "median", "p95", "worst"]]
    for name, found in (("first answer", answers), ("tap to ticket", tickets), ("hold to message", told)):
        rows.append([name, *(f"{each:.2f}" for each in (median(found), _p95(found), max(found)))])
    return rows, figures


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 people within six seconds")
    people = 100 if parser.parse_args().quick else A_MINUTE
    rows, figures = asyncio.run(measure(people))
    print(
        f"{people} people within {60 * people // A_MINUTE} seconds, 28 messages a second\n\n{printed(rows)}"
    )
    print(f"\ntargets: {json.dumps(TARGETS)}")
    print(machine("aiohttp"))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
