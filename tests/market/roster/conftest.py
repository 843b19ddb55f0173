"""A stall with four helpers and three drops on two days, on SQLite and on PostgreSQL."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.roster.assign import assign_shift, take_off
from market.roster.plan import open_roster
from market.roster.roster_facts import ShiftPlace, roster_page
from market.roster.rule import RosterPlan
from market.roster.take import take_shift
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from storage.drop import Drop, DropState, Item
from storage.notification import Notification, NotificationState
from storage.roster import Shift
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.market.sale.conftest import DAY, HOUR
from tests.market.staff.conftest import (
    ALLROUND,
    NOW,
    OTHER_STALL,
    ROS,
    SCANNER,
    SELLER,
    STALL,
    TOM,
    StaffScenario,
    add_stalls_and_people,
)
from tests.market.staff.conftest import HELPERS as ROLES

HELPERS = (TOM, SELLER, SCANNER, ALLROUND)
TODAY, TOMORROW, SAME_TIME, THEIRS = 1, 60, 61, 62
"""Drops: tonight, in three days, in three days as well an hour later, and one of another stall's at the same time, where Tom helps too."""
AHEAD = 3 * DAY
__all__ = ["HELPERS", "ROS", "STALL"]


class RosterScenario(StaffScenario):
    """The stall's rosters."""

    async def open(self, drop: int = TOMORROW, people: int = 2, parts: int = 1, by: int = ROS) -> None:
        await self.act(open_roster, by, drop, RosterPlan(people, parts), now=self.now)

    async def take(self, person: int, drop: int = TOMORROW, part: int = 0) -> int:
        return int(await self.act(take_shift, person, drop, part, now=self.now))

    async def assign(self, shift: int, person: int, by: int = ROS) -> None:
        await self.act(assign_shift, by, shift, person, now=self.now)

    async def take_off(self, shift: int, person: int, by: int = ROS) -> None:
        await self.act(take_off, by, shift, person, now=self.now)

    async def move(self, drop: int, day: date, start: int, end: int, by: int = ROS) -> None:
        stock = StockLine(day=day, start=time(start), end=time(end))
        await self.act(move_drop, by, drop, stock, self.now)

    async def places(self, drop: int = TOMORROW, reader: int = ROS) -> tuple[ShiftPlace, ...]:
        page = await self.read(roster_page, Actor(reader), drop)
        return tuple(page.roster.places)

    async def holders(self, drop: int = TOMORROW) -> list[int | None]:
        """Return the helpers in the places of a drop, in the places' order."""
        rows = (
            select(Shift.person_id).where(col(Shift.drop_id) == drop).order_by(col(Shift.part), col(Shift.id))
        )
        return await self.store.read(lambda session: list(session.exec(rows).all()))

    async def queued(self, kind: str, person: int | None = None) -> list[Any]:
        """Return the payloads of the queued messages of a kind, with person and due time, by due time."""
        rows = select(Notification.person_id, Notification.due_at, Notification.payload).where(
            col(Notification.kind) == kind, col(Notification.state) == NotificationState.QUEUED
        )
        own = rows if person is None else rows.where(col(Notification.person_id) == person)
        ordered = own.order_by(col(Notification.due_at), col(Notification.id))
        return await self.store.read(lambda session: list(session.exec(ordered).all()))


def add_drop(session: Session, drop: int, stall: int, ahead: timedelta) -> None:
    """A published drop of four hours."""
    session.add(
        Drop(
            id=drop, stall_id=stall, alley_id=1, code=f"DROP{drop}", name="Apam", language="en", per_person=6,
            state=DropState.PUBLISHED, opens_at=NOW - HOUR, starts_at=NOW + ahead, ends_at=NOW + ahead + 4 * HOUR,
            created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(Item(id=drop, drop_id=drop, name="apam", unit="box", price=500, quantity=9))


def add_drops(session: Session) -> None:
    add_drop(session, TOMORROW, STALL, AHEAD)
    add_drop(session, SAME_TIME, STALL, AHEAD + HOUR)
    add_drop(session, THEIRS, OTHER_STALL, AHEAD + HOUR)


def add_helpers(session: Session) -> None:
    """Write the four helpers; Tom helps at the other stall, too."""
    for person in HELPERS:
        session.add(
            StallStaff(stall_id=STALL, person_id=person, role=ROLES.get(person, StaffRole.SELL), since=NOW)
        )
    session.add(StallStaff(stall_id=OTHER_STALL, person_id=TOM, role=StaffRole.ALL, since=NOW))


async def add_market(store: Store) -> None:
    for fill in (add_stalls_and_people, add_drops, add_helpers):
        await store.write(fill)


MARKET = KeptRows(add_market)


@pytest.fixture
async def scenario(store: Store) -> RosterScenario:
    await MARKET.lay(store)
    return RosterScenario(store)
