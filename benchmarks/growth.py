"""How each query, action and job takes longer as people and their history grow tenfold. `python -m benchmarks.growth [--quick] [--postgresql]`."""

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

from benchmarks.growth_calls import all_calls, find_places
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
"""Times that a call is made; one that takes longer than LONG seconds only once."""
NOTICED = 0.003
"""Seconds: what takes less at the largest size is flat, whatever its ratio."""
WRITE_LIMIT = 0.05


@dataclass(frozen=True)
class Growth:
    """Seconds of one call at each size. `refused`: it only got as far as its refusal."""

    seconds: tuple[float, ...]
    refused: bool

    @property
    def ratio(self) -> float:
        """Return how much longer the last tenfold takes."""
        return self.seconds[-1] / self.seconds[-2]

    @property
    def flat(self) -> bool:
        return self.ratio <= TARGET or self.seconds[-1] < NOTICED


@contextmanager
def filled(address: str, people: int) -> Iterator[Engine]:
    """Yield an engine for the market of so many people; nothing that is tried on it is kept."""
    upgrade(address)
    engine = writing(database_url(address))
    try:
        with Session(engine) as session, session.begin():
            fill(session, people)
        yield engine
    finally:
        engine.dispose()


def measured(address: str, people: int) -> dict[str, tuple[float, bool]]:
    """Return the least seconds of each call, and whether it was refused."""
    with filled(address, people) as engine:
        with Session(engine) as session:
            calls = all_calls(find_places(session, Market(people)))
        return {name: _timed(engine, call) for name, call in calls.items()}


def _timed(engine: Engine, call: Callable[[Session], object]) -> tuple[float, bool]:
    seconds = thread_time if engine.dialect.name == "sqlite" else perf_counter
    taken: list[float] = []
    refused = False
    while len(taken) < ROUNDS + 1 and sum(taken) < LONG:
        with Session(engine) as session:
            session.connection()
            begun = seconds()
            try:
                call(session)
            except Refusal:
                refused = True
            taken.append(seconds() - begun)
            session.rollback()
    return min(taken), refused


def growths(sizes: Sequence[int], served: bool, tell: Callable[[str], None]) -> dict[str, Growth]:
    """Return each call's growth over the sizes, on SQLite or `served` by PostgreSQL."""
    by_size: list[Mapping[str, tuple[float, bool]]] = []
    for people in sizes:
        tell(f"{people} people ...")
        with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
            by_size.append(_measured_in(Path(place), people, served))
        gc.collect()
    return {
        name: Growth(tuple(size[name][0] for size in by_size), by_size[-1][name][1]) for name in by_size[-1]
    }


def _measured_in(folder: Path, people: int, served: bool) -> dict[str, tuple[float, bool]]:
    if served:
        with postgresql(folder) as address:
            return measured(address, people)
    return measured(f"sqlite:///{folder / 'lorong.db'}", people)


def rows(found: Mapping[str, Growth], sizes: Sequence[int]) -> list[list[str]]:
    """Return the table: each call, the slowest first."""
    head = ["ms", *(f"{size:,}" for size in sizes), "per tenfold", ""]
    by_time = sorted(found.items(), key=lambda each: -each[1].seconds[-1])
    return [head, *([name, *_cells(name, growth)] for name, growth in by_time)]


def _cells(name: str, growth: Growth) -> list[str]:
    note = "flat" if growth.flat else "named" if name in EXCEPTIONS else "GROWS"
    refused = " (refused)" if growth.refused else ""
    return [*(f"{1000 * each:.2f}" for each in growth.seconds), f"{growth.ratio:.2f}", note + refused]


def unnamed(found: Mapping[str, Growth]) -> list[str]:
    """Return the calls that grow without a reason in docs/operations.md."""
    return [name for name, growth in found.items() if not growth.flat and name not in EXCEPTIONS]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one and ten thousand people, under 50 s")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    found = growths(sizes, given.postgresql, lambda words: print(words, flush=True))
    print(printed(rows(found, sizes)))
    flat = sum(growth.flat for growth in found.values())
    slow = [name for name, growth in found.items() if growth.seconds[-1] > WRITE_LIMIT]
    print(
        f"\n{len(found)} calls, {flat} flat (at most {TARGET} per tenfold, or under {1000 * NOTICED:.0f} ms at {sizes[-1]:,}); "
        f"grow with a reason: {len(found) - flat - len(unnamed(found))}; without one: {', '.join(unnamed(found)) or 'none'}."
    )
    print(f"Over {1000 * WRITE_LIMIT:.0f} ms at {sizes[-1]:,}: {', '.join(sorted(slow)) or 'none'}.")
    print(
        "Each call is made in a transaction of its own that is rolled back: the least of six, without the commit; seconds of a core on SQLite,"
        " of the clock on PostgreSQL. Refused: it got no further than its refusal."
    )
    print(machine("sqlalchemy", "psycopg"))
    print(figures_line({name: growth.ratio for name, growth in found.items()}))


if __name__ == "__main__":
    main()
