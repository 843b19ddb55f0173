"""The rows that one booking writes, from the tap to its ticket and its messages: by table, how many rows and how often."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from market.drop.browse import drop_card
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
    "notification INSERT": 3,
    "notification UPDATE": 3,
    "shown INSERT": 2,
    "shown UPDATE": 2,
    "upload INSERT": 1,
}
"""What a booking of what is available writes, with two reminders ahead; each row costs every booking. A line that can go goes."""


@contextmanager
def counted_rows(file: str) -> Iterator[dict[str, int]]:
    """Count the rows that are written from here on, by anybody, by table and way: triggers see each of them."""
    written: dict[str, int] = {}
    with closing(sqlite3.connect(file, timeout=10)) as database:
        database.execute("CREATE TABLE written (what TEXT)")
        for table in metadata.tables:
            for way in ("INSERT", "UPDATE", "DELETE"):
                database.execute(
                    f'CREATE TRIGGER "written_{table}_{way}" AFTER {way} ON "{table}" '
                    f"BEGIN INSERT INTO written VALUES ('{table} {way}'); END"
                )
        database.commit()
        yield written
        rows = database.execute("SELECT what, count(*) FROM written GROUP BY what ORDER BY what")
        written.update({what: count for what, count in rows if what.split()[0] not in BY_TIME})


async def test_a_booking_writes_these_rows(market: Market) -> None:
    tom = market.visitor(TOM)
    card = await market.store.read(drop_card, market.town.kuih_lapis)
    await tom.say(f"/start d_{card.code}")
    await market.deliver()
    await market.until_idle()
    with counted_rows(market.store.url.database or "") as written:
        await tom.tap(next(label for label in tom.labels if label.startswith("Join")))
        await market.until_idle()
        for _ in range(3):
            market.clock.move(seconds=5)
            await market.deliver()
        await market.until_idle()
    assert written == WRITTEN
