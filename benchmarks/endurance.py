"""The memory, descriptors and write-ahead log of Lorong after 200,000 updates of 2,000 people under the demo's clock.

`python -m benchmarks.endurance [--quick | --updates N --people N --minutes M]`. An hour of the market passes with each 1,000 updates. Lorong is a separate
process, the Bot API a stub in this one. Exits with 1 where a target is missed.
"""

import argparse
import asyncio
import json
import math
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from subprocess import Popen
from time import perf_counter
from typing import Any

from aiohttp import web

from benchmarks.flood import StubBotApi
from benchmarks.load import tapped, typed
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, printed
from benchmarks.sample_market import sample_market

TARGETS = {"pss_growth": 1.1, "descriptors_growth": 2.0, "wal_growth": 1.1}
"""At the end against half way, at most: memory and log as a ratio, descriptors as a number."""
FIRST_PERSON = 7_400_000_000
AT_ONCE = 40
"""Updates without an answer at any time."""
SAMPLES = 100
ANSWER_SECONDS = 60.0
SMALLEST_LOG = 8 * 2**20
"""Bytes of a write-ahead log below which its growth says nothing: it grows to 4 MB before it is used anew."""
DROPS = "all.0..1"
WORDS = ("kuih", "laksa", "kopi", "sambal", "roti", "nasi", "何", "baju")


@dataclass(frozen=True, kw_only=True)
class Size:
    """The amount of work. `every`: the updates in an hour of the market."""

    updates: int
    people: int
    every: int = 1000
    minutes: float = math.inf
    """After which it ends, whatever was done."""


