"""The line that offers what is left for less, in three languages; a weight is that of all units."""

from datetime import date

import pytest

from handlers.last_minute_offer.last_minute_line import LastMinuteLine, read_last_minute_line

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("last minute 6 kuih RM4", LastMinuteLine(name="kuih", units=6, price=400)),
        (
            "Last minute: 6 kuih lapis RM4 1.5kg",
            LastMinuteLine(name="kuih lapis", units=6, price=400, grams=1500),
        ),
        ("last-minute: 6 kuih RM4, 800 g", LastMinuteLine(name="kuih", units=6, price=400, grams=800)),
        ("selamatkan 6 kuih RM4 2 kg", LastMinuteLine(name="kuih", units=6, price=400, grams=2000)),
        ("救剩 6个 月饼 RM4 1.5公斤", LastMinuteLine(name="月饼", units=6, price=400, grams=1500)),
        ("last minute kuih", LastMinuteLine(name="kuih")),
        ("last minute", LastMinuteLine()),
    ],
)
def test_a_last_minute_offer_is_read(words: str, line: LastMinuteLine) -> None:
    assert read_last_minute_line(words, "MYR", TODAY) == line


@pytest.mark.parametrize(
    "words", ["6 kuih RM4", "the last minute kuih RM4", "again, but 20", "kuih last minute 6 RM4"]
)
def test_other_lines_offer_nothing(words: str) -> None:
    assert read_last_minute_line(words, "MYR", TODAY) is None
