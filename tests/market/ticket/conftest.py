"""Two stalls of the alley and what Aina has booked at one of them, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.ticket.facts import TicketFacts
from market.ticket.lookup import TicketView, look_up, look_up_typed
from market.ticket.scan import collect, take_packaging_back, undo_scan
from market.waitlist.shopper_actions import confirm
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from tests.holding import join_for_hold
from tests.kept_rows import KeptRows
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
AINA, ROS, WEI, KEN, TOM = 1, 2, 3, 4, 5
NAMES = {AINA: "Aina", ROS: "Ros", WEI: "Wei", KEN: "Ken", TOM: "Tom"}


@dataclass
class TicketScenario:
    """The stall's counter; `now` stands still until it is moved."""

    store: Store
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(7))

    async def booking(self, units: int = 2, person: int = AINA, item: int = 1) -> str:
        """Book so many units; return the ticket's code."""
        joined = await self.store.write(join_for_hold, person, item, units, now=self.now)
        assert joined.hold is not None
        booking = await self.store.write(confirm, person, joined.hold, units, now=self.now, rng=self.rng)
        return (await self._row(Ticket, Ticket.booking_id == booking)).code  # type: ignore[no-any-return]

    async def collect(self, code: str, units: int = 1, staff_id: int = ROS) -> int:
        return await self.store.write(collect, actor_of(staff_id), code, units, now=self.now, rng=self.rng)

    async def return_packaging(self, code: str, units: int = 1, staff_id: int = WEI) -> int:
        return await self.store.write(take_packaging_back, actor_of(staff_id), code, units, now=self.now)

    async def undo(self, scan: int, staff_id: int = ROS) -> None:
        await self.store.write(undo_scan, actor_of(staff_id), scan, self.now, rng=self.rng)

    async def look_up(self, code: str, staff_id: int) -> TicketView | None:
        return await self.store.read(look_up, actor_of(staff_id), code, self.now)

    async def ticket(self, code: str) -> TicketFacts:
        seen = await self.look_up(code, KEN)
        assert seen is not None
        return seen.ticket

    async def type(self, text: str, staff_id: int = TOM) -> TicketView | None:
        return await self.store.write(look_up_typed, actor_of(staff_id), text, ZONE, now=self.now)

    async def back(self) -> str:
        """Return the code of the returns ticket."""
        return (await self._row(Ticket, Ticket.kind == "returns")).code  # type: ignore[no-any-return]

    async def back_of(self, person: int) -> str:
        found = await self._row(Ticket, Ticket.kind == "returns", Ticket.person_id == person)
        return found.code  # type: ignore[no-any-return]

    async def all_back_of(self, person: int) -> list[str]:
        """Return the codes of a person's returns tickets, the oldest first."""
        found = select(Ticket.code).where(Ticket.kind == "returns", Ticket.person_id == person)
        return await self.store.read(lambda session: list(session.exec(found.order_by(col(Ticket.id)))))

    async def notifications(self, kind: str) -> list[tuple[int, datetime]]:
        told = select(Notification.person_id, Notification.due_at).where(col(Notification.kind) == kind)
        return await self.store.read(lambda session: list(session.exec(told.order_by(col(Notification.id)))))

    async def change(self, table: Any, **values: Any) -> None:
        """Change columns of the newest row."""

        def write(session: Session) -> None:
            row = session.exec(select(table).order_by(table.id.desc()).limit(1)).one()
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)

    async def _row(self, table: Any, *where: Any) -> Any:
        return await self.store.read(lambda session: session.exec(select(table).where(*where)).one())


def actor_of(person: int) -> Actor:
    return Actor(person, is_configured_admin=person == KEN)


def open_drop(number: int, name: str, stall: int) -> Drop:
    """Write a published drop of today."""
    return Drop(
        id=number,
        stall_id=stall,
        alley_id=1,
        code=f"DROP{number}",
        name=name,
        language="en",
        per_person=6,
        state="published",
        opens_at=NOW - HOUR,
        starts_at=NOW + 8 * HOUR,
        ends_at=NOW + 12 * HOUR,
        created_at=NOW,
    )


def add_market(session: Session) -> None:
    add_people(session, NAMES, created_at=NOW)
    session.add(
        Alley(
            id=1,
            code="BAKAU",
            name="Lorong Bakau",
            city="Kota Kinabalu",
            zone=ZONE,
            territory="MY",
            currency="MYR",
            latitude=6.0,
            longitude=116.0,
        )
    )
    session.flush()
    for stall, owner in ((1, ROS), (2, WEI)):
        session.add(
            Stall(
                id=stall,
                code=f"S{stall}",
                name=f"{NAMES[owner]}’s",
                owner_id=owner,
                alley_id=1,
                language="en",
                state="approved",
                asked_at=NOW,
            )
        )
    session.flush()
    session.add(open_drop(1, "Kuih lapis", stall=1))
    session.flush()
    session.add(
        Item(id=1, drop_id=1, name="kuih lapis", unit="box", price=850, loan_deposit=300, quantity=12)
    )


MARKET = KeptRows(lambda store: store.write(add_market))


@pytest.fixture
async def scenario(store: Store) -> TicketScenario:
    await MARKET.lay(store)
    return TicketScenario(store)
