"""Letters that wait, and a reader who answers at once: what a tick is measured on."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, literal, text, update
from sqlmodel import Session, select

from benchmarks.join_setup import add_people
from benchmarks.load import FIRST_PERSON
from market.notification.in_flight import ClaimedNotification
from market.notification.outbox import DeliveryStatus, row_values
from market.reminder.moments import BookingStage
from market.reminder.notifications import BookingNear
from scheduler.outbox import MAX_IN_FLIGHT, LeadershipCheck, OutboxWorker, SendOutcome
from storage.leadership import Leadership
from storage.notification import Notification
from storage.person import Person
from storage.store import Store

PEOPLE = 1_000
FIRST_DAY, LAST_DAY = timedelta(days=1), timedelta(days=30)
ZONE = "Asia/Kuching"


class CountingSender:
    """Answers at once, and keeps by how many seconds after its moment each letter came; `content` when there were `wanted` of them."""

    def __init__(self, wanted: int = 0) -> None:
        self.late: list[float] = []
        self.content = asyncio.Event()
        self._wanted = wanted

    async def __call__(self, notification: ClaimedNotification) -> SendOutcome:
        self.late.append((wall() - notification.due_at).total_seconds())
        if len(self.late) == self._wanted:
            self.content.set()
        return SendOutcome(DeliveryStatus.SENT, message=len(self.late))


def wall() -> datetime:
    return datetime.now(UTC)


def outbox_worker(
    store: Store,
    reader: CountingSender,
    leadership: LeadershipCheck | None = None,
    max_in_flight: int = MAX_IN_FLIGHT,
) -> OutboxWorker:
    return OutboxWorker(
        store,
        reader,
        "bench",
        wall,
        leadership=leadership or Leadership(store.url, "bench"),
        zone=ZONE,
        max_in_flight=max_in_flight,
    )


async def prepare(store: Store, waiting: int) -> None:
    """A thousand people who never rest, and so many letters to them, due within a month and none of them today."""
    now, times = wall(), waiting // PEOPLE
    await store.write(add_people, PEOPLE, now)
    await store.write(_awake)
    for place in range(times):
        moment = now + FIRST_DAY + (LAST_DAY - FIRST_DAY) * place / times
        await store.write(to_everyone, moment, f"later:{place}")
    await store.write(_counted)


def to_everyone(session: Session, moment: datetime, about: str) -> None:
    """One reminder to each of the people, at the same moment, in one statement."""
    columns = Notification.__table__.c  # type: ignore[attr-defined]
    same = _reminder(moment, about)
    chosen = select(Person.id, *(literal(value, columns[name].type) for name, value in same.items()))
    session.connection().execute(insert(Notification).from_select(["person_id", *same], chosen))


def to_each(session: Session, moments: Iterable[datetime], about: str) -> None:
    """A reminder at each moment, to the people in turn."""
    rows = [
        {"person_id": FIRST_PERSON + place % PEOPLE, **_reminder(moment, f"{about}:{place}")}
        for place, moment in enumerate(moments)
    ]
    session.connection().execute(insert(Notification), rows)


def _reminder(moment: datetime, about: str) -> dict[str, Any]:
    near = BookingNear(drop_id=31, booking_id=81, stage=BookingStage.EVE)
    return row_values(near, moment, about=about, late_after=moment + timedelta(hours=2))


def _awake(session: Session) -> None:
    session.connection().execute(update(Person).values(quiet_from=0, quiet_until=0))


def _counted(session: Session) -> None:
    """The database looks at its tables, as PostgreSQL does by itself within a minute."""
    session.connection().execute(text("ANALYZE"))
