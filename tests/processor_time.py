"""What each test costs in seconds of processor, its child processes and its PostgreSQL included, and the list of slow ones made from it.

`pytest --measure=FOLDER` writes a line a case; `python -m tests.processor_time FOLDER` reads several such runs, writes tests/slow_tests.txt and
prints what has drifted. Linux only: children are found in /proc.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from tests.tiers import LIST, Slow, without_case

LIMITS = {Slow.FOR_CHECK: 0.07, Slow.FOR_TEST: 0.25}
"""Seconds that a case may take on the mean, before its test is left out of a tier; for `make check` all cases of one may take ten times as long."""
DECIDED = 3.0
"""One measurement this many times below the lower limit, or above the upper one, decides. Others are measured again, and the median decides."""
DRIFT = 2.0
TICKS = os.sysconf("SC_CLK_TCK")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("tiers").addoption(
        "--measure", type=Path, metavar="FOLDER", help="write what each case costs, unless it is decided"
    )


def pytest_configure(config: pytest.Config) -> None:
    if folder := config.getoption("--measure"):
        folder.mkdir(parents=True, exist_ok=True)
        config.pluginmanager.register(Measurement(folder, os.environ.get("PYTEST_XDIST_WORKER", "master")))


class Measurement:
    """Measures each case of this process, and leaves out those that earlier runs have decided."""

    def __init__(self, folder: Path, worker: str) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        self._earlier = measured(folder, but=run)
        self._worker, self._file = worker, folder / f"{run}-{worker}-{os.getpid()}.tsv"

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        left_out = [item for item in items if is_decided(self._earlier.get(item.nodeid, ()))]
        items[:] = [item for item in items if not is_decided(self._earlier.get(item.nodeid, ()))]
        config.hook.pytest_deselected(items=left_out)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        others = others_seconds(self._worker)
        began = time.process_time()
        try:
            return (yield)
        finally:
            own = time.process_time() - began
            seconds = own + max(others_seconds(self._worker) - others, 0)
            with self._file.open("a") as file:
                file.write(f"{seconds:.3f}\t{item.nodeid}\n")


def is_decided(seconds: Iterable[float]) -> bool:
    """Return whether measurements of a case say on which side of the limits it is."""
    low, high = LIMITS[Slow.FOR_CHECK] / DECIDED, LIMITS[Slow.FOR_TEST] * DECIDED
    taken = [*seconds]
    return len(taken) >= 3 or any(each < low or each > high for each in taken)


def others_seconds(worker: str) -> float:
    """Return the seconds of processor that the descendants of this process and the sessions in its PostgreSQL databases took."""
    processes = [each for each in map(_process, Path("/proc").glob("[0-9]*")) if each]
    parents = {each.pid: each.parent for each in processes}
    return _ended_children() + sum(
        each.seconds
        for each in processes
        if _is_descendant(each.parent, parents) or (each.is_postgresql and _is_session(each.pid, worker))
    )


class Process(NamedTuple):
    """A process as /proc tells of it; its seconds are of processor, those of its ended children included."""

    pid: int
    parent: int
    seconds: float
    is_postgresql: bool


def _process(folder: Path) -> Process | None:
    try:
        _, _, rest = (folder / "stat").read_text().partition("(")
    except (FileNotFoundError, ProcessLookupError):
        return None
    name, _, numbers = rest.rpartition(")")
    fields = numbers.split()
    return Process(int(folder.name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS, name == "postgres")


def _is_descendant(pid: int, parents: Mapping[int, int]) -> bool:
    """Return whether a process is this one, or descends from it."""
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return pid != 0


def _is_session(pid: int, worker: str) -> bool:
    """Return whether a process of PostgreSQL serves a database of this worker."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return f"_{worker} " in title


def _ended_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def measured(folder: Path, *, but: str = "-") -> dict[str, list[float]]:
    """Return the measurements of each case, by its name, but for those of the run that is going on."""
    cases: dict[str, list[float]] = defaultdict(list)
    for file in sorted(file for file in folder.glob("*.tsv") if not file.name.startswith(but)):
        for line in file.read_text().splitlines():
            seconds, _, case = line.partition("\t")
            cases[case].append(float(seconds))
    return cases


def medians_by_test(cases: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """Return the median of each case, by the name of its test."""
    tests: dict[str, list[float]] = defaultdict(list)
    for case, seconds in cases.items():
        tests[without_case(case)].append(median(seconds))
    return tests


def slowness_of(seconds: list[float]) -> Slow | None:
    """Return from where on a test is left out, by what each of its cases costs."""
    if sum(seconds) >= LIMITS[Slow.FOR_TEST] * len(seconds):
        return Slow.FOR_TEST
    return Slow.FOR_CHECK if sum(seconds) >= LIMITS[Slow.FOR_CHECK] * min(len(seconds), 10) else None


def listed_seconds() -> dict[str, float]:
    """Return what each listed test cost when it was measured last."""
    return {test: float(seconds) for _, seconds, test in map(str.split, LIST.read_text().splitlines())}


def write_list(tests: Mapping[str, list[float]]) -> list[str]:
    """Write the list of slow tests; return a line for each that costs twice as much as before, or half. What has not drifted keeps its figure."""
    before, lines, drifted = listed_seconds(), [], []
    for test, seconds in sorted(tests.items()):
        slow, mean = slowness_of(seconds), sum(seconds) / len(seconds)
        known = before.get(test)
        has_drifted = known is not None and not known / DRIFT <= mean <= known * DRIFT
        if has_drifted:
            drifted.append(f"{known:.2f} -> {mean:.2f} s a case: {test}")
        if slow:
            figure = mean if known is None or has_drifted else known
            lines.append(f"{slow:<5} {figure:6.2f} {test}\n")
    LIST.write_text("".join(lines))
    return drifted


if __name__ == "__main__":
    sys.stdout.write("\n".join(write_list(medians_by_test(measured(Path(sys.argv[1]))))) + "\n")
