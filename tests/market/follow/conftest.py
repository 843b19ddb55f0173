"""A market with two stalls and their followers, and the messages that each of them gets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.follow.digest import latest_digest, weekly_news
from market.follow.notifications import FollowDigest
from market.next_due import next_due
from market.notification.in_flight import Claimant, ClaimedNotification, DeliveryResult, ack, claim
from market.notification.outbox import DeliveryStatus
from market.refusal import Refusal
from market.showroom.host import has_showroom
from market.showroom.plan import add_window, show_curation
from market.showroom.slots import WindowTerms
from scheduler.follow import FollowJob
from storage.alley import Alley
from storage.drop import Drop, DropTag
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.people import add_person

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Monday, nine in the morning in Kota Kinabalu."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
ZONE = "Asia/Kuching"
ROS, LIEN = 1, 2
AINA, BEN, MEI = 11, 12, 13
QUIET_HOURS = {AINA: (0, 0), BEN: (11 * 60, 20 * 60), MEI: (0, 0)}
"""Ben's messages wait from eleven to eight in the evening."""
SENDER = Claimant("this one", 1)


@dataclass(kw_only=True)
class FollowScenario:
    store: Store
    stalls: tuple[int, int]
    now: datetime = NOW
    notified: list[tuple[int, datetime, tuple[str, ...]]] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    unreachable: bool = False
    codes: Iterator[int] = field(default_factory=count)

    async def publish(self, name: str, stall: int = 0, *tags: str, **more: Any) -> int:
        """Publish a drop of a stall now, for five weeks from now; return its id."""

        def write(session: Session) -> int:
            row = Drop(
                code=f"D{next(self.codes)}", stall_id=self.stalls[stall], name=name, language="ms",
                **{"alley_id": 1, "state": "published", "starts_at": self.now + 5 * WEEK,
                   "ends_at": self.now + 5 * WEEK + HOUR, "opens_at": self.now, "created_at": self.now,
                   "published_at": self.now} | more,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add_all(DropTag(drop_id=row.id or 0, tag=tag) for tag in tags)
            return row.id or 0

        return await self.store.write(write)

    async def show(self, name: str, on: date, stall: int = 0) -> None:
        """Show something from a day on, in a showroom with hours."""
        owner = Actor((ROS, LIEN)[stall])
        if not await self.store.read(has_showroom, self.stalls[stall]):
            hours = WindowTerms(weekday=5, begins=600, ends=780)
            await self.store.write(add_window, owner, self.stalls[stall], hours)
        await self.store.write(show_curation, owner, self.stalls[stall], name, begins_on=on, now=self.now)

    async def change(self, table: type[Drop] | type[Stall] | type[Alley], row: int, **values: Any) -> None:
        def write(session: Session) -> None:
            session.get_one(table, row).sqlmodel_update(values)

        await self.store.write(write)

    async def act(self, action: Any, *args: Any, **options: Any) -> Any:
        """Do something a minute later."""
        self.now += timedelta(minutes=1)
        return await self.store.write(action, *args, **options)

    async def advance(self, to: datetime) -> None:
        """Move the clock to a time, through every moment at which something is due."""
        await self.tick()
        while (found := await self.store.read(next_due, self.now, ZONE)) and found[0] <= to:
            self.now = found[0]
            await self.tick()
        self.now = to
        await self.tick()

    async def tick(self) -> None:
        """Run the jobs: write, then send."""
        await self.write()
        await self.send()

    async def write(self) -> None:
        await FollowJob(self.store, ZONE, lambda: self.now).run_due()

    async def send(self) -> None:
        claimed = await self.store.write(claim, SENDER, self.now, 500, zone=ZONE)
        results = [await self._sent(each) for each in claimed.notifications]
        await self.store.write(ack, SENDER, self.now, results)

    async def _sent(self, claimed: ClaimedNotification) -> DeliveryResult:
        result = DeliveryStatus.UNREACHABLE if self.unreachable else DeliveryStatus.SENT
        try:
            news = await self.store.read(weekly_news, claimed.id)
            if not self.unreachable:
                notified = *(drop.name for drop in news.drops), *(show.name for show in news.shows)
                self.notified.append((claimed.person, self.now, notified))
        except Refusal as refusal:
            self.dropped.append((claimed.person, type(refusal).__name__))
            result = DeliveryStatus.DROPPED
        return DeliveryResult(notification=claimed.id, person=claimed.person, status=result)

    async def digests(self) -> list[Notification]:
        rows = select(Notification).where(col(Notification.kind) == FollowDigest.kind)
        return await self.store.read(lambda session: list(session.exec(rows)))


THURSDAY = latest_digest(NOW + 4 * DAY, ZONE)
"""Noon of the first Thursday."""


def build_market(session: Session) -> tuple[int, int]:
    for one in (ROS, LIEN, AINA, BEN, MEI):
        start, end = QUIET_HOURS.get(one, (0, 0))
        add_person(
            session, one, first_name="x", language="en", created_at=NOW, quiet_from=start, quiet_until=end
        )
    session.add(
        Alley(
            id=1, code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, territory="MY",
            currency="MYR", latitude=5.98, longitude=116.07,
        )
    )  # fmt: skip
    session.flush()
    stalls = [
        Stall(
            code=f"S{owner}", name=f"Dapur {owner}", owner_id=owner, alley_id=1, language="ms", state="approved",
            asked_at=NOW,
        )
        for owner in (ROS, LIEN)
    ]  # fmt: skip
    session.add_all(stalls)
    session.flush()
    return stalls[0].id or 0, stalls[1].id or 0


MARKET = KeptRows(lambda store: store.write(build_market))


@pytest.fixture
async def scenario(store: Store) -> FollowScenario:
    return FollowScenario(store=store, stalls=await MARKET.lay(store))
