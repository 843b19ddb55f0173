"""A line by which a stall says what it sold: read in three languages, or left to what else it means."""

from datetime import date

import pytest

from handlers.sale.sale_line_parser import read_sale
from locales.discount_reason import DiscountReason
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


@pytest.mark.parametrize(
    ("line", "name", "amounts"),
    [
        (
            "sold 2 kopi, other RM4.50 extra sambal, discount RM1 regular, cash",
            "kopi",
            [(450, None, "extra sambal"), (-100, DiscountReason.REGULAR, "")],
        ),
        (
            "sold 2 kopi other 4.50 extra sambal discount 1 chipped bowl qr",
            "kopi",
            [(450, None, "extra sambal"), (-100, DiscountReason.WORDS, "chipped bowl")],
        ),
        (
            "terjual 2 kopi, lain RM4.50 sambal lebih, diskaun RM1 pelanggan tetap, tunai",
            "kopi",
            [(450, None, "sambal lebih"), (-100, DiscountReason.REGULAR, "")],
        ),
        (
            "卖了2杯咖啡，另加4块半辣椒，优惠1块老顾客，现金",
            "咖啡",
            [(450, None, "辣椒"), (-100, DiscountReason.REGULAR, "")],
        ),
        ("卖了2杯咖啡 优惠RM1 收摊 现金", "咖啡", [(-100, DiscountReason.END, "")]),
        ("sold other RM4.50 extra sambal cash", "", [(450, None, "extra sambal")]),
        ("sold 2 extra hot kopi cash", "extra hot kopi", []),
    ],
)
def test_amounts_without_an_item_are_read_beside_what_was_sold(
    line: str, name: str, amounts: list[tuple[int, DiscountReason | None, str]]
) -> None:
    read = read_sale(line, "MYR", TODAY)
    assert read is not None
    found = [each.new for each in read.amounts]
    assert (read.name, [(each.amount, each.reason, each.words) for each in found if each]) == (name, amounts)


def test_a_discount_without_a_reason_is_read_and_lacks_it() -> None:
    read = read_sale("sold 2 kopi, discount RM1, cash", "MYR", TODAY)
    assert read is not None
    assert [(each.amount, each.is_discount, each.new) for each in read.amounts] == [(100, True, None)]
