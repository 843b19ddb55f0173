"""A statement as a CSV file, one row for each movement; amounts are in whole units of the currency, with its decimal digits."""

import csv
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

from market.sale.movements import Movement
from market.sale.statement import Statement
from market.sale.till import StallMoney

HEADER = (
    "day",
    "at",
    "kind",
    "receipt",
    "what",
    "units",
    "value",
    "cash",
    "qr",
    "cost",
    "currency",
    "sold_in",
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet evaluates a text that begins with one of these."""


def statement_csv(found: Statement) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets; times are local to the stall's own alley."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows(_row(each, found.money) for each in found.movements)
    return text.getvalue().encode("utf-8-sig")


def _row(each: Movement, money: StallMoney) -> tuple[str | int, ...]:
    return (
        each.day.isoformat(),
        each.at.astimezone(ZoneInfo(money.zone)).isoformat(" ", "seconds"),
        each.kind.value,
        each.number or "",
        f"'{each.what}" if each.what.startswith(FORMULAS) else each.what,
        each.units or "",
        _decimal(each.value, money),
        _decimal(each.cash, money),
        _decimal(each.qr, money),
        "" if each.cost is None else _decimal(each.cost, money),
        money.currency,
        each.sold_in or "",
    )


def _decimal(minor: int, money: StallMoney) -> str:
    """Returns minor units with all decimal digits of the currency: -850 of ringgit is -8.50."""
    return f"{Decimal(minor).scaleb(-money.exponent):f}"
