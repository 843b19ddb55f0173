"""Which tests run where: the tiers of `make check`, `make test`, `make test-all` and `make proof`, and the turns of CI (docs/testing.md)."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest

LIST = Path(__file__).with_name("slow_tests.txt")
TURNS = 3
"""Runs of CI after which every case has run."""


class Tier(StrEnum):
    """A selection of the tests by what they cost."""

    CHECK = "check"
    """Quick ones, without PostgreSQL, browser and journeys."""
    TEST = "test"
    """All but slow ones, and the marked test of each feature."""
    REST = "rest"
    """What `test` leaves out, at small size."""
    PROPERTIES = "properties"
    """Property tests at small size, to be run with other examples."""
    PROOF = "proof"
    """The full sizes."""


class Slow(StrEnum):
    """From where on a test of `slow_tests.txt` is left out."""

    FOR_CHECK = "check"
    FOR_TEST = "test"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tiers")
    group.addoption(
        "--tier", type=Tier, choices=list(Tier), help="run the tests of one tier; without it, all"
    )
    group.addoption(
        "--turn",
        type=int,
        choices=range(TURNS),
        help="run a third: of the PostgreSQL cases of `rest`, of all cases of `properties` and `proof`",
    )
    group.addoption(
        "--list-files", action="store_true", help="list the files with how many cases of each ran"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tier, turn = config.getoption("--tier"), config.getoption("--turn")
    kept = [item for item in items if tier is None or is_selected(tier, turn, item)]
    config.hook.pytest_deselected(items=[*{*items} - {*kept}])
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--list-files"):
        ran = Counter(each.nodeid.partition("::")[0] for each in terminalreporter.getreports("passed"))
        for file, cases in sorted(ran.items()):
            terminalreporter.write_line(f"{cases:5} {file}")


def is_selected(tier: Tier, turn: int | None, item: pytest.Item) -> bool:
    """Return whether a test runs in a tier; with a turn, whether in that one. What takes many minutes has none."""
    if turn is not None and _has(item, "long"):
        return False
    takes_turns = turn is not None and (tier is not Tier.REST or is_on_postgresql(item.nodeid))
    return SELECTED[tier](item) and (not takes_turns or turn_of(item.nodeid) == turn)


def _is_in_check(item: pytest.Item) -> bool:
    return is_quick(item) and not _has(item, "browser") and not is_on_postgresql(item.nodeid)


def _is_in_test(item: pytest.Item) -> bool:
    if _has(item, "proof"):
        return False
    return slowness(item.nodeid) is not Slow.FOR_TEST or _has(item, "feature") or _has(item, "story")


def _is_in_rest(item: pytest.Item) -> bool:
    return not _has(item, "proof") and not _is_in_test(item)


SELECTED: dict[Tier, Callable[[pytest.Item], bool]] = {
    Tier.CHECK: _is_in_check,
    Tier.TEST: _is_in_test,
    Tier.REST: _is_in_rest,
    Tier.PROPERTIES: lambda item: _has(item, "hypothesis") and not _has(item, "proof"),
    Tier.PROOF: lambda item: _has(item, "proof"),
}


def is_quick(item: pytest.Item) -> bool:
    """Return whether a test is neither slow nor of full size."""
    return slowness(item.nodeid) is None and not _has(item, "proof")


def _has(item: pytest.Item, mark: str) -> bool:
    return item.get_closest_marker(mark) is not None


def turn_of(case: str) -> int:
    """Return the turn of a case, from 0, which stays the same while its name does."""
    return crc32(case.encode()) % TURNS


def is_on_postgresql(case: str) -> bool:
    """Return whether a case is one of those that run on both databases, and this is PostgreSQL's."""
    return "postgresql" in case.partition("[")[2]


@cache
def listed() -> dict[str, Slow]:
    """Return the slow tests by their names."""
    return {test: Slow(mark) for mark, _, test in map(str.split, LIST.read_text().splitlines())}


def slowness(case: str) -> Slow | None:
    """Return from where on a test is left out; None for a quick one."""
    return listed().get(without_case(case))


def without_case(test: str) -> str:
    """Return the name of a test without the parameters of a case."""
    return test.partition("[")[0]
