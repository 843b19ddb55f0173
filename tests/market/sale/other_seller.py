"""A process that sells one unit after the other and prints the number of each receipt once it is stored, with eight sellers at once, until it is killed."""

import asyncio
import sys
from datetime import timedelta
from itertools import count
from random import SystemRandom

from sqlalchemy.exc import OperationalError

from market.actor import Actor
from market.sale.cart import CartLine
from market.sale.refund import RefundRequest, refund_part
from market.sale.sell import SaleRequest, sell, undo_sale
from storage.sale import Receipt, SaleMethod
from storage.store import Store
from tests.market.sale.conftest import KOPI, KUIH, NOW, ROS, STALL

SELLERS = 8
RNG = SystemRandom()


async def sell_on(store: Store, seller: int, sales: "count[int]") -> None:
    """Sell one of each item in turn; every fifth sale is undone, and every fifth is refunded."""
    while True:
        number = next(sales)
        item, price = ((KUIH, 852), (KOPI, 450))[(seller + number) % 2]
        sale = SaleRequest(stall=STALL, cart=(CartLine(item, 1),), method=SaleMethod.CASH, total=price)
        try:
            receipt = await store.write(sell, Actor(ROS), sale, now=NOW, rng=RNG)
            await tell(store, receipt)
            if number % 5 == 1:
                part = RefundRequest(receipt=receipt, units=(1,), step=0, goods_kept=number % 2 == 0)
                await tell(store, await store.write(refund_part, Actor(ROS), part, now=NOW, rng=RNG))
            if number % 5 == 0:
                undo = await store.write(
                    undo_sale, Actor(ROS), receipt, now=NOW + timedelta(seconds=1), rng=RNG
                )
                await tell(store, undo)
        except OperationalError:
            continue  # SQLite gives its lock to who asks at the right moment: one of two busy processes may wait in vain for five seconds


async def tell(store: Store, receipt: int) -> None:
    print(await store.read(lambda session: session.get_one(Receipt, receipt).number), flush=True)


async def main(url: str) -> None:
    store, sales = Store(url, deadline=120.0), count(1)
    await asyncio.gather(*(sell_on(store, seller, sales) for seller in range(SELLERS)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
