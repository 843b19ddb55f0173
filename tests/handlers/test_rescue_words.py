"""The line that rescues what is left, in three languages; a weight is that of all units."""

from datetime import date

import pytest

from handlers.rescue.rescue_words import RescueLine, read_rescue

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("rescue 6 kuih RM4", RescueLine(name="kuih", units=6, price=400)),
        ("Rescue: 6 kuih lapis RM4 1.5kg", RescueLine(name="kuih lapis", units=6, price=400, grams=1500)),
        ("rescue 6 kuih RM4, 800 g", RescueLine(name="kuih", units=6, price=400, grams=800)),
        ("selamatkan 6 kuih RM4 2 kg", RescueLine(name="kuih", units=6, price=400, grams=2000)),
        ("救剩 6个 月饼 RM4 1.5公斤", RescueLine(name="月饼", units=6, price=400, grams=1500)),
        ("rescue kuih", RescueLine(name="kuih")),
        ("rescue", RescueLine()),
    ],
)
def test_a_rescue_is_read(words: str, line: RescueLine) -> None:
    assert read_rescue(words, "MYR", TODAY) == line


@pytest.mark.parametrize("words", ["6 kuih RM4", "rescued kuih RM4", "again, but 20", "kuih rescue 6 RM4"])
def test_other_lines_rescue_nothing(words: str) -> None:
    assert read_rescue(words, "MYR", TODAY) is None
