"""Alarms: faults that persist are reported to organisers, once a day, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.organiser.alarm import LASTING, Trouble, find_trouble, raise_alarm
from market.organiser.notifications import TroubleFound
from scheduler.alarm import MIN_FREE, AlarmJob
from storage.inbox import SET_ASIDE_AFTER, InboxUpdate
from storage.job_failure import record_failure
from storage.notification import Notification
from storage.organiser import Organiser
from storage.store import Store
from tests.people import add_person, admins

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
DAY = timedelta(days=1)
KEN, BEN, TOM, AWAY = 1003, 1004, 1001, 1009
ADMINS = admins(KEN, AWAY)


@pytest.fixture
async def market(store: Store) -> Store:
    """Ken organises by the settings, Ben was named, Tom shops; an admin of the settings never wrote."""

    def add(session: Session) -> None:
        for person in (KEN, BEN, TOM):
            add_person(session, person, first_name="P", language="en", created_at=NOW)
        session.flush()
        session.add(Organiser(person_id=BEN, named_by=KEN, named_at=NOW))

    await store.write(add)
    return store


async def run(store: Store, now: datetime = NOW, free: int | None = None) -> None:
    await AlarmJob(store, ADMINS, lambda: now, lambda _: free).run_due()


def alarms(session: Session) -> list[tuple[int, dict[str, object]]]:
    rows = select(Notification).where(col(Notification.kind) == TroubleFound.kind)
    return [(row.person_id, row.payload) for row in session.exec(rows.order_by(col(Notification.id)))]


def set_aside(session: Session) -> None:
    starts = SET_ASIDE_AFTER
    session.add(InboxUpdate(update_id=1, sender=TOM, body="{}", received_at=NOW, starts=starts))


async def test_a_market_without_trouble_has_no_alarm(market: Store) -> None:
    await run(market, free=MIN_FREE)
    assert await market.read(alarms) == []


async def test_each_organiser_who_has_written_is_told_once_a_day(market: Store) -> None:
    await market.write(set_aside)
    await run(market)
    await run(market, NOW + DAY - timedelta(seconds=1))
    found = await market.read(alarms)
    assert [person for person, _ in found] == [KEN, BEN]
    assert found[0][1] == {"version": 1, "updates": 1, "failures": 0, "disk_full": False}
    await run(market, NOW + DAY)
    assert [person for person, _ in await market.read(alarms)] == [KEN, BEN, KEN, BEN]


async def test_a_failure_is_trouble_after_an_hour(market: Store) -> None:
    await market.write(record_failure, "draws", 7, "ValueError", now=NOW)
    assert not await market.read(find_trouble, NOW + LASTING - timedelta(seconds=1))
    assert await market.read(find_trouble, NOW + LASTING) == Trouble(failures=1)


async def test_a_disk_that_is_almost_full_is_trouble(market: Store) -> None:
    await run(market, free=MIN_FREE - 1)
    assert [payload["disk_full"] for _, payload in await market.read(alarms)] == [True, True]


async def test_without_trouble_nobody_is_told(market: Store) -> None:
    assert await market.write(raise_alarm, Trouble(), ADMINS, NOW) == 0
    assert await market.write(raise_alarm, Trouble(updates=1), ADMINS, NOW) == 2
