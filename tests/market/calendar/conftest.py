"""An alley with three places and four stalls on two days, and another alley."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.market_day.day import begins
from storage.alley import Alley
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KEN, ROS = 4001, 4002
ORGANISER, OWNER = Actor(KEN, is_configured_admin=True), Actor(ROS)
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
ZONE = "Asia/Kuching"
HOUR = timedelta(hours=1)
STALLS = {"Sate": "SATE", "Kuih": "KUIH", "Kopi": "KOPI", "Mee": "MEE"}


@dataclass(kw_only=True)
class Calendar:
    """Ids by name: stall days by stall and day, pitches by code."""

    store: Store
    alley: int
    other_alley: int
    pitches: Mapping[str, int]
    stall_days: Mapping[tuple[str, date], int]

    def on(self, stall: str, day: date = SATURDAY) -> int:
        return self.stall_days[stall, day]

    async def do(self, action: Any, *args: Any, actor: Actor = ORGANISER, now: datetime = NOW) -> Any:
        return await self.store.write(action, actor, *args, now)

    async def places(self, day: date = SATURDAY) -> dict[str, str]:
        """Return the code of the place of each stall that has one, also of those that are off."""
        rows = (
            select(Stall.name, Pitch.code)
            .join(StallDay, col(StallDay.stall_id) == col(Stall.id))
            .join(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
            .join(Pitch, col(Pitch.id) == col(PitchDay.pitch_id))
            .where(col(StallDay.day) == day, col(StallDay.alley_id) == self.alley)
        )
        return await self.store.read(lambda session: dict(session.exec(rows).all()))

    async def change(self, stall_day: int, **values: Any) -> None:
        def write(session: Session) -> None:
            row = session.get_one(StallDay, stall_day)
            for name, value in values.items():
                setattr(row, name, value)

        await self.store.write(write)


@pytest.fixture
async def calendar(store: Store) -> Calendar:
    return await store.write(lay_calendar, store)


def lay_calendar(session: Session, store: Store) -> Calendar:
    """Write the rows: Sate, Kuih and Kopi come on both days, Mee on Saturday alone."""
    add_people(session, {KEN: "Ken", ROS: "Ros"}, created_at=NOW)
    alleys = [_alley(name) for name in ("Bakau", "Tanjung")]
    session.add_all(alleys)
    session.flush()
    here, there = (alley.id or 0 for alley in alleys)
    stalls = {name: _stall(name, code, here) for name, code in STALLS.items()}
    pitches = {code: Pitch(alley_id=here, code=code, metres=3) for code in ("A1", "A2", "A10")}
    days = {day: MarketDay(alley_id=here, day=day, made_at=NOW) for day in (FRIDAY, SATURDAY)}
    session.add_all([*stalls.values(), *pitches.values(), *days.values()])
    session.flush()
    planned = {
        (name, day): stall_day(stall.id or 0, market_day)
        for name, stall in stalls.items()
        for day, market_day in days.items()
        if name != "Mee" or day == SATURDAY
    }
    session.add_all(planned.values())
    session.flush()
    return Calendar(
        store=store,
        alley=here,
        other_alley=there,
        pitches={code: pitch.id or 0 for code, pitch in pitches.items()},
        stall_days={key: row.id or 0 for key, row in planned.items()},
    )


def stall_day(stall: int, market_day: MarketDay) -> StallDay:
    """Return a stall's evening from 18:00 to 22:00."""
    opens = (begins(market_day.day, ZONE) + 14 * HOUR).astimezone(UTC)
    return StallDay(
        market_day_id=market_day.id or 0,
        alley_id=market_day.alley_id,
        day=market_day.day,
        stall_id=stall,
        state=StallDayState.ON,
        starts_at=opens,
        ends_at=opens + 4 * HOUR,
        made_at=NOW,
    )


def _alley(name: str) -> Alley:
    return Alley(
        code=name.upper(),
        name=name,
        city="Kota Kinabalu",
        zone=ZONE,
        territory="MY",
        currency="MYR",
        latitude=5.98,
        longitude=116.07,
    )


def _stall(name: str, code: str, alley: int) -> Stall:
    return Stall(
        code=code,
        name=name,
        owner_id=ROS,
        alley_id=alley,
        language="ms",
        state=StallApproval.APPROVED,
        asked_at=NOW,
    )
