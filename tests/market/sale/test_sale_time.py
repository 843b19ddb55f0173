"""How long sales take from the seller's first tap: what counts, what says nothing, and the figure of a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.actor import Actor
from market.admins import NO_ADMINS
from market.sale.hand_over import hand_over_together, hand_over_units
from market.sale.movements import Movement, MovementKind, StallPeriod, movements
from market.sale.sale_time import FEWEST, LONGEST, SaleTime, median_sale_time, seconds_taken
from market.sale.sell import SaleRequest, sell
from market.ticket.scan import HandOverPayment
from storage.sale import Receipt, ReceiptKind, SaleMethod
from tests.market.kiosk.device import Kiosk
from tests.market.sale.conftest import (
    AINA,
    KOPI,
    NOW,
    PRICES,
    ROS,
    STALL,
    TODAY,
    SaleScenario,
)

SECOND = int(NOW.timestamp())
KNOWN = st.integers(0, LONGEST)


def movement(kind: MovementKind, number: int, took: int | None, subject: int) -> Movement:
    return Movement(
        kind=kind, at=NOW, day=date(2026, 11, 27), subject=subject, value=0, cash=0, number=number, took=took
    )


@given(took=st.lists(st.none() | KNOWN, max_size=40), lines=st.integers(1, 3), data=st.data())
def test_the_figure_is_true_of_half_of_the_receipts_that_stand_and_of_no_smaller_number(
    took: list[int | None], lines: int, data: st.DataObject
) -> None:
    voided = data.draw(st.sets(st.sampled_from(range(len(took))))) if took else set()
    sales = [
        movement(MovementKind.SALE, number, seconds, 100 + number)
        for number, seconds in enumerate(took)
        for _ in range(lines)
    ]
    voids = [movement(MovementKind.VOID, 1000 + number, None, 100 + number) for number in voided]
    counted = [seconds for number, seconds in enumerate(took) if seconds is not None and number not in voided]
    time = median_sale_time(data.draw(st.permutations([*sales, *voids])))
    if len(counted) < FEWEST:
        assert time is None
        return
    assert time is not None
    assert time.sales == len(counted), "receipts, however many lines they have"
    assert 2 * sum(seconds <= time.seconds for seconds in counted) >= len(counted)
    assert 2 * sum(seconds < time.seconds for seconds in counted) < len(counted)


def test_the_receipt_of_a_booking_is_not_voided_by_the_void_of_a_sale() -> None:
    """The subject of a hand-over is its booking, whose id may be that of a voided sale."""
    handed = [movement(MovementKind.HANDED_OVER, number, 8, 7) for number in range(1, 6)]
    assert median_sale_time([*handed, movement(MovementKind.VOID, 9, None, 7)]) == SaleTime(8, 5)


@given(seconds=st.integers(-(10**12), 10**12))
def test_what_began_in_the_future_or_long_ago_says_nothing(seconds: int) -> None:
    now = NOW + timedelta(microseconds=999_999)
    assert seconds_taken(SECOND - seconds, now) == (seconds if 0 <= seconds <= LONGEST else None)


def test_an_unknown_second_is_none() -> None:
    assert seconds_taken(0, NOW) is None
    assert seconds_taken(0, datetime.fromtimestamp(5, NOW.tzinfo)) is None


async def sold(scenario: SaleScenario, began: int, *, screen: int = 0) -> int:
    """Sell a cup of coffee whose cart was begun then, and return its receipt."""
    sale = SaleRequest(
        stall=STALL,
        cart=(await scenario.cart((KOPI, 1))).cart,
        method=SaleMethod.QR,
        total=PRICES["MYR"][1],
        screen=screen,
        began=began,
    )
    return await scenario.store.write(sell, Actor(ROS), sale, now=scenario.now, rng=scenario.rng)


async def seconds_of_receipts(scenario: SaleScenario) -> dict[tuple[int, ReceiptKind], int | None]:
    receipts: Sequence[Receipt] = await scenario.count(Receipt)
    ordered = sorted(receipts, key=lambda receipt: receipt.number)
    return {(receipt.number, receipt.kind): receipt.took for receipt in ordered}


async def figure(scenario: SaleScenario) -> SaleTime | None:
    day = await scenario.day()
    period = StallPeriod(stall=STALL, money=day.money, first=TODAY, last=TODAY)
    return median_sale_time(await scenario.store.read(movements, period))


async def test_a_receipt_says_how_long_its_cart_was_open_and_a_void_says_nothing(
    scenario: SaleScenario,
) -> None:
    receipts = [await sold(scenario, SECOND - seconds) for seconds in (4, 6, 30, 601, -3)]
    await sold(scenario, 0)
    assert [*(await seconds_of_receipts(scenario)).values()] == [4, 6, 30, None, None, None]
    assert await figure(scenario) is None, "three are known"
    for seconds in (8, 7):
        await sold(scenario, SECOND - seconds)
    assert await figure(scenario) == SaleTime(7, 5)
    await scenario.undo(receipts[2])
    assert (await seconds_of_receipts(scenario))[9, ReceiptKind.VOID] is None
    assert await figure(scenario) is None, "one of the five does not stand"


async def test_a_hand_over_says_how_long_its_ticket_was_shown_and_its_undo_ends_that(
    scenario: SaleScenario,
) -> None:
    code = await scenario.booking(AINA, units=3)
    for began in (SECOND - 9, 0, SECOND - 11):
        payment = HandOverPayment(method=SaleMethod.CASH, began=began)
        scan = await scenario.store.write(
            hand_over_units,
            Actor(ROS),
            code,
            1,
            now=scenario.now,
            rng=scenario.rng,
            payment=payment,
        )
        scenario.now += timedelta(microseconds=1)
    seconds = [took for (_, kind), took in (await seconds_of_receipts(scenario)).items() if kind == "sale"]
    assert seconds == [9, None, 11], "a later hand-over leaves what an earlier one said"
    for each in (5, 6, 7):
        await sold(scenario, SECOND - each)
    assert await figure(scenario) == SaleTime(7, 5)
    await scenario.undo_scan(scan)
    assert await figure(scenario) is None


async def test_one_tap_for_two_tickets_is_one_sale(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.booking(AINA, item=KOPI, units=1)
    await scenario.store.write(
        hand_over_together,
        Actor(ROS),
        code,
        now=scenario.now,
        rng=scenario.rng,
        method=SaleMethod.QR,
        began=SECOND - 12,
    )
    assert await seconds_of_receipts(scenario) == {(1, ReceiptKind.SALE): 12}


async def test_a_sale_of_a_kiosk_says_nothing(scenario: SaleScenario) -> None:
    kiosk = Kiosk(scenario.store, NO_ADMINS)
    device = await kiosk.device("Counter", Actor(ROS), STALL, scenario.now)
    lines = [{"item": KOPI, "units": 1, "price": PRICES["MYR"][1]}]
    sale = device.record("", scenario.now, "sell", 0, sale={"method": "cash", "lines": lines})
    await kiosk.send(device, [sale], scenario.now)
    assert await seconds_of_receipts(scenario) == {(1, ReceiptKind.SALE): None}


@pytest.mark.parametrize("began", [10**13, 2**62])
async def test_a_forged_second_sells_and_says_nothing(scenario: SaleScenario, began: int) -> None:
    await sold(scenario, began)
    assert await seconds_of_receipts(scenario) == {(1, ReceiptKind.SALE): None}
