"""The lines in which a host types hours, in three languages."""

from datetime import date

import pytest

from handlers.showroom.window_line import read_curation, read_window
from market.showroom.slots import WindowTerms

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("sat 10-13, 15 min, buffer 5", WindowTerms(weekday=5, begins=600, ends=780, buffer=5)),
        ("Saturday 10am-1pm", WindowTerms(weekday=5, begins=600, ends=780)),
        ("jumaat 4-6 petang, 20 minit, jeda 10", WindowTerms(weekday=4, begins=960, ends=1080, visit_minutes=20, buffer=10)),
        ("周六 10点-13点 间隔5分钟 2人", WindowTerms(weekday=5, begins=600, ends=780, buffer=5, places=2)),
        ("sat 10:00-13:00 walk-in 3, 10 min", WindowTerms(weekday=5, begins=600, ends=780, visit_minutes=10, walk_in_every=3)),
    ],
)  # fmt: skip
def test_hours_are_read(words: str, terms: WindowTerms) -> None:
    assert read_window(words, TODAY) == terms


@pytest.mark.parametrize("words", ["", "saturday", "10-13", "sat 7-10", "whenever"])
def test_what_is_not_clear_is_not_read(words: str) -> None:
    assert read_window(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "name", "day"),
    [
        ("Batik, 5 dec", "Batik", date(2026, 12, 5)),
        ("Batik from 5 dec", "Batik", date(2026, 12, 5)),
        ("Batik", "Batik", TODAY),
    ],
)
def test_a_show_is_a_name_and_a_day(words: str, name: str, day: date) -> None:
    assert read_curation(words, TODAY) == (name, day)
