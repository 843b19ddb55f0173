"""An organiser, twelve readers and a drop; a sender that may lose, fail and die. On SQLite and on PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.broadcast.audience import Audience
from market.broadcast.broadcast_notifications import announcement_to_send
from market.broadcast.correcting import correct_broadcast, recall_broadcast
from market.broadcast.extending import extend_broadcast
from market.broadcast.notifications import BroadcastMessage
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.progress import Progress, progress
from market.broadcast.sending import send_broadcast
from market.notification.in_flight import (
    Claimant,
    ClaimedNotification,
    DeliveryResult,
    ack,
    begin,
    claim,
    reclaim_lost,
)
from market.notification.outbox import DeliveryStatus
from market.refusal import Refusal
from scheduler.broadcast import BroadcastJob
from storage.alley import Alley
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.people import add_person, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
KEN, WEI = 1003, 1004
READERS = tuple(range(1, 13))
ADMINS = admins(KEN, WEI)
ORGANISER, OTHER = Actor(KEN, is_configured_admin=True), Actor(WEI, is_configured_admin=True)


def claimant(sender: str) -> Claimant:
    """Return the claimant of a process: the first leader is called "one", the next one has the next term."""
    return Claimant(sender, 1 if sender == "one" else 2)


@dataclass(kw_only=True)
class BroadcastScenario:
    """Ken's one broadcast and its outbox. `shown` counts how often a reader's phone got the announcement; `shut`: it is paused or stopped."""

    store: Store
    now: datetime = NOW
    broadcast: int = 0
    drop: int = 0
    shown: Counter[int] = field(default_factory=Counter)
    texts: dict[int, str] = field(default_factory=dict)
    shut: bool = False
    problems: list[str] = field(default_factory=list)

    async def change(self, **values: Any) -> None:
        await self.put(Broadcast, self.broadcast, values)

    async def move_drop(self, **values: Any) -> None:
        await self.put(Drop, self.drop, values)

    async def newcomer(self, person: int, language: str = "en") -> None:
        await self.store.write(reader, person, language, self.now)

    async def send(self, message: int | None = 9) -> Progress:
        return await self.store.write(
            send_broadcast, ORGANISER, self.broadcast, message, admins=ADMINS, zone=ZONE, now=self.now
        )

    async def pause(self) -> None:
        await self.store.write(pause_broadcast, OTHER, self.broadcast, self.now)
        self.shut = True

    async def resume(self) -> None:
        self.shut = False
        await self.store.write(resume_broadcast, OTHER, self.broadcast, self.now)

    async def stop(self) -> None:
        await self.store.write(stop_broadcast, OTHER, self.broadcast, self.now)
        self.shut = True

    async def extend(self) -> Progress:
        return await self.store.write(
            extend_broadcast, ORGANISER, self.broadcast, 9, admins=ADMINS, now=self.now
        )

    async def correct(self, words: str, language: str = "en") -> Progress:
        return await self.store.write(
            correct_broadcast, ORGANISER, self.broadcast, language, words=words, now=self.now
        )

    async def recall(self, who: Actor = OTHER, message: int | None = 77) -> Progress:
        return await self.store.write(recall_broadcast, who, self.broadcast, message, now=self.now)

    async def progress(self) -> Progress:
        return await self.store.read(progress, self.broadcast, self.now)

    async def job(self) -> None:
        """Do what the job does each second; the author's report is due at once."""
        await BroadcastJob(self.store, report_at_once, ADMINS, lambda: self.now).run_due()

    async def send_batch(
        self, limit: int = 100, outcome: Callable[[], str] = lambda: "sent", sender: str = "one"
    ) -> int:
        """Claim notifications and end each with an `outcome`; return how many were claimed."""
        taken = await self.store.write(claim, claimant(sender), self.now, limit, zone=ZONE)
        await asyncio.gather(
            *(self.deliver(notification, outcome(), sender) for notification in taken.notifications)
        )
        return len(taken.notifications)

    async def lose_sender(self, sender: str = "next") -> None:
        """Let another sender recover what a dead one had in flight."""
        await self.store.write(reclaim_lost, claimant(sender), self.now)

    async def notifications(self, kind: str = BroadcastMessage.kind) -> list[dict[str, Any]]:
        rows = (
            select(Notification).where(col(Notification.kind) == kind).order_by(col(Notification.person_id))
        )
        return await self.store.read(lambda session: [row.model_dump() for row in session.exec(rows)])

    async def states(self, kind: str = BroadcastMessage.kind) -> Counter[str]:
        return Counter(notification["state"] for notification in await self.notifications(kind))

    async def deliver(self, notification: ClaimedNotification, outcome: str, sender: str) -> None:
        if outcome == "later":
            await self._back(
                sender, DeliveryResult(notification=notification.id, person=notification.person, status=None)
            )
            return
        if notification.kind == BroadcastMessage.kind:
            shut = self.shut
            try:
                said = await self.store.read(announcement_to_send, self.broadcast)
            except Refusal as why:
                await self._finish(notification, sender, DeliveryStatus.DROPPED, type(why).__name__)
                return
            if not await self.store.write(begin, claimant(sender), self.now, [], [notification.id]):
                return
            if shut and self.shut:
                self.problems.append(f"{notification.person} was written to after a pause or a stop")
            self.shown[notification.person] += 1
            self.texts[notification.person] = said.words["en"]
        elif notification.kind == "BroadcastCorrection" and outcome == "sent":
            assert notification.payload["message_id"] == notification.person + 5000
            self.texts[notification.person] = await self.store.read(words, self.broadcast)
        if outcome == "dies":
            return
        await self._finish(
            notification, sender, DeliveryStatus(outcome), "" if outcome == "sent" else outcome
        )

    async def _finish(
        self, notification: ClaimedNotification, sender: str, status: DeliveryStatus, reason: str
    ) -> None:
        message = notification.person + 5000 if status is DeliveryStatus.SENT else None
        await self._back(
            sender,
            DeliveryResult(
                notification=notification.id,
                person=notification.person,
                address=notification.address,
                status=status,
                message=message,
                reason=reason,
            ),
        )

    async def _back(self, sender: str, ended: DeliveryResult) -> None:
        await self.store.write(ack, claimant(sender), self.now, [ended])

    async def put(self, table: Any, key: int, values: dict[str, Any]) -> None:
        def write(session: Session) -> None:
            row = session.get_one(table, key)
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)


