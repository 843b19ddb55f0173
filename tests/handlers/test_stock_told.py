"""Lines that were written before the reader was looked at, judged by all that their vendors meant."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.stock_told import TABLE, judged_lines
from handlers.stock.line_parser import parse_line
from handlers.stock.views import unparsed_rows
from locales.say import speak

HERE = Path(__file__).parent


@pytest.mark.feature("X04")
@pytest.mark.parametrize(
    ("table", "lines", "right", "asked"),
    [
        (TABLE, 64, 48, 2),
        (HERE / "stock_lines_told.tsv", 30, 24, 2),
        (HERE / "stock_lines_unseen.tsv", 100, 74, 8),
    ],
)
def test_lines_are_read_as_they_were_meant_or_asked(table: Path, lines: int, right: int, asked: int) -> None:
    found = judged_lines(table)
    counts = Counter(each.verdict for each in found)
    assert [each.row["line"] for each in found if each.verdict == "misread"] == []
    assert len(found) == lines
    assert counts["right"] >= right
    assert counts["asked"] <= asked


def test_a_price_for_several_together_is_answered_with_how_to_post_it() -> None:
    reading = parse_line("20 kuih talam RM8 for 1, RM15 for 2", "MYR", date(2026, 11, 24))
    rows = [str(row) for row in unparsed_rows(speak("en"), reading.unparsed)]
    assert any("is a price for several together." in row for row in rows)
    assert (reading.stock.quantity, reading.stock.price, reading.sure) == (20, 800, False)
    example = parse_line('5x "2 kuih" RM15', "MYR", date(2026, 11, 24))
    assert (example.stock.quantity, example.stock.name, example.stock.price) == (5, "2 kuih", 1500)
    assert example.sure
