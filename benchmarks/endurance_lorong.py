"""Lorong under the demo's clock, for `benchmarks.endurance`: `DATABASE API_BASE EVERY`.

The clock moves on by an hour, and two drops are published, whenever EVERY more updates were accepted. The drops of each hour are printed
as a line of JSON: lists of an id, an item and a code.
"""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from benchmarks.bot_processes import TOKENS
from bot.app import App, open_app
from bot.cli.signals import run_until_signal
from bot.clock import wall_clock
from bot.demo.demo_clock import DemoClock
from bot.demo.due_labels import due_label
from bot.demo.town import Town, deeds
from bot.intake.person_queues import PersonRate
from bot.log import configure_logging
from bot.settings import load_settings
from bot.telegram.rate_limiter import RateLimiter
from locales.units import ItemUnit
from market.market_day.place import place_drop
from market.next_due import next_due
from sandbox import Bot, Sandbox
from storage.drop import Drop, DropState, Item
from storage.store import mark_changed

HOUR = timedelta(hours=1)
UNITS = (15, 3)
"""Of the two drops of an hour: some book, and most wait."""
ALONGSIDE = 12
"""Drops that are on offer beside one another."""
NO_LIMIT = 100_000


def publish_drops(session: Session, hour: int, now: datetime) -> list[tuple[int, int, str]]:
    """Publish drops of the demo's first stall that take place tomorrow; return the newest that are open, each with its item and code."""
    pattern = session.exec(
        select(Drop).where(Drop.state == DropState.PUBLISHED).order_by(col(Drop.id))
    ).first()
    assert pattern is not None, "the demo's market has drops"
    for number, units in enumerate(UNITS):
        drop = Drop(
            code=f"HOUR{hour}N{number}",
            name=f"Kuih of hour {hour}",
            stall_id=pattern.stall_id,
            alley_id=pattern.alley_id,
            language=pattern.language,
            state=DropState.PUBLISHED,
            opens_at=now - HOUR,
            starts_at=now + 20 * HOUR,
            ends_at=now + 24 * HOUR,
            published_at=now,
            created_at=now,
        )
        place_drop(session, drop, now)
        session.add(Item(drop_id=drop.id or 0, name="kuih", unit=ItemUnit.BOX, price=850, quantity=units))
        session.flush()
    mark_changed(session, "drop")
    newest = select(Drop.id, Item.id, Drop.code).join(Item).where(col(Drop.code).startswith("HOUR"))
    return [tuple(row) for row in session.exec(newest.order_by(col(Drop.id).desc()).limit(ALONGSIDE))]  # type: ignore[misc]


async def keep_moving(app: App, clock: DemoClock, every: int) -> None:
    """Publish drops and move the clock on by an hour whenever `every` more updates were accepted."""
    hour = 0
    while True:
        drops = await app.store.write(publish_drops, hour, clock.now().astimezone(UTC))
        print(json.dumps(drops), flush=True)
        hour += 1
        while app.intake.counts["accepted"] < hour * every:  # noqa: ASYNC110 - another process sends them
            await asyncio.sleep(0.05)
        await clock.move(clock.now() + HOUR)


async def serve(database: str, api_base: str, every: int, stop: asyncio.Event) -> None:
    settings = load_settings(
        None,
        bot_token=TOKENS["Lorong"],
        api_base=api_base,
        database_url=database,
        web_bind="127.0.0.1:0",
        beacon="local",
    )
    clock = DemoClock(wall_clock())
    nobody = Town(
        Sandbox([Bot(id=1, token=TOKENS["Lorong"], username="bench_bot", name="Bench")]), frozenset()
    )
    limiter = RateLimiter(NO_LIMIT, replies=(NO_LIMIT, NO_LIMIT))
    async with open_app(
        settings, bytes(32), lambda: clock.now().astimezone(UTC), limiter, PersonRate(NO_LIMIT, NO_LIMIT)
    ) as app:

        async def due(after_time: datetime) -> tuple[datetime, str] | None:
            found = await app.store.read(next_due, after_time, settings.timezone)
            return (found[0], due_label(found[1])) if found else None

        clock.connect(due, app.run_jobs, partial(app.store.read, deeds), nobody)
        moving = asyncio.create_task(keep_moving(app, clock, every))
        try:
            await app.run(stop)
        finally:
            moving.cancel()


def main() -> None:
    database, api_base, every = sys.argv[1:]
    with Path("lorong.log").open("a") as log:
        configure_logging(log, logging.WARNING)
        run_until_signal(partial(serve, database, api_base, int(every)))


if __name__ == "__main__":
    main()
