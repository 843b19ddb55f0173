"""Reminders: a tick with many queued, lateness and event-loop lag, beside one APScheduler job each. `python -m benchmarks.reminder [--quick]`."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.loop_latency import RUNS
from benchmarks.lorong_reminders import LARGE_IN_FLIGHT, TICK
from benchmarks.pending_notifications import (
    PEOPLE,
    CountingSender,
    outbox_worker,
    prepare,
    remind_everybody,
    utc_now,
)
from benchmarks.postgresql import postgresql
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, over, printed
from storage.leadership import Leadership
from storage.schema import upgrade
from storage.store import Store

FEW, MANY = 1_000, 100_000
TARGETS = {"tick_100k_vs_1k": "<= 1.2", "loop_block_ms": "<= 10", "late_p99_s": "<= 0.5"}

Figures = Mapping[str, Mapping[str, float]]
"""The figures of one process, by measurement."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """The amount of work: `spread` reminders over `seconds`, then `at_once` due at the same moment. Each tick finds a thousand."""

    rounds: int
    seconds: float
    spread: int
    at_once: int = 10_000
    few: int = FEW
    many: int = MANY


QUICK, FULL = Size(rounds=5, seconds=8, spread=160), Size(rounds=25, seconds=20, spread=400)


@dataclass(frozen=True)
class DatabasePair:
    """Two databases with few and many queued notifications, and the seconds that writing the many took."""

    few: str
    many: str
    writing_s: float


async def prepare_pair(few: str, many: str, *, size: Size) -> DatabasePair:
    seconds = 0.0
    for address, waiting in ((few, size.few), (many, size.many)):
        upgrade(address)
        store = Store(address, deadline=None)
        try:
            started = perf_counter()
            await prepare(store, waiting)
            seconds = perf_counter() - started
        finally:
            await store.close()
    return DatabasePair(few, many, seconds)


class TickBench:
    """One database and its outbox worker, which stay open over the rounds."""

    def __init__(self, address: str) -> None:
        self.store = Store(address, deadline=None)
        self.leadership = Leadership(self.store.url, "bench")
        self._outbox = outbox_worker(self.store, CountingSender(), self.leadership, LARGE_IN_FLIGHT)

    async def tick(self, round_number: int) -> float:
        """Return the seconds in which the outbox finds the thousand notifications that are due and sends them."""
        await self.store.write(remind_everybody, utc_now(), f"due:{round_number}")
        started = perf_counter()
        sent = await self._outbox.send_due()
        seconds = perf_counter() - started
        assert sent == PEOPLE, f"{sent} were sent"
        return seconds

    async def close(self) -> None:
        self.leadership.close()
        await self.store.close()


async def ticks(databases: DatabasePair, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each round's tick with many and with few queued; the order alternates."""
    seconds_by_size: dict[bool, list[float]] = {True: [], False: []}
    async with AsyncExitStack() as closing:
        benches = {True: TickBench(databases.many), False: TickBench(databases.few)}
        for bench in benches.values():
            closing.push_async_callback(bench.close)
        for round_number in range(1 + rounds):
            for many in (True, False) if round_number % 2 else (False, True):
                seconds = await benches[many].tick(round_number)
                if round_number:
                    seconds_by_size[many].append(seconds)
    return seconds_by_size[True], seconds_by_size[False]


def create_databases(address: str) -> tuple[str, str]:
    """Create two databases on a PostgreSQL server and return their addresses."""
    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("few", "many"):
            connection.execute(f"CREATE DATABASE {name}".encode())
    few, many = (make_url(address).set(database=name) for name in ("few", "many"))
    return few.render_as_string(hide_password=False), many.render_as_string(hide_password=False)


def figures_of(folder: Path, module: str, *arguments: object) -> Figures:
    """Run a module as a separate process and return the figures that it prints."""
    with run_process(["-m", module, *map(str, arguments)], folder, heard=True) as process:
        assert process.stdout is not None
        found: Figures = json.loads(process.stdout.readline())
    return found


