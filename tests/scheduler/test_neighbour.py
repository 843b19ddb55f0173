"""The job of neighbours passes on the contact and the organisers of the settings."""

from datetime import date, datetime
from random import Random

from sqlmodel import Session, col, select

from bot.beacon.local_beacon import LocalBeacon
from market.actor import Actor
from market.admins import NO_ADMINS
from market.permit.record import set_permit_end
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.jobs import all_jobs
from scheduler.outbox import SendOutcome
from storage.notification import Notification
from tests.market.neighbour.conftest import AINA, DEV, HOUR, NeighbourScenario, scenario
from tests.people import admins
from tests.scheduler.outbox_helpers import heartbeat_of, outbox_of, report_nothing, shown_of

__all__ = ["scenario"]

FRIDAY = 4


async def test_notifications_are_written_by_the_jobs_once_and_name_whom_to_turn_to(
    scenario: NeighbourScenario,
) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA)
    await scenario.store.write(
        set_permit_end,
        Actor(DEV, is_configured_admin=True),
        scenario.alley,
        date(2026, 12, 24),
        admins=NO_ADMINS,
        now=scenario.now,
    )
    scenario.now += HOUR

    async def nobody(_: object) -> SendOutcome:
        raise AssertionError

    def now() -> datetime:
        return scenario.now

    draws = DrawJob(scenario.store, LocalBeacon(bytes(32), now), NO_ADMINS, now, rng=Random(1))
    broadcasts = BroadcastJob(scenario.store, report_nothing, NO_ADMINS, now)
    jobs = all_jobs(
        scenario.store,
        outbox_of(scenario.store, nobody, now),
        broadcasts,
        draws,
        heartbeat=heartbeat_of(scenario.store, now),
        shown=shown_of(scenario.store, now),
        now=now,
        rng=Random(1),
        admins=admins(DEV),
        contact="Ken & friends",
    )
    for job in (*jobs[:-1], *jobs[:-1]):
        await job.run()

    def recorded(session: Session) -> list[tuple[int, str]]:
        rows = select(Notification).order_by(col(Notification.kind), col(Notification.due_at))
        return [
            (row.person_id, row.payload.get("contact", row.payload.get("until")))
            for row in session.exec(rows)
        ]

    assert await scenario.store.read(recorded) == [(AINA, "Ken & friends"), *[(DEV, "2026-12-24")] * 4]
