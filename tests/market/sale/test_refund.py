"""Refunds of a part of a receipt: the amount, who gets the units, what stays unchanged, and the order of precedence."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.discount_reason import DiscountReason
from market.actor import Actor
from market.refusal import ButtonForged, Refusal
from market.sale.amounts import SaleAmount
from market.sale.cash_rounding import in_cash
from market.sale.left import LeftLine, SaleLeft
from market.sale.receipt import day_receipts, public_receipt
from market.sale.refund import RefundRequest, part_gross, refund_facts, refund_part
from market.sale.refusals import (
    AlreadyVoided,
    DayIsClosed,
    NothingLeftOfSale,
    ReceiptChanged,
    RefundedUnitsGone,
    RefundUndone,
    RefundUnfit,
    SaleUndoOver,
)
from market.waitlist.join import join
from storage.drop import Item
from storage.sale import Receipt, ReceiptKind, SaleMethod
from storage.waitlist import Hold
from tests.market.sale.conftest import (
    AINA,
    DAY,
    KOPI,
    KUIH,
    NOW,
    PRICES,
    ROS,
    STALL,
    TODAY,
    TOM,
    SaleScenario,
)
from tests.market.sale.test_interleavings import units_are_conserved
from tests.market.sale.test_numbers import numbers_have_no_gap


async def by_number(scenario: SaleScenario) -> list[tuple[int, ReceiptKind, int, int]]:
    rows = await scenario.count(Receipt)
    return [(row.number, row.kind, row.total, row.paid) for row in sorted(rows, key=lambda row: row.number)]


async def sold(scenario: SaleScenario, item: int = KUIH) -> tuple[int, int]:
    row = await scenario.item(item)
    return row.sold, row.booked


async def test_a_refund_is_a_receipt_of_its_own_and_both_name_each_other(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 2), (KOPI, 1))
    before = await scenario.receipt(sale)
    refund = await scenario.refund(sale, 1, 0)
    assert await by_number(scenario) == [
        (1, ReceiptKind.SALE, 2154, 2155),
        (2, ReceiptKind.REFUND, -852, -855),
    ], "1302 that stay are RM13.00 in cash"
    found, original = await scenario.receipt(refund), await scenario.receipt(sale)
    assert [(line.name, line.units) for line in found.lines] == [("kuih lapis", -1)]
    assert (found.refund_of, found.sale_id, found.other) == (1, sale, None)
    assert (original.refunds, original.is_refunded, original.other, original.left) == (
        (2,),
        False,
        None,
        1300,
    )
    assert (original.total, original.lines) == (before.total, before.lines)
    page = await scenario.store.read(public_receipt, found.code)
    assert page == found, "anybody with its code sees the same"
    assert await sold(scenario) == (1, 1)
    listed = await scenario.store.read(day_receipts, Actor(ROS), STALL, TODAY, page=1, now=NOW)
    assert [(row.number, row.has_refunds) for row in listed.rows] == [(2, False), (1, True)]


async def test_goods_that_are_not_returned_stay_sold(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 3), method=SaleMethod.QR)
    refund = await scenario.refund(sale, 2, kept=True)
    assert await sold(scenario) == (3, 3)
    assert (await scenario.receipt(refund)).goods_kept
    await scenario.void(sale)
    assert await sold(scenario) == (2, 2), "the void gives back what was not refunded"
    assert await by_number(scenario) == [
        (1, ReceiptKind.SALE, 2556, 2556),
        (2, ReceiptKind.REFUND, -1704, -1704),
        (3, ReceiptKind.VOID, -852, -852),
    ]


async def test_an_undo_takes_money_and_units_again(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 2))
    refund = await scenario.refund(sale, 1)
    scenario.now += timedelta(seconds=59)
    assert await scenario.undo_refund(refund) == sale
    assert await by_number(scenario) == [
        (1, ReceiptKind.SALE, 1704, 1705),
        (2, ReceiptKind.REFUND, -852, -855),
        (3, ReceiptKind.UNDO, 852, 855),
    ]
    assert await sold(scenario) == (2, 2)
    assert (await scenario.receipt(sale)).refunds == ()
    assert (await scenario.receipt(refund)).other == 3
    with pytest.raises(RefundUndone):
        await scenario.undo_refund(refund)
    late = await scenario.refund(sale, 2)
    assert (await scenario.receipt(sale)).is_refunded
    scenario.now += timedelta(minutes=1)
    with pytest.raises(SaleUndoOver):
        await scenario.undo_refund(late)


async def test_after_a_void_nothing_is_refunded_and_no_refund_undone(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 2))
    refund = await scenario.refund(sale, 1)
    await scenario.void(sale)
    for attempt in (scenario.refund(sale, 1, step=2), scenario.undo_refund(refund), scenario.void(sale)):
        with pytest.raises(AlreadyVoided):
            await attempt
    assert sum(each.total for each in await scenario.count(Receipt)) == 0
    assert sum(each.paid for each in await scenario.count(Receipt)) == 0
    assert await sold(scenario) == (0, 0)


async def test_what_is_all_refunded_is_neither_voided_nor_refunded(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 1), (KOPI, 2))
    await scenario.refund(sale, 1, 1)
    await scenario.refund(sale, 0, 1)
    for attempt in (scenario.refund(sale, 1, 0, step=2), scenario.void(sale), scenario.undo(sale)):
        with pytest.raises(NothingLeftOfSale):
            await attempt
    assert await scenario.store.read(numbers_have_no_gap) == 3
    assert sum(each.paid for each in await scenario.count(Receipt)) == 0


@pytest.mark.parametrize("units", [(1,), (1, 0, 0), (-1, 1), (3, 0), ()], ids=str)
async def test_units_that_no_button_names_are_refused(scenario: SaleScenario, units: tuple[int, ...]) -> None:
    sale = await scenario.sell((KUIH, 2), (KOPI, 1))
    with pytest.raises(ButtonForged):
        await scenario.refund(sale, *units)


async def test_nothing_chosen_and_what_has_changed_are_refused(scenario: SaleScenario) -> None:
    sale = await scenario.sell((KUIH, 2), (KOPI, 1))
    with pytest.raises(RefundUnfit):
        await scenario.refund(sale, 0, 0)
    first = await scenario.refund(sale, 1, 0, step=0)
    with pytest.raises(ReceiptChanged):
        await scenario.refund(sale, 1, 0, step=0)
    await scenario.undo_refund(first)
    with pytest.raises(ReceiptChanged):
        await scenario.refund(sale, 1, 0, step=0)
    shown = await scenario.store.read(refund_facts, Actor(ROS), sale, (9, 1))
    assert shown.units == (2, 1), "never more than is left"


async def test_on_a_closed_day_nothing_is_refunded_and_later_it_counts_on_its_own_day(
    scenario: SaleScenario,
) -> None:
    sale = await scenario.sell((KUIH, 2))
    await scenario.close()
    with pytest.raises(DayIsClosed):
        await scenario.refund(sale, 1)
    scenario.now = NOW + DAY
    await scenario.refund(sale, 1)
    assert (await scenario.day()).figures.expected == -855
    yesterday = await scenario.day(day=TODAY)
    assert yesterday.closed is not None
    assert yesterday.figures.expected == yesterday.closed.expected == 1705


async def test_units_that_come_back_go_to_who_waits_and_an_undo_does_not_take_them(
    scenario: SaleScenario,
) -> None:
    await scenario.change(Item, KUIH, quantity=2)
    sale = await scenario.sell((KUIH, 2))
    await scenario.store.write(join, AINA, KUIH, 1, now=NOW, rng=scenario.rng)
    refund = await scenario.refund(sale, 1)
    assert [hold.person_id for hold in await scenario.count(Hold)] == [AINA]
    with pytest.raises(RefundedUnitsGone):
        await scenario.undo_refund(refund)
    assert await sold(scenario) == (1, 1)
    await scenario.store.read(units_are_conserved)


async def test_goods_that_stay_sold_go_to_nobody(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, quantity=2)
    sale = await scenario.sell((KUIH, 2))
    await scenario.store.write(join, TOM, KUIH, 1, now=NOW, rng=scenario.rng)
    refund = await scenario.refund(sale, 1, kept=True)
    assert await scenario.count(Hold) == []
    await scenario.undo_refund(refund)
    assert await sold(scenario) == (2, 2)


@pytest.mark.parametrize("kept", [False, True], ids=["returned", "kept"])
async def test_of_many_at_once_each_unit_is_refunded_once(scenario: SaleScenario, kept: bool) -> None:
    """Refunds that read the same screen, refunds that read no older one, and voids of the same sale."""
    sale = await scenario.sell((KUIH, 3), (KOPI, 2))

    async def once(number: int) -> Any:
        if number % 4 == 3:
            return await scenario.void(sale)
        asked = RefundRequest(receipt=sale, units=(1, number % 2), step=number // 4, goods_kept=kept)
        return await scenario.store.write(refund_part, Actor(ROS), asked, now=NOW, rng=scenario.rng)

    done = await asyncio.gather(*map(once, range(12)), return_exceptions=True)
    assert [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)] == []
    if not any(row.kind is ReceiptKind.VOID for row in await scenario.count(Receipt)):
        await scenario.void(sale)
    rows = await scenario.count(Receipt)
    assert sum(row.total for row in rows) == sum(row.paid for row in rows) == 0
    assert await scenario.store.read(numbers_have_no_gap) == len(rows)
    await scenario.store.read(units_are_conserved)


CURRENCIES = st.sampled_from([*PRICES])
PRICED = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2000)), min_size=1, max_size=8)


def left_of(
    lines: list[tuple[int, int]], currency: str, method: SaleMethod, paid: int, discount: int
) -> SaleLeft:
    return SaleLeft(
        currency=currency,
        method=method,
        lines=tuple(
            LeftLine(item=item, name="", units=units, left=units, price=price, row=item)
            for item, (units, price) in enumerate(lines)
        ),
        discount=SaleAmount(row=1, amount=-discount, reason=DiscountReason.END) if discount else None,
        paid=paid,
        step=0,
        is_voided=False,
    )


@given(lines=PRICED, currency=CURRENCIES, method=st.sampled_from(SaleMethod), data=st.data())
def test_the_parts_of_a_receipt_come_to_what_was_paid(
    lines: list[tuple[int, int]], currency: str, method: SaleMethod, data: st.DataObject
) -> None:
    """For any parts, undone or not, with a discount or without; in cash each leaves what a sale of the rest would have been."""
    gross = sum(units * price for units, price in lines)
    discount = data.draw(st.integers(0, gross))
    paid = in_cash(gross - discount, currency) if method is SaleMethod.CASH else gross - discount
    back: list[tuple[list[int], int, int]] = []
    while any(units for units, _ in lines):
        left = left_of(lines, currency, method, paid, discount)
        if back and data.draw(st.integers(0, 4)) == 0:
            part, amount, share = back.pop(data.draw(st.integers(0, len(back) - 1)))
            lines = [(units + each, price) for (units, price), each in zip(lines, part, strict=True)]
            paid, discount = paid + amount, discount + share
            continue
        part = [data.draw(st.integers(0, units)) for units, _ in lines]
        if not any(part):
            part = [units for units, _ in lines]
        amount = left.paid_back(part_gross(left, part))
        share = part_gross(left, part) - left.part_total(part_gross(left, part))
        assert 0 <= amount <= paid
        assert 0 <= share <= discount
        if method is SaleMethod.QR:
            assert amount == part_gross(left, part) - share
        lines = [(units - each, price) for (units, price), each in zip(lines, part, strict=True)]
        paid, discount = paid - amount, discount - share
        back.append((part, amount, share))
    assert paid == discount == 0
