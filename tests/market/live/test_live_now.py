"""What everybody may see of live sessions: those that run, the newest first, and what is announced."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.live.live_booking import find_live_item
from market.live.live_now import LiveNow, live_now
from market.live.next_live import announce_live
from market.live.refusals import LiveUnknown
from storage.alley import Alley
from storage.drop import Drop, DropState
from tests.market.live.conftest import LiveScenario
from tests.market.waitlist.conftest import HOUR, ROS

NewItem = Callable[..., Awaitable[LiveScenario]]


async def seen(item: LiveScenario) -> LiveNow:
    return await item.store.read(live_now, item.now)


async def announce(item: LiveScenario) -> None:
    await item.store.write(announce_live, Actor(ROS), item.drop, announced=True, now=item.now)


async def test_a_session_is_seen_while_it_runs(new_item: NewItem) -> None:
    item = await new_item()
    assert await seen(item) == LiveNow()
    await announce(item)
    assert await seen(item) == LiveNow(announced=(item.drop,))
    live = await item.start(with_word=True)
    [running] = (await seen(item)).running
    assert (running.drop, running.minutes, running.asks_word) == (item.drop, 5, True)
    assert (await seen(item)).session(live.letters) == running
    assert (await seen(item)).session("zz") is None
    assert (await seen(item)).announced == ()
    await item.stop()
    assert await seen(item) == LiveNow()


async def test_what_nobody_sees_or_can_book_is_not_live(new_item: NewItem) -> None:
    item = await new_item()
    await item.start()

    def paused(session: Session, state: DropState) -> None:
        session.get_one(Drop, item.drop).state = state

    def closed(session: Session) -> None:
        alley = session.get_one(Alley, session.get_one(Drop, item.drop).alley_id)
        alley.closed_at = item.now

    await item.store.write(paused, DropState.PAUSED)
    assert await seen(item) == LiveNow()
    await item.store.write(paused, DropState.PUBLISHED)
    assert len((await seen(item)).running) == 1
    assert await item.store.read(live_now, item.now + 1000 * HOUR) == LiveNow(), "it is over"
    await item.store.write(closed)
    assert await seen(item) == LiveNow()


async def test_a_code_without_an_item_means_nothing(new_item: NewItem) -> None:
    item = await new_item()
    letters = (await item.start()).letters
    assert (await item.store.read(find_live_item, letters, 1)).item == item.item
    for place in (0, -1, 2, 1000, 2**70):
        with pytest.raises(LiveUnknown):
            await item.store.read(find_live_item, letters, place)
