"""The growth in time of each query, action and job as people and their history grow tenfold. `python -m benchmarks.growth [--quick] [--postgresql]`."""

import argparse
import gc
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time

from sqlalchemy import Engine
from sqlmodel import Session

from benchmarks.growth_calls import all_calls, find_sample_ids
from benchmarks.growth_data import Market, fill
from benchmarks.growth_exceptions import EXCEPTIONS
from benchmarks.postgresql import postgresql
from benchmarks.report import figures_line, machine, printed
from market.refusal import Refusal
from storage.engine import database_url, writing
from storage.schema import upgrade

QUICK, FULL = (1_000, 10_000), (1_000, 10_000, 100_000)
TARGET = 1.3
ROUNDS, LONG = 5, 0.3
"""Repetitions of a call; one that takes longer than LONG seconds is made only once."""
NEGLIGIBLE = 0.003
"""Seconds: a call that takes less at the largest size is flat, whatever its ratio."""
WRITE_LIMIT = 0.05


@dataclass(frozen=True)
class Growth:
    """Seconds of one call at each size. `refused`: the call ended with a refusal."""

    seconds: tuple[float, ...]
    refused: bool

    @property
    def ratio(self) -> float:
        """Return the time at the largest size over that at the size before."""
        return self.seconds[-1] / self.seconds[-2]

    @property
    def flat(self) -> bool:
        return self.ratio <= TARGET or self.seconds[-1] < NEGLIGIBLE


@contextmanager
def filled(address: str, people: int) -> Iterator[Engine]:
    """Yield an engine for a market of so many people."""
    upgrade(address)
    engine = writing(database_url(address))
    try:
        with Session(engine) as session, session.begin():
            fill(session, people)
        yield engine
    finally:
        engine.dispose()


def measured(address: str, people: int) -> dict[str, tuple[float, bool]]:
    """Return the fastest time of each call in seconds, and whether it was refused."""
    with filled(address, people) as engine:
        with Session(engine) as session:
            calls = all_calls(find_sample_ids(session, Market(people)))
        return {name: _timed(engine, call) for name, call in calls.items()}


def _timed(engine: Engine, call: Callable[[Session], object]) -> tuple[float, bool]:
    clock = thread_time if engine.dialect.name == "sqlite" else perf_counter
    times: list[float] = []
    refused = False
    while len(times) < ROUNDS + 1 and sum(times) < LONG:
        with Session(engine) as session:
            session.connection()
            started = clock()
            try:
                call(session)
            except Refusal:
                refused = True
            times.append(clock() - started)
            session.rollback()
    return min(times), refused


def growths(sizes: Sequence[int], on_postgresql: bool, report: Callable[[str], None]) -> dict[str, Growth]:
    """Return each call's growth over the sizes, on SQLite or on PostgreSQL."""
    by_size: list[Mapping[str, tuple[float, bool]]] = []
    for people in sizes:
        report(f"{people} people ...")
        with tempfile.TemporaryDirectory(prefix="lorong-bench-") as folder:
            by_size.append(_measure_in(Path(folder), people, on_postgresql))
        gc.collect()
    return {
        name: Growth(tuple(size[name][0] for size in by_size), by_size[-1][name][1]) for name in by_size[-1]
    }


def _measure_in(folder: Path, people: int, on_postgresql: bool) -> dict[str, tuple[float, bool]]:
    if on_postgresql:
        with postgresql(folder) as address:
            return measured(address, people)
    return measured(f"sqlite:///{folder / 'lorong.db'}", people)


def rows(found: Mapping[str, Growth], sizes: Sequence[int]) -> list[list[str]]:
    """Return the table: each call, the slowest first."""
    head = ["ms", *(f"{size:,}" for size in sizes), "per tenfold", ""]
    by_time = sorted(found.items(), key=lambda each: -each[1].seconds[-1])
    return [head, *([name, *_cells(name, growth)] for name, growth in by_time)]


def _cells(name: str, growth: Growth) -> list[str]:
    note = "flat" if growth.flat else "known" if name in EXCEPTIONS else "GROWS"
    refused = " (refused)" if growth.refused else ""
    return [*(f"{1000 * each:.2f}" for each in growth.seconds), f"{growth.ratio:.2f}", note + refused]


def unexplained(found: Mapping[str, Growth]) -> list[str]:
    """Return the calls that grow without a reason in docs/operations.md."""
    return [name for name, growth in found.items() if not growth.flat and name not in EXCEPTIONS]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one and ten thousand people, under 50 s")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    found = growths(sizes, options.postgresql, lambda line: print(line, flush=True))
    print(printed(rows(found, sizes)))
    flat = sum(growth.flat for growth in found.values())
    slow = [name for name, growth in found.items() if growth.seconds[-1] > WRITE_LIMIT]
    print(
        f"\n{len(found)} calls, {flat} flat (at most {TARGET} per tenfold, or under {1000 * NEGLIGIBLE:.0f} ms at {sizes[-1]:,}); "
        f"grow with a reason: {len(found) - flat - len(unexplained(found))}; without one: {', '.join(unexplained(found)) or 'none'}."
    )
    print(f"Over {1000 * WRITE_LIMIT:.0f} ms at {sizes[-1]:,}: {', '.join(sorted(slow)) or 'none'}.")
    print(
        "Each call runs in its own transaction, which is rolled back: the fastest of six, without the commit; processor time on SQLite,"
        " elapsed time on PostgreSQL. Refused: the call ended with a refusal."
    )
    print(machine("sqlalchemy", "psycopg"))
    print(figures_line({name: growth.ratio for name, growth in found.items()}))


if __name__ == "__main__":
    main()
