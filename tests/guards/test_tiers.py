"""The tiers of the tests: what the list of slow tests, the marks and the turns of CI select."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine

from tests.busy_database import without_neighbours
from tests.guards.test_docs import FEATURES, LINK
from tests.processor_time import LIMITS, is_decided, medians_by_test, slowness_of
from tests.tiers import TURNS, Slow, Tier, is_on_postgresql, is_selected, listed, turn_of, without_case

ROOT = Path(__file__).resolve().parents[2]
CHECK, TEST = LIMITS[Slow.FOR_CHECK], LIMITS[Slow.FOR_TEST]


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.exists() and f"def {name}(" in path.read_text()


def test_each_test_of_the_list_exists() -> None:
    assert listed()
    assert [test for test in listed() if not exists(test)] == []


def test_each_test_without_neighbours_exists() -> None:
    assert [test for test in without_neighbours() if not exists(test)] == []


def test_one_that_was_renamed_is_found() -> None:
    assert not exists("tests/guards/test_tiers.py::test_with_another_name")
    assert not exists("tests/guards/test_gone.py::test_each_test_of_the_list_exists")


def test_a_test_is_slow_by_the_mean_or_by_the_sum_of_its_cases() -> None:
    assert slowness_of([CHECK]) is Slow.FOR_CHECK
    assert slowness_of([TEST]) is Slow.FOR_TEST
    assert slowness_of([1.9 * TEST, 0.2 * TEST]) is Slow.FOR_TEST
    assert slowness_of([0.9 * TEST] * 100) is Slow.FOR_CHECK
    assert slowness_of([0.11 * CHECK] * 100) is Slow.FOR_CHECK
    assert slowness_of([0.09 * CHECK] * 100) is None
    assert without_case("tests/a.py::test_b[x[y]]") == "tests/a.py::test_b"


def test_a_case_is_measured_until_its_side_is_plain() -> None:
    assert not is_decided([])
    assert is_decided([CHECK / 4])
    assert is_decided([TEST * 4])
    assert not is_decided([CHECK, CHECK])
    assert is_decided([CHECK, CHECK, CHECK])
    assert medians_by_test({"a[1]": [0.1, 0.9, 0.2], "a[2]": [0.5]}) == {"a": [0.2, 0.5]}


def of(pytester_item: str, *marks: str) -> pytest.Item:
    """Return something with the name and the marks of a test."""

    class Named:
        nodeid = pytester_item

        def get_closest_marker(self, mark: str) -> str | None:
            return mark if mark in marks else None

    return Named()  # type: ignore[return-value]


def slow(mark: Slow) -> str:
    """Return a test of the list."""
    return next(test for test, slowness in listed().items() if slowness is mark)


def tiers_of(test: pytest.Item) -> set[Tier]:
    return {tier for tier in Tier if is_selected(tier, None, test)}


def test_each_test_is_in_the_tiers_of_its_cost() -> None:
    for_check, for_test = slow(Slow.FOR_CHECK), slow(Slow.FOR_TEST)
    assert tiers_of(of("tests/a.py::test_quick")) == {Tier.CHECK, Tier.TEST}
    assert tiers_of(of("tests/a.py::test_quick[postgresql]")) == {Tier.TEST}
    assert tiers_of(of("tests/a.py::test_quick", "browser")) == {Tier.TEST}
    assert tiers_of(of(f"{for_check}[case]")) == {Tier.TEST}
    assert tiers_of(of(f"{for_test}[case]")) == {Tier.REST}
    assert tiers_of(of(for_test, "feature")) == tiers_of(of(for_test, "story")) == {Tier.TEST}
    assert tiers_of(of(for_test, "hypothesis")) == {Tier.REST, Tier.PROPERTIES}
    assert tiers_of(of(for_test, "proof", "hypothesis")) == {Tier.PROOF}


def turns_of(tier: Tier, test: pytest.Item) -> list[int]:
    return [turn for turn in range(TURNS) if is_selected(tier, turn, test)]


def test_what_takes_turns_runs_in_one_of_three_and_everything_else_in_each() -> None:
    for_test = slow(Slow.FOR_TEST)
    for case in range(20):
        on_postgresql, full = of(f"{for_test}[postgresql-{case}]"), of(f"tests/a.py::test_b[{case}]", "proof")
        assert turns_of(Tier.REST, on_postgresql) == [turn_of(on_postgresql.nodeid)]
        assert turns_of(Tier.PROOF, full) == [turn_of(full.nodeid)]
        assert turns_of(Tier.REST, of(f"{for_test}[sqlite-{case}]")) == [0, 1, 2]
    assert turns_of(Tier.PROOF, of("tests/a.py::test_b", "proof", "long")) == []
    assert {turn_of(f"tests/a.py::test_b[{case}]") for case in range(20)} == {0, 1, 2}
    assert not is_on_postgresql("tests/test_postgresql.py::test_postgresql[sqlite]")


def test_a_tier_is_selected_after_property_tests_have_their_mark(request: pytest.FixtureRequest) -> None:
    selecting = request.config.hook.pytest_collection_modifyitems.get_hookimpls()
    ours = next(hook for hook in selecting if hook.plugin_name == "tests.tiers")
    hypothesis = next(hook for hook in selecting if "hypothesis" in hook.plugin_name)
    assert selecting.index(ours) < selecting.index(hypothesis), "the last is called first"


FEATURE_MARK = re.compile(r"pytest\.mark\.feature\(([^)]*)\)")


@pytest.mark.parametrize("row", FEATURES, ids=lambda row: row[0])
def test_one_test_of_the_file_that_a_feature_names_is_marked(row: list[str]) -> None:
    [link] = LINK.findall(row[-1])
    marks = FEATURE_MARK.findall((ROOT / "docs" / link).read_text())
    assert [mark for mark in marks if f'"{row[0]}"' in mark] != [], "make test runs one test of each feature"


def test_no_mark_names_another_feature() -> None:
    files = [*(ROOT / "tests").rglob("test_*.py")]
    marks = "".join(mark for file in files for mark in FEATURE_MARK.findall(file.read_text()))
    assert {*re.findall(r'"(\w+)"', marks)} == {row[0] for row in FEATURES}


def test_a_failing_example_is_made_smaller_for_a_limited_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.MAX_SHRINKING_SECONDS == 20
    monkeypatch.setattr(engine, "MAX_SHRINKING_SECONDS", 0.1)
    calls: list[int] = []

    @settings(max_examples=5)
    @given(st.lists(st.integers(), min_size=30))
    def fails_slowly(numbers: list[int]) -> None:
        calls.append(len(numbers))
        time.sleep(0.01)
        raise ValueError(numbers)

    with pytest.raises(ValueError, match=r"\["):
        fails_slowly()
    assert len(calls) < 50, "within its time, of a hundredth of a second each, only so many are tried"
