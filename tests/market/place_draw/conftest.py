"""An alley with stalls and places, and a draw of its places."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.beacon.local_beacon import LocalBeacon
from market.actor import Actor
from market.market_day.day import begins
from market.place_draw.plan import PlaceDrawPlan, open_place_draw
from market.place_draw.published import place_draw_file
from market.place_draw.wishes import set_place_wish
from scheduler.beacon_rounds import BeaconRounds
from scheduler.place_draw import PlaceDrawJob
from storage.beacon_kind import BeaconKind
from storage.market_day import MarketDay
from storage.pitch import Pitch
from storage.place_draw import PlaceDraw, PlaceDrawState, PlaceWish
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.calendar.conftest import NOW, ORGANISER, ROS, ZONE, Calendar, lay_calendar, stall_day

MONDAY = date(2026, 11, 30)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
KEY = bytes(32)


@dataclass(kw_only=True)
class PlaceScenario:
    """A market in which draws of places are held. Stalls by code."""

    store: Store
    calendar: Calendar
    stalls: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: random.Random(5))

    async def lay(self, stalls: int, *, places: int, days: int, first: date = MONDAY) -> None:
        """Add stalls S0, S1 ... that come on each day, and places B1, B2 ... beside the three there are."""

        def write(session: Session) -> dict[str, int]:
            alley = self.calendar.alley
            rows = [
                Stall(
                    code=f"S{number}",
                    name=f"Stall {number}",
                    owner_id=ROS,
                    alley_id=alley,
                    language="en",
                    state=StallApproval.APPROVED,
                    asked_at=NOW,
                )
                for number in range(stalls)
            ]
            pitches = [Pitch(alley_id=alley, code=f"B{number}", metres=3) for number in range(places)]
            market_days = [MarketDay(alley_id=alley, day=first + n * DAY, made_at=NOW) for n in range(days)]
            session.add_all([*rows, *pitches, *market_days])
            session.flush()
            session.add_all(stall_day(row.id or 0, day) for row in rows for day in market_days)
            return {row.code: row.id or 0 for row in rows}

        self.stalls |= await self.store.write(write)

    async def open(self, first: date = MONDAY, days: int = 2, actor: Actor = ORGANISER) -> int:
        """Open a draw that closes at 20:00 of the day before its first, and return its id."""
        plan = PlaceDrawPlan(
            first=first,
            last=first + (days - 1) * DAY,
            closing_day=first - DAY,
            closing_time=time(20),
        )
        given = {"beacon": BeaconKind.LOCAL, "now": self.now, "rng": self.rng}
        return await self.store.write(open_place_draw, actor, self.calendar.alley, plan, **given)

    async def wish(
        self, draw: int, wishes: Mapping[str, tuple[date, ...]], owner: Actor | None = None
    ) -> None:
        for code, days in wishes.items():
            for day in days:
                who = owner or Actor(ROS)
                await self.store.write(
                    set_place_wish, who, self.stalls[code], draw, day=day, is_wished=True, now=self.now
                )

    def job(self, store: Any = None) -> PlaceDrawJob:
        """Return the job of a process that has just started."""
        return PlaceDrawJob(store or self.store, self.rounds(), lambda: self.now)

    def rounds(self, clock: Callable[[], datetime] | None = None) -> BeaconRounds:
        clock = clock or (lambda: self.now)
        return BeaconRounds(LocalBeacon(KEY, clock), clock)

    async def close(self, draw: int) -> None:
        """Move to the closing, and close the draw."""
        self.now = await self.store.read(lambda session: session.get_one(PlaceDraw, draw).closes_at)
        await self.job().run_due()

    async def finish(self, draw: int) -> None:
        """Run the job until a closed draw is placed."""
        for _ in range(3):
            self.now += 3 * MINUTE
            await self.job().run_due()
        assert await self.state(draw) is PlaceDrawState.PLACED

    async def state(self, draw: int) -> PlaceDrawState:
        return await self.store.read(lambda session: session.get_one(PlaceDraw, draw).state)

    async def file(self, draw: int) -> dict[str, Any]:
        """Return the published file of a draw."""
        name = await self.store.read(lambda session: session.get_one(PlaceDraw, draw).name)
        return await self.store.read(place_draw_file, name)

    async def outcomes(self, draw: int, day: date) -> dict[str, str]:
        """Return the place of each stall with a wish of a day, or the reason why it has none."""

        def read(session: Session) -> dict[str, str]:
            rows = select(PlaceWish, Stall.code, Pitch.code).join(
                Stall, col(Stall.id) == col(PlaceWish.stall_id)
            )
            rows = rows.outerjoin(Pitch, col(Pitch.id) == col(PlaceWish.pitch_id))
            found = session.exec(rows.where(col(PlaceWish.draw_id) == draw, col(PlaceWish.day) == day))
            return {code: place or str(wish.outcome) for wish, code, place in found}

        return await self.store.read(read)

    async def standing(self, day: date) -> dict[str, str]:
        """Return who stands where by the calendar."""
        return await self.calendar.places(day)

    def opens(self, day: date) -> datetime:
        return begins(day, ZONE) + 14 * HOUR


@pytest.fixture
async def places(store: Store) -> PlaceScenario:
    return PlaceScenario(store=store, calendar=await store.write(lay_calendar, store))
