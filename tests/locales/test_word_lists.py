"""The word lists: what stands in the files, and that nothing in them is left over."""

import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import get_currency_symbol

from locales.word_lists import HERE, WordLists, faults
from market.alley_zone import CITIES

ROOT = HERE.parent.parent
FILES = sorted(path.stem for path in HERE.glob("*.tsv"))


def write(folder: Path, text: str) -> WordLists:
    (folder / "words.tsv").write_text(text, "utf-8")
    return WordLists("words", folder=folder)


def test_a_list_has_more_rows_meanings_and_blanks_at_an_edge(tmp_path: Path) -> None:
    lists = write(tmp_path, "# Of days.\ndays:0\tmonday | mon\n\tisnin\ndays:1\ttuesday\nnot\ttak~\n")
    assert lists.numbers("days") == {"monday": 0, "mon": 0, "isnin": 0, "tuesday": 1}
    assert lists.groups("days") == {"0": ("monday", "mon", "isnin"), "1": ("tuesday",)}
    assert lists.words("not") == ("tak ",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("days monday", "words.tsv: a row is a list, a tab and words"),
        ("days\tmonday\tmon", "words.tsv: a row is a list, a tab and words"),
        ("days:0\tmonday | mon\n\tmonday", "words.tsv: days has 'monday' twice, or nothing"),
        ("days\tmonday | ", "words.tsv: days has '' twice, or nothing"),
    ],
)
def test_the_build_names_a_broken_list(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "words.tsv").write_text(text, "utf-8")
    assert [*faults(tmp_path)] == [fault]


def test_our_lists_are_whole() -> None:
    assert [*faults()] == []


def test_each_list_is_read_somewhere() -> None:
    code = "".join(
        path.read_text("utf-8")
        for folder in ("locales", "handlers", "market")
        for path in (ROOT / folder).rglob("*.py")
    )
    asked = {*re.findall(r"[\"'](\w+)[\"']", code)}
    assert [name for file in FILES for name in WordLists(file).lists if name not in asked] == []


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
def test_a_language_has_the_words_without_which_no_line_is_read(language: str) -> None:
    assert {"limit", "units", "before_name"} <= WordLists(f"stock.{language}").lists.keys()


@pytest.mark.parametrize(
    "is_right",
    [
        lambda city: ZoneInfo(city.zone).key == city.zone,
        lambda city: get_currency_symbol(city.currency, "en") and len(city.territory) == 2,
        lambda city: abs(city.latitude) < 60 and abs(city.longitude) <= 180,
    ],
)
def test_a_city_is_somewhere_and_has_a_clock_and_money(is_right: Callable[[object], bool]) -> None:
    assert [city.name for city in CITIES if not is_right(city)] == []
    assert len({city.name for city in CITIES}) == len(CITIES) > 50
