"""Parses the day and hours that a vendor types for a drop, without goods."""

from datetime import date

from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import normalize
from market.stock.stock_line import StockLine


def read_drop_hours(words: str, today: date) -> StockLine | None:
    """Returns a stock line of a day, a start and an end, as far as the words have them; None if they have none."""
    hours = read_hours(normalize(words), today)
    stock = StockLine(day=hours.day, start=hours.start, end=hours.end)
    return stock if stock != StockLine() else None
