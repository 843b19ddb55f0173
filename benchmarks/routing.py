"""The cost of finding a tap's handler among one and among a hundred callback classes, without network. `python -m benchmarks.routing ROUNDS` prints JSON."""

import asyncio
import gc
import json
import sys
import time
import types
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from random import Random
from statistics import median
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.types import CallbackQuery, Update

from benchmarks.bot_processes import TOKENS
from benchmarks.load import FIRST_PERSON, tapped
from bot.beacon.local_beacon import LocalBeacon
from bot.file_reader.reader import ChildFileReader
from bot.telegram.client import TelegramClient
from bot.telegram.dispatcher import UpdateDispatcher
from bot.telegram.person_cache import PersonCache
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.reply_sender import ReplySender
from handlers.callbacks.callback import Callback
from handlers.ui.context import HandlerContext, Services
from handlers.ui.routes import Routes
from handlers.ui.screen import Toast
from handlers.ui.sheet import Sheet
from market.admins import NO_ADMINS
from market.complaint.budget import ComplaintBudget
from market.person import Caller
from market.ticket.signed_ticket import TicketSigner
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.query_cache import QueryCache
from storage.store import Store

MANY = 100
Feed = Callable[[Update], Awaitable[Any]]


class ClientWithoutNetwork(TelegramClient):
    """A client whose calls succeed at once."""

    async def call(self, bot: Bot, method: str, params: Mapping[str, Any], *_: Any, **__: Any) -> Any:
        return True


class StoreWithOnePerson(Store):
    """A store that answers each query at once with a known person whose language is English."""

    async def read(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        known = Caller(
            id=1,
            language="en",
            language_chosen=True,
            reachable=True,
            has_written=True,
            pending_prompt="",
            zone="",
            entered=False,
            has_stall=False,
            is_organiser=False,
            is_admin=False,
        )
        return dict.fromkeys(args[0], known)


async def no_file(file_id: str) -> bytes:
    return b""


async def no_sheet(sheet: Sheet) -> bytes:
    return b""


async def nothing(ctx: HandlerContext, callback: Callback) -> Toast:
    return Toast("")


def lorong_feed(bot: Bot, classes: list[type[Callback]]) -> Feed:
    """Return Lorong's update dispatcher with these callback classes."""
    store = StoreWithOnePerson("sqlite:///nowhere.db")
    key = TicketKey(bytes(32))
    links = TicketLinks(
        key=key, signer=TicketSigner(1, key.signing_key()), username="bench_bot", public_url=""
    )
    beacon = LocalBeacon(bytes(32), lambda: datetime.now(UTC))
    services = Services(
        store=store,
        query_cache=QueryCache(store),
        username="bench_bot",
        contact="nobody",
        zone="Asia/Kuching",
        admins=NO_ADMINS,
        ticket_links=links,
        rng=Random(0),
        fetch=no_file,
        files=ChildFileReader(),
        known=PersonCache(store, NO_ADMINS).get,
        beacon=beacon,
        public_url="",
        print_sheet=no_sheet,
        complaint_budget=ComplaintBudget(bytes(32)),
    )
    routes = Routes()
    routes.callback(*classes)(nothing)
    pictures, unlimited = (
        PictureCache(store, bot.id, str, lambda: datetime.now(UTC)),
        RateLimiter(1_000_000, replies=(1e6, 1e6)),
    )
    replies = ReplySender(bot, ClientWithoutNetwork("http://127.0.0.1"), pictures, unlimited)
    dispatcher = UpdateDispatcher(services, routes, replies, lambda: datetime.now(UTC))

    async def until_answered(update: Update) -> None:
        if answered := await dispatcher.handle(update):
            await answered

    return until_answered


def aiogram_feed(bot: Bot, classes: list[type[Callback]]) -> Feed:
    """Return aiogram's dispatcher with one handler for each class, found by a magic filter."""
    dispatcher = Dispatcher()
    for kind in classes:

        async def done(query: CallbackQuery) -> None:
            return

        dispatcher.callback_query.register(done, F.data.startswith(f"{kind.__prefix__}:"))
    return lambda update: dispatcher.feed_update(bot, update)


def callback_classes(count: int, first: int) -> list[type[Callback]]:
    return [_callback_class(f"w{number}") for number in range(first, first + count)]


def _callback_class(prefix: str) -> type[Callback]:
    def fill(body: dict[str, Any]) -> None:
        body["__annotations__"] = {"drop": int}

    kind: type[Callback] = types.new_class(
        f"Callback{prefix}", (Callback,), {"prefix": prefix, "frozen": True}, fill
    )
    return kind


async def microseconds(bot: Bot, feed: Feed, classes: list[type[Callback]], count: int) -> float:
    """Return the processor time of one update without its parsing; the classes are cycled through."""
    prefixes = [classes[number * 7 % len(classes)].__prefix__ for number in range(count)]
    updates = [
        Update.model_validate(tapped(number, FIRST_PERSON, f"{prefix}:7"), context={"bot": bot})
        for number, prefix in enumerate(prefixes)
    ]
    gc.collect()
    started = time.process_time()
    for update in updates:
        await feed(update)
    return (time.process_time() - started) / count * 1e6


async def compare(rounds: int) -> dict[str, float]:
    """Return the medians of interleaved rounds after a warm-up round; `growth` is Lorong's time with a hundred classes over that with one."""
    bot = Bot(TOKENS["Lorong"])
    few, many = callback_classes(1, 0), callback_classes(MANY, 1)
    variants = {
        "lorong_1": (lorong_feed(bot, few), few, 5 * MANY),
        "lorong_100": (lorong_feed(bot, many), many, 5 * MANY),
        "aiogram_1": (aiogram_feed(bot, few), few, MANY),
        "aiogram_100": (aiogram_feed(bot, many), many, MANY // 4),
    }
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(1 + rounds):
        for name, variant in variants.items():
            times[name].append(await microseconds(bot, *variant))
    growths = [many / one for one, many in zip(times["lorong_1"][1:], times["lorong_100"][1:], strict=True)]
    return {"growth": median(growths), **{name: median(each[1:]) for name, each in times.items()}}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(compare(int(sys.argv[1])))))
