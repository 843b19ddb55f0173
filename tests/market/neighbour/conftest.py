"""A street with two stalls and people who live near it: what each of them heard, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from market.due import next_due
from market.mailbox import Due, Ended, Fate, hand_back, take
from market.neighbour.digest import Told, digest
from market.neighbour.listening import listen, stop_listening
from market.refusal import Refusal
from scheduler.neighbours import tell_neighbours
from storage.alley import Alley
from storage.drop import Drop
from storage.letter import Letter
from storage.neighbour import Evening
from storage.person import Person
from storage.stall import Stall
from storage.store import Store

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Monday, nine in the morning in Kota Kinabalu."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
ROS, LIEN = 1, 2
AINA, BEN, MEI, DEV = 11, 12, 13, 14
NEIGHBOURS = (AINA, BEN, MEI, DEV)
RESTS = {AINA: (0, 0, ""), BEN: (1260, 480, ""), MEI: (480, 1320, ""), DEV: (1, 0, "America/New_York")}
"""Never, at night, fourteen hours by day, and all day but for a minute."""


@dataclass(frozen=True)
class Heard:
    """One evening in one letter, and of which notice it was."""

    person: int
    at: datetime
    notice: str
    told: Told


@dataclass
class Street:
    store: Store
    alley: int
    other: int
    stalls: tuple[int, int]
    now: datetime = NOW
    heard: list[Heard] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    noted: dict[date, list[tuple[datetime, datetime, datetime, int]]] = field(default_factory=dict)
    codes: Iterator[int] = field(default_factory=count)

    async def publish(self, day: int, hour: float = 18, hours: float = 4, stall: int = 0, **more: Any) -> int:
        """A drop on so many days after today's first; its id."""
        starts_at = at(day, hour)

        def write(session: Session) -> int:
            row = Drop(
                code=f"D{next(self.codes)}", stall_id=self.stalls[stall], name="Kuih", language="ms",
                **{"alley_id": self.alley, "state": "published", "starts_at": starts_at,
                   "ends_at": starts_at + hours * HOUR, "opens_at": NOW, "created_at": NOW} | more,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id or 0

        return await self.store.write(write)

    async def change(self, drop: int, **values: Any) -> None:
        def write(session: Session) -> None:
            session.get_one(Drop, drop).sqlmodel_update(values)

        await self.store.write(write)

    async def drop(self, drop: int) -> Drop:
        return await self.store.read(lambda session: session.get_one(Drop, drop))

    async def listen(self, *people: int) -> None:
        for person in people:
            await self.store.write(listen, person, self.alley, self.now)

    async def stop(self, person: int) -> None:
        await self.store.write(stop_listening, person, self.alley)

    async def go_on(self, **by: float) -> None:
        """Until then, through every moment at which something is due."""
        until = self.now + timedelta(**by)
        await self.tick()
        while (found := await self.store.read(next_due, self.now)) and found[0] <= until:
            self.now = found[0]
            await self.tick()
        self.now = until
        await self.tick()

    async def tick(self) -> None:
        """What the timetable does: note, write, send."""
        await tell_neighbours(self.store, "Ken", self.now)
        await self.look()
        await self.send()

    async def look(self) -> None:
        """Keep what was noted."""
        for row in await self.rows():
            told = row.told_at, row.starts_at, row.ends_at, row.stalls
            notes = self.noted.setdefault(row.day, [])
            if not notes or notes[-1] != told:
                notes.append(told)

    async def rows(self) -> list[Evening]:
        rows = select(Evening).where(col(Evening.alley_id) == self.alley).order_by(col(Evening.day))
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def send(self) -> None:
        taken = await self.store.write(take, "this one", self.now, 500, ZONE)
        ended = [await self._sent(letter) for letter in taken.letters]
        await self.store.write(hand_back, "this one", self.now, ended)

    async def _sent(self, letter: Due) -> Ended:
        facts = letter.facts
        try:
            found = await self.store.read(
                digest, facts["letter"], facts["alley"], date.fromisoformat(facts["week"])
            )
        except Refusal as refusal:
            self.dropped.append((letter.person, type(refusal).__name__))
            return Ended(letter.id, letter.person, Fate.DROPPED, reason=type(refusal).__name__)
        self.heard += [Heard(letter.person, self.now, letter.notice, told) for told in found.evenings]
        return Ended(letter.id, letter.person, Fate.SENT)

    def of(self, person: int, day: int | None = None) -> list[Heard]:
        """What one person heard, of one day."""
        wanted = None if day is None else at(day, 12).astimezone(ZoneInfo(ZONE)).date()
        return [one for one in self.heard if one.person == person and wanted in (None, one.told.day)]

    async def letters(self) -> list[Letter]:
        return await self.store.read(lambda session: list(session.exec(select(Letter))))


def at(day: int, hour: float) -> datetime:
    """So many days after Monday, at this hour of the alley's wall."""
    return NOW + day * DAY + (hour - 9) * HOUR


def build(session: Session) -> tuple[int, int, tuple[int, int]]:
    for one in (ROS, LIEN, *NEIGHBOURS):
        start, end, zone = RESTS.get(one, (0, 0, ""))
        session.add(
            Person(
                id=one, first_name="x", language="en", created_at=NOW,
                rest_from=start, rest_until=end, zone=zone,
            )
        )  # fmt: skip
    alleys = [
        Alley(
            code=code, name=f"Lorong {code}", city="Kota Kinabalu", zone=ZONE, territory="MY", currency="MYR",
            latitude=5.98, longitude=116.07,
        )
        for code in ("BAKAU", "TANJUNG")
    ]  # fmt: skip
    session.add_all(alleys)
    session.flush()
    stalls = [
        Stall(
            code=f"S{owner}", name="Dapur", owner_id=owner, alley_id=alleys[0].id or 0, language="ms",
            state="approved", asked_at=NOW,
        )
        for owner in (ROS, LIEN)
    ]  # fmt: skip
    session.add_all(stalls)
    session.flush()
    return alleys[0].id or 0, alleys[1].id or 0, (stalls[0].id or 0, stalls[1].id or 0)


@pytest.fixture
async def street(store: Store) -> Street:
    return Street(store, *await store.write(build))
