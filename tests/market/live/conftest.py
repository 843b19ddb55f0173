"""A drop of ten boxes, two a person, that Ros sells live: on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from market.actor import Actor
from market.live.live_booking import BOOK_LIVE, LiveRequest, find_live_item
from market.live.live_session import LiveFacts, LiveTerms, live_page, start_live, stop_live
from market.waitlist.join_batch import Joined
from storage.store import Store
from tests.market.waitlist.conftest import ROS, ItemScenario, add_drop

UPDATES = count(10_000)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@dataclass
class LiveScenario(ItemScenario):
    """An item that is sold live; people write its code."""

    async def start(self, minutes: int = 5, with_word: bool = False, person: int = ROS) -> LiveFacts:
        terms = LiveTerms(drop=self.drop, minutes=minutes, with_word=with_word)
        await self.store.write(start_live, Actor(person), terms, self.now, rng=self.rng)
        return await self.live()

    async def stop(self, person: int = ROS) -> None:
        await self.store.write(stop_live, Actor(person), self.drop, self.now)

    async def live(self) -> LiveFacts:
        page = await self.store.read(live_page, Actor(ROS), self.drop)
        assert page.live is not None
        return page.live

    async def mine(
        self, person: int, units: int = 1, word: str = "", sent_at: datetime | None = None
    ) -> Joined:
        """Let a person write the code of the item."""
        found = await self.store.read(find_live_item, (await self.live()).letters, 1)
        update = next(UPDATES)
        request = LiveRequest(
            live=found.live,
            person=person,
            item=self.item,
            units=units,
            word=word,
            sent_at=sent_at or self.now.replace(microsecond=0),
            update=update,
            now=self.now,
            rng=self.rng,
        )
        return await self.store.run_batched(BOOK_LIVE, update, self.now, request)


@pytest.fixture
def new_item(store: Store) -> Callable[..., Any]:
    async def drop(**columns: Any) -> LiveScenario:
        return LiveScenario(store, *await store.write(add_drop, **columns))

    return drop


@pytest.fixture
async def item(new_item: Callable[..., Any]) -> LiveScenario:
    return await new_item()  # type: ignore[no-any-return]
