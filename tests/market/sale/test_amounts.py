"""Amounts of a sale without an item: another amount and a discount, on the receipt, in the day's cash, and as they go back."""

import csv
import io
from datetime import timedelta

import pytest

from handlers.sale.statement_file import statement_csv
from locales.discount_reason import DiscountReason
from market.actor import Actor
from market.refusal import ButtonForged, Refusal
from market.sale.amounts import KEPT, MAX_AMOUNTS, NewAmount, SaleAmount, add_amounts, with_amounts
from market.sale.cart import CartLine, cart_facts
from market.sale.cost import set_cost
from market.sale.refusals import CartFull, DiscountTooHigh, MoneyUnfit, TotalChanged
from market.sale.sell import SaleRequest, sell
from storage.sale import CartAmount, Receipt, ReceiptAmount, SaleMethod
from tests.market.sale.conftest import KOPI, KUIH, OTHER_STALL, ROS, STALL, WEI, SaleScenario

SAMBAL = NewAmount(amount=450, words="extra sambal")
REGULAR = NewAmount(amount=-100, reason=DiscountReason.REGULAR)
PRICE = {KUIH: 852, KOPI: 450}


async def sold(
    scenario: SaleScenario,
    *lines: tuple[int, int],
    amounts: tuple[NewAmount, ...] = (),
    method: SaleMethod = SaleMethod.CASH,
    total: int | None = None,
) -> int:
    """Sell goods with amounts beside them; return the receipt."""
    rows = await scenario.store.write(add_amounts, Actor(ROS), STALL, amounts, now=scenario.now)
    comes_to = sum(PRICE[item] * units for item, units in lines) + sum(each.amount for each in amounts)
    request = SaleRequest(
        stall=STALL,
        cart=tuple(CartLine(*line) for line in lines),
        method=method,
        total=comes_to if total is None else total,
        amounts=tuple(each.row for each in rows),
    )
    return await scenario.store.write(sell, Actor(ROS), request, now=scenario.now, rng=scenario.rng)


async def test_another_amount_and_a_discount_stand_on_the_receipt_and_in_the_days_cash(
    scenario: SaleScenario,
) -> None:
    receipt = await scenario.receipt(await sold(scenario, (KUIH, 2), amounts=(SAMBAL, REGULAR)))
    assert (receipt.total, receipt.paid) == (2 * 852 + 450 - 100, 2055)
    assert [(each.amount, each.reason, each.words) for each in receipt.amounts] == [
        (450, None, "extra sambal"),
        (-100, DiscountReason.REGULAR, ""),
    ]
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.cash_sales, figures.sales) == (2055, 2055, 1)


async def test_what_has_no_item_is_sold_by_itself_and_rounded_in_cash(scenario: SaleScenario) -> None:
    receipt = await scenario.receipt(
        await sold(scenario, amounts=(NewAmount(amount=453, words="x" * 60 + "\n<b>"),))
    )
    assert (receipt.total, receipt.paid, receipt.lines) == (453, 455, ())
    assert receipt.amounts[0].words == "x" * 40
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.sales) == (455, 1)
    await scenario.void(receipt.id)
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.sales) == (0, 0)


async def test_the_statement_has_a_row_for_each_amount_and_a_discount_lowers_the_margin(
    scenario: SaleScenario,
) -> None:
    await scenario.store.write(set_cost, Actor(ROS), KUIH, 300)
    own_words = NewAmount(amount=-50, reason=DiscountReason.WORDS, words="=chipped bowl")
    await sold(scenario, (KUIH, 1), amounts=(SAMBAL, own_words), method=SaleMethod.QR)
    found = await scenario.statement()
    assert found.margin is not None
    assert (found.value, found.median) == (852 + 450 - 50, 852 + 450 - 50)
    assert (found.margin.sold, found.margin.margin) == (852 - 50, 852 - 50 - 300)
    rows = list(csv.DictReader(io.StringIO(statement_csv(found).decode("utf-8-sig"))))
    assert [(row["what"], row["qr"], row["units"]) for row in rows] == [
        ("kuih lapis", "8.52", "1"),
        ("extra sambal", "4.50", ""),
        ("discount: =chipped bowl", "-0.50", ""),
    ]


