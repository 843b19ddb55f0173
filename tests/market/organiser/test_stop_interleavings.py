"""Stops among everything that shoppers, the stall and the job do at once, on both databases: nothing of what was called off is left."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.organiser.stop import (
    StoppedAlley,
    StoppedDay,
    call_off,
    finish_next,
    move_market,
    stops_to_finish,
    undo_stop,
    wait_for_rain,
)
from market.refusal import Refusal
from market.stock.pause import pause, resume
from market.waitlist.join import join
from market.waitlist.shopper_actions import confirm
from market.waitlist.undo import give_up_booking
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay
from storage.notification import Notification
from storage.stop import CallOffReason, Stop, StopKind
from storage.store import Store
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.evening import JO, LINA, MEI, NOW, ORGANISER, OWNER, SITI, TOM, WANG, Evening
from tests.people import add_people

MINUTE = timedelta(minutes=1)
SHOPPERS = (TOM, SITI, MEI, LINA, WANG, JO)
CROWD = {6000 + number: f"Shopper {number}" for number in range(40)}


async def tried(store: Store, action: Any, *args: Any, **kwargs: Any) -> Any:
    """Return what an action returned, None where it was refused."""
    try:
        return await store.write(action, *args, **kwargs)
    except Refusal:
        return None


def calling_off(session: Session, stopped: StoppedDay | StoppedAlley, now: datetime) -> int:
    return call_off(session, ORGANISER, stopped, reason=CallOffReason.OTHER, now=now)


async def finish(store: Store, now: datetime) -> None:
    """Finish what is final, as one of several processes."""
    for stop in await store.read(stops_to_finish, now):
        while await store.write(finish_next, stop, now):
            pass


def left(session: Session) -> dict[str, int]:
    """Return how much is booked, held or waited for, and what the items count."""
    counts = {
        "booked": (Booking, col(Booking.state) == BookingState.BOOKED),
        "held": (Hold, col(Hold.state) == HoldState.LIVE),
        "waiting": (Entry, col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))),
        "items": (Item, (col(Item.booked) + col(Item.held) + col(Item.waiting)) > 0),
        "drops": (Drop, col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED))),
    }
    return {
        name: session.exec(select(func.count()).select_from(table).where(condition)).one()
        for name, (table, condition) in counts.items()
    }


async def the_day(store: Store) -> int:
    return (await store.read(lambda session: session.exec(select(StallDay.market_day_id)).first())) or 0


@pytest.mark.parametrize("seed", range(6))
async def test_a_stop_against_forty_joins_at_once(store: Store, evening: Evening, seed: int) -> None:
    rng, day = Random(seed), await the_day(store)
    await store.write(lambda session: add_people(session, CROWD, created_at=NOW))
    items = [item.id for item in evening.items]
    acts = [(join, person, rng.choice(items), rng.randint(1, 2), NOW, Random(person)) for person in CROWD]
    stopped = StoppedAlley(evening.alley) if seed % 2 else StoppedDay(day)
    acts.insert(rng.randrange(40), (calling_off, stopped, NOW))  # type: ignore[arg-type]
    await asyncio.gather(*(tried(store, *act) for act in acts))
    stop = (await store.read(lambda session: session.exec(select(Stop.id)).one())) or 0
    before = await store.read(left)
    await asyncio.gather(*(tried(store, join, person, items[0], 1, NOW, rng) for person in CROWD))
    assert await store.read(left) == before, "nobody gets in after it"
    await asyncio.gather(*(finish(store, NOW + 10 * MINUTE) for _ in range(2)))
    assert await store.read(left) == {"booked": 0, "held": 0, "waiting": 0, "items": 0, "drops": 0}
    told = select(Notification.person_id).where(col(Notification.about) == f"stop:{stop}")
    people = await store.read(lambda session: session.exec(told).all())
    assert len(people) == len(set(people))
    joined = select(Entry.person_id).where(col(Entry.person_id).in_(CROWD))
    assert {*await store.read(lambda session: session.exec(joined).all())} <= {*people}, "who got in was told"


@pytest.mark.parametrize("seed", range(12))
async def test_random_acts_leave_nothing_of_what_is_called_off(
    store: Store, evening: Evening, seed: int
) -> None:
    rng, day, now = Random(seed), await the_day(store), NOW
    for _ in range(12):
        now += rng.choice((0, 1, 4, 11, 31)) * MINUTE
        await asyncio.gather(*(_act(store, evening, day, rng, now) for _ in range(rng.randint(1, 4))))
        assert await store.read(_is_fitting), (
            "a drop has a stop exactly while that runs, or was called off by it"
        )
    await tried(store, calling_off, StoppedAlley(evening.alley) if seed % 2 else StoppedDay(day), now)
    await asyncio.gather(*(finish(store, now + 31 * MINUTE) for _ in range(2)))
    stops = await store.read(lambda session: session.exec(select(Stop)).all())
    assert all(stop.undone_at or stop.finished_at for stop in stops)
    assert await store.read(left) == {"booked": 0, "held": 0, "waiting": 0, "items": 0, "drops": 0}


async def _act(store: Store, evening: Evening, day: int, rng: Random, now: datetime) -> None:
    """Do one act by chance."""
    person, item, chance = rng.choice(SHOPPERS), rng.choice(evening.items), Random(rng.random())
    match rng.randrange(9):
        case 0 | 1:
            await tried(store, join, person, item.id, rng.randint(1, 2), now, chance)
        case 2:
            hold = await store.read(_of(Hold, person))
            await tried(store, confirm, person, hold, 1, now, chance)
        case 3:
            await tried(store, give_up_booking, person, await store.read(_of(Booking, person)), now)
        case 4:
            await tried(store, rng.choice((pause, resume)), OWNER, item.drop, now)
        case 5 | 6:
            await rng.choice(
                (
                    partial(tried, store, wait_for_rain, ORGANISER, day, now),
                    partial(tried, store, wait_for_rain, ORGANISER, day, now),
                    partial(tried, store, move_market, ORGANISER, day, rng.choice(("", "Block C")), now=now),
                    partial(tried, store, calling_off, StoppedDay(day), now),
                    partial(tried, store, calling_off, StoppedAlley(evening.alley), now),
                )
            )()
        case 7:
            newest = select(func.max(Stop.id))
            stop = await store.read(lambda session: session.exec(newest).one())
            await tried(store, undo_stop, ORGANISER, stop or 0, now)
        case _:
            await finish(store, now)


def _of(table: Any, person: int) -> Any:
    """Return a query for something of a person, the newest; 0 without any."""

    def newest(session: Session) -> int:
        return session.exec(select(func.max(table.id)).where(table.person_id == person)).one() or 0

    return newest


def _is_fitting(session: Session) -> bool:
    """Return whether each drop names the stop that runs, and none but that."""
    runs = select(Stop.id).where(col(Stop.undone_at).is_(None), col(Stop.finished_at).is_(None))
    running = session.exec(runs.where(col(Stop.kind) != StopKind.MOVED)).first()
    takes_place = col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED))
    return all(drop.stop_id == running for drop in session.exec(select(Drop).where(takes_place)))