async def report_at_once(found: Progress, now: datetime) -> bool:
    return True


def words(session: Session, broadcast: int) -> str:
    return session.get_one(Wording, (broadcast, "en")).words


def reader(session: Session, person: int, language: str, now: datetime) -> None:
    add_person(session, person, first_name=f"P{person}", language=language, created_at=now)


def add_market(session: Session) -> tuple[int, int]:
    """Write the drop, and the broadcast as a draft to everyone who reads English."""
    for person in (*READERS, KEN, WEI):
        reader(session, person, "ms" if person in (KEN, WEI) else "en", NOW)
    session.flush()
    alley = Alley(
        code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    session.add(alley)
    session.flush()
    stall = Stall(
        code="ROS", name="Dapur", owner_id=1, alley_id=alley.id or 0, language="ms", state="approved",
        asked_at=NOW,
    )  # fmt: skip
    session.add(stall)
    session.flush()
    drop = Drop(
        code="KUIH", stall_id=stall.id or 0, alley_id=alley.id or 0, name="Kuih", language="ms",
        state="published", opens_at=NOW, starts_at=NOW + DAY, ends_at=NOW + DAY + 4 * HOUR, created_at=NOW,
    )  # fmt: skip
    audience = Audience(languages=("en",)).stored()
    broadcast = Broadcast(author_id=KEN, audience=audience, created_at=NOW)
    session.add_all((drop, broadcast))
    session.flush()
    session.add(Wording(broadcast_id=broadcast.id or 0, language="en", words="Come at five"))
    return broadcast.id or 0, drop.id or 0


@pytest.fixture
def busy() -> bool:
    """Return that nobody else has rows here: a broadcast is to everybody."""
    return False


MARKET = KeptRows(lambda store: store.write(add_market))


@pytest.fixture
async def scenario(store: Store) -> BroadcastScenario:
    broadcast, drop = await MARKET.lay(store)
    return BroadcastScenario(store=store, broadcast=broadcast, drop=drop)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pieces small, so that a crash interrupts a broadcast in the middle of each step."""
    monkeypatch.setattr("market.broadcast.sending.MAX_AT_ONCE", 3)
    monkeypatch.setattr("market.broadcast.sending.CHUNK", 3)
    monkeypatch.setattr("market.broadcast.advance.CHUNK", 3)
    monkeypatch.setattr("market.broadcast.extending.MAX_AT_ONCE", 3)
    monkeypatch.setattr("market.broadcast.extending.CHUNK", 3)
    monkeypatch.setattr("market.broadcast.broadcast_notifications.CHUNK", 4)


def unreliable(rng: Random) -> Callable[[], str]:
    """Return a random result; most notifications arrive."""
    return lambda: rng.choice(("sent",) * 5 + ("unknown", "failed", "later", "dies"))
