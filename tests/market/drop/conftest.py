"""Lina's stall, approved, on one of three alleys, and people around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.stall import apply_for_stall
from market.stock.draft import prepare, publish
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from market.waitlist.shopper_actions import confirm
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Item
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.holding import join_for_hold
from tests.kept_rows import KeptRows
from tests.people import add_people, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LINA, STRANGER, ORGANISER, TOM, SITI, MEI = 4001, 4002, 4003, 4004, 4005, 4006
SATURDAY = StockLine(quantity=12, name="kuih lapis", price=850, day=date(2026, 11, 28), start=time(19))


@dataclass(kw_only=True)
class Trade:
    """Lina's stall; `now` stands still until it is moved."""

    store: Store
    stall: int
    alleys: dict[str, int]
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(3))

    async def do(self, action: Callable[..., Any], *args: Any, person: int = LINA) -> Any:
        """Do an action as this person, with `now` where the action asks for a time."""
        return await self.store.write(action, Actor(person), *args)

    async def draft(self, stock: StockLine | ParsedMessage = SATURDAY, person: int = LINA) -> int:
        message = stock if isinstance(stock, ParsedMessage) else ParsedMessage((stock,))
        made: int = await self.do(
            prepare, self.stall, message, "", None, "en", self.now, self.rng, person=person
        )
        return made

    async def published(self, stock: StockLine = SATURDAY) -> tuple[int, int]:
        drop = await self.draft(stock)
        await self.do(publish, drop, BeaconKind.LOCAL, self.now, self.rng)
        return drop, await self.item(drop)

    async def item(self, drop: int) -> int:
        rows = select(Item.id).where(col(Item.drop_id) == drop)
        return await self.store.read(lambda session: session.exec(rows).one()) or 0

    async def joins(self, person: int, item: int, units: int = 1) -> int | None:
        return (await self.store.write(join_for_hold, person, item, units, now=self.now)).hold

    async def books(self, person: int, item: int, units: int = 1) -> int:
        hold = await self.joins(person, item, units)
        return await self.store.write(confirm, person, hold or 0, units, now=self.now, rng=self.rng)

    async def row(self, kind: Any, key: int) -> Any:
        return await self.store.read(lambda session: session.get_one(kind, key).model_dump())

    async def notifications(self, kind: str) -> set[int]:
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        return await self.store.read(lambda session: set(session.exec(rows)))

    async def state(self, stall_state: str) -> None:
        def decide(session: Session) -> None:
            session.get_one(Stall, self.stall).state = stall_state

        await self.store.write(decide)


async def add_trade(store: Store) -> tuple[int, dict[str, int]]:
    """Write the people and alleys, and let Lina apply for her stall; return its id, and the alleys' by name."""
    alleys = await store.write(add_people_and_alleys)
    stall = await store.write(
        apply_for_stall,
        Actor(LINA),
        "Warung Lina",
        alleys["Bakau"],
        language="en",
        admins=admins(ORGANISER),
        now=NOW,
        rng=Random(1),
    )
    await Trade(store=store, stall=stall, alleys=alleys).state("approved")
    return stall, alleys


def add_people_and_alleys(session: Session) -> dict[str, int]:
    add_people(session, dict.fromkeys((LINA, STRANGER, ORGANISER, TOM, SITI, MEI), "x"), created_at=NOW)
    places = {"Bakau": "MYR", "Tanjung": "MYR", "Orchard": "SGD"}
    rows = [
        Alley(
            code=place[:4].upper(),
            name=f"Lorong {place}",
            city="Kota Kinabalu",
            zone="Asia/Kuching",
            territory="MY",
            currency=currency,
            latitude=6,
            longitude=116,
        )
        for place, currency in places.items()
    ]
    session.add_all(rows)
    session.flush()
    return {place: row.id or 0 for place, row in zip(places, rows, strict=True)}


TRADE = KeptRows(add_trade)


@pytest.fixture
async def trade(store: Store) -> Trade:
    stall, alleys = await TRADE.lay(store)
    return Trade(store=store, stall=stall, alleys=alleys)
