"""A stall at work: two items of today's market day, walk-ins and people with bookings, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.sale.cart import CartFacts, CartLine, cart_facts
from market.sale.day import CashRequest, DayFacts, close_day, day_facts, enter_cash, undo_cash
from market.sale.hand_over import hand_over_units, undo_hand_over
from market.sale.receipt import ReceiptFacts, own_receipt
from market.sale.refund import RefundRequest, refund_facts, refund_part, undo_refund
from market.sale.sell import SaleRequest, sell, undo_sale, void_sale
from market.sale.statement import Statement, statement
from market.ticket.scan import HandOverPayment, take_packaging_back
from market.waitlist.join import join
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.sale import CashKind, SaleMethod
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from tests.kept_rows import KeptRows
from tests.people import add_people

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
"""Friday, 17:00 in Kota Kinabalu; the drop begins an hour later."""
TODAY = date(2026, 11, 27)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AINA, ROS, WEI, KEN, TOM, SITI = 1, 2, 3, 4, 5, 6
NAMES = {AINA: "Aina", ROS: "Ros", WEI: "Wei", KEN: "Ken", TOM: "Tom", SITI: "Siti"}
KUIH, KOPI = 1, 2
STALL, OTHER_STALL = 1, 2
PRICES = {"MYR": (852, 450), "IDR": (1_500_000, 750_000), "VND": (25_000, 12_500), "JPY": (333, 120)}
PLACES = {
    "MYR": ("Asia/Kuching", "MY"),
    "IDR": ("Asia/Jakarta", "ID"),
    "VND": ("Asia/Ho_Chi_Minh", "VN"),
    "JPY": ("Asia/Tokyo", "JP"),
}


@dataclass(kw_only=True)
class SaleScenario:
    """The stall's counter; `now` stands still until it is moved."""

    store: Store
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(7))
    currency: str = "MYR"

    async def cart(self, *lines: tuple[int, int], person: int = ROS, stall: int = STALL) -> CartFacts:
        cart = tuple(CartLine(*line) for line in lines)
        return await self.store.read(cart_facts, Actor(person), stall, cart, now=self.now)

    async def sell(
        self,
        *lines: tuple[int, int],
        person: int = ROS,
        method: SaleMethod = SaleMethod.CASH,
        total: int | None = None,
        screen: int = 0,
        amounts: tuple[int, ...] = (),
    ) -> int:
        """Sell so many of each item at the current price to a walk-in; return the receipt."""
        prices = dict(zip((KUIH, KOPI), PRICES[self.currency], strict=True))
        sale = SaleRequest(
            stall=STALL,
            cart=tuple(CartLine(*line) for line in lines),
            method=method,
            total=sum(prices.get(item, 0) * units for item, units in lines) if total is None else total,
            screen=screen,
            amounts=amounts,
        )
        return await self.store.write(sell, Actor(person), sale, now=self.now, rng=self.rng)

    async def undo(self, receipt: int, person: int = ROS) -> int:
        return await self.store.write(undo_sale, Actor(person), receipt, now=self.now, rng=self.rng)

    async def void(self, receipt: int, person: int = ROS) -> int:
        return await self.store.write(void_sale, Actor(person), receipt, now=self.now, rng=self.rng)

    async def refund(
        self, receipt: int, *units: int, kept: bool = False, person: int = ROS, step: int | None = None
    ) -> int:
        """Refund units of each line of a receipt in its current state; return the refund."""
        if step is None:
            step = (await self.store.read(refund_facts, Actor(ROS), receipt, ())).left.step
        asked = RefundRequest(receipt=receipt, units=units, step=step, goods_kept=kept)
        return await self.store.write(refund_part, Actor(person), asked, now=self.now, rng=self.rng)

    async def undo_refund(self, refund: int, person: int = ROS) -> int:
        return await self.store.write(undo_refund, Actor(person), refund, now=self.now, rng=self.rng)

    async def receipt(self, receipt: int, person: int = ROS) -> ReceiptFacts:
        return await self.store.read(own_receipt, Actor(person), receipt)

    async def cash(self, kind: CashKind, amount: int, person: int = ROS, day: date = TODAY) -> int:
        entry = CashRequest(stall=STALL, day=day, kind=kind, amount=amount, words="ice")
        return await self.store.write(enter_cash, Actor(person), entry, self.now)

    async def undo_cash(self, entry: int, person: int = ROS) -> None:
        await self.store.write(undo_cash, Actor(person), entry, self.now)

    async def day(self, person: int = ROS, day: date | None = None) -> DayFacts:
        return await self.store.read(day_facts, Actor(person), STALL, day, now=self.now)

    async def close(self, counted: int | None = None, day: date = TODAY, expected: int | None = None) -> None:
        """Close a day with the expected cash, or with another amount."""
        read = (await self.day(day=day)).figures.expected if expected is None else expected
        given = read if counted is None else counted
        await self.store.write(close_day, Actor(ROS), STALL, day, counted=given, expected=read, now=self.now)

    async def statement(self, weeks_back: int = 0, person: int = ROS) -> Statement:
        return await self.store.read(statement, Actor(person), STALL, weeks_back, now=self.now)

    async def booking(self, person: int, item: int = KUIH, units: int = 2) -> str:
        """Book units for a person; return the ticket's code."""
        await self.store.write(join, person, item, units, now=self.now, rng=self.rng)
        newest = select(Ticket.code).where(col(Ticket.person_id) == person, col(Ticket.kind) != "returns")
        return await self.store.read(
            lambda session: session.exec(newest.order_by(col(Ticket.id).desc())).first() or ""
        )

    async def hand_over(
        self, code: str, units: int, person: int = ROS, method: SaleMethod | None = None
    ) -> int:
        payment = HandOverPayment(method=method)
        return await self.store.write(
            hand_over_units, Actor(person), code, units, now=self.now, rng=self.rng, payment=payment
        )

    async def undo_scan(self, scan: int, person: int = ROS) -> None:
        await self.store.write(undo_hand_over, Actor(person), scan, self.now, rng=self.rng)

    async def take_back(self, person: int, units: int, by: int = ROS) -> int:
        code = select(Ticket.code).where(col(Ticket.person_id) == person, col(Ticket.kind) == "returns")
        found = await self.store.read(lambda session: session.exec(code).one())
        return await self.store.write(take_packaging_back, Actor(by), found, units, now=self.now)

    async def item(self, item: int = KUIH) -> Item:
        return await self.store.read(lambda session: session.get_one(Item, item))

    async def change(self, table: Any, row: int, **values: Any) -> None:
        """Change columns of a row."""

        def write(session: Session) -> None:
            found = session.get_one(table, row)
            for name, value in values.items():
                setattr(found, name, value)

        await self.store.write(write)

    async def count(self, *counted: Any) -> list[Any]:
        return await self.store.read(lambda session: list(session.exec(select(*counted)).all()))


