"""What a message to a stall says about its stall day: its people, its money, and the packaging that is out."""

from datetime import time, timedelta
from random import Random

import pytest
from sqlmodel import Session, select

from market.organiser.alleys import add_alley, name_alley, place_alley
from market.reminder.moments import StallStage
from market.reminder.refusals import MarketDayEmpty
from market.stall_day_facts import BookedPeople, StallDayFacts, stall_day_facts
from market.stock.draft import prepare, publish
from market.stock.move import move_alley
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause
from market.stock.stock_line import StockLine
from market.stock.wind_up import wind_up
from market.ticket.refusals import PackagingIsBack
from market.ticket.scan import collect
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.store import Store
from tests.evening import NOW, ORGANISER, OWNER, SATURDAY, Evening

HOUR = timedelta(hours=1)


async def facts(store: Store, evening: Evening, stage: StallStage) -> StallDayFacts:
    return await store.read(
        stall_day_facts, await day_of(store, evening.item("kopi").drop), stage, evening.ends_at
    )


async def day_of(store: Store, drop: int) -> int:
    return await store.read(lambda session: session.get_one(Drop, drop).stall_day_id) or 0


@pytest.fixture
async def over(store: Store, evening: Evening) -> Evening:
    """Return the evening after its end: of three people with bookings one came, for a cup of coffee."""
    [(_, code)] = evening.item("kopi").tickets
    await store.write(collect, OWNER, code, 1, now=evening.starts_at + HOUR, rng=Random(1))
    for drop in sorted({item.drop for item in evening.items}):
        await store.write(wind_up, drop, evening.ends_at)
    return evening


async def test_the_end_tells_who_came_what_was_taken_and_what_is_out(store: Store, over: Evening) -> None:
    end = await facts(store, over, StallStage.END)
    assert end.people == BookedPeople(booked=3, came=1, missed=2)
    assert end.money is not None
    assert (end.money.day, end.money.taken, end.money.by_qr) == (SATURDAY, 300, 0)
    assert end.packaging is not None
    assert (end.packaging.units, end.packaging.deposit) == (1, 450)
    assert [[each.item.name for each in drop.items] for drop in end.drops] == [
        ["kuih lapis", "kopi"],
        ["sate"],
    ]


async def test_of_two_evenings_on_one_date_the_later_end_has_the_money(store: Store, over: Evening) -> None:
    def stand_elsewhere(session: Session) -> int:
        name_alley(session, ORGANISER, "Lorong Api")
        place_alley(session, ORGANISER, 5.98, 116.07)
        name = add_alley(session, ORGANISER, Random(5))
        session.flush()
        alley = session.exec(select(Alley.id).where(Alley.name == name)).one() or 0
        line = StockLine(quantity=3, name="tuhau", price=500, day=SATURDAY, start=time(8), end=time(12))
        drop = prepare(session, OWNER, over.stall, ParsedMessage((line,)), "", None, "en", NOW, Random(6))
        move_alley(session, OWNER, drop, alley, NOW)
        publish(session, OWNER, drop, BeaconKind.LOCAL, NOW, Random(7))
        return drop

    morning = await day_of(store, await store.write(stand_elsewhere))
    assert (await store.read(stall_day_facts, morning, StallStage.END, over.ends_at)).money is None
    assert (await facts(store, over, StallStage.END)).money is not None


async def test_it_is_paused_while_all_of_it_is_and_gone_once_nothing_takes_place(
    store: Store, evening: Evening
) -> None:
    first, last = sorted({item.drop for item in evening.items})
    await store.write(pause, OWNER, first, NOW)
    assert not (await facts(store, evening, StallStage.EVE)).paused
    await store.write(cancel, OWNER, last, NOW)
    assert (await facts(store, evening, StallStage.EVE)).paused
    assert len((await facts(store, evening, StallStage.EVE)).drops) == 1
    await store.write(cancel, OWNER, first, NOW)
    with pytest.raises(MarketDayEmpty):
        await facts(store, evening, StallStage.EVE)


async def test_nothing_is_said_of_packaging_that_is_back(store: Store, evening: Evening) -> None:
    with pytest.raises(PackagingIsBack):
        await facts(store, evening, StallStage.AFTER)
