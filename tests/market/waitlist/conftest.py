"""A drop of ten boxes, two a person, and a crowd: on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.local_beacon import LocalBeacon
from market.draw.beacon import LOCAL
from market.draw.closing import close_line, lines_to_close
from market.draw.deciding import draw_line, rounds_due
from market.draw.opening import drops_to_open, open_drop
from market.waitlist.actions import confirm, decline, keep, leave, release
from market.waitlist.crowd import Wanted
from market.waitlist.ground import ground
from market.waitlist.join import Joined
from market.waitlist.joining import JOINING
from market.waitlist.last import Taken, take
from market.waitlist.settle import settle
from market.waitlist.sweep import lines_to_settle, settle_line
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROS, CROWD = 9001, 40
CODES, UPDATES = count(1), count(1)


@dataclass
class Alive:
    """One line and what people do about it; `now` stands still until it is moved."""

    store: Store
    drop: int
    line: int
    now: datetime = NOW
    dice: Random = field(default_factory=lambda: Random(next(CODES)))
    seed: bytes = bytes(32)
    """Of the local beacon."""

    async def join(self, person: int, party: int = 1, line: int | None = None, split: bool = False) -> Joined:
        """As a tap does: with whoever joins at the same moment."""
        wanted = Wanted(person, line or self.line, party, self.now, split)
        return await self.store.together(JOINING, next(UPDATES), self.now, wanted)

    async def take(self, person: int) -> Taken:
        return await self.store.write(take, person, self.line, self.now, self.dice)

    async def all_join(self, *parties: int) -> list[Joined]:
        """Person 1 for the first party, person 2 for the second."""
        return [await self.join(person, party) for person, party in enumerate(parties, 1)]

    async def leave(self, person: int) -> int:
        return await self.store.write(leave, person, self.line, self.now)

    async def keep(self, person: int, hold: int | None = None, units: int = 6) -> int:
        hold = hold or await self.hold_of(person)
        return await self.store.write(keep, person, hold, units, self.now, self.dice)

    async def decline(self, person: int, hold: int | None = None) -> int | None:
        return await self.store.write(decline, person, hold or await self.hold_of(person), self.now)

    async def release(self, person: int, claim: int | None = None) -> int | None:
        return await self.store.write(release, person, claim or await self.claim_of(person), self.now)

    async def confirm(self, person: int, claim: int) -> None:
        await self.store.write(confirm, person, claim, self.now)

    async def hold_of(self, person: int) -> int:
        """The newest hold; 0 where there never was one."""
        return await self._newest(Hold, person)

    async def claim_of(self, person: int) -> int:
        return await self._newest(Claim, person)

    async def _newest(self, table: Any, person: int) -> int:
        rows = select(table.id).where(table.person_id == person).order_by(table.id.desc())
        return await self.store.read(lambda session: session.exec(rows).first()) or 0

    async def sweep(self) -> int:
        """What the timetable does; how many lines had something due."""
        for drop in await self.store.read(drops_to_open, self.now):
            await self.store.write(open_drop, drop, LOCAL, self.now, self.dice)
        closed = await self.store.read(lines_to_close, self.now)
        for line in closed:
            await self.store.write(close_line, line, self.now, self.dice)
        drawn = await self.store.read(rounds_due, LOCAL, self.now)
        for line, number in drawn:
            light = await LocalBeacon(self.seed, lambda: self.now).fetch(number)
            await self.store.write(draw_line, line, light.randomness, light.signature, self.now)
        due = await self.store.read(lines_to_settle, self.now)
        for line in due:
            await self.store.write(settle_line, line, self.now)
        return len(closed) + len(drawn) + len(due)

    async def restock(self, more: int) -> None:
        def add(session: Session) -> None:
            at = ground(session, self.line)
            assert at is not None
            at.line.quantity += more
            settle(session, at, self.now)

        await self.store.write(add)

    async def change(self, **values: Any) -> None:
        """Columns of the drop."""

        def write(session: Session) -> None:
            row = session.get_one(Drop, self.drop)
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)

    async def holders(self) -> list[int]:
        """Who holds, in the order of their numbers."""
        rows = select(Hold.person_id).join(Entry, col(Entry.id) == col(Hold.entry_id))
        live = rows.where(col(Hold.state) == "live").order_by(col(Entry.number))
        return await self.store.read(lambda session: [one or 0 for one in session.exec(live)])

    async def letters(self, notice: str) -> list[int]:
        told = select(Letter.person_id).where(col(Letter.notice) == notice).order_by(col(Letter.id))
        return await self.store.read(lambda session: list(session.exec(told)))

    async def row(self) -> Line:
        return await self.store.read(lambda session: session.get_one(Line, self.line))


def lay_out(session: Session, quantity: int = 10, **drop: Any) -> tuple[int, int]:
    """The ids of a new drop and its line; the crowd and the stall come with the first."""
    if session.get(Person, ROS) is None:
        for person in (ROS, *range(1, CROWD + 1)):
            session.add(Person(id=person, first_name=f"P{person}", language="en", created_at=NOW))
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
    line = Line(drop_id=row.id, name="kuih lapis", unit="box", price=850, quantity=quantity)
    session.add(line)
    session.flush()
    assert line.id is not None
    return row.id, line.id


@pytest.fixture
def lay(store: Store) -> Callable[..., Any]:
    """Lays out a drop: `await lay(quantity=1, per_person=3)`."""

    async def drop(**columns: Any) -> Alive:
        return Alive(store, *await store.write(lay_out, **columns))

    return drop


@pytest.fixture
async def line(lay: Callable[..., Any]) -> Alive:
    """Ten boxes, two a person."""
    return await lay()  # type: ignore[no-any-return]
