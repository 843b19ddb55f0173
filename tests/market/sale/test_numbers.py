"""Receipts are numbered without a gap: by eight sellers at once, by several processes, and after a kill in the middle of a sale."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.refusal import Refusal
from market.sale.cart import CartLine
from market.sale.refusals import TotalChanged
from market.sale.sell import SaleRequest, sell
from storage.drop import Item
from storage.sale import Receipt, ReceiptLine, SaleMethod, Till
from storage.store import Store
from tests.market.sale.conftest import KOPI, KUIH, NOW, ROS, STALL, SaleScenario

ROOT = Path(__file__).resolve().parents[3]


def numbers_have_no_gap(session: Session) -> int:
    """Check that receipts are numbered from 1, up to the till's next number; how many there are."""
    numbers = list(session.exec(select(Receipt.number).order_by(col(Receipt.number))))
    assert numbers == list(range(1, len(numbers) + 1))
    till = session.get(Till, STALL)
    assert (till.next_number if till else 1) == len(numbers) + 1
    return len(numbers)


def books_are_right(session: Session) -> int:
    """Check as `numbers_have_no_gap` does, and that units are those of the receipts, where nobody has booked any."""
    count = numbers_have_no_gap(session)
    for item in session.exec(select(Item)):
        units = (
            select(func.coalesce(func.sum(ReceiptLine.units), 0))
            .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
            .where(col(ReceiptLine.item_id) == item.id, col(Receipt.goods_kept).is_(False))
        )
        assert item.sold == session.exec(units).one()
        assert item.sold == item.booked
    lines = select(ReceiptLine.receipt_id).distinct()
    assert len(session.exec(lines).all()) == count, "no receipt is without its lines"
    return count


async def many_units(scenario: SaleScenario) -> None:
    for item in (KUIH, KOPI):
        await scenario.change(Item, item, quantity=100_000)


async def take_back(scenario: SaleScenario, refund: int) -> int:
    """Undo a refund; the receipt that is its void."""
    await scenario.undo_refund(refund)
    undo = select(Receipt.id).where(col(Receipt.voids_id) == refund)
    return await scenario.store.read(lambda session: session.exec(undo).one()) or 0


@pytest.mark.parametrize("sales", [40, pytest.param(1000, marks=pytest.mark.proof)])
@pytest.mark.feature("S15")
async def test_eight_sellers_at_once_leave_no_gap(scenario: SaleScenario, sales: int) -> None:
    """Every seventh sale is refused after it took its units, every eleventh is undone, and of others one unit is refunded."""
    await many_units(scenario)
    done: list[int] = []

    async def seller(number: int) -> None:
        rng = Random(100 + number)
        for _ in range(sales // 8):
            item, price = rng.choice(((KUIH, 852), (KOPI, 450)))
            wrong = rng.random() < 1 / 7
            sale = SaleRequest(
                stall=STALL, cart=(CartLine(item, rng.randint(1, 3)),), method=SaleMethod.QR, total=0
            )
            total = sale.cart[0].units * price + wrong
            asked = SaleRequest(stall=STALL, cart=sale.cart, method=sale.method, total=total)
            try:
                receipt = await scenario.store.write(sell, Actor(ROS), asked, now=NOW, rng=rng)
            except TotalChanged:
                assert wrong
                continue
            done.append(receipt)
            if rng.random() < 1 / 11:
                done.append(await scenario.undo(receipt))
            elif rng.random() < 1 / 3:
                done.append(await scenario.refund(receipt, 1, kept=rng.random() < 0.5))
                if rng.random() < 0.5:
                    done.append(await take_back(scenario, done[-1]))

    await asyncio.gather(*(seller(number) for number in range(8)))
    assert await scenario.store.read(books_are_right) == len(done)


@pytest.mark.parametrize("kills", [1, pytest.param(6, marks=pytest.mark.proof)])
async def test_a_killed_process_leaves_no_gap_and_no_sale_without_its_receipt(
    scenario: SaleScenario, database_url: str, kills: int
) -> None:
    """Two processes sell, and each is killed with signal 9 while it does."""
    await many_units(scenario)
    heard: list[int] = []
    for turn in range(kills):
        async with AsyncExitStack() as started:
            sellers = [await started.enter_async_context(_other_seller(database_url)) for _ in range(2)]
            for seller in sellers:
                heard += [await _next_number(seller) for _ in range(10 + turn)]
            for seller in sellers:
                seller.kill()
            for seller in sellers:
                heard += await _last_numbers(seller)
                assert await seller.wait() == -9
        await _nobody_writes(scenario.store)
        stored = await scenario.store.read(books_are_right)
        assert len(heard) == len(set(heard)), "no number was given twice"
        assert set(heard) <= set(range(1, stored + 1)), "what was told is stored"
    assert len(heard) >= 20 * kills


@asynccontextmanager
async def _other_seller(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that sells and prints the numbers of its receipts; it ends with the test, however that ends."""
    seller = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.market.sale.other_seller", url, stdout=PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )  # fmt: skip
    try:
        yield seller
    finally:
        if seller.returncode is None:
            seller.kill()
            await seller.wait()


async def _next_number(seller: asyncio.subprocess.Process) -> int:
    assert seller.stdout is not None
    return int(await asyncio.wait_for(seller.stdout.readline(), 60))


async def _last_numbers(seller: asyncio.subprocess.Process) -> list[int]:
    """Return the numbers that a killed process has printed, without the unfinished line."""
    assert seller.stdout is not None
    left = (await seller.stdout.read()).splitlines(keepends=True)
    return [int(line) for line in left if line.endswith(b"\n")]


async def _nobody_writes(store: Store) -> None:
    """Wait until the database has ended what the killed had begun: a sale of our own waits for their locks."""
    with pytest.raises(Refusal):
        await store.write(
            sell,
            Actor(ROS),
            SaleRequest(stall=STALL, cart=(CartLine(KUIH, 1),), method=SaleMethod.CASH, total=1),
            now=NOW,
            rng=Random(1),
        )
