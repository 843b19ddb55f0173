"""The market of packaging in a store, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.packaging.movement import StockPoint, units_at
from market.packaging.place import PlaceRef, known_place
from market.ticket.bearer import lend_packaging
from market.ticket.scan import AS_USUAL, PackagingReturn, collect, take_packaging_back, undo_scan
from storage.notification import Notification
from storage.packaging import PackagingState
from storage.store import Store
from storage.ticket import Loan
from tests.kept_rows import KeptRows
from tests.market.packaging.invariants import check
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    BOWL_ITEM,
    HANA,
    NOW,
    ROS,
    ROS_STALL,
    actor_of,
    add_market,
    book,
    returns_code,
)


@dataclass
class PackagingScenario:
    """The counters of the alley; `now` stands still until it is moved. The invariants are checked after each action."""

    store: Store
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(7))

    async def act(self, action: Any, person: int, *args: Any, **kwargs: Any) -> Any:
        """Run an action as a person."""
        done = await self.store.write(action, actor_of(person), *args, **kwargs)
        await self.store.read(check)
        return done

    async def borrow(self, units: int = 2, item: int = BOWL_ITEM, person: int = AINA) -> str:
        """Book and collect units at Ros's stall; return the code of the returns ticket."""
        code = await self.store.write(book, person, item, units, rng=self.rng)
        await self.act(collect, ROS, code, units, self.now, self.rng)
        return await self.store.read(returns_code)

    async def lend(self, units: int = 2, packaging: int = BOWL) -> str:
        """Lend units without a booking at Ros's stall; return the code of the returns ticket."""
        code: str = await self.act(
            lend_packaging, ROS, ROS_STALL, packaging, units=units, now=self.now, rng=self.rng
        )
        return code

    async def take_back(
        self, code: str, units: int = 1, person: int = HANA, condition: PackagingReturn = AS_USUAL
    ) -> int:
        scan: int = await self.act(
            take_packaging_back, person, code, units, now=self.now, packaging_return=condition
        )
        return scan

    async def undo(self, scan: int, person: int = HANA) -> None:
        await self.act(undo_scan, person, scan, self.now, self.rng)

    async def stock(self, place: PlaceRef, packaging: int = BOWL) -> dict[str, int]:
        """Return the units in a place by state, without zeros."""

        def read(session: Session) -> dict[str, int]:
            row = known_place(session, place) or 0
            found = {
                state.value: units_at(session, packaging, StockPoint(row, state)) for state in PackagingState
            }
            return {state: units for state, units in found.items() if units}

        return await self.store.read(read)

    async def loan(self) -> Loan:
        """Return the newest loan."""
        rows = select(Loan).order_by(col(Loan.id).desc()).limit(1)
        return await self.store.read(lambda session: session.exec(rows).one())

    async def notified(self, kind: str) -> list[int | None]:
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        return await self.store.read(lambda session: list(session.exec(rows.order_by(col(Notification.id)))))


MARKET = KeptRows(lambda store: store.write(add_market))


@pytest.fixture
async def scenario(store: Store) -> PackagingScenario:
    await MARKET.lay(store)
    return PackagingScenario(store)