@dataclass(kw_only=True)
class ReminderFigures:
    """All figures of the benchmark. `sqlite` and `postgresql`: seconds of each round's tick with many and with few queued."""

    sqlite: tuple[list[float], list[float]]
    postgresql: tuple[list[float], list[float]]
    writing_s: float
    ours: Figures
    theirs: Figures

    def figures(self) -> dict[str, float]:
        spread, once = self.ours["spread"], self.ours["once"]
        return {
            "tick_100k_vs_1k": max(over(*self.sqlite), over(*self.postgresql)),
            "loop_block_ms": max(spread["max_ms"], once["max_ms"]),
            "late_p99_s": spread["late_p99_s"],
            "tick_sqlite": over(*self.sqlite),
            "tick_postgresql": over(*self.postgresql),
            "loop_block_p999_ms": max(spread["p999_ms"], once["p999_ms"]),
            "idle_block_ms": self.ours["idle"]["max_ms"],
            "pending_mib": self.ours["memory"]["many_mib"] - self.ours["memory"]["few_mib"],
            "apscheduler_block_ms": self.theirs["once"]["max_ms"],
            "apscheduler_mib": self.theirs["waiting"]["mib"],
            "apscheduler_add_s": self.theirs["waiting"]["seconds"],
        }

    def tick_rows(self, size: Size) -> list[list[str]]:
        rows = [
            [f"tick with {PEOPLE} due: ms", f"{size.many} more queued", f"{size.few} more queued", "ratio"]
        ]
        for name, (many, few) in (("SQLite", self.sqlite), ("PostgreSQL", self.postgresql)):
            rows.append(
                [
                    name,
                    f"{median(many) * 1000:.0f}",
                    f"{median(few) * 1000:.0f}",
                    f"{over(many, few):.2f} ({', '.join(f'{each:.2f}' for each in _extremes(many, few))})",
                ]
            )
        return rows

    def loop_rows(self, size: Size) -> list[list[str]]:
        idle, spread, once = (self.ours[part] for part in ("idle", "spread", "once"))
        late = " / ".join(f"{spread[part]:.3f}" for part in ("late_p50_s", "late_p99_s", "late_max_s"))
        return [
            ["", "Lorong", "APScheduler"],
            [f"{size.spread} reminders in {size.seconds:.0f} s: lateness p50 / p99 / max, s", late, ""],
            ["event loop blocked meanwhile: p99.9 / max, ms", _blocked(spread), ""],
            [f"{size.at_once} due at once: s until all are sent", *_seconds(once, self.theirs["once"])],
            ["event loop blocked meanwhile: p99.9 / max, ms", _blocked(once), _blocked(self.theirs["once"])],
            ["an idle event loop: p99.9 / max, ms", _blocked(idle), ""],
            [
                f"{size.many} queued: s to write or add them",
                f"{self.writing_s:.1f}",
                f"{self.theirs['waiting']['seconds']:.1f}",
            ],
            [
                f"memory of {size.many} queued, less that of {size.few}: MiB",
                f"{self.figures()['pending_mib']:.1f}",
                f"{self.theirs['waiting']['mib']:.0f}",
            ],
        ]


def _extremes(many: Sequence[float], few: Sequence[float]) -> tuple[float, float]:
    ratios = [one / other for one, other in zip(many, few, strict=True)]
    return min(ratios), max(ratios)


def _blocked(figures: Mapping[str, float]) -> str:
    return f"{figures['p999_ms']:.1f} / {figures['max_ms']:.1f}"


def _seconds(*figures: Mapping[str, float]) -> list[str]:
    return [f"{each['seconds']:.2f}" for each in figures]


def measure(size: Size, report: Callable[[str], None]) -> ReminderFigures:
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        folder = Path(place)
        report("ticks ...")
        files = asyncio.run(
            prepare_pair(*(f"sqlite:///{folder / name}.db" for name in ("few", "many")), size=size)
        )
        sqlite = asyncio.run(ticks(files, size.rounds))
        with postgresql(folder) as address:
            on_server = asyncio.run(prepare_pair(*create_databases(address), size=size))
            postgresql_ticks = asyncio.run(ticks(on_server, size.rounds))
        report("event loop ...")
        arguments = (files.few, files.many, size.seconds, size.spread, size.at_once)
        ours = figures_of(folder, "benchmarks.lorong_reminders", *arguments)
        theirs = figures_of(folder, "benchmarks.apscheduler_reminders", size.many, size.at_once)
    return ReminderFigures(
        sqlite=sqlite, postgresql=postgresql_ticks, writing_s=files.writing_s, ours=ours, theirs=theirs
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminder", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    size = QUICK if parser.parse_args().quick else FULL
    done = measure(size, lambda words: print(words, flush=True))
    figures = done.figures()
    print(printed(done.tick_rows(size)), printed(done.loop_rows(size)), sep="\n\n")
    print(
        f"\nA tick is OutboxWorker.send_due with a sender that succeeds at once and {LARGE_IN_FLIGHT} notifications in flight; medians of {size.rounds} rounds,"
        " many and few alternating, and the least and the greatest ratio of a round."
    )
    print(
        f"Lateness: with a scheduler tick every {TICK.total_seconds()} s, on SQLite with {size.many} queued. APScheduler: one in-memory job for each reminder."
    )
    print(
        f"Blocked: the event-loop lag, measured each millisecond, with whatever else this machine runs. Due at once: medians of {RUNS} runs."
    )
    print(machine("apscheduler", "sqlalchemy", "psycopg"))
    print("; ".join(f"{name} {figures[name]:.2f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
