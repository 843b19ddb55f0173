"""Reads a stock line into a `StockLine`, and writes one. Reading never fails; what it can't read is quoted back.

    12 kuih lapis RM8.50 #vegan sat 7pm max 2
    kuih lapis x12 @8.50
    12个 月饼 RM15 晚上7点

Parts may stand in any sequence. How a line is read: `handlers/stock/reading/`.
"""

from collections.abc import Iterable
from datetime import date

from handlers.stock.reading.features import Role
from handlers.stock.reading.result import Reason, StockLineReading, UnparsedSpan
from locales.formats import exponent
from locales.stock import UNITS
from locales.units import ItemUnit
from market.stock.stock_line import StockLine

__all__ = ["Reason", "Role", "StockLineReading", "UnparsedSpan", "parse_line", "write_line"]

ALLERGENS_LABEL, OPTIONS_LABEL = "allergens", "options"


def parse_line(text: str, currency: str, today: date) -> StockLineReading:
    """Returns the reading of one line by the alley's currency and calendar.

    The patterns of its words take half a second to compile, so they are loaded with the first line or by `load_patterns`.
    """
    from handlers.stock.reading.reader import LineReader

    return LineReader(text, currency, today).read()


def load_patterns(currencies: Iterable[str]) -> None:
    """Compiles the patterns by which lines in these currencies are read."""
    for currency in currencies:
        parse_line("1", currency, date.min)


def write_line(stock: StockLine, currency: str) -> str:
    """Returns the shortest line that is read as this stock; a name that may be taken for something else is in quotes."""
    plain = _serialized(stock, stock.name, currency)
    if parse_line(plain, currency, stock.day or date.min) == StockLineReading(stock=stock):
        return plain
    return _serialized(stock, f'"{stock.name}"', currency)


def _serialized(stock: StockLine, name: str, currency: str) -> str:
    parts = [name]
    if stock.quantity is not None:
        unit = next((word for word, unit in UNITS.items() if unit == stock.unit), "")
        parts.insert(0, f"{stock.quantity}x" if stock.unit == ItemUnit.PIECE else f"{stock.quantity} {unit}")
    if stock.price is not None:
        parts.append(f"@{_amount(stock.price, currency)}")
    if stock.deposit is not None:
        parts.append(f"packaging deposit {_amount(stock.deposit, currency)}")
    if stock.order_deposit is not None:
        parts.append(f"order deposit {_amount(stock.order_deposit, currency)}")
    if stock.open_deposit is not None:
        parts.append(f"deposit {_amount(stock.open_deposit, currency)}")
    if stock.limit is not None:
        parts.append(f"max {stock.limit}")
    parts += [f"#{tag}" for tag in stock.tags]
    if stock.day:
        parts.append(f"{stock.day:%d/%m/%Y}")
    if stock.start:
        parts.append(f"{stock.start:%H:%M}")
    if stock.end:
        parts.append(f"until {stock.end:%H:%M}")
    if stock.allergens:
        parts.append(f"{ALLERGENS_LABEL}: {stock.allergens}")
    if stock.options:
        parts.append(f"{OPTIONS_LABEL}: {stock.options}")
    return " ".join(parts)


def _amount(minor: int, currency: str) -> str:
    places = exponent(currency)
    whole, part = divmod(minor, int("1" + "0" * places))
    return f"{whole}.{part:0{places}}" if part else str(whole)
