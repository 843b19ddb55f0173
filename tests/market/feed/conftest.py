"""Lina's stall on one of three alleys, whose feeds are read."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

import pytest
from sqlmodel import Session

from locales.say import speak
from market.actor import Actor
from market.drop.browse import any_drop
from market.feed.feed_drops import alley_feed, stall_feed
from market.feed.feed_files import drop_feed_file, own_feed_file
from market.feed.feed_link import make_feed_link
from market.feed.own_feed import own_feed
from market.organiser.drops import hide_drop, show_again
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from storage.store import Store
from tests.calendars import ReadEntry, read_calendar
from tests.market.drop.conftest import ORGANISER, SATURDAY, TRADE, Trade

BOT = "kk_lorong_bot"
KEN = Actor(ORGANISER, is_configured_admin=True)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOVED_TO = replace(SATURDAY, day=date(2026, 11, 29), start=time(17))


@dataclass(kw_only=True)
class FeedScenario(Trade):
    """A stall, and whoever reads its feeds at `now`."""

    async def alley_file(self, alley: str = "Bakau", language: str = "en") -> bytes:
        code = await self.code(Alley, self.alleys[alley])
        return drop_feed_file(
            speak(language), await self.store.read(alley_feed, code, self.now), BOT, self.now
        )

    async def stall_file(self, language: str = "en") -> bytes:
        code = await self.code(Stall, self.stall)
        return drop_feed_file(
            speak(language), await self.store.read(stall_feed, code, self.now), BOT, self.now
        )

    async def own_file(self, secret: str) -> bytes:
        feed = await self.store.read(own_feed, secret, self.now)
        return own_feed_file(speak(feed.language), feed, BOT, zone="Asia/Kuching", now=self.now)

    async def of_alley(self, alley: str = "Bakau") -> dict[str, ReadEntry]:
        return read_calendar(await self.alley_file(alley))

    async def of_stall(self) -> dict[str, ReadEntry]:
        return read_calendar(await self.stall_file())

    async def of_person(self, secret: str) -> dict[str, ReadEntry]:
        return read_calendar(await self.own_file(secret))

    async def link(self, person: int, seed: int = 1) -> str:
        return await self.store.write(make_feed_link, person, self.now, rng=Random(f"{person}/{seed}"))

    async def uid(self, drop: int) -> str:
        return f"drop-{(await self.store.read(any_drop, drop)).code}@{BOT}.t.me"

    async def code(self, table: type[Alley] | type[Stall], key: int) -> str:
        return str((await self.row(table, key))["code"])

    async def hide(self, drop: int) -> None:
        await self.store.write(hide_drop, KEN, drop, self.now)

    async def show(self, drop: int) -> None:
        await self.store.write(show_again, KEN, drop, self.now)

    async def change(self, table: type[Drop] | type[Stall] | type[Alley], key: int, **values: object) -> None:
        def write(session: Session) -> None:
            session.get_one(table, key).sqlmodel_update(values)

        await self.store.write(write)


@pytest.fixture
async def feeds(store: Store) -> FeedScenario:
    stall, alleys = await TRADE.lay(store)
    return FeedScenario(store=store, stall=stall, alleys=alleys)