QUICK, FULL = Size(updates=6000, people=300, every=300), Size(updates=200_000, people=2000)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The process after so many `updates`: bytes of memory and of the write-ahead log, and open descriptors."""

    updates: int
    pss: int
    descriptors: int
    wal: int


@dataclass(kw_only=True)
class AnsweredApi(StubBotApi):
    """A Bot API that resolves what `expect` returned by the answer to a query or by any call to a chat."""

    def _resolve(self, method: str, body: dict[str, Any]) -> None:
        query = body.get("callback_query_id") or body.get("inline_query_id")
        key = -int(query) if query else int(body.get("chat_id", 0))
        waiting = self.answers.pop(key, None)
        if waiting and not waiting.done():
            waiting.set_result(perf_counter())


@dataclass(kw_only=True)
class Endurance:
    """A running Lorong, the people who use it, and what was measured."""

    api: AnsweredApi
    process: Popen[str]
    database: Path
    size: Size
    drops: list[tuple[int, int, str]] = field(default_factory=list)
    rng: Random = field(default_factory=lambda: Random(2026))
    issued: int = 0
    unanswered: int = 0
    samples: list[Sample] = field(default_factory=list)
    started: float = field(default_factory=perf_counter)

    async def run(self) -> None:
        """Send all updates, each person's one after the other."""
        hours = asyncio.create_task(self._read_hours())
        while not self.drops:
            assert self.process.poll() is None, "Lorong did not start"
            await asyncio.sleep(0.05)
        people = [*range(FIRST_PERSON, FIRST_PERSON + self.size.people)]
        try:
            await asyncio.gather(*(self._keep_sending(people[first::AT_ONCE]) for first in range(AT_ONCE)))
        finally:
            hours.cancel()
        self._measure()

    async def _read_hours(self) -> None:
        assert self.process.stdout is not None
        while line := await asyncio.to_thread(self.process.stdout.readline):
            self.drops = [(drop, item, code) for drop, item, code in json.loads(line)]

    async def _keep_sending(self, people: list[int]) -> None:
        while self.issued < self.size.updates and perf_counter() - self.started < self.size.minutes * 60:
            self.issued += 1
            if self.issued % max(1, self.size.updates // SAMPLES) == 0:
                self._measure()
                print(self.samples[-1], f"{perf_counter() - self.started:.0f} s", file=sys.stderr, flush=True)
            await self._send(self.rng.choice(people))

    async def _send(self, person: int) -> None:
        key, update = self._update(person)
        answered = self.api.expect(key)
        self.api.add_update(update)
        try:
            await asyncio.wait_for(answered, ANSWER_SECONDS)
        except TimeoutError:
            self.unanswered += 1

    def _update(self, person: int) -> tuple[int, dict[str, Any]]:
        """Return what somebody does next, and the key of its answer."""
        number, rng = next(self.api.numbers), self.rng
        drop, item, code = rng.choice(self.drops)
        words = f"{rng.choice(WORDS)} {rng.randrange(100_000)}"
        texts = (f"/start d_{code}", "/mine", "/drops", "/start", "/settings", words, words, code)
        buttons = (
            *(f"d:{drop}:{DROPS}",) * 4,
            *(f"j:{item}:{rng.choice((1, 1, 2))}:{DROPS}",) * 3,
            f"jl:{item}:{DROPS}",
            f"e:{item}:{DROPS}",
            f"l:{DROPS}",
        )
        kind = rng.random()
        if kind < 0.4:
            return person, typed(number, person, rng.choice(texts))
        if kind < 0.97:
            return -person, tapped(number, person, rng.choice(buttons))
        sender = {"id": person, "is_bot": False, "first_name": "Aina", "language_code": "en"}
        body = {"id": str(person), "from": sender, "query": words, "offset": ""}
        return -person, {"update_id": number, "inline_query": body}

    def _measure(self) -> None:
        log = self.database.with_name(self.database.name + "-wal")
        self.samples.append(
            Sample(
                updates=self.issued,
                pss=proportional_bytes(self.process.pid),
                descriptors=len([*Path(f"/proc/{self.process.pid}/fd").iterdir()]),
                wal=log.stat().st_size if log.exists() else 0,
            )
        )


def proportional_bytes(pid: int) -> int:
    """Return the bytes of memory of a process, its part of what it shares (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@asynccontextmanager
async def open_endurance(folder: Path, size: Size) -> AsyncIterator[Endurance]:
    """Yield Lorong as a process under the demo's clock."""
    market = await asyncio.to_thread(sample_market, folder)
    api = AnsweredApi()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    arguments = ("-m", "benchmarks.endurance_lorong", market.database, address, str(size.every))
    with run_process(arguments, folder, heard=True) as process:
        database = Path(market.database.removeprefix("sqlite:///"))
        yield Endurance(api=api, process=process, database=database, size=size)
    await runner.cleanup()


def figures_of(samples: list[Sample]) -> dict[str, float]:
    """Return the growth from half way to the end, each the median of a twentieth of the run."""
    part = max(1, len(samples) // 20)
    half, end = samples[len(samples) // 2 - part : len(samples) // 2], samples[-part:]

    def of(found: list[Sample], name: str) -> float:
        return float(median(getattr(each, name) for each in found))

    return {
        "pss_half_mib": of(half, "pss") / 2**20,
        "pss_end_mib": of(end, "pss") / 2**20,
        "pss_growth": of(end, "pss") / of(half, "pss"),
        "descriptors_end": of(end, "descriptors"),
        "descriptors_growth": of(end, "descriptors") - of(half, "descriptors"),
        "wal_end_mib": of(end, "wal") / 2**20,
        "wal_growth": max(of(end, "wal"), SMALLEST_LOG) / max(of(half, "wal"), SMALLEST_LOG),
    }


def missed(figures: dict[str, float]) -> list[str]:
    """Return the names of the targets that were missed."""
    return [name for name, most in TARGETS.items() if figures[name] > most]


def table(samples: list[Sample]) -> list[list[str]]:
    """Return the table's rows: a tenth of the run each."""
    rows = [["updates", "PSS MiB", "descriptors", "WAL MiB"]]
    for sample in samples[:: max(1, len(samples) // 10)]:
        memory, log = f"{sample.pss / 2**20:.1f}", f"{sample.wal / 2**20:.1f}"
        rows.append([f"{sample.updates:,}", memory, str(sample.descriptors), log])
    return rows


async def measure(size: Size) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder:
        async with open_endurance(Path(folder), size) as endurance:
            await endurance.run()
    figures = figures_of(endurance.samples)
    figures |= {"unanswered": float(endurance.unanswered), "seconds": perf_counter() - started}
    return table(endurance.samples), figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="6,000 updates of 300 people, about half a minute"
    )
    parser.add_argument("--updates", type=int, default=FULL.updates)
    parser.add_argument("--people", type=int, default=FULL.people)
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="end after so long, whatever was done"
    )
    options = parser.parse_args()
    whole = Size(updates=options.updates, people=options.people, minutes=options.minutes)
    size = QUICK if options.quick else whole
    rows, figures = asyncio.run(measure(size))
    print(printed(rows))
    print(machine("aiogram", "python-telegram-bot", "aiohttp", "sqlalchemy"))
    print("; ".join(f"{name} {figures[name]:.3f} (target: at most {most})" for name, most in TARGETS.items()))
    print(figures_line(figures))
    sys.exit(1 if missed(figures) else 0)


if __name__ == "__main__":
    main()
