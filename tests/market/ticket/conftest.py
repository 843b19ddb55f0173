"""Two stalls of the alley and what Aina has claimed at one of them, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.ticket.facts import TicketFacts
from market.ticket.scan import collect, take_back, undo_scan
from market.ticket.seen import Seen, look_up, type_code
from market.waitlist.actions import keep
from market.waitlist.join import join
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
AINA, ROS, WEI, KEN, TOM = 1, 2, 3, 4, 5
NAMES = {AINA: "Aina", ROS: "Ros", WEI: "Wei", KEN: "Ken", TOM: "Tom"}


@dataclass
class Counter:
    """The stall's counter; `now` stands still until it is moved."""

    store: Store
    now: datetime = NOW
    dice: Random = field(default_factory=lambda: Random(7))

    async def claim(self, units: int = 2, person: int = AINA) -> str:
        """Keep so many; the ticket's code."""
        joined = await self.store.write(join, person, 1, units, self.now)
        assert joined.hold is not None
        claim = await self.store.write(keep, person, joined.hold, units, self.now, self.dice)
        return (await self._row(Ticket, Ticket.claim_id == claim)).code  # type: ignore[no-any-return]

    async def collect(self, code: str, units: int = 1, by: int = ROS) -> int:
        return await self.store.write(collect, acting(by), code, units, self.now, self.dice)

    async def take_back(self, code: str, units: int = 1, by: int = WEI) -> int:
        return await self.store.write(take_back, acting(by), code, units, self.now)

    async def undo(self, scan: int, by: int = ROS) -> None:
        await self.store.write(undo_scan, acting(by), scan, self.now)

    async def seen(self, code: str, by: int) -> Seen | None:
        return await self.store.read(look_up, acting(by), code)

    async def ticket(self, code: str) -> TicketFacts:
        seen = await self.seen(code, KEN)
        assert seen is not None
        return seen.ticket

    async def type(self, text: str, by: int = TOM) -> Seen | None:
        return await self.store.write(type_code, acting(by), text, ZONE, self.now)

    async def back(self) -> str:
        """The code of the returns ticket."""
        return (await self._row(Ticket, Ticket.kind == "return")).code  # type: ignore[no-any-return]

    async def back_of(self, person: int) -> str:
        found = await self._row(Ticket, Ticket.kind == "return", Ticket.person_id == person)
        return found.code  # type: ignore[no-any-return]

    async def letters(self, notice: str) -> list[tuple[int, datetime]]:
        told = select(Letter.person_id, Letter.due_at).where(col(Letter.notice) == notice)
        return await self.store.read(lambda session: list(session.exec(told.order_by(col(Letter.id)))))

    async def change(self, table: Any, **values: Any) -> None:
        """Columns of the newest row."""

        def write(session: Session) -> None:
            row = session.exec(select(table).order_by(table.id.desc()).limit(1)).one()
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)

    async def _row(self, table: Any, *where: Any) -> Any:
        return await self.store.read(lambda session: session.exec(select(table).where(*where)).one())


def acting(person: int) -> Acting:
    return Acting(person, named=person == KEN)


def lay_out(session: Session) -> None:
    for person, first_name in NAMES.items():
        session.add(Person(id=person, first_name=first_name, language="en", created_at=NOW))
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
    session.add(
        Drop(
            id=1,
            stall_id=1,
            alley_id=1,
            code="DROP",
            name="Kuih lapis",
            language="en",
            per_person=6,
            state="published",
            opens_at=NOW - HOUR,
            starts_at=NOW + 8 * HOUR,
            ends_at=NOW + 12 * HOUR,
            created_at=NOW,
        )
    )
    session.flush()
    session.add(
        Line(id=1, drop_id=1, name="kuih lapis", unit="box", price=850, loan_deposit=300, quantity=12)
    )


@pytest.fixture
async def counter(store: Store) -> Counter:
    await store.write(lay_out)
    return Counter(store)
