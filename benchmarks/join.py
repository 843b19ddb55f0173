"""Joining beside an echo, the obvious stack and the bare drivers; a long waitlist, and ten thousand people. `python -m benchmarks.join [--quick]`."""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from benchmarks.bot_processes import BotProcesses, bot_processes
from benchmarks.join_setup import ItemForJoins, Result, add_people, fill, full_item, open_item, result
from benchmarks.load import FIRST_PERSON, Order
from benchmarks.postgresql import postgresql
from benchmarks.raw_sql import by_asyncpg, by_sqlite
from benchmarks.report import figures_line, machine, over, printed
from benchmarks.sample_market import sample_market
from bot.demo.data.seed import seed
from handlers.callbacks.list_location import ListLocation
from market.waitlist.join import JOIN
from market.waitlist.join_batch import JoinRequest
from storage.batch import MAX_BATCH
from storage.schema import upgrade
from storage.store import Store

BOTS = ("Lorong", "aiogram", "obvious stack")
TYPED, TAPPED = "typed", "tapped"
AT_ONCE, BURST_AT_ONCE = 50, 100
PLENTY = 100_000
TICKETS = Random(2026)
"""Draws the codes of tickets."""
PEOPLE_OF_BURST = 10_000
"""The people for whom the seconds of the burst are said, however many join."""
TARGETS = {
    "path_vs_echo": ">= 0.9",
    "tap_vs_echo": ">= 1.1",
    "path_vs_obvious": ">= 6",
    "joins_vs_raw_sqlite": ">= 2.5",
    "joins_vs_raw_postgresql": ">= 4",
    "long_line_ratio": ">= 0.9",
    "burst_s": "<= 8",
    "burst_p99_ms": "<= 150",
    "burst_oversold": "0",
}


@dataclass(frozen=True, kw_only=True)
class Size:
    """`updates` a round and bot, the obvious stack a twelfth; `joins` alone a round, the bare drivers a twelfth."""

    rounds: int
    updates: int
    joins: int
    waiting: int = 100_000
    people: int = 10_000

    @property
    def units_of_burst(self) -> int:
        """Return the units that the burst is for: one in ten gets one."""
        return self.people // 10


QUICK = Size(rounds=3, updates=300, joins=1_500, waiting=20_000, people=2_000)
FULL = Size(rounds=3, updates=4_000, joins=6_000)

Rounds = dict[str, list[dict[str, float]]]
"""The figures of each bot, round by round."""


@dataclass(frozen=True)
class JoinMarket:
    """A database with known people and an item for each round."""

    database: str
    targets: tuple[ItemForJoins, ...]
    burst: ItemForJoins


def prepare_market(folder: Path, size: Size) -> JoinMarket:
    town = sample_market(folder)

    async def filled() -> JoinMarket:
        store, now = Store(town.database, deadline=None), datetime.now(UTC)
        try:
            await store.write(add_people, size.people, now)
            targets = [await store.write(open_item, PLENTY, now) for _ in range(2 * (1 + size.rounds))]
            burst = await store.write(open_item, size.units_of_burst, now)
        finally:
            await store.close()
        return JoinMarket(town.database, tuple(targets), burst)

    return asyncio.run(filled())


def order(bot: str, kind: str, item: int, updates: int, at_once: int = AT_ONCE) -> Order:
    """Everybody joins once; an echo answers with as many calls."""
    callback = f"/join {item}" if kind == TYPED else f"j:{item}:1:{ListLocation().code}"
    return Order(
        bot=bot,
        kind=kind,
        callbacks=[callback],
        answers=1 if kind == TYPED else 2,
        updates=updates,
        at_once=at_once,
        people=updates,
    )


