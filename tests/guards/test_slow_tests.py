"""The list of tests that `make check` leaves out."""

from pathlib import Path

from tests.slow_tests import LIST, SECONDS, is_slow, without_case

ROOT = Path(__file__).resolve().parents[2]


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.exists() and f"def {name}(" in path.read_text()


def test_each_test_of_the_list_exists() -> None:
    listed = LIST.read_text().split()
    assert listed
    assert [test for test in listed if not exists(test)] == []


def test_one_that_was_renamed_is_found() -> None:
    assert not exists("tests/guards/test_slow_tests.py::test_with_another_name")
    assert not exists("tests/guards/test_gone.py::test_each_test_of_the_list_exists")


def test_a_test_is_slow_by_the_mean_or_by_the_sum_of_its_cases() -> None:
    assert is_slow({"a": SECONDS})
    assert is_slow({"a[1]": 1.9 * SECONDS, "a[2]": 0.2 * SECONDS})
    assert is_slow({f"a[{case}]": 0.11 * SECONDS for case in range(100)})
    assert not is_slow({"a[1]": 1.8 * SECONDS, "a[2]": 0.1 * SECONDS})
    assert without_case("tests/a.py::test_b[x[y]]") == "tests/a.py::test_b"