def add_market(session: Session, currency: str = "MYR") -> None:
    """Write two stalls in one alley of a country, and today's drop at the first."""
    zone, territory = PLACES[currency]
    add_people(session, NAMES, created_at=NOW)
    session.add(
        Alley(
            id=1, code="BAKAU", name="Lorong Bakau", city="Here", zone=zone, territory=territory, currency=currency,
            latitude=6.0, longitude=116.0,
        )
    )  # fmt: skip
    session.flush()
    for stall, owner in ((STALL, ROS), (OTHER_STALL, WEI)):
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"{NAMES[owner]}’s", owner_id=owner, alley_id=1, language="en",
                state="approved", asked_at=NOW, deposits_at=NOW,
            )
        )  # fmt: skip
    session.flush()
    session.add(
        Drop(
            id=1, stall_id=STALL, alley_id=1, code="DROP1", name="Kuih lapis", language="en", per_person=6,
            state="published", opens_at=NOW - HOUR, starts_at=NOW + HOUR, ends_at=NOW + 5 * HOUR, created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    kuih, kopi = PRICES[currency]
    session.add(
        Item(id=KUIH, drop_id=1, name="kuih lapis", unit="box", price=kuih, loan_deposit=kopi, quantity=40)
    )
    session.add(Item(id=KOPI, drop_id=1, position=2, name="kopi", unit="cup", price=kopi, quantity=40))


MARKET = KeptRows(lambda store: store.write(add_market))


@pytest.fixture
async def scenario(store: Store) -> SaleScenario:
    await MARKET.lay(store)
    return SaleScenario(store=store)