async def test_a_part_goes_back_with_its_share_of_the_discount_and_the_last_part_with_the_rest(
    scenario: SaleScenario,
) -> None:
    discount = NewAmount(amount=-100, reason=DiscountReason.DAMAGED)
    sale = await sold(scenario, (KUIH, 2), amounts=(SAMBAL, discount), method=SaleMethod.QR)
    first = await scenario.receipt(await scenario.refund(sale, 1, 0))
    assert first.total == -(852 - 100 * 852 // 2154)
    assert [(each.amount, each.row) for each in first.amounts] == [(39, 2)]
    undone = await scenario.undo_refund(first.id)
    assert (await scenario.receipt(undone)).left == 2054
    await scenario.refund(sale, 2, 0)
    last = await scenario.receipt(await scenario.refund(sale, 0, 1))
    assert [(each.amount, each.row, each.words) for each in last.amounts] == [
        (-450, 1, "extra sambal"),
        (21, 2, ""),
    ]
    rows = await scenario.count(Receipt)
    assert sum(row.total for row in rows) == sum(row.paid for row in rows) == 0
    assert sum(row.amount for row in await scenario.count(ReceiptAmount)) == 0
    assert (await scenario.receipt(sale)).is_refunded


async def test_a_void_takes_back_what_is_left_of_each_amount(scenario: SaleScenario) -> None:
    sale = await sold(scenario, (KUIH, 2), amounts=(SAMBAL, REGULAR))
    await scenario.refund(sale, 1, 0)
    await scenario.void(sale)
    assert sum(row.amount for row in await scenario.count(ReceiptAmount)) == 0
    assert (await scenario.day()).figures.expected == 0


async def test_nothing_is_sold_for_less_than_nothing_and_a_discount_may_be_all_of_it(
    scenario: SaleScenario,
) -> None:
    whole = NewAmount(amount=-450, reason=DiscountReason.END)
    receipt = await scenario.receipt(await sold(scenario, (KOPI, 1), amounts=(whole,)))
    assert (receipt.total, receipt.paid) == (0, 0)
    await scenario.void(receipt.id)
    more = NewAmount(amount=-451, reason=DiscountReason.END)
    with pytest.raises(DiscountTooHigh):
        await sold(scenario, (KOPI, 1), amounts=(more,))


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (NewAmount(amount=0), MoneyUnfit),
        (NewAmount(amount=10**9 + 1), MoneyUnfit),
        (NewAmount(amount=-100), ButtonForged),
        (NewAmount(amount=100, reason=DiscountReason.END), ButtonForged),
        (NewAmount(amount=-100, reason=DiscountReason.WORDS, words=" \n "), ButtonForged),
        (NewAmount(amount=-100, reason=DiscountReason.END, words="late"), ButtonForged),
    ],
)
async def test_what_is_no_amount_or_has_no_reason_is_refused(
    scenario: SaleScenario, new: NewAmount, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        await sold(scenario, (KOPI, 1), amounts=(new,))


async def test_a_cart_with_other_amounts_than_were_read_is_not_sold(scenario: SaleScenario) -> None:
    with pytest.raises(TotalChanged):
        await sold(scenario, (KOPI, 1), amounts=(SAMBAL,), total=450)
    plus, minus = NewAmount(amount=100), NewAmount(amount=-100, reason=DiscountReason.END)
    gone = SaleRequest(
        stall=STALL,
        cart=(CartLine(KOPI, 1),),
        method=SaleMethod.CASH,
        total=450,
        amounts=(900_001, 900_002),
    )
    with pytest.raises(TotalChanged):
        await scenario.store.write(sell, Actor(ROS), gone, now=scenario.now, rng=scenario.rng)
    with pytest.raises(ButtonForged):
        await sold(scenario, (KOPI, 1), amounts=(plus, minus, minus))


async def test_amounts_of_another_stall_are_in_no_cart_and_old_ones_go(scenario: SaleScenario) -> None:
    rows = await scenario.store.write(add_amounts, Actor(WEI), OTHER_STALL, [SAMBAL], now=scenario.now)
    facts = await scenario.store.read(
        cart_facts, Actor(ROS), STALL, (), now=scenario.now, amounts=[each.row for each in rows]
    )
    assert (facts.is_empty, facts.total) == (True, 0)
    await scenario.store.write(add_amounts, Actor(ROS), STALL, [SAMBAL], now=scenario.now)
    later = scenario.now + KEPT + timedelta(seconds=1)
    await scenario.store.write(add_amounts, Actor(ROS), STALL, [REGULAR], now=later)
    assert sorted(row.amount for row in await scenario.count(CartAmount)) == [-100, 450]


def test_a_cart_has_one_discount_and_three_amounts() -> None:
    def amount(row: int, reason: DiscountReason | None = None) -> SaleAmount:
        return SaleAmount(row=row, amount=-1 if reason else 1, reason=reason)

    held = [amount(1), amount(2, DiscountReason.END)]
    assert with_amounts(held, [amount(3, DiscountReason.REGULAR)]) == (1, 3)
    assert with_amounts(held, [amount(3)]) == (1, 2, 3)
    with pytest.raises(CartFull):
        with_amounts(held, [amount(each) for each in range(3, 3 + MAX_AMOUNTS)])
