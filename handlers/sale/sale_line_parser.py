"""Parses a line by which a stall says what it sold to a walk-in.

sold 12 curry puffs cash
terjual 12 karipap, qr
卖了12个咖喱角 现金
sold 2 kopi, other RM4.50 extra sambal, discount RM1 regular, cash
"""

import re
from dataclasses import dataclass
from datetime import date

from handlers.sale.amount_parser import TypedAmount, split_amounts
from handlers.stock.correction_parser import AROUND, FILLERS, read_counted
from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.conversation_vocabulary import PAID_BY_QR, PAID_IN_CASH, SELLING_SAID, SOLD_SAID
from market.stock.stock_line import StockLine
from storage.sale import SaleMethod

SOLD = re.compile(rf"{FILLERS}(?:(?P<sold>{any_of_pattern(SOLD_SAID)})|{any_of_pattern(SELLING_SAID)})")
PAID = {
    SaleMethod.CASH: re.compile(any_of_pattern(PAID_IN_CASH)),
    SaleMethod.QR: re.compile(any_of_pattern(PAID_BY_QR)),
}


@dataclass(frozen=True, kw_only=True)
class TypedSale:
    """So many units of the item with this name were sold, none where only `amounts` were; `method` is None where the line does not say how they were paid.

    `is_over`: they were, and are not going to be.
    """

    units: int
    name: str
    method: SaleMethod | None
    is_over: bool
    amounts: tuple[TypedAmount, ...] = ()


def read_sale(text: str, currency: str, today: date) -> TypedSale | None:
    """Return what the line says was sold today, by the alley's currency and calendar; None if it says anything else or more."""
    said = SOLD.match(normalize(text))
    if said is None:
        return None
    goods, methods = text[said.end() :], []
    for method, words in PAID.items():
        if found := words.search(normalize(goods)):
            goods = f"{goods[: found.start()]} {goods[found.end() :]}"
            methods.append(method)
    goods, amounts = split_amounts(goods.strip(AROUND), currency, today)
    stock = StockLine() if amounts and not goods else read_counted(goods, currency, today)
    if stock is None or len(methods) > 1 or stock.day not in (None, today):
        return None
    return TypedSale(
        units=stock.quantity or 0,
        name=stock.name,
        amounts=amounts,
        method=methods[0] if methods else None,
        is_over=bool(said["sold"] or methods),
    )
