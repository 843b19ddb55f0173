"""The tests that `make check` leaves to `make test`: `--quick` deselects those of `slow_tests.txt`, `--list-slow` measures and lists them."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow_tests.txt")
SECONDS = 0.07
"""A test that takes as long, or all cases of one that take ten times as long, is slow."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("slow tests")
    group.addoption("--quick", action="store_true", help=f"leave out the tests of {LIST.name}")
    group.addoption(
        "--list-slow", action="store_true", help=f"write {LIST.name} from how long each test takes"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--list-slow") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SlowTests())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if is_listed(item.nodeid)]
    items[:] = [item for item in items if not is_listed(item.nodeid)]
    config.hook.pytest_deselected(items=left_out)


@cache
def listed() -> frozenset[str]:
    """Return the names of the slow tests."""
    return frozenset(LIST.read_text().split())


def is_listed(test: str) -> bool:
    """Return whether a test is one of the slow ones."""
    return without_case(test) in listed()


def without_case(test: str) -> str:
    """Return the name of a test without the parameters of a case."""
    return test.split("[", 1)[0]


class SlowTests:
    """Counts the seconds of each test, and writes the list at the end."""

    def __init__(self) -> None:
        self._cases: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._cases[without_case(report.nodeid)][report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        LIST.write_text("".join(f"{test}\n" for test, cases in sorted(self._cases.items()) if is_slow(cases)))


def is_slow(cases: dict[str, float]) -> bool:
    """Return whether the cases of a test take long, by the seconds of each."""
    seconds = sum(cases.values())
    return seconds >= len(cases) * SECONDS or seconds >= 10 * SECONDS
