"""A stall with a showroom on Saturdays, on SQLite and on PostgreSQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.showroom.plan import add_window
from market.showroom.slots import WindowTerms
from market.showroom.visit import VisitFacts, VisitRequest, any_visit, book_visit, cancel_visit, move_visit
from storage.notification import Notification
from storage.showroom import ShowroomBusy, ShowroomSlot, ShowroomVisit, VisitState
from storage.stall import Stall
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.market.sale.conftest import AINA, KEN, NOW, OTHER_STALL, ROS, SITI, STALL, TOM, WEI
from tests.market.staff.conftest import add_stalls_and_people

SATURDAY = date(2026, 11, 28)
TEN = datetime(2026, 11, 28, 2, tzinfo=UTC)
"""Saturday, 10:00 in Kota Kinabalu; NOW is Friday, 17:00."""
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)
MORNING = WindowTerms(weekday=5, begins=600, ends=780, visit_minutes=15, buffer=5)
"""10:00 to 13:00: nine slots."""
HOLDING = (VisitState.BOOKED, VisitState.OVER, VisitState.HERE, VisitState.LEFT)
__all__ = ["AINA", "KEN", "NOW", "OTHER_STALL", "ROS", "SITI", "STALL", "TOM", "WEI"]


@dataclass
class ShowroomScenario:
    """A showroom and its visitors; `now` stands still until it is moved."""

    store: Store
    now: datetime = NOW

    async def window(self, terms: WindowTerms = MORNING, stall: int = STALL, person: int = ROS) -> int:
        return await self.store.write(add_window, Actor(person), stall, terms)

    async def book(self, person: int, starts_at: datetime = TEN, people: int = 1, stall: int = STALL) -> int:
        request = VisitRequest(stall=stall, starts_at=starts_at, people=people)
        return await self.store.write(book_visit, person, request, self.now)

    async def move(self, person: int, visit: int, starts_at: datetime) -> None:
        await self.store.write(move_visit, person, visit, starts_at, now=self.now)

    async def cancel(self, person: int, visit: int) -> None:
        await self.store.write(cancel_visit, person, visit, self.now)

    async def host(self, action: Any, *values: Any, person: int = ROS, **named: Any) -> Any:
        """Do an action as the host."""
        return await self.store.write(action, Actor(person), *values, **named)

    async def visit(self, visit: int) -> VisitFacts:
        return await self.store.read(any_visit, visit)

    async def notified(self, kind: str) -> list[int]:
        """Return the readers of messages of a kind, in the order of writing."""
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        return await self.store.read(
            lambda session: list(session.exec(rows.order_by(col(Notification.id))).all())
        )

    async def change(self, table: Any, row: int, **values: Any) -> None:
        def write(session: Session) -> None:
            found = session.get_one(table, row)
            for name, value in values.items():
                setattr(found, name, value)

        await self.store.write(write)

    async def check(self) -> None:
        """Check the invariants on the rows."""
        await self.store.read(check_rows)


def check_rows(session: Session) -> None:
    """Check that no host has two slots at once, buffers included, that no slot has more people than places, and that its count is right."""
    by_host: dict[int | None, list[ShowroomSlot]] = {}
    for slot in session.exec(select(ShowroomSlot)):
        people = select(func.coalesce(func.sum(ShowroomVisit.people), 0)).where(
            col(ShowroomVisit.slot_id) == slot.id, col(ShowroomVisit.state).in_(HOLDING)
        )
        assert slot.taken == session.exec(people).one() <= slot.places
        busy = session.exec(select(ShowroomBusy).where(col(ShowroomBusy.slot_id) == slot.id)).all()
        steps = (slot.busy_until - slot.starts_at) // (5 * MINUTE)
        assert len(busy) == (steps if slot.taken else 0)
        if slot.taken:
            owner = session.get_one(Stall, slot.stall_id).owner_id
            by_host.setdefault(owner, []).append(slot)
    for slots in by_host.values():
        in_order = sorted(slots, key=lambda slot: slot.starts_at)
        for first, second in pairwise(in_order):
            assert first.busy_until <= second.starts_at, "the host is at two visits at once"
    ahead = select(ShowroomVisit.person_id, ShowroomVisit.stall_id).where(
        col(ShowroomVisit.state) == VisitState.BOOKED
    )
    found = session.exec(ahead).all()
    assert len(found) == len(set(found)), "one visit ahead for a person and showroom"


MARKET = KeptRows(lambda store: store.write(add_stalls_and_people))


@pytest.fixture
async def showroom(store: Store) -> ShowroomScenario:
    await MARKET.lay(store)
    return ShowroomScenario(store)
