"""Random sequences of sales, voids, joins, confirmations and changes: units are conserved, nobody is passed over, and the money adds up."""

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.refusal import Refusal
from market.stock.change import change_quantity
from market.waitlist.join import join
from market.waitlist.shopper_actions import confirm, decline, release
from market.waitlist.sweep import allocate_item
from storage.drop import Component, Drop, Item
from storage.sale import Receipt, ReceiptLine, SaleMethod
from storage.waitlist import Booking, Hold
from tests.ledger_by_hand import refunds_are_right
from tests.market.sale.conftest import HOUR, KOPI, KUIH, NAMES, NOW, PRICES, ROS, SaleScenario
from tests.market.sale.test_numbers import numbers_have_no_gap
from tests.seeds import seeds

BUYERS = [person for person in NAMES if person != ROS]
STANDS = ("booked", "collected", "missed")


def units_are_conserved(session: Session) -> None:
    """Each count of an item is the sum of the rows, with what bundles take, and never more than there is."""
    needs = [(item, item, 1) for item in (KUIH, KOPI)]
    needs += [(each.bundle_id, each.item_id, each.units) for each in session.exec(select(Component))]
    counts: Counter[tuple[str, int]] = Counter()
    for taken, component, each in needs:
        booked = select(func.coalesce(func.sum(Booking.units), 0)).where(
            col(Booking.item_id) == taken, col(Booking.state).in_(STANDS)
        )
        held = select(func.coalesce(func.sum(Hold.units), 0)).where(
            col(Hold.item_id) == taken, col(Hold.state) == "live"
        )
        sold = (
            select(func.coalesce(func.sum(ReceiptLine.units), 0))
            .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
            .where(col(ReceiptLine.item_id) == taken, col(Receipt.goods_kept).is_(False))
        )
        counts["booked", component] += each * (session.exec(booked).one() + session.exec(sold).one())
        counts["held", component] += each * session.exec(held).one()
        counts["sold", component] += each * session.exec(sold).one()
    for item in session.exec(select(Item)):
        found = {name: getattr(item, name) for name in ("booked", "held", "sold")}
        assert found == {name: counts[name, item.id or 0] for name in found}
        assert 0 <= item.sold <= item.booked
        assert item.booked + item.held <= item.quantity
    for receipt in session.exec(select(Receipt)):
        lines = session.exec(select(ReceiptLine).where(col(ReceiptLine.receipt_id) == receipt.id)).all()
        assert receipt.total == sum(line.units * line.price for line in lines)


async def assert_nobody_is_passed_over(scenario: SaleScenario) -> None:
    """Before the last call a sale leaves at least as many units as are waited for, or there was nothing to sell."""
    for item in (KUIH, KOPI):
        before = await scenario.item(item)
        if not before.waiting or scenario.now >= NOW + 3 * HOUR:
            continue
        try:
            await scenario.sell((item, 1))
        except Refusal:
            continue
        after = await scenario.item(item)
        assert after.quantity - after.booked - after.held >= after.waiting


@pytest.mark.parametrize("bundle", [False, True], ids=["items", "bundle"])
@pytest.mark.parametrize("seed", seeds(3, proof=16))
async def test_units_and_money_are_conserved_under_any_interleaving(
    scenario: SaleScenario, seed: int, bundle: bool
) -> None:
    rng = Random(1000 + seed)
    await scenario.change(Drop, 1, fitting=rng.choice(("strict", "fit", "split")))
    for item in (KUIH, KOPI):
        await scenario.change(Item, item, quantity=rng.randint(3, 14))
    if bundle:
        await scenario.store.write(
            lambda session: session.add(Component(bundle_id=KUIH, item_id=KOPI, units=1))
        )
    receipts: list[int] = []

    async def newest(table: type[Hold] | type[Booking], person: int, state: str) -> int:
        rows = select(table.id).where(col(table.person_id) == person, col(table.state) == state)
        return await scenario.store.read(lambda session: session.exec(rows).first()) or 0

    async def something() -> None:
        person, item, units = rng.choice(BUYERS), rng.choice((KUIH, KOPI)), rng.randint(1, 3)
        now, write = scenario.now, scenario.store.write
        match rng.choice(
            (
                "sell",
                "sell",
                "sell",
                "void",
                "refund",
                "refund",
                "undo refund",
                "join",
                "join",
                "confirm",
                "decline",
                "release",
                "stock",
                "sweep",
            )
        ):
            case "sell":
                other = KUIH + KOPI - item
                cart = ((item, units), (other, 1))[: rng.randint(1, 2)]
                receipts.append(await scenario.sell(*cart, method=rng.choice([*SaleMethod])))
            case "void" if receipts:
                await rng.choice((scenario.undo, scenario.void))(rng.choice(receipts))
            case "refund" if receipts:
                parts = [rng.randint(0, 2) for _ in range(rng.randint(1, 2))]
                receipts.append(await scenario.refund(rng.choice(receipts), *parts, kept=rng.random() < 0.3))
            case "undo refund" if receipts:
                await scenario.undo_refund(receipts[-1])
            case "join":
                await write(join, person, item, units, now=now, rng=rng)
            case "confirm":
                await write(confirm, person, await newest(Hold, person, "live"), units, now=now, rng=rng)
            case "decline":
                await write(decline, person, await newest(Hold, person, "live"), now)
            case "release":
                await write(release, person, await newest(Booking, person, "booked"), now)
            case "stock":
                await write(change_quantity, Actor(ROS), item, rng.randint(3, 14), now=now)
            case _:
                await write(allocate_item, item, now)

    for _ in range(14):
        done = await asyncio.gather(*(something() for _ in range(6)), return_exceptions=True)
        assert [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)] == []
        scenario.now = min(scenario.now + timedelta(seconds=rng.choice((1, 45, 61, 1500))), NOW + 4 * HOUR)
        await assert_nobody_is_passed_over(scenario)
        await scenario.store.read(units_are_conserved)
    assert await scenario.store.read(numbers_have_no_gap) >= 0
    assert sum(each.total for each in await scenario.count(Receipt)) >= 0
    if scenario.store.url.database and scenario.store.url.drivername.startswith("sqlite"):
        assert refunds_are_right(scenario.store.url.database)
    assert {line.price for line in await scenario.count(ReceiptLine)} <= {*PRICES["MYR"]}
