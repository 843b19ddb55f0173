"""Lina's stall with two helpers and alleys in two zones, and the evenings that its drops have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from market.market_day.day import day_of
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop, DropState
from storage.market_day import MarketDay, StallDay
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from tests.market.drop.conftest import LINA, NOW, SITI, TOM, TRADE, Trade
from tests.placed_drops import place_added_drops, place_changed, place_new

STAFF = (LINA, TOM, SITI)


@dataclass(frozen=True, kw_only=True)
class Evening:
    """A stall day as it is stored, and its drops: (id, state, start, end)."""

    row: StallDay
    market_day: MarketDay
    drops: tuple[Drop, ...]

    @property
    def hours(self) -> tuple[datetime, datetime]:
        return self.row.starts_at, self.row.ends_at


@pytest.fixture(autouse=True)
def market_alone_places_drops() -> Iterator[None]:
    """What the tests' own rows have elsewhere, nobody has here but by the market's actions."""
    event.remove(Drop, "before_insert", place_new)
    event.remove(Drop, "before_update", place_changed)
    yield
    place_added_drops()


@pytest.fixture
async def trade(store: Store) -> Trade:
    """Two helpers who may do all, and Tanjung an hour ahead of Bakau."""
    stall, alleys = await TRADE.lay(store)

    def add(session: Session) -> None:
        session.get_one(Alley, alleys["Tanjung"]).zone = "Asia/Tokyo"
        for helper in STAFF[1:]:
            session.add(StallStaff(stall_id=stall, person_id=helper, role=StaffRole.ALL, since=NOW))

    await store.write(add)
    return Trade(store=store, stall=stall, alleys=alleys)


async def evenings(trade: Trade) -> list[Evening]:
    """Return the stall's days, also those that are off, in the order in which they were made."""

    def read(session: Session) -> list[Evening]:
        days = session.exec(
            select(StallDay).where(col(StallDay.stall_id) == trade.stall).order_by(col(StallDay.id))
        )
        return [
            Evening(
                row=row,
                market_day=session.get_one(MarketDay, row.market_day_id),
                drops=tuple(
                    session.exec(select(Drop).where(col(Drop.stall_day_id) == row.id).order_by(col(Drop.id)))
                ),
            )
            for row in days.all()
        ]

    return await trade.store.read(read)


async def assert_always_true(trade: Trade) -> None:
    """Assert what is always true of the evenings of a stall and of its drops."""

    def read(session: Session) -> tuple[list[Drop], dict[int | None, str]]:
        drops = session.exec(
            select(Drop).where(col(Drop.stall_id) == trade.stall).order_by(col(Drop.id))
        ).all()
        return list(drops), {alley.id: alley.zone for alley in session.exec(select(Alley)).all()}

    drops, zones = await trade.store.read(read)
    found = await evenings(trade)
    _each_drop_has_its_evening(drops, {each.row.id: each for each in found}, zones)
    for each in found:
        _its_row_says_what_its_drops_say(each)
    keys = [(each.row.alley_id, each.row.day) for each in found]
    assert len(keys) == len(set(keys)), "one stall day a market day"
    live = [drop for drop in drops if drop.state in TAKES_PLACE]
    for one in live:
        for other in live:
            apart = one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
            assert one.alley_id == other.alley_id or apart, "a stall is in one place at a time"


def _each_drop_has_its_evening(
    drops: list[Drop], by_id: Mapping[int | None, Evening], zones: Mapping[int | None, str]
) -> None:
    for drop in drops:
        if drop.state == DropState.DRAFT:
            assert (drop.stall_day_id, drop.placed_at) == (None, None)
            continue
        evening = by_id[drop.stall_day_id]
        day = day_of(drop.starts_at, zones[drop.alley_id])
        assert (evening.row.alley_id, evening.row.day) == (drop.alley_id, day)
        assert drop.placed_at is not None


def _its_row_says_what_its_drops_say(evening: Evening) -> None:
    row, live = evening.row, [drop for drop in evening.drops if drop.state in TAKES_PLACE]
    assert (evening.market_day.alley_id, evening.market_day.day) == (row.alley_id, row.day)
    assert row.state == ("on" if live else "off")
    if live:
        assert evening.hours == (min(drop.starts_at for drop in live), max(drop.ends_at for drop in live))
