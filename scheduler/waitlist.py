"""What happens by itself in the lines that nobody touches."""

from datetime import datetime
from random import Random

from market.waitlist.sweep import draw_line, lines_to_draw, lines_to_settle, settle_line
from storage.store import Store


async def draw_lots(store: Store, now: datetime, dice: Random) -> None:
    """Give the numbers that are due by lot, each line in a transaction of its own."""
    for line in await store.read(lines_to_draw, now):
        await store.write(draw_line, line, now, dice)


async def end_holds(store: Store, now: datetime) -> None:
    """End the holds that have run out, and offer their units on."""
    for line in await store.read(lines_to_settle, now):
        await store.write(settle_line, line, now)
