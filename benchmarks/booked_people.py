"""People with six bookings each, for the card of somebody who has something of their own."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from sqlmodel import Session, col, delete

from benchmarks.join_setup import add_people, open_item
from market.waitlist.join import join_many
from market.waitlist.join_batch import JoinRequest
from storage.notification import Notification
from storage.store import Store

FIRST_BOOKER, BOOKERS, BOOKINGS = 60_000, 100, 6


def add_bookings(database: str) -> Sequence[str]:
    """Add BOOKERS people who have booked each of BOOKINGS new drops, and return the codes of the drops. What they were to be told is dropped."""

    async def filled() -> Sequence[str]:
        store = Store(database, deadline=None)
        try:
            return await store.write(_book, datetime.now(UTC))
        finally:
            await store.close()

    return asyncio.run(filled())


def _book(session: Session, now: datetime) -> Sequence[str]:
    add_people(session, BOOKERS, now, FIRST_BOOKER)
    targets = [open_item(session, BOOKERS, now) for _ in range(BOOKINGS)]
    people, rng = range(FIRST_BOOKER, FIRST_BOOKER + BOOKERS), Random(2026)
    for target in targets:
        join_many(
            session,
            [JoinRequest(person=each, item=target.item, units=1, now=now, rng=rng) for each in people],
        )
    session.connection().execute(delete(Notification).where(col(Notification.person_id) >= FIRST_BOOKER))
    return [target.code for target in targets]
