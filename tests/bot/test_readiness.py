"""Conditions under which a process is not ready."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.app import App, open_app
from bot.readiness import DEAF_AFTER, OVERDUE_AFTER
from bot.settings import load_settings
from market.broadcast.notifications import BroadcastMessage
from market.notification.kind import NotificationKind
from market.notification.outbox import notify
from market.organiser.notifications import OrganiserAppointed
from sandbox import Bot, Sandbox
from tests.people import meet

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
LATE = NOW - OVERDUE_AFTER - timedelta(minutes=1)
TOM = 1001


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    """Yield a connected Lorong without running jobs, whose clock stands still."""
    async with Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")]
    ).serve() as telegram:
        given = {"bot_token": TOKEN, "api_base": telegram, "database_url": database_url}
        async with open_app(load_settings(None, **given), bytes(32), now=lambda: NOW) as app:
            await app.store.write(meet, TOM, "Tom", "en", NOW)
            yield app


async def reasons(app: App) -> tuple[str, ...]:
    return (await app.vitals.readiness()).reasons


async def test_an_idle_market_is_ready(app: App) -> None:
    assert await reasons(app) == ()


async def queue(app: App, kind: NotificationKind, due_at: datetime) -> None:
    await app.store.write(notify, TOM, kind, due_at, about="test", late_after=NOW + timedelta(days=1))


async def test_notifications_that_are_overdue_are_a_reason_and_those_that_are_just_due_are_not(
    app: App,
) -> None:
    await queue(app, OrganiserAppointed(), NOW - OVERDUE_AFTER)
    assert await reasons(app) == ()
    await queue(app, OrganiserAppointed(), LATE)
    assert await reasons(app) == ("2 notifications are overdue, the first for 3 minutes",)
    app.vitals.limiter.pause(60)
    assert (await reasons(app))[0].endswith(", and sending is paused")
    facts = (await app.vitals.readiness()).facts
    assert "2026-11-26T02:00:50" < facts["paused_until"] <= "2026-11-26T02:01:00+00:00"
    assert facts["oldest_due_notification"] == LATE.isoformat()


async def test_an_announcement_takes_its_time(app: App) -> None:
    await queue(app, BroadcastMessage(broadcast_id=1), LATE)
    assert await reasons(app) == ()


def write_where_nothing_can_be_written(session: Session) -> None:
    """On SQLite the disk is full, on PostgreSQL the server is read-only."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(text("PRAGMA max_page_count=1" if sqlite else "SET TRANSACTION READ ONLY"))
    session.execute(
        text("INSERT INTO organiser_link VALUES (:long, '2026-01-01')"),
        {"long": "x" * (100_000 if sqlite else 64)},
    )


def make_room(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA max_page_count=1000000"))


async def test_a_database_that_cannot_be_written_is_a_reason_until_it_can(app: App) -> None:
    before = app.store.writes.count
    with pytest.raises(DBAPIError):
        await app.store.write(write_where_nothing_can_be_written)
    [reason] = await reasons(app)
    assert reason.startswith("the database cannot be written (")
    assert app.store.writes.count == before
    await app.store.write(make_room)
    await app.store.write(meet, TOM, "Tom", "en", NOW)
    assert await reasons(app) == ()


async def test_a_refusal_of_the_market_is_no_fault_of_the_database(app: App) -> None:
    def insert_twice(session: Session) -> None:
        session.execute(text("INSERT INTO organiser_link VALUES ('x', '2026-01-01')"))
        session.execute(text("INSERT INTO organiser_link VALUES ('x', '2026-01-01')"))

    with pytest.raises(DBAPIError):
        await app.store.write(insert_twice)
    assert await reasons(app) == ()


async def test_a_lease_that_cannot_be_renewed_is_a_reason(app: App) -> None:
    app.leadership.error = "OperationalError"
    assert await reasons(app) == ("the database cannot be written (OperationalError)",)


async def test_a_database_that_cannot_be_read_is_a_reason(app: App) -> None:
    await app.store.write(
        lambda session: session.execute(text("ALTER TABLE notification RENAME TO gone")) and None
    )
    found = await reasons(app)
    await app.store.write(
        lambda session: session.execute(text("ALTER TABLE gone RENAME TO notification")) and None
    )
    assert found[0].startswith("the database cannot be read (")


async def test_a_token_that_is_refused_is_a_reason(app: App) -> None:
    app.outbox.refusal = "Unauthorized"
    app.outbox.refused.set()
    assert await reasons(app) == (
        "Telegram refuses the token (Unauthorized): take a new one from @BotFather",
    )


async def test_a_job_that_does_not_run_is_a_reason_with_its_last_error(app: App) -> None:
    app.monitor.add(app.jobs)
    assert await reasons(app) == ()
    status = app.monitor.statuses["expired holds"]
    status.overdue, status.last_error = True, "OperationalError"
    assert await reasons(app) == ("the job expired holds does not run (OperationalError)",)


async def test_a_poll_without_an_answer_for_a_minute_is_a_reason(app: App) -> None:
    seconds = 1000.0
    app.vitals.seconds = lambda: seconds
    seconds += DEAF_AFTER
    assert await reasons(app) == (), "who does not poll is not deaf"
    app.vitals.begin_polling()
    assert await reasons(app) == ()
    seconds += DEAF_AFTER
    assert await reasons(app) == ("Telegram has given no answer to getUpdates for 60 seconds",)
    app.vitals.polled()
    assert await reasons(app) == ()
