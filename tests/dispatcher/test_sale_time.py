"""The seconds of a sale, from the first tap to the receipt: what a seller does, and what the desk says of it to the owner."""

import pytest
from sqlmodel import Session, col, select

from storage.sale import Receipt
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS, without_bidi_marks
from tests.journeys.test_sale import add_goods


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Ros, who sells apam at RM8.52 and putu at RM3.00 today."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await market.change(add_goods, market)
    return ros


async def seconds(market: Market) -> list[int | None]:
    """What the receipts say, in their order."""

    def read(session: Session) -> list[int | None]:
        return [*session.exec(select(Receipt.took).order_by(col(Receipt.id)))]

    return await market.store.read(read)


async def cart_of_putu(ros: Visitor) -> None:
    await ros.writes("/desk")
    await ros.tap("Sell")


async def test_the_time_runs_from_the_first_item_and_the_desk_says_the_median_from_five_sales_on(
    market: Market, ros: Visitor
) -> None:
    for number, wait in enumerate((4, 20, 6, 9, 8), 1):
        await cart_of_putu(ros)
        market.clock.move(seconds=40)
        await ros.tap("Putu, RM3.00")
        market.clock.move(seconds=wait - 1)
        await ros.tap("+1")
        market.clock.move(seconds=1)
        await ros.tap("Cash RM6.00")
        await ros.writes("/desk")
        says = "Half of 5 sales took at most 8 s, from the first tap to the receipt"
        assert (says in without_bidi_marks(ros.reads)) is (number == 5)
    assert await seconds(market) == [4, 20, 6, 9, 8]


async def test_a_sale_whose_beginning_nobody_saw_says_nothing(market: Market, ros: Visitor) -> None:
    await ros.writes("sold 2 putu cash")
    await ros.writes("sold 2 putu")
    await ros.tap("Cash RM6.00")
    await cart_of_putu(ros)
    await ros.tap("Putu, RM3.00")
    cart = ros.screen
    await ros.writes("/desk")
    await ros.tap("Cash RM3.00", message=cart.id)
    await cart_of_putu(ros)
    await ros.tap("Putu, RM3.00")
    market.clock.move(seconds=601)
    await ros.tap("Cash RM3.00")
    assert await seconds(market) == [None] * 4


async def test_an_emptied_cart_begins_anew(market: Market, ros: Visitor) -> None:
    await cart_of_putu(ros)
    await ros.tap("Putu, RM3.00")
    market.clock.move(seconds=30)
    await ros.tap("Empty the cart")
    await ros.writes("2 putu")
    market.clock.move(seconds=5)
    await ros.tap("QR RM6.00")
    assert await seconds(market) == [5]
