"""An alley with two stalls and people who live near it, and the messages that each of them gets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from market.market_day.day import day_of
from market.market_day.place import place_drop
from market.neighbour.digest import DigestDay, digest
from market.neighbour.notifications import MarketDays
from market.neighbour.record_market_days import RecordedDay, recorded_days
from market.neighbour.subscription import subscribe, unsubscribe
from market.next_due import next_due
from market.notification.in_flight import Claimant, ClaimedNotification, DeliveryResult, ack, claim
from market.notification.kind import read_notification
from market.notification.outbox import DeliveryStatus
from market.refusal import Refusal
from storage.alley import Alley
from storage.drop import Drop
from storage.insert import insert_once
from storage.market_day import MarketDay, MarketDayNotice
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.people import add_person
from tests.scheduler.job_helpers import notify_neighbours

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Monday, nine in the morning in Kota Kinabalu."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
ROS, LIEN = 1, 2
AINA, BEN, MEI, DEV = 11, 12, 13, 14
NEIGHBOURS = (AINA, BEN, MEI, DEV)
QUIET_HOURS = {AINA: (0, 0, ""), BEN: (1260, 480, ""), MEI: (480, 1320, ""), DEV: (1, 0, "America/New_York")}
"""Never, at night, fourteen hours by day, and all day but for a minute."""


@dataclass(frozen=True, kw_only=True)
class ToldDay:
    """A market day that neighbours were told of."""

    alley: int
    starts_at: datetime
    notified_at: datetime
    stalls: int

    def write(self, session: Session) -> None:
        day = day_of(self.starts_at, ZONE)
        insert_once(session, MarketDay, alley_id=self.alley, day=day, made_at=NOW)
        of_day = col(MarketDay.alley_id) == self.alley, col(MarketDay.day) == day
        told = MarketDayNotice(
            market_day_id=session.exec(select(MarketDay.id).where(*of_day)).one(),
            starts_at=self.starts_at,
            ends_at=self.starts_at + 4 * HOUR,
            stalls=self.stalls,
            notified_at=self.notified_at,
        )
        session.add(told)


@dataclass(frozen=True, kw_only=True)
class SentNotice:
    """One market day in one notification, and its kind."""

    person: int
    at: datetime
    kind: str
    market_days_told: DigestDay


@dataclass
class NeighbourScenario:
    store: Store
    alley: int
    other: int
    stalls: tuple[int, int]
    now: datetime = NOW
    sent_notices: list[SentNotice] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    noted: dict[date, list[tuple[datetime, datetime, datetime, int]]] = field(default_factory=dict)
    codes: Iterator[int] = field(default_factory=count)

    async def publish(self, day: int, hour: float = 18, hours: float = 4, stall: int = 0, **more: Any) -> int:
        """Publish a drop that begins so many days after the first day; return its id."""
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
            row = session.get_one(Drop, drop).sqlmodel_update(values)
            place_drop(session, row, self.now)

        await self.store.write(write)

    async def drop(self, drop: int) -> Drop:
        return await self.store.read(lambda session: session.get_one(Drop, drop))

    async def subscribe(self, *people: int) -> None:
        for person in people:
            await self.store.write(subscribe, person, self.alley, self.now)

    async def stop(self, person: int) -> None:
        await self.store.write(unsubscribe, person, self.alley)

    async def advance(self, **by: float) -> None:
        """Move the clock to a time, through every moment at which something is due."""
        until = self.now + timedelta(**by)
        await self.tick()
        while (found := await self.store.read(next_due, self.now)) and found[0] <= until:
            self.now = found[0]
            await self.tick()
        self.now = until
        await self.tick()

    async def tick(self) -> None:
        """Run the jobs: record, write, send."""
        await notify_neighbours(self.store, "Ken", self.now)
        await self.check_job()
        await self.send()

    async def check_job(self) -> None:
        """Record changed market days, as the job does."""
        for row in await self.rows():
            facts = row.notified_at, row.starts_at, row.ends_at, row.stalls
            notes = self.noted.setdefault(row.day, [])
            if not notes or notes[-1] != facts:
                notes.append(facts)

    async def rows(self) -> list[RecordedDay]:
        weeks = await self.store.read(recorded_days, self.alley, NOW - 9 * DAY)
        return [row for week in sorted(weeks) for row in weeks[week]]

    async def send(self) -> None:
        taken = await self.store.write(claim, Claimant("this one", 1), self.now, 500, zone=ZONE)
        ended = [await self._sent(notification) for notification in taken.notifications]
        await self.store.write(ack, Claimant("this one", 1), self.now, ended)

    async def _sent(self, notification: ClaimedNotification) -> DeliveryResult:
        payload = read_notification(notification.kind, notification.payload)
        assert isinstance(payload, MarketDays)
        try:
            found = await self.store.read(digest, notification.id, payload.alley_id, payload.week)
        except Refusal as refusal:
            self.dropped.append((notification.person, type(refusal).__name__))
            return DeliveryResult(
                notification=notification.id,
                person=notification.person,
                status=DeliveryStatus.DROPPED,
                reason=type(refusal).__name__,
            )
        self.sent_notices += [
            SentNotice(
                person=notification.person, at=self.now, kind=notification.kind, market_days_told=facts
            )
            for facts in found.market_days
        ]
        return DeliveryResult(
            notification=notification.id, person=notification.person, status=DeliveryStatus.SENT
        )

    def sent_to(self, person: int, day: int | None = None) -> list[SentNotice]:
        """Return the messages that one person got about one day."""
        wanted = None if day is None else at(day, 12).astimezone(ZoneInfo(ZONE)).date()
        return [
            one
            for one in self.sent_notices
            if one.person == person and wanted in (None, one.market_days_told.day)
        ]

    async def notifications(self) -> list[Notification]:
        return await self.store.read(lambda session: list(session.exec(select(Notification))))


def at(day: int, hour: float) -> datetime:
    """Return the time so many days after Monday, at this hour in the alley."""
    return NOW + day * DAY + (hour - 9) * HOUR


def build_market(session: Session) -> tuple[int, int, tuple[int, int]]:
    for one in (ROS, LIEN, *NEIGHBOURS):
        start, end, zone = QUIET_HOURS.get(one, (0, 0, ""))
        add_person(session, one, first_name="x", language="en", created_at=NOW,
                quiet_from=start, quiet_until=end, zone=zone)  # fmt: skip
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


MARKET = KeptRows(lambda store: store.write(build_market))


@pytest.fixture
async def scenario(store: Store) -> NeighbourScenario:
    return NeighbourScenario(store, *await MARKET.lay(store))
