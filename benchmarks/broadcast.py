"""Broadcasts beside python-telegram-bot's limiter and aiogram with aiolimiter. `python -m benchmarks.broadcast [--quick]`."""

import argparse
import json
import tempfile
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, printed

SENDERS = ("Lorong", "python-telegram-bot", "aiogram")
TARGETS = {
    "rate_30": ">= 0.995",
    "fullest_second_30": "<= 1.04",
    "rate_1000": ">= 0.995",
    "fullest_second_1000": "<= 1.04",
    "core_1000": "<= 0.4",
    "unthrottled_vs_ptb": ">= 12",
}


@dataclass(frozen=True, kw_only=True)
class Size:
    """The amount of work: seconds at the slow and the fast rate, messages without a limit, and rounds."""

    slow: int
    fast: int
    unthrottled: int
    rounds: int


QUICK, FULL = (
    Size(slow=8, fast=4, unthrottled=2000, rounds=1),
    Size(slow=60, fast=20, unthrottled=20_000, rounds=3),
)


@dataclass(frozen=True)
class Run:
    """One sender's run: when each message arrived, and its seconds of processor time."""

    moments: Sequence[float]
    processor: float

    @property
    def seconds(self) -> float:
        return self.moments[-1] - self.moments[0]

    @property
    def rate(self) -> float:
        """Return the messages a second, from the first to the last."""
        return (len(self.moments) - 1) / self.seconds

    @property
    def cores(self) -> float:
        return self.processor / self.seconds

    @property
    def fullest(self) -> int:
        """Return the most messages in any one second."""
        fullest, first = 0, 0
        for last, moment in enumerate(self.moments):
            while self.moments[first] <= moment - 1:
                first += 1
            fullest = max(fullest, last - first + 1)
        return fullest


class MeasuringServer:
    """The server that all senders send to; each run gets a token."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address, self._folder, self._runs = address, folder, 0

    def run(self, name: str, count: int, per_second: float) -> Run:
        self._runs += 1
        token = f"{7_000_000_000 + self._runs}:AAbenchbenchbenchbenchbenchbenchbe"
        arguments = ["-m", "benchmarks.senders", name, self._address, token]
        arguments += [str(count), str(per_second), str(self._folder)]
        with run_process(arguments, self._folder, heard=True) as process:
            assert process.stdout is not None
            printed_seconds = process.stdout.readline().split()
            assert printed_seconds, (self._folder / "stderr.txt").read_text()[-2000:]
        with urllib.request.urlopen(f"{self._address}/{token}", timeout=30) as answer:
            return Run(sorted(json.load(answer)), float(printed_seconds[1]))


def run_all(server: MeasuringServer, count: int, per_second: float, *, in_parallel: bool) -> dict[str, Run]:
    """Return a run of each sender at one rate. `in_parallel`: for rates that do not load the machine."""
    with ThreadPoolExecutor(len(SENDERS) if in_parallel else 1) as executor:
        runs = executor.map(lambda name: server.run(name, count, per_second), SENDERS)
        return dict(zip(SENDERS, runs, strict=True))


def measure(size: Size) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder,
        run_process(["-m", "benchmarks.counting_server"], Path(folder), heard=True) as counter,
    ):
        assert counter.stdout is not None
        server = MeasuringServer(counter.stdout.readline().strip(), Path(folder))
        slow = run_all(server, 30 * size.slow, 30, in_parallel=True)
        fast = [run_all(server, 1000 * size.fast, 1000, in_parallel=False) for _ in range(size.rounds)]
        unthrottled = [run_all(server, size.unthrottled, 0, in_parallel=False) for _ in range(size.rounds)]
    ours = [each["Lorong"] for each in fast]
    figures = {
        "rate_30": slow["Lorong"].rate / 30,
        "fullest_second_30": slow["Lorong"].fullest / 30,
        "rate_1000": median(run.rate for run in ours) / 1000,
        "fullest_second_1000": max(run.fullest for run in ours) / 1000,
        "core_1000": median(run.cores for run in ours),
        "unthrottled_vs_ptb": median(
            each["Lorong"].rate / each["python-telegram-bot"].rate for each in unthrottled
        ),
    }
    return [["", *SENDERS], *rate_rows(slow, fast, unthrottled)], figures


def rate_rows(
    slow: dict[str, Run], fast: Sequence[dict[str, Run]], unthrottled: Sequence[dict[str, Run]]
) -> list[list[str]]:
    def row(name: str, figure: str, runs: Sequence[dict[str, Run]], form: str) -> list[str]:
        middles = (median(getattr(each[sender], figure) for each in runs) for sender in SENDERS)
        return [name, *(format(middle, form) for middle in middles)]

    return [
        row("30 a second: achieved", "rate", [slow], ".2f"),
        row("30 a second: fullest second", "fullest", [slow], ".0f"),
        row("1000 a second: achieved", "rate", fast, ".0f"),
        row("1000 a second: fullest second", "fullest", fast, ".0f"),
        row("1000 a second: cores", "cores", fast, ".2f"),
        row("unthrottled: a second", "rate", unthrottled, ".0f"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.broadcast", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller loads, under 50 s")
    size = QUICK if parser.parse_args().quick else FULL
    rows, figures = measure(size)
    print(printed(rows))
    print(
        "\nLorong: notifications queued in its outbox on SQLite, each claimed before and acknowledged after; the peers send from a list and store nothing."
    )
    print(
        f"{size.slow} s at 30, in parallel; {size.fast} s at 1000 and {size.unthrottled} messages unthrottled, one sender after the other."
    )
    print("Counted by the server that all three senders send to.")
    print(machine("aiogram", "python-telegram-bot", "aiolimiter", "aiohttp", "sqlalchemy"))
    print("; ".join(f"{name} {figures[name]:.3f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
