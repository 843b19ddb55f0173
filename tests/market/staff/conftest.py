"""A stall at work with its helpers, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from market.actor import Actor
from market.staff.invite import accept_invite, invite_helper
from storage.notification import Notification
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.market.sale.conftest import NAMES, NOW, OTHER_STALL, ROS, STALL, TOM, WEI, add_market
from tests.people import add_people

SELLER, SCANNER, ALLROUND, FORMER, BLOCKED, ELSEWHERE, NEW, CLERK = 7, 8, 9, 10, 11, 12, 13, 14
HELPERS = {CLERK: StaffRole.COUNTER, SELLER: StaffRole.SELL, SCANNER: StaffRole.SCAN, ALLROUND: StaffRole.ALL}
__all__ = ["NOW", "OTHER_STALL", "ROS", "STALL", "TOM", "WEI"]


@dataclass
class StaffScenario:
    """The stall and its helpers; `now` stands still until it is moved."""

    store: Store
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(7))

    async def act(self, action: Any, person: int, *values: Any, **named: Any) -> Any:
        return await self.store.write(action, Actor(person), *values, **named)

    async def read(self, query: Any, *values: Any, **named: Any) -> Any:
        return await self.store.read(query, *values, **named)

    async def link(self, role: StaffRole = StaffRole.SELL, stall: int = STALL, owner: int = ROS) -> str:
        """Return the code of a new invitation."""
        offer = await self.act(invite_helper, owner, stall, role, now=self.now, rng=self.rng)
        return str(offer.code)

    async def hire(
        self, person: int, role: StaffRole = StaffRole.SELL, stall: int = STALL, owner: int = ROS
    ) -> None:
        code = await self.link(role, stall, owner)
        await self.store.write(accept_invite, person, code, self.now)

    async def roles(self, stall: int = STALL) -> dict[int, StaffRole]:
        """Return the helpers of a stall with their roles, from the rows."""
        rows = select(StallStaff.person_id, StallStaff.role).where(col(StallStaff.stall_id) == stall)
        return await self.store.read(lambda session: dict(session.exec(rows).all()))

    async def notified(self, kind: str) -> list[int]:
        """Return the readers of messages of a kind, in the order of writing."""
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        return await self.store.read(
            lambda session: list(session.exec(rows.order_by(col(Notification.id))).all())
        )

    async def count(self, table: Any, *where: Any) -> int:
        return len(await self.store.read(lambda session: session.exec(select(table).where(*where)).all()))

    async def change(self, table: Any, row: int, **values: Any) -> None:
        """Change columns of a row."""

        def write(session: Session) -> None:
            found = session.get_one(table, row)
            for name, value in values.items():
                setattr(found, name, value)

        await self.store.write(write)


def add_stalls_and_people(session: Session) -> None:
    """Write the two stalls of the sales tests, and eight more people."""
    add_market(session)
    more = range(max(NAMES) + 1, CLERK + 1)
    add_people(session, {person: f"P{person}" for person in more}, created_at=NOW)
    if session.connection().dialect.name == "postgresql":
        for table in ("drop", "item"):  # rows with ids of our own do not move its counters
            session.connection().execute(text(f"SELECT setval('{table}_id_seq', 99)"))


MARKET = KeptRows(lambda store: store.write(add_stalls_and_people))


@pytest.fixture
async def scenario(store: Store) -> StaffScenario:
    await MARKET.lay(store)
    return StaffScenario(store)
