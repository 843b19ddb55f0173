"""Throughput of two serving processes beside one, and the takeover after a kill. `python -m benchmarks.serve [--quick]`.

On PostgreSQL, by webhook. The Bot API is a stub in this process and uses processor time too: on two cores, two processes cannot reach twice the rate of one.
"""

import argparse
import asyncio
import base64
import itertools
import json
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp
from aiohttp import web

from benchmarks.bot_processes import TOKENS
from benchmarks.flood import StubBotApi
from benchmarks.load import tapped, typed
from benchmarks.postgresql import postgresql
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, printed
from benchmarks.sample_market import SampleMarket, sample_market
from bot.intake.webhook import PATH, PROOF_HEADER, webhook_secret

RUN_SERVE = "import sys; from bot.cli.main import main; sys.exit(main(['serve']))"
KEY = bytes(range(32))
FIRST_PERSON, PEOPLE, AT_ONCE = 60_000, 200, 40
TARGETS = {"two_vs_one": "> 1", "takeover_s": "<= 5"}


@dataclass(frozen=True)
class Size:
    """The amount of work: `updates` for each rate of a round."""

    rounds: int
    updates: int


QUICK, FULL = Size(rounds=2, updates=600), Size(rounds=5, updates=4000)


@dataclass(kw_only=True)
class Cluster:
    """Serving processes by their port, and the Bot API that they call."""

    api: StubBotApi
    market: SampleMarket
    session: aiohttp.ClientSession
    processes: dict[int, subprocess.Popen[str]]

    async def post(self, port: int, update: dict[str, object]) -> None:
        headers = {PROOF_HEADER: webhook_secret(KEY)}
        async with self.session.post(
            f"http://127.0.0.1:{port}{PATH}", json=update, headers=headers
        ) as answer:
            answer.raise_for_status()

    async def tap(self, port: int, person: int) -> None:
        """Tap a card's button and wait until the card is edited."""
        answered = self.api.expect(person)
        drop = self.market.drops[person % len(self.market.drops)]
        await self.post(port, tapped(next(self.api.numbers), person, f"d:{drop}:all.0..1"))
        await asyncio.wait_for(answered, 30)

    async def rate(self, ports: Sequence[int], updates: int) -> float:
        """Return the taps a second of AT_ONCE people who each wait for their answer; the taps go to the processes in rotation."""
        rotation, remaining = itertools.cycle(ports), iter(range(updates))

        async def tap_in_sequence(worker: int) -> None:
            for index in remaining:
                person = FIRST_PERSON + worker + AT_ONCE * (index % (PEOPLE // AT_ONCE))
                await self.tap(next(rotation), person)

        started = perf_counter()
        await asyncio.gather(*map(tap_in_sequence, range(AT_ONCE)))
        return updates / (perf_counter() - started)

    async def takeover(self, killed: int, other: int) -> float:
        """Kill a process that has stored a tap; return the seconds until another process has answered it."""
        answered = self.api.expect(FIRST_PERSON)
        drop = self.market.drops[0]
        self.processes[killed].send_signal(signal.SIGSTOP)
        update = tapped(next(self.api.numbers), FIRST_PERSON, f"d:{drop}:all.0..1")
        posting = asyncio.create_task(self.post(killed, update))
        await asyncio.sleep(0.05)
        self.processes[killed].send_signal(signal.SIGCONT)
        await posting
        self.processes[killed].kill()
        started = perf_counter()
        await asyncio.wait_for(answered, 30)
        return perf_counter() - started

    async def until_up(self) -> None:
        """Wait until each process is up and everybody's first message is answered."""
        async with asyncio.timeout(60):
            for port in self.processes:
                while True:
                    try:
                        async with self.session.get(f"http://127.0.0.1:{port}/health"):
                            break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.1)
        for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
            answered = self.api.expect(person)
            await self.post(next(iter(self.processes)), typed(next(self.api.numbers), person, "/start"))
            await asyncio.wait_for(answered, 30)


@asynccontextmanager
async def open_cluster(folder: Path, database: str) -> AsyncIterator[Cluster]:
    market = await asyncio.to_thread(sample_market, folder, database)
    api = StubBotApi()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    with ExitStack() as stack:
        processes = {}
        for port in _free_ports(2):
            environment = {
                "LORONG_BOT_TOKEN": TOKENS["Lorong"],
                "LORONG_API_BASE": address,
                "LORONG_DATABASE_URL": database,
                "LORONG_WEB_BIND": f"127.0.0.1:{port}",
                "LORONG_HEALTH_BIND": "127.0.0.1:0",
                "LORONG_WEBHOOK": "on",
                "LORONG_PUBLIC_URL": "https://market.example",
                "LORONG_SECRET_KEY": base64.b64encode(KEY).decode(),
                "LORONG_MESSAGES_PER_SECOND": "100000",
            }
            processes[port] = stack.enter_context(run_process(("-c", RUN_SERVE), folder, environment))
        async with aiohttp.ClientSession() as session:
            cluster = Cluster(api=api, market=market, session=session, processes=processes)
            await cluster.until_up()
            yield cluster
    await runner.cleanup()


def _free_ports(count: int) -> list[int]:
    import socket

    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports: list[int] = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


async def measure(size: Size, database: str, folder: Path) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    async with open_cluster(folder, database) as cluster:
        first, second = cluster.processes
        for ports in ((first,), (second,)):
            await cluster.rate(ports, 100)
        rates = [
            (await cluster.rate((first,), size.updates), await cluster.rate((first, second), size.updates))
            for _ in range(size.rounds)
        ]
        takeovers = [await cluster.takeover(first, second)]
    ratios = [two / one for one, two in rates]
    figures = {"two_vs_one": median(ratios), "takeover_s": max(takeovers)}
    rows = [
        ["", "one", "two"],
        ["taps a second", *(f"{median(each):.0f}" for each in zip(*rates, strict=True))],
        ["takeover, s", "", f"{max(takeovers):.1f}"],
    ]
    return rows, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    size = QUICK if parser.parse_args().quick else FULL
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder, postgresql(Path(folder)) as database:
        rows, figures = asyncio.run(measure(size, database, Path(folder)))
    print(printed(rows))
    print(f"\ntargets: {json.dumps(TARGETS)}")
    print(machine("aiogram", "aiohttp", "psycopg"))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
