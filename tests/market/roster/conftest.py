"""A stall with four helpers and drops on three days, and another one, on SQLite and on PostgreSQL."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.reminder.shift_messages import days_with_helpers_to_tell, tell_helpers
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
TODAY, TOMORROW, BESIDE, THEIRS, LATER = 1, 60, 61, 62, 63
"""Drops: tonight; in three days; one within its hours, which a test adds first; one of another stall's an hour after it, where Tom, the seller and the
scanner help too; in five days."""
AHEAD = 3 * DAY
__all__ = ["HELPERS", "ROS", "STALL"]


class RosterScenario(StaffScenario):
    """The stall's rosters."""

    async def day(self, drop: int = TOMORROW) -> int:
        """Return the stall day of a drop."""
        rows = select(Drop.stall_day_id).where(col(Drop.id) == drop)
        return await self.store.read(lambda session: session.exec(rows).first()) or 0

    async def open(self, drop: int = TOMORROW, people: int = 2, parts: int = 1, by: int = ROS) -> None:
        await self.act(open_roster, by, await self.day(drop), RosterPlan(people, parts), now=self.now)

    async def take(self, person: int, drop: int = TOMORROW, part: int = 0) -> int:
        return int(await self.act(take_shift, person, await self.day(drop), part, now=self.now))

    async def add_beside(self) -> None:
        """Let the stall sell one more dish on the day of TOMORROW, within its hours."""
        await self.store.write(add_drop, BESIDE, STALL, AHEAD + HOUR, hours=2)

    async def told(self, now: datetime, person: int | None = None) -> list[tuple[int, str]]:
        """Let the job look at this moment, and return who is reminded of shifts at which stage, in the order of writing."""
        for market_day in await self.read(days_with_helpers_to_tell, now):
            await self.store.write(tell_helpers, market_day, now)
        rows = await self.queued("ShiftDay", person)
        return [(row.person_id, row.payload["stage"]) for row in rows]

    async def assign(self, shift: int, person: int, by: int = ROS) -> None:
        await self.act(assign_shift, by, shift, person, now=self.now)

    async def take_off(self, shift: int, person: int, by: int = ROS) -> None:
        await self.act(take_off, by, shift, person, now=self.now)

    async def move(self, drop: int, day: date, start: int, end: int, by: int = ROS) -> None:
        stock = StockLine(day=day, start=time(start), end=time(end))
        await self.act(move_drop, by, drop, stock, self.now)

    async def places(self, drop: int = TOMORROW, reader: int = ROS) -> tuple[ShiftPlace, ...]:
        page = await self.read(roster_page, Actor(reader), await self.day(drop))
        return tuple(page.roster.places)

    async def holders(self, drop: int = TOMORROW) -> list[int | None]:
        """Return the helpers in the places of a drop's stall day, in the places' order."""
        own = col(Shift.stall_day_id) == await self.day(drop)
        rows = select(Shift.person_id).where(own).order_by(col(Shift.part), col(Shift.id))
        return await self.store.read(lambda session: list(session.exec(rows).all()))

    async def queued(self, kind: str, person: int | None = None) -> list[Any]:
        """Return the payloads of the queued messages of a kind, with person and due time, by due time."""
        rows = select(Notification.person_id, Notification.due_at, Notification.payload).where(
            col(Notification.kind) == kind, col(Notification.state) == NotificationState.QUEUED
        )
        own = rows if person is None else rows.where(col(Notification.person_id) == person)
        ordered = own.order_by(col(Notification.due_at), col(Notification.id))
        return await self.store.read(lambda session: list(session.exec(ordered).all()))


def add_drop(session: Session, drop: int, stall: int, ahead: timedelta, hours: int = 4) -> None:
    """Write a published drop of so many hours."""
    session.add(
        Drop(
            id=drop, stall_id=stall, alley_id=1, code=f"DROP{drop}", name="Apam", language="en", per_person=6,
            state=DropState.PUBLISHED, opens_at=NOW - HOUR, starts_at=NOW + ahead, ends_at=NOW + ahead + hours * HOUR,
            created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(Item(id=drop, drop_id=drop, name="apam", unit="box", price=500, quantity=9))


def add_drops(session: Session) -> None:
    add_drop(session, TOMORROW, STALL, AHEAD)
    add_drop(session, THEIRS, OTHER_STALL, AHEAD + HOUR)
    add_drop(session, LATER, STALL, 5 * DAY)


def add_helpers(session: Session) -> None:
    """Write the four helpers; three of them help at the other stall, too."""
    for person in HELPERS:
        session.add(
            StallStaff(stall_id=STALL, person_id=person, role=ROLES.get(person, StaffRole.SELL), since=NOW)
        )
    for person in (TOM, SELLER, SCANNER):
        session.add(StallStaff(stall_id=OTHER_STALL, person_id=person, role=StaffRole.ALL, since=NOW))


async def add_market(store: Store) -> None:
    for fill in (add_stalls_and_people, add_drops, add_helpers):
        await store.write(fill)


MARKET = KeptRows(add_market)


@pytest.fixture
async def scenario(store: Store) -> RosterScenario:
    await MARKET.lay(store)
    return RosterScenario(store)
