"""A table of stock lines as stall keepers type them: each is read right, or asked where it must be."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from handlers.stock.line_parser import parse_line
from handlers.stock.reading.doubts.every_doubt import EVERY_DOUBT

TUESDAY = date(2026, 11, 24)
ASK, NOT_GIVEN = "?", "-"


class Row(NamedTuple):
    locale: str
    currency: str
    line: str
    quantity: str
    price: str
    name: str
    tags: str


def rows() -> list[Row]:
    text = Path(__file__).with_name("stock_lines.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return [Row(*(part.strip() for part in line.split(" | "))) for line in lines]


ROWS = rows()


@pytest.mark.feature("X04")
def test_each_line_is_read_right_or_asked() -> None:
    wrong = {row.line: found for row in ROWS if (found := _misread(row))}
    assert wrong == {}


def _misread(row: Row) -> str:
    """What is wrong about the reading of a row; nothing if it is right."""
    reading = parse_line(row.line, row.currency, TUESDAY)
    stock = reading.stock
    if row.quantity == ASK:
        return f"not asked: {stock}" if reading.sure else ""
    read = (
        _given(stock.quantity),
        _given(stock.price),
        stock.name or NOT_GIVEN,
        ",".join(stock.tags) or NOT_GIVEN,
    )
    expected = (row.quantity, row.price, row.name, row.tags)
    if read != expected:
        return f"{read} instead of {expected}"
    return "" if reading.sure else f"asked: {reading.alternatives}"


def _given(value: int | None) -> str:
    return NOT_GIVEN if value is None else str(value)


def test_each_doubt_is_raised_by_a_line() -> None:
    raised = {parse_line(row.line, row.currency, TUESDAY).doubt for row in ROWS}
    assert [doubt.__name__ for doubt in EVERY_DOUBT if doubt.__name__ not in raised] == []


def test_the_table_has_its_three_languages() -> None:
    assert len(ROWS) >= 250
    assert {row.locale for row in ROWS} == {"en", "ms", "zh_Hans"}