def paths(
    bots: BotProcesses, prepare_market: JoinMarket, size: Size, rounds: dict[str, Rounds]
) -> dict[str, float]:
    """Fills `rounds` of each way, interleaved; then the burst."""
    obvious = prepare_market.database.replace("lorong.db", "obvious.db")
    shutil.copy(prepare_market.database.removeprefix("sqlite:///"), obvious.removeprefix("sqlite:///"))
    targets = iter(prepare_market.targets)
    with ExitStack() as stack:
        for bot in BOTS:
            stack.enter_context(bots.bot(bot, obvious))
            bots.first(bot, "getUpdates")
        _show_card(bots, [*prepare_market.targets, prepare_market.burst])
        for number in range(1 + size.rounds):
            for kind in (TYPED, TAPPED):
                item = next(targets).item
                for bot in BOTS:
                    some = size.updates if number else 2 * AT_ONCE
                    updates = some // 12 if bot == BOTS[-1] else some
                    done = bots.order(bot, order(bot, kind, item, updates))
                    if bot == "Lorong":  # nobody is measured beside the tickets that follow
                        done["tickets_s"] = bots.until_quiet(bot)
                    if number:
                        rounds[kind][bot].append(done)
        burst = order("Lorong", TAPPED, prepare_market.burst.item, size.people, at_once=BURST_AT_ONCE)
        return {**bots.order("Lorong", burst), "tickets_s": bots.until_quiet("Lorong")}


def _show_card(bots: BotProcesses, targets: Sequence[ItemForJoins]) -> None:
    """Each card once, so that its picture is drawn and sent before anything is measured."""
    looks = [f"/start d_{target.code}" for target in targets]
    bots.order(
        "Lorong", Order(bot="Lorong", kind=TYPED, callbacks=looks, answers=1, updates=len(looks), at_once=1)
    )


async def joins(store: Store, target: ItemForJoins, people: Sequence[int], now: datetime) -> float:
    """Joins a second without HTTP: as many concurrent callers as one batch takes, each of whom waits for their result."""
    coming = iter(people)

    async def caller() -> None:
        for person in coming:
            wanted = JoinRequest(person=person, item=target.item, units=1, now=now, rng=TICKETS)
            await store.run_batched(JOIN, next(target.updates), now, wanted)

    begun = perf_counter()
    await asyncio.gather(*(caller() for _ in range(MAX_BATCH)))
    return len(people) / (perf_counter() - begun)


