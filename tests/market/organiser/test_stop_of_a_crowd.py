"""An evening of many people that waits, goes on, is called off, goes on, and is called off for good, with its job broken off at every step."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from market.organiser.stop import (
    StoppedAlley,
    StoppedDay,
    call_off,
    undo_stop,
    wait_for_rain,
)
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay
from storage.notification import Notification
from storage.stop import CallOffReason, Stop
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.evening import NOW, ORGANISER, ROS, DropPlan, ItemPlan, lay_evening
from tests.market.organiser.killed_steps import finish_with_kills
from tests.people import add_people

MINUTE = timedelta(minutes=1)
FIRST = 20_000
TABLES: tuple[Any, ...] = (Hold, Booking, Entry, Item, Ticket, StallDay)


def crowd_plan(people: int) -> tuple[DropPlan, ...]:
    """Return six dishes of two drops: of three people one books, one holds, one waits."""
    third = people // 18
    shares = [
        [
            tuple((FIRST + (dish * 3 + kind) * third + number, 1) for number in range(third))
            for kind in range(3)
        ]
        for dish in range(6)
    ]
    items = [
        ItemPlan(f"dish {dish}", quantity=2 * third, booked=booked, held=held, waiting=waiting)
        for dish, (booked, held, waiting) in enumerate(shares)
    ]
    return DropPlan(tuple(items[:3])), DropPlan(tuple(items[3:]), per_person=2)


async def rows(store: Store, table: Any) -> list[dict[str, Any]]:
    found = await store.read(lambda session: session.exec(select(table).order_by(table.id)).all())
    return [{name: value for name, value in row.model_dump().items() if name != "marks"} for row in found]


async def newest(store: Store) -> int:
    return (await store.read(lambda s: s.exec(select(Stop.id).order_by(col(Stop.id).desc())).first())) or 0


@pytest.mark.parametrize("people", [36, pytest.param(306, marks=pytest.mark.proof)])
async def test_after_each_undo_all_is_as_before_and_after_the_last_nothing_is_left(
    store: Store, people: int
) -> None:
    crowd = range(FIRST, FIRST + people)
    await store.write(lambda s: add_people(s, {one: f"Shopper {one}" for one in crowd}, created_at=NOW))
    evening = await lay_crowd(store, people)
    day = (await store.read(lambda s: s.exec(select(StallDay.market_day_id)).one())) or 0
    before = {table: await rows(store, table) for table in TABLES}
    live = [row for row in before[Hold] if row["state"] == HoldState.LIVE and row["notified_at"]]
    assert len(before[Booking]) == len(live) == people // 3
    weather = {"reason": CallOffReason.WEATHER}
    now, stopped_for = NOW, timedelta()
    for stop in (
        lambda at: store.write(wait_for_rain, ORGANISER, day, at),
        lambda at: store.write(call_off, ORGANISER, StoppedDay(day), **weather, now=at),
        lambda at: store.write(call_off, ORGANISER, StoppedAlley(evening), **weather, now=at),
    ):
        now += MINUTE
        assert await stop(now) == people + 1, "everybody and the stall"
        now += 5 * MINUTE
        stopped_for += 5 * MINUTE
        await store.write(undo_stop, ORGANISER, await newest(store), now)
        for table in TABLES:
            assert without_clock(await rows(store, table)) == without_clock(before[table])
        for was, is_now in zip(before[Hold], await rows(store, Hold), strict=True):
            runs = was["state"] == HoldState.LIVE and was["notified_at"] is not None
            assert is_now["until"] == was["until"] + (stopped_for if runs else timedelta())
    now += MINUTE
    await store.write(call_off, ORGANISER, StoppedAlley(evening), **weather, now=now)
    assert await finish_with_kills(store, now + 10 * MINUTE) == 2, "the stall, then the end"
    assert Counter(row["state"] for row in await rows(store, Booking)) == {
        BookingState.CANCELLED: people // 3
    }
    assert HoldState.LIVE not in {row["state"] for row in await rows(store, Hold)}
    assert {row["state"] for row in await rows(store, Entry)}.isdisjoint(
        {EntryState.WAITING, EntryState.HELD}
    )
    assert {(row["booked"], row["held"], row["waiting"]) for row in await rows(store, Item)} == {(0, 0, 0)}
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}
    assert (await store.read(lambda s: s.get_one(Alley, evening))).closed_at == now + 10 * MINUTE
    told = select(Notification.person_id, Notification.about).where(
        col(Notification.kind) == "MarketDayStopped"
    )
    messages = Counter(await store.read(lambda s: s.exec(told).all()))
    assert {*messages.values()} == {1}, "one message each"
    assert len(messages) == 4 * (people + 1)
    assert {person for person, _ in messages} == {*crowd, ROS}


async def lay_crowd(store: Store, people: int) -> int:
    """Lay the evening and return its alley."""
    return (await lay_evening(store, crowd_plan(people))).alley


def without_clock(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "until"} for row in found]
