"""A statement as a CSV file, one row for each movement; amounts are in whole units of the currency, with its decimal digits."""

import csv
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

from locales.csv_cell import text_cell
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


def statement_csv(statement: Statement) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets; times are local to the stall's own alley."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows(_row(each, statement.money) for each in statement.movements)
    return text.getvalue().encode("utf-8-sig")


def _row(movement: Movement, money: StallMoney) -> tuple[str | int, ...]:
    return (
        movement.day.isoformat(),
        movement.at.astimezone(ZoneInfo(money.zone)).isoformat(" ", "seconds"),
        movement.kind.value,
        movement.number or "",
        text_cell(movement.what),
        movement.units or "",
        _decimal(movement.value, money),
        _decimal(movement.cash, money),
        _decimal(movement.qr, money),
        "" if movement.cost is None else _decimal(movement.cost, money),
        money.currency,
        movement.sold_in or "",
    )


def _decimal(minor: int, money: StallMoney) -> str:
    """Returns minor units with all decimal digits of the currency: -850 of ringgit is -8.50."""
    return f"{Decimal(minor).scaleb(-money.exponent):f}"
