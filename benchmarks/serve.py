"""Two processes that serve over one, and how soon one takes over from a killed one. `python -m benchmarks.serve [--quick]`.

On PostgreSQL, by webhook. The wire is a bare responder in this process, which takes part of the processor: on two cores two processes cannot be twice one.
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
from benchmarks.flood import Wire
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
    rounds: int
    updates: int


QUICK, FULL = Size(rounds=2, updates=600), Size(rounds=5, updates=4000)


@dataclass(kw_only=True)
class Cluster:
    """Processes that serve, by their port, and the wire on which they answer."""

    wire: Wire
    town: SampleMarket
    session: aiohttp.ClientSession
    processes: dict[int, subprocess.Popen[str]]

    async def post(self, port: int, update: dict[str, object]) -> None:
        headers = {PROOF_HEADER: webhook_secret(KEY)}
        async with self.session.post(
            f"http://127.0.0.1:{port}{PATH}", json=update, headers=headers
        ) as answer:
            answer.raise_for_status()

    async def tap(self, port: int, person: int) -> None:
        """Tap a card's button; return when it is edited."""
        answered = self.wire.expect(person)
        drop = self.town.drops[person % len(self.town.drops)]
        await self.post(port, tapped(next(self.wire.numbers), person, f"d:{drop}:all.0..1"))
        await asyncio.wait_for(answered, 30)

    async def rate(self, ports: Sequence[int], updates: int) -> float:
        """Taps a second of a crowd that waits for its answers, each tap to the next process."""
        turns, people = itertools.cycle(ports), itertools.cycle(range(AT_ONCE))
        left = iter(range(updates))

        async def one(lane: int) -> None:
            for turn in left:
                await self.tap(next(turns), FIRST_PERSON + lane + AT_ONCE * (turn % (PEOPLE // AT_ONCE)))

        began = perf_counter()
        await asyncio.gather(*(one(next(people)) for _ in range(AT_ONCE)))
        return updates / (perf_counter() - began)

    async def takeover(self, killed: int, other: int) -> float:
        """Kill a process that has stored a tap; seconds until another has answered it."""
        answered = self.wire.expect(FIRST_PERSON)
        drop = self.town.drops[0]
        self.processes[killed].send_signal(signal.SIGSTOP)
        update = tapped(next(self.wire.numbers), FIRST_PERSON, f"d:{drop}:all.0..1")
        posting = asyncio.create_task(self.post(killed, update))
        await asyncio.sleep(0.05)
        self.processes[killed].send_signal(signal.SIGCONT)
        await posting
        self.processes[killed].kill()
        began = perf_counter()
        await asyncio.wait_for(answered, 30)
        return perf_counter() - began

    async def until_up(self) -> None:
        """Wait until each process answers a first message of everybody."""
        async with asyncio.timeout(60):
            for port in self.processes:
                while True:
                    try:
                        async with self.session.get(f"http://127.0.0.1:{port}/health"):
                            break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.1)
        for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
            answered = self.wire.expect(person)
            await self.post(next(iter(self.processes)), typed(next(self.wire.numbers), person, "/start"))
            await asyncio.wait_for(answered, 30)


@asynccontextmanager
async def open_cluster(folder: Path, database: str) -> AsyncIterator[Cluster]:
    town = await asyncio.to_thread(sample_market, folder, database)
    wire = Wire()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", wire.answer)
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
                "LORONG_WEBHOOK": "on",
                "LORONG_PUBLIC_URL": "https://market.example",
                "LORONG_SECRET_KEY": base64.b64encode(KEY).decode(),
                "LORONG_MESSAGES_PER_SECOND": "100000",
            }
            processes[port] = stack.enter_context(run_process(("-c", RUN_SERVE), folder, environment))
        async with aiohttp.ClientSession() as session:
            cluster = Cluster(wire=wire, town=town, session=session, processes=processes)
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
    """The table's rows and the figures."""
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
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place, postgresql(Path(place)) as database:
        rows, figures = asyncio.run(measure(size, database, Path(place)))
    print(printed(rows))
    print(f"\nwanted: {json.dumps(TARGETS)}")
    print(machine("aiogram", "aiohttp", "psycopg"))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
