"""Whatever a stall and the organisers do, in any order: entries keep their names, sequences never fall, and what was cancelled stays to be seen."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from market.refusal import Refusal
from market.stock import change
from market.stock.move import move_alley, move_drop
from market.stock.pause import cancel
from storage.drop import Drop, DropState
from tests.calendars import ReadEntry
from tests.market.drop.conftest import NOW, SATURDAY, TOM
from tests.market.feed.conftest import DAY, HOUR, FeedScenario

STEPS = 30
FIRST = date(2026, 11, 27)


@dataclass
class Reader:
    """A calendar app that reads a feed again and again; it keeps the newest sequence and stamp of each entry."""

    sequences: dict[str, int] = field(default_factory=dict)
    stamps: dict[str, datetime] = field(default_factory=dict)

    def read(self, entries: dict[str, ReadEntry]) -> None:
        for uid, entry in entries.items():
            assert entry.sequence >= self.sequences.get(uid, 0), uid
            assert entry.stamp >= self.stamps.get(uid, entry.stamp), uid
            self.sequences[uid], self.stamps[uid] = entry.sequence, entry.stamp


async def step(feeds: FeedScenario, drops: list[int], rng: Random) -> None:
    """Do one thing to one drop, or let time pass. What is refused changes nothing."""
    drop = rng.choice(drops)
    day = FIRST + timedelta(days=rng.randrange(40))
    at = replace(SATURDAY, day=day, start=time(rng.randrange(9, 20)))
    match rng.choice(("post", "move", "rename", "alley", "cancel", "hide", "show", "wait", "book")):
        case "post":
            drops.append((await feeds.published(replace(at, name=f"kuih {len(drops)}")))[0])
        case "move":
            await feeds.do(move_drop, drop, at, feeds.now)
        case "rename":
            await feeds.do(change.rename_drop, drop, f"seri muka {rng.randrange(9)}", feeds.now)
        case "alley":
            await feeds.do(move_alley, drop, feeds.alleys[rng.choice(("Bakau", "Tanjung"))], feeds.now)
        case "cancel":
            await feeds.do(cancel, drop, feeds.now)
        case "hide":
            await feeds.hide(drop)
        case "show":
            await feeds.show(drop)
        case "wait":
            feeds.now += rng.choice((HOUR, DAY, 4 * DAY))
        case "book":
            await feeds.books(TOM, await feeds.item(drop))


async def expected(feeds: FeedScenario, drops: list[int], alley: str) -> dict[str, str]:
    """Return the status of each entry that the feed of an alley has to have."""
    rows = [await feeds.row(Drop, drop) for drop in drops]
    return {
        await feeds.uid(row["id"]): "CANCELLED" if row["state"] == DropState.CANCELLED else "CONFIRMED"
        for row in rows
        if row["alley_id"] == feeds.alleys[alley]
        and row["hidden_at"] is None
        and row["ends_at"] > feeds.now - 30 * DAY
        and (row["cancelled_at"] is None or row["cancelled_at"] > feeds.now - 30 * DAY)
    }


@pytest.mark.parametrize("seed", range(4))
async def test_any_sequence_of_changes(feeds: FeedScenario, seed: int) -> None:
    rng, reader, own = Random(seed), Reader(), Reader()
    drops, secret = [(await feeds.published())[0]], await feeds.link(TOM)
    for _ in range(STEPS):
        try:
            await step(feeds, drops, rng)
        except Refusal:
            continue
        both = {}
        for alley in ("Bakau", "Tanjung"):
            found = await feeds.of_alley(alley)
            assert {uid: entry.status for uid, entry in found.items()} == await expected(feeds, drops, alley)
            both |= found
        assert await feeds.of_stall() == both
        reader.read(both)
        theirs = await feeds.of_person(secret)
        assert {*theirs} <= {*both}
        own.read(theirs)
    assert len(reader.sequences) > 1
    assert max(reader.sequences.values()) > 0
    assert feeds.now >= NOW