async def beside_raw(address: str, size: Size) -> tuple[list[float], list[float]]:
    """Joins a second round by round, Lorong's and the bare driver's."""
    upgrade(address)
    store, now = Store(address, deadline=None), datetime.now(UTC)
    people = range(FIRST_PERSON, FIRST_PERSON + size.joins)
    ours, theirs = [], []
    try:
        await store.write(seed, now, Random(2026))
        await store.write(add_people, size.joins, now)
        for number in range(1 + size.rounds):
            target = await store.write(open_item, PLENTY, now)
            bare = await _joins_without_bot(store, address, target, people[: size.joins // 12], now=now)
            target = await store.write(open_item, PLENTY, now)
            rate = await joins(store, target, people, now)
            if number:
                ours.append(rate)
                theirs.append(bare)
    finally:
        await store.close()
    return ours, theirs


async def _joins_without_bot(
    store: Store, address: str, target: ItemForJoins, people: Sequence[int], now: datetime
) -> float:
    if store.sqlite:
        return await asyncio.to_thread(by_sqlite, address.removeprefix("sqlite:///"), target, people, now)
    return await by_asyncpg(address, target, people, now)


async def beside_long(address: str, size: Size) -> tuple[list[float], list[float]]:
    """Joins a second of those who have to wait: behind a long waitlist and behind nobody, in turns."""
    store, now = Store(address, deadline=None), datetime.now(UTC)
    people, each = range(FIRST_PERSON, FIRST_PERSON + size.joins), size.joins // (1 + size.rounds)
    rates: dict[bool, list[float]] = {True: [], False: []}
    try:
        full = await store.write(full_item, now)
        await store.write(fill, full.item, size.waiting, now)
        for number in range(1 + size.rounds):
            some = people[number * each : (number + 1) * each]
            empty = await store.write(full_item, now)
            for long in (True, False) if number % 2 else (False, True):
                rates[long].append(await joins(store, full if long else empty, some, now))
    finally:
        await store.close()
    return rates[True][1:], rates[False][1:]


def result_of(database: str, item: int) -> Result:
    async def look() -> Result:
        store = Store(database, deadline=None)
        try:
            return await store.read(result, item)
        finally:
            await store.close()

    return asyncio.run(look())


def rates(rounds: Rounds, bot: str) -> list[float]:
    return [each["rate"] for each in rounds[bot]]


@dataclass(kw_only=True)
class JoinFigures:
    rounds: dict[str, Rounds]
    burst: Mapping[str, float]
    after: Result
    sqlite: tuple[list[float], list[float]]
    postgresql: tuple[list[float], list[float]]
    long: tuple[list[float], list[float]]

    def against(self, kind: str, other: str) -> float:
        rounds = self.rounds[kind]
        return over(rates(rounds, "Lorong"), rates(rounds, other))

    def figures(self) -> dict[str, float]:
        return {
            "path_vs_echo": self.against(TYPED, "aiogram"),
            "tap_vs_echo": self.against(TAPPED, "aiogram"),
            "path_vs_obvious": min(self.against(kind, "obvious stack") for kind in (TYPED, TAPPED)),
            "joins_vs_raw_sqlite": over(*self.sqlite),
            "joins_vs_raw_postgresql": over(*self.postgresql),
            "long_line_ratio": over(*self.long),
            "burst_s": PEOPLE_OF_BURST / self.burst["rate"],
            "burst_p99_ms": self.burst["p99_ms"],
            "burst_oversold": self.after.oversold + self.after.twice,
        }

    def rows(self) -> list[list[str]]:
        shown = [["", *BOTS, "over echo", "over obvious"]]
        for kind, rounds in self.rounds.items():
            each = [f"{median(rates(rounds, bot)):.0f}" for bot in BOTS]
            ratios = [f"{self.against(kind, bot):.2f}" for bot in BOTS[1:]]
            slow = [
                f"{median(one['p50_ms'] for one in rounds[bot]):.0f} / {median(one['p99_ms'] for one in rounds[bot]):.0f}"
                for bot in BOTS
            ]
            shown += [
                [f"a join {kind}: updates/s", *each, *ratios],
                [f"a join {kind}: p50 / p99 ms", *slow, "", ""],
            ]
        return shown

    def more_rows(self) -> list[list[str]]:
        pairs = (
            ("joins/s on SQLite beside sqlite3", self.sqlite),
            ("joins/s on PostgreSQL beside asyncpg", self.postgresql),
            ("joins/s behind a long waitlist beside none", self.long),
        )
        rows = [["", "Lorong", "beside", "ratio"]]
        for name, (ours, theirs) in pairs:
            rows.append([name, f"{median(ours):.0f}", f"{median(theirs):.0f}", f"{over(ours, theirs):.2f}"])
        return rows


def measure(size: Size, tell: Callable[[str], None]) -> JoinFigures:
    rounds: dict[str, Rounds] = {kind: {bot: [] for bot in BOTS} for kind in (TYPED, TAPPED)}
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        folder = Path(place)
        tell("joins over HTTP ...")
        here = prepare_market(folder, size)
        with bot_processes(folder, here.database, "-m", "benchmarks.lorong_join_by_word") as bots:
            burst = paths(bots, here, size, rounds)
        seen = result_of(here.database, here.burst.item)
        tell("joins alone ...")
        alone = f"sqlite:///{folder / 'alone.db'}"
        sqlite = asyncio.run(beside_raw(alone, size))
        long = asyncio.run(beside_long(alone, size))
        with postgresql(folder) as address:
            served = asyncio.run(beside_raw(address, size))
    return JoinFigures(rounds=rounds, burst=burst, after=seen, sqlite=sqlite, postgresql=served, long=long)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.join", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller loads, about three minutes")
    size = QUICK if parser.parse_args().quick else FULL
    done = measure(size, lambda words: print(words, flush=True))
    figures = done.figures()
    print(printed(done.rows()), printed(done.more_rows()), sep="\n\n")
    print(
        f"\n{size.people} people join a waitlist of {size.units_of_burst}, {BURST_AT_ONCE} at once: {size.people / done.burst['rate']:.1f} s, "
        f"their tickets {done.burst['tickets_s']:.1f} s later; p50 {done.burst['p50_ms']:.0f} ms, "
        f"p99 {done.burst['p99_ms']:.0f} ms; {done.after.joined} joined, {done.after.held} hold, "
        f"{done.after.twice} numbers twice, {done.after.oversold} oversold."
    )
    print(
        f"Everybody joins once. {AT_ONCE} people wait at once, {size.updates} updates a round, medians of {size.rounds} interleaved rounds."
    )
    print(
        f"Joins alone: {MAX_BATCH} callers at once beside one connection that joins one after the other, both flushed to the disk."
    )
    print(machine("aiogram", "aiohttp", "sqlalchemy", "sqlmodel", "aiosqlite", "asyncpg", "psycopg"))
    print("; ".join(f"{name} {figures[name]:.2f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
