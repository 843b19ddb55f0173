"""A line by which a stall says what it sold: read in three languages, or left to what else it means."""

from datetime import date

import pytest

from handlers.sale.sale_line_parser import read_sale
from storage.sale import SaleMethod

CASH, QR = SaleMethod.CASH, SaleMethod.QR
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("line", "units", "name", "method"),
    [
        ("sold 12 curry puffs cash", 12, "curry puffs", CASH),
        ("Sold 12 curry puffs, QR", 12, "curry puffs", QR),
        ("we sold 3 boxes of kuih lapis for cash", 3, "kuih lapis", CASH),
        ("sold twelve curry puffs by qr", 12, "curry puffs", QR),
        ("sold 12 cashew cookies cash", 12, "cashew cookies", CASH),
        ("sold 12 curry puffs", 12, "curry puffs", None),
        ("jual 12 karipap tunai", 12, "karipap", CASH),
        ("terjual 12 karipap", 12, "karipap", None),
        ("dah jual dua belas karipap, bayar tunai", 12, "karipap", CASH),
        ("卖了12个咖喱角 现金", 12, "咖喱角", CASH),
        ("卖出两个娘惹糕，扫码", 2, "娘惹糕", QR),
    ],
)
def test_a_sale_is_read(line: str, units: int, name: str, method: SaleMethod | None) -> None:
    read = read_sale(line, "MYR", TODAY)
    assert read is not None
    assert (read.units, read.name, read.method, read.is_over) == (units, name, method, True)


def test_a_verb_that_may_be_about_stock_is_over_only_with_a_way_to_pay() -> None:
    lines = ("jual 12 karipap", "jual 12 karipap tunai", "sell 12 curry puffs")
    read = [read_sale(line, "MYR", TODAY) for line in lines]
    assert [each.is_over if each else None for each in read] == [False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        "sold out curry puffs",
        "curry puffs sold out",
        "sold",
        "sold curry puffs cash",
        "sold 12",
        "sold 0 curry puffs cash",
        "sold 12.5 curry puffs cash",
        "sold 12 curry puffs cash qr",
        "sold 12 curry puffs RM1.50 cash",
        "sold 12 curry puffs tomorrow",
        "jual 12 karipap RM1.50",
        "12 curry puffs cash",
        "what is sold here",
    ],
)
def test_anything_else_is_no_sale(line: str) -> None:
    assert read_sale(line, "MYR", TODAY) is None
