"""Lines that were written before the reader was looked at, judged by all that their vendors meant."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.stock_told import TABLE, judged_lines

HERE = Path(__file__).parent


@pytest.mark.feature("X04")
@pytest.mark.parametrize(
    ("table", "lines", "right", "asked"), [(TABLE, 64, 48, 2), (HERE / "stock_lines_told.tsv", 30, 24, 2)]
)
def test_lines_are_read_as_they_were_meant_or_asked(table: Path, lines: int, right: int, asked: int) -> None:
    found = judged_lines(table)
    counts = Counter(each.verdict for each in found)
    assert [each.row["line"] for each in found if each.verdict == "misread"] == []
    assert len(found) == lines
    assert counts["right"] >= right
    assert counts["asked"] <= asked
