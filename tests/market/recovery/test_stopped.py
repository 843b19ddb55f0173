"""The old phone hears of a request at once, and stops the first one of each person; organisers are told."""

from random import Random

import pytest
from sqlmodel import select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.recovery.facts import RecoveryFacts, any_recovery, recovery_page
from market.recovery.move import move_account
from market.recovery.refusals import RecoveryGone
from market.recovery.request import LIVES, stop_recovery, withdraw_recovery
from storage.notification import Notification
from storage.recovery import Recovery, RecoveryState
from storage.shown import ShownKind
from storage.store import Store
from tests.market.recovery.test_recovery import (
    BY,
    DAY,
    HOUR,
    JO,
    KEN,
    NEW,
    OLD,
    OTHER,
    asks,
    booked,
    code_of,
)
from tests.market.shown_messages import due_again, show
from tests.market.waitlist.conftest import NOW, ItemScenario

__all__ = ["booked"]


async def request_of(store: Store, person: int = NEW, now: object = NOW) -> int:
    await asks(store, await code_of(store), person, now=now)  # type: ignore[arg-type]
    rows = select(Recovery.id).order_by(Recovery.id.desc())  # type: ignore[union-attr]
    return await store.read(lambda session: session.exec(rows).first()) or 0


async def stops(store: Store, recovery: int, person: int = OLD, now: object = NOW) -> bool:
    return await store.write(stop_recovery, Actor(person), recovery, NO_ADMINS, now=now)


async def told(store: Store, kind: str) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind)
    return sorted(await store.read(lambda session: [*session.exec(rows)]))


async def facts(store: Store, recovery: int) -> RecoveryFacts:
    return await store.read(any_recovery, recovery)


async def test_the_old_phone_stops_what_its_person_did_not_ask_for(booked: ItemScenario) -> None:
    store = booked.store
    recovery = await request_of(store)
    assert await told(store, "AccountAsked") == [OLD]
    assert await stops(store, recovery)
    assert (await facts(store, recovery)).state is RecoveryState.REFUSED
    assert (await facts(store, recovery)).is_stopped
    assert await told(store, "RecoveryStopped") == [KEN, JO]
    assert await told(store, "RecoveryRefused") == [NEW]
    with pytest.raises(RecoveryGone):
        await store.write(move_account, BY[KEN], recovery, NO_ADMINS, now=NOW, rng=Random(1))


async def test_nobody_else_stops_it_and_nobody_after_its_time(booked: ItemScenario) -> None:
    store = booked.store
    recovery = await request_of(store)
    for person in (NEW, OTHER, KEN):
        with pytest.raises(RecoveryGone):
            await stops(store, recovery, person)
    with pytest.raises(RecoveryGone):
        await stops(store, recovery, now=NOW + LIVES)
    assert (await facts(store, recovery)).waits(NOW)


async def test_a_thief_with_the_phone_stops_one_request_and_organisers_read_of_it(
    booked: ItemScenario,
) -> None:
    store, later = booked.store, NOW + HOUR
    await stops(store, await request_of(store))
    again = await request_of(store, now=later)
    assert not await stops(store, again, now=later)
    assert await told(store, "RecoveryStopped") == [KEN, KEN, JO, JO]
    page = await store.read(recovery_page, BY[KEN], again, NO_ADMINS, now=later)
    assert (page.request.waits(later), page.request.stopped_at, page.request.is_stopped) == (True, NOW, False)
    await store.write(move_account, BY[KEN], again, NO_ADMINS, now=later, rng=Random(1))


async def test_each_person_who_asks_is_stopped_once(booked: ItemScenario) -> None:
    store = booked.store
    await stops(store, await request_of(store))
    assert await stops(store, await request_of(store, OTHER))


async def test_a_blocked_account_may_stop_it(booked: ItemScenario) -> None:
    store = booked.store
    recovery = await request_of(store)
    await store.write(block, BY[KEN], OLD, NO_ADMINS, now=NOW)
    assert await stops(store, recovery)


@pytest.mark.parametrize("end", ["stopped", "moved", "withdrawn", "ended"])
async def test_what_is_shown_of_a_request_is_drawn_again_when_it_ends(booked: ItemScenario, end: str) -> None:
    store = booked.store
    recovery = await request_of(store)
    await store.write(show, KEN, ShownKind.ORGANISER_REQUEST, recovery)
    if end == "stopped":
        await stops(store, recovery)
    elif end == "moved":
        await store.write(move_account, BY[KEN], recovery, NO_ADMINS, now=NOW, rng=Random(1))
    elif end == "withdrawn":
        await store.write(withdraw_recovery, BY[NEW], NOW)
    else:
        await request_of(store, now=NOW + DAY)
    assert await store.read(due_again) == [(ShownKind.ORGANISER_REQUEST, recovery)]
