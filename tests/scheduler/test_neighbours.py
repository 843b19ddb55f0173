"""What the timetable hands on: whom neighbours turn to, and whom the settings name organiser."""

from datetime import date, datetime
from random import Random

from sqlmodel import Session, col, select

from bot.local_beacon import LocalBeacon
from market.acting import Acting
from market.paper import PERMIT, set_last_day
from scheduler.draws import Draws
from scheduler.mailbox import Outcome
from scheduler.timetable import timetable
from storage.letter import Letter
from tests.market.neighbour.conftest import AINA, DEV, HOUR, Street, street
from tests.scheduler.senders import mailbox_of

__all__ = ["street"]

FRIDAY = 4


async def test_letters_are_written_by_the_jobs_once_and_name_whom_to_turn_to(street: Street) -> None:
    await street.publish(FRIDAY, 18)
    await street.listen(AINA)
    await street.store.write(
        set_last_day, Acting(DEV, named=True), PERMIT, street.alley, date(2026, 12, 24), (), street.now
    )
    street.now += HOUR

    async def nobody(_: object) -> Outcome:
        raise AssertionError

    def now() -> datetime:
        return street.now

    draws = Draws(street.store, LocalBeacon(bytes(32), now), (), now, Random(1))
    jobs = timetable(street.store, mailbox_of(street.store, nobody, now), draws, now, {DEV}, "Ken & friends")
    for job in (*jobs[:-1], *jobs[:-1]):
        await job.run()

    def seen(session: Session) -> list[tuple[int, str]]:
        rows = select(Letter).order_by(col(Letter.notice), col(Letter.due_at))
        return [
            (row.person_id, row.facts.get("contact", row.facts.get("until"))) for row in session.exec(rows)
        ]

    assert await street.store.read(seen) == [(AINA, "Ken & friends"), *[(DEV, "2026-12-24")] * 4]
