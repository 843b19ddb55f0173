"""The rows that one booking writes, from the tap to its ticket and its messages: by table, how many rows and how often."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlmodel import Session, select

from market.drop.browse import drop_card
from storage.inbox import InboxUpdate
from storage.tables import metadata
from tests.journeys.harness import TOM, Market

BY_TIME = {"heartbeat", "lease", "process_share", "outage"}
"""Tables that a process writes while it runs, whatever people do."""

WRITTEN = {
    "inbox INSERT": 1,
    "inbox DELETE": 1,
    "processed_update INSERT": 1,
    "item UPDATE": 1,
    "entry INSERT": 1,
    "hold INSERT": 1,
    "booking INSERT": 1,
    "ticket INSERT": 1,
    "shown INSERT": 1,
    "upload INSERT": 1,
}
"""What a booking of what is available writes: nine rows, and the item's, which all who join together share. Reminders are written when they are due.

Each row costs every booking. A line that can go goes.
"""


@contextmanager
def counted_rows(file: str) -> Iterator[dict[str, int]]:
    """Count the rows that are written from here on, by anybody, by table and way: triggers see each of them.

    A message that is drawn again counts once: here the job runs by itself and when it is told to.
    """
    written: dict[str, int] = {}
    with closing(sqlite3.connect(file, timeout=10)) as database:
        database.execute("CREATE TABLE written (what TEXT, number INTEGER)")
        for table in metadata.tables:
            for way, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                database.execute(
                    f'CREATE TRIGGER "written_{table}_{way}" AFTER {way} ON "{table}" '
                    f"BEGIN INSERT INTO written VALUES ('{table} {way}', {row}.rowid); END"
                )
        database.commit()
        yield written
        rows = database.execute("SELECT what, count(*), count(DISTINCT number) FROM written GROUP BY what")
        for what, count, distinct in rows:
            if what.split()[0] not in BY_TIME:
                written[what] = distinct if what == "shown UPDATE" else count


def unanswered(session: Session) -> int:
    return len(session.exec(select(InboxUpdate.update_id)).all())


async def until_all_is_marked(market: Market) -> None:
    """Wait until each update is answered and marked so, which is done some moments later."""
    await market.until_idle()
    while await market.store.read(unanswered):  # noqa: ASYNC110 - another thread writes it
        await asyncio.sleep(0.02)


async def test_a_booking_writes_these_rows(market: Market) -> None:
    tom = market.visitor(TOM)
    card = await market.store.read(drop_card, market.town.kuih_lapis)
    await tom.writes(f"/start d_{card.code}")
    await market.deliver()
    await until_all_is_marked(market)
    with counted_rows(market.store.url.database or "") as written:
        await tom.tap(next(label for label in tom.labels if label.startswith("Join")))
        await market.until_idle()
        for _ in range(3):
            market.clock.move(seconds=5)
            await market.deliver()
        await until_all_is_marked(market)
    assert written == WRITTEN
