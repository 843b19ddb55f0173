"""A drop of ten boxes, two a person, and forty people, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.beacon.local_beacon import LocalBeacon
from market.draw.close_draw import close_item_draw, items_to_close
from market.draw.decide_draw import draw_item, rounds_due
from market.draw.open_draw import drops_to_open, open_drop
from market.drop.locked_item import lock_item
from market.waitlist.allocate import allocate
from market.waitlist.join import JOIN
from market.waitlist.join_batch import Joined, JoinRequest
from market.waitlist.last_call import LastCallBooking, take_available
from market.waitlist.shopper_actions import attend, confirm, decline, leave, release
from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.alley import Alley
from storage.batch import BatchAction
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.holding import JOIN_FOR_HOLDS
from tests.market.waitlist.notified_holds import notify_everybody
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROS, CROWD = 9001, 40
CODES, UPDATES = count(1), count(1)


@dataclass
class ItemScenario:
    """An item and the actions on it; `now` stands still until it is moved."""

    store: Store
    drop: int
    item: int
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(next(CODES)))
    seed: bytes = bytes(32)
    """Of the local beacon."""

    async def join(self, person: int, units: int = 1, item: int | None = None, split: bool = False) -> Joined:
        """Join as a tap does, in a batch with others; the result is a hold where units are available."""
        return await self._join(JOIN_FOR_HOLDS, person, units, item, split)

    async def book(self, person: int, units: int = 1, item: int | None = None, split: bool = False) -> Joined:
        """Join as `join` does, for a booking where units are available."""
        return await self._join(JOIN, person, units, item, split)

    async def _join(
        self, action: BatchAction[Any, Any], person: int, units: int, item: int | None, split: bool
    ) -> Joined:
        wanted = JoinRequest(
            person=person, item=item or self.item, units=units, now=self.now, rng=self.rng, split=split
        )
        return await self.store.run_batched(action, next(UPDATES), self.now, wanted)

    async def take(self, person: int) -> LastCallBooking:
        return await self.store.write(take_available, person, self.item, self.now, rng=self.rng)

    async def join_all(self, *parties: int) -> list[Joined]:
        """Join for person 1 with the first number of units, for person 2 with the second, and so on."""
        return [await self.join(person, units) for person, units in enumerate(parties, 1)]

    async def leave(self, person: int) -> int:
        return await self.store.write(leave, person, self.item, self.now)

    async def confirm(self, person: int, hold: int | None = None, units: int = 6) -> int:
        hold = hold or await self.hold_of(person)
        return await self.store.write(confirm, person, hold, units, now=self.now, rng=self.rng)

    async def decline(self, person: int, hold: int | None = None) -> int | None:
        return await self.store.write(decline, person, hold or await self.hold_of(person), self.now)

    async def release(self, person: int, booking: int | None = None) -> int | None:
        return await self.store.write(release, person, booking or await self.booking_of(person), self.now)

    async def attend(self, person: int, booking: int) -> None:
        await self.store.write(attend, person, booking, self.now)

    async def hold_of(self, person: int) -> int:
        """Return the newest hold, 0 where there was none."""
        return await self._newest(Hold, person)

    async def booking_of(self, person: int) -> int:
        return await self._newest(Booking, person)

    async def _newest(self, table: Any, person: int) -> int:
        rows = select(table.id).where(table.person_id == person).order_by(table.id.desc())
        return await self.store.read(lambda session: session.exec(rows).first()) or 0

    async def sweep(self) -> int:
        """Run the jobs, with everybody notified of their hold; return how many items had something due."""
        await notify_everybody(self.store)
        for drop in await self.store.read(drops_to_open, self.now):
            await self.store.write(open_drop, drop, BeaconKind.LOCAL, self.now, rng=self.rng)
        closed = await self.store.read(items_to_close, self.now)
        for item in closed:
            await self.store.write(close_item_draw, item, self.now, self.rng)
        drawn = await self.store.read(rounds_due, BeaconKind.LOCAL, self.now)
        for item, number in drawn:
            light = await LocalBeacon(self.seed, lambda: self.now).fetch(number)
            await self.store.write(draw_item, item, light.randomness, light.signature, now=self.now)
        due = await self.store.read(items_to_allocate, self.now)
        for item in due:
            await self.store.write(allocate_item, item, self.now)
        return len(closed) + len(drawn) + len(due)

    async def restock(self, more: int) -> None:
        def add(session: Session) -> None:
            at = lock_item(session, self.item)
            assert at is not None
            at.item.quantity += more
            allocate(session, at, self.now)

        await self.store.write(add)

    async def change(self, **values: Any) -> None:
        """Change columns of the drop."""

        def write(session: Session) -> None:
            row = session.get_one(Drop, self.drop)
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)

    async def holders(self) -> list[int]:
        """Return the people who hold units, in the order of their numbers."""
        rows = select(Hold.person_id).join(Entry, col(Entry.id) == col(Hold.entry_id))
        live = rows.where(col(Hold.state) == "live").order_by(col(Entry.number))
        return await self.store.read(lambda session: [one or 0 for one in session.exec(live)])

    async def notifications(self, kind: str) -> list[int]:
        query = (
            select(Notification.person_id)
            .where(col(Notification.kind) == kind)
            .order_by(col(Notification.id))
        )
        return await self.store.read(lambda session: list(session.exec(query)))

    async def row(self) -> Item:
        return await self.store.read(lambda session: session.get_one(Item, self.item))


def add_drop(session: Session, quantity: int = 10, **drop: Any) -> tuple[int, int]:
    """Write a drop and its item and return their ids; the first call writes the people and the stall too."""
    if session.get(Person, ROS) is None:
        crowd = {person: f"P{person}" for person in (ROS, *range(1, CROWD + 1))}
        add_people(session, crowd, created_at=NOW)
        session.add(
            Alley(
                id=1,
                code="BAKAU",
                name="Lorong Bakau",
                city="Kota Kinabalu",
                zone="Asia/Kuching",
                territory="MY",
                currency="MYR",
                latitude=6.0,
                longitude=116.0,
            )
        )
        session.flush()
        session.add(
            Stall(
                id=1,
                code="ROS",
                name="Ros",
                owner_id=ROS,
                alley_id=1,
                language="ms",
                state="approved",
                asked_at=NOW,
            )
        )
        session.flush()
    columns: dict[str, Any] = {
        "opens_at": NOW - HOUR,
        "starts_at": NOW + 80 * HOUR,
        "ends_at": NOW + 84 * HOUR,
        "state": "published",
        "code": f"D{next(CODES)}",
    }
    row = Drop(
        stall_id=1,
        alley_id=1,
        name="Kuih lapis",
        language="ms",
        created_at=NOW,
        **(columns | drop),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    item = Item(drop_id=row.id, name="kuih lapis", unit="box", price=850, quantity=quantity)
    session.add(item)
    session.flush()
    assert item.id is not None
    return row.id, item.id


@pytest.fixture
def new_item(store: Store) -> Callable[..., Any]:
    """Return a function that writes a drop: `await new_item(quantity=1, per_person=3)`."""

    async def drop(**columns: Any) -> ItemScenario:
        return ItemScenario(store, *await store.write(add_drop, **columns))

    return drop


@pytest.fixture
async def item(new_item: Callable[..., Any]) -> ItemScenario:
    """Return an item of ten boxes, two a person."""
    return await new_item()  # type: ignore[no-any-return]
