"""Queued notifications and a sender that succeeds at once, for measuring ticks of the outbox."""

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
from market.reminder.notifications import MarketDayNear
from scheduler.outbox import MAX_IN_FLIGHT, LeadershipCheck, OutboxWorker, SendOutcome
from storage.leadership import Leadership
from storage.notification import Notification
from storage.person import Person
from storage.store import Store

PEOPLE = 1_000
FIRST_DAY, LAST_DAY = timedelta(days=1), timedelta(days=30)
ZONE = "Asia/Kuching"


class CountingSender:
    """Succeeds at once and records how many seconds late each notification is; sets `all_sent` after `expected` of them."""

    def __init__(self, expected: int = 0) -> None:
        self.late: list[float] = []
        self.all_sent = asyncio.Event()
        self._expected = expected

    async def __call__(self, notification: ClaimedNotification) -> SendOutcome:
        self.late.append((utc_now() - notification.due_at).total_seconds())
        if len(self.late) == self._expected:
            self.all_sent.set()
        return SendOutcome(DeliveryStatus.SENT, message=len(self.late))


def utc_now() -> datetime:
    return datetime.now(UTC)


def outbox_worker(
    store: Store,
    sender: CountingSender,
    leadership: LeadershipCheck | None = None,
    max_in_flight: int = MAX_IN_FLIGHT,
) -> OutboxWorker:
    return OutboxWorker(
        store,
        sender,
        "bench",
        utc_now,
        leadership=leadership or Leadership(store.url, "bench"),
        zone=ZONE,
        max_in_flight=max_in_flight,
    )


async def prepare(store: Store, waiting: int) -> None:
    """Write a thousand people without quiet hours and `waiting` notifications to them, due within a month but none of them today."""
    now, times = utc_now(), waiting // PEOPLE
    await store.write(add_people, PEOPLE, now)
    await store.write(_remove_quiet_hours)
    for place in range(times):
        moment = now + FIRST_DAY + (LAST_DAY - FIRST_DAY) * place / times
        await store.write(remind_everybody, moment, f"later:{place}")
    await store.write(_analyze)


def remind_everybody(session: Session, moment: datetime, about: str) -> None:
    """Write one reminder to each person, due at the same moment, in one statement."""
    columns = Notification.__table__.c  # type: ignore[attr-defined]
    same = _reminder(moment, about)
    rows = select(Person.id, *(literal(value, columns[name].type) for name, value in same.items()))
    session.connection().execute(insert(Notification).from_select(["person_id", *same], rows))


def write_reminders(session: Session, moments: Iterable[datetime], about: str) -> None:
    """Write a reminder for each moment, to one person after another."""
    rows = [
        {"person_id": FIRST_PERSON + place % PEOPLE, **_reminder(moment, f"{about}:{place}")}
        for place, moment in enumerate(moments)
    ]
    session.connection().execute(insert(Notification), rows)


def _reminder(moment: datetime, about: str) -> dict[str, Any]:
    near = MarketDayNear(market_day_id=31, stage=BookingStage.EVE)
    return row_values(near, moment, about=about, late_after=moment + timedelta(hours=2))


def _remove_quiet_hours(session: Session) -> None:
    session.connection().execute(update(Person).values(quiet_from=0, quiet_until=0))


def _analyze(session: Session) -> None:
    """Update the statistics of the query planner, as autovacuum does on PostgreSQL within a minute."""
    session.connection().execute(text("ANALYZE"))
