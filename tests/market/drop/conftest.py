"""Lina's stall, approved, on one of three alleys, and people around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.draw.beacon import LOCAL
from market.drop.draft import prepare, publish
from market.drop.stock import Stock
from market.drop.wares import Wares
from market.stall import ask_stall
from market.waitlist.actions import keep
from market.waitlist.join import join
from storage.alley import Alley
from storage.drop import Line
from storage.letter import Letter
from storage.person import Person
from storage.stall import Stall
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LINA, STRANGER, ORGANISER, TOM, SITI, MEI = 4001, 4002, 4003, 4004, 4005, 4006
SATURDAY = Stock(12, "kuih lapis", 850, day=date(2026, 11, 28), start=time(19))


@dataclass
class Trade:
    """Lina's stall; `now` stands still until it is moved."""

    store: Store
    stall: int
    alleys: dict[str, int]
    now: datetime = NOW
    dice: Random = field(default_factory=lambda: Random(3))

    async def do(self, action: Callable[..., Any], *args: Any, person: int = LINA) -> Any:
        """As this person, now where the action asks for a time."""
        return await self.store.write(action, Acting(person), *args)

    async def draft(self, stock: Stock | Wares = SATURDAY, person: int = LINA) -> int:
        wares = stock if isinstance(stock, Wares) else Wares((stock,))
        made: int = await self.do(
            prepare, self.stall, wares, "", None, "en", self.now, self.dice, person=person
        )
        return made

    async def published(self, stock: Stock = SATURDAY) -> tuple[int, int]:
        drop = await self.draft(stock)
        await self.do(publish, drop, LOCAL, self.now, self.dice)
        return drop, await self.line(drop)

    async def line(self, drop: int) -> int:
        rows = select(Line.id).where(col(Line.drop_id) == drop)
        return await self.store.read(lambda session: session.exec(rows).one()) or 0

    async def joins(self, person: int, line: int, party: int = 1) -> int | None:
        return (await self.store.write(join, person, line, party, self.now)).hold

    async def claims(self, person: int, line: int, party: int = 1) -> int:
        hold = await self.joins(person, line, party)
        return await self.store.write(keep, person, hold or 0, party, self.now, self.dice)

    async def row(self, kind: Any, key: int) -> Any:
        return await self.store.read(lambda session: session.get_one(kind, key).model_dump())

    async def told(self, notice: str) -> set[int]:
        rows = select(Letter.person_id).where(col(Letter.notice) == notice)
        return await self.store.read(lambda session: set(session.exec(rows)))

    async def state(self, stall_state: str) -> None:
        def decide(session: Session) -> None:
            session.get_one(Stall, self.stall).state = stall_state

        await self.store.write(decide)


@pytest.fixture
async def trade(store: Store) -> Trade:
    def build(session: Session) -> dict[str, int]:
        people = (LINA, STRANGER, ORGANISER, TOM, SITI, MEI)
        session.add_all(Person(id=one, first_name="x", language="en", created_at=NOW) for one in people)
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

    alleys = await store.write(build)
    dice = Random(1)
    stall = await store.write(
        ask_stall, Acting(LINA), "Warung Lina", alleys["Bakau"], "en", (ORGANISER,), NOW, dice
    )
    trade = Trade(store, stall, alleys)
    await trade.state("approved")
    return trade
