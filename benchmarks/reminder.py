"""Reminders: a tick among many that wait, how late they come, how the loop is blocked; beside a job for each. `python -m benchmarks.reminder [--quick]`."""

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
from benchmarks.pending_notifications import PEOPLE, CountingSender, outbox_worker, prepare, to_everyone, wall
from benchmarks.postgresql import postgresql
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, over, printed
from storage.leadership import Leadership
from storage.schema import upgrade
from storage.store import Store

FEW, MANY = 1_000, 100_000
TARGETS = {"tick_100k_vs_1k": "<= 1.2", "loop_block_ms": "<= 10", "late_p99_s": "<= 0.5"}

Figures = Mapping[str, Mapping[str, float]]
"""What a process of its own has measured, by what it did."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """`seconds` in which so many reminders are `spread`; so many due `at_once`. The tick finds a thousand."""

    rounds: int
    seconds: float
    spread: int
    at_once: int = 10_000
    few: int = FEW
    many: int = MANY


QUICK, FULL = Size(rounds=5, seconds=8, spread=160), Size(rounds=25, seconds=20, spread=400)


@dataclass(frozen=True)
class Pair:
    """Two databases that differ in how many letters wait in them, and how long it took to write the many."""

    few: str
    many: str
    writing_s: float


async def pair(few: str, many: str, *, size: Size) -> Pair:
    taken = 0.0
    for address, waiting in ((few, size.few), (many, size.many)):
        upgrade(address)
        store = Store(address, deadline=None)
        try:
            begun = perf_counter()
            await prepare(store, waiting)
            taken = perf_counter() - begun
        finally:
            await store.close()
    return Pair(few, many, taken)


class ReminderProcesses:
    """One database and its sender, which stay open over the rounds."""

    def __init__(self, address: str) -> None:
        self.store, self.reader = Store(address, deadline=None), CountingSender()
        self.alone = Leadership(self.store.url, "bench")
        self._mailbox = outbox_worker(self.store, self.reader, self.alone, LARGE_IN_FLIGHT)

    async def tick(self, turn: int) -> float:
        """Seconds in which the mailbox finds the thousand that are due and sends them."""
        await self.store.write(to_everyone, wall(), f"due:{turn}")
        begun = perf_counter()
        sent = await self._mailbox.send_due()
        taken = perf_counter() - begun
        assert sent == PEOPLE, f"{sent} were sent"
        return taken

    async def close(self) -> None:
        self.alone.close()
        await self.store.close()


async def ticks(folder_address: Pair, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of a tick among many and among few, round by round; which goes first takes turns."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    async with AsyncExitStack() as closing:
        posts = {True: ReminderProcesses(folder_address.many), False: ReminderProcesses(folder_address.few)}
        for post in posts.values():
            closing.push_async_callback(post.close)
        for turn in range(1 + rounds):
            for many in (True, False) if turn % 2 else (False, True):
                seconds = await posts[many].tick(turn)
                if turn:
                    taken[many].append(seconds)
    return taken[True], taken[False]


def databases(address: str) -> tuple[str, str]:
    """Two of them on a server."""
    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("few", "many"):
            connection.execute(f"CREATE DATABASE {name}".encode())
    few, many = (make_url(address).set(database=name) for name in ("few", "many"))
    return few.render_as_string(hide_password=False), many.render_as_string(hide_password=False)


def figures_of(folder: Path, module: str, *given: object) -> Figures:
    """What a process of its own prints."""
    with run_process(["-m", module, *map(str, given)], folder, heard=True) as process:
        assert process.stdout is not None
        found: Figures = json.loads(process.stdout.readline())
    return found


@dataclass(kw_only=True)
class ReminderFigures:
    """Ticks are seconds among many and among few, round by round."""

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
        rows = [[f"a tick that finds {PEOPLE}: ms", f"of {size.many} more", f"of {size.few} more", "ratio"]]
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
            [f"{size.spread} reminders in {size.seconds:.0f} s: late p50 / p99 / most, s", late, ""],
            ["loop blocked meanwhile: p99.9 / most, ms", _blocked(spread), ""],
            [f"{size.at_once} due at once: s until all are sent", *_seconds(once, self.theirs["once"])],
            ["loop blocked meanwhile: p99.9 / most, ms", _blocked(once), _blocked(self.theirs["once"])],
            ["the same of a loop that does nothing", _blocked(idle), ""],
            [
                f"{size.many} that wait: s until written or added",
                f"{self.writing_s:.1f}",
                f"{self.theirs['waiting']['seconds']:.1f}",
            ],
            [
                f"memory of {size.many} that wait, beside {size.few}: MiB",
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


def measure(size: Size, tell: Callable[[str], None]) -> ReminderFigures:
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        folder = Path(place)
        tell("ticks ...")
        folder_address = asyncio.run(
            pair(*(f"sqlite:///{folder / name}.db" for name in ("few", "many")), size=size)
        )
        sqlite = asyncio.run(ticks(folder_address, size.rounds))
        with postgresql(folder) as address:
            served = asyncio.run(pair(*databases(address), size=size))
            both = asyncio.run(ticks(served, size.rounds))
        tell("the loop ...")
        given = (folder_address.few, folder_address.many, size.seconds, size.spread, size.at_once)
        ours = figures_of(folder, "benchmarks.lorong_reminders", *given)
        theirs = figures_of(folder, "benchmarks.apscheduler_reminders", size.many, size.at_once)
    return ReminderFigures(
        sqlite=sqlite, postgresql=both, writing_s=folder_address.writing_s, ours=ours, theirs=theirs
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminder", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    size = QUICK if parser.parse_args().quick else FULL
    done = measure(size, lambda words: print(words, flush=True))
    figures = done.figures()
    print(printed(done.tick_rows(size)), printed(done.loop_rows(size)), sep="\n\n")
    print(
        f"\nA tick is Mailbox.send_due with a reader who answers at once, and {LARGE_IN_FLIGHT} letters in hand; medians of {size.rounds} rounds,"
        " many and few in turns, and the least and the greatest ratio of a round."
    )
    print(
        f"Lateness: by the timetable's ticking every {TICK.total_seconds()} s, on SQLite with {size.many} waiting. APScheduler: a job a reminder, in memory."
    )
    print(
        f"Blocked: by how much a heart that beats each millisecond was late; what else ran on this machine is in it. Due at once: medians of {RUNS} runs."
    )
    print(machine("apscheduler", "sqlalchemy", "psycopg"))
    print("; ".join(f"{name} {figures[name]:.2f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
