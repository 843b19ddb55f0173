"""A blocked vendor sells nothing and takes no deposit; open matters are left to organisers."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.drop.refusals import DropPaused
from market.organiser.block import block, unblock
from market.person import Blocked
from market.stock.pause import resume
from storage.deposit import Payee
from storage.drop import Drop
from storage.stall import Stall
from tests.market.deposit.payloads import DUITNOW
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.people import admins

NewItem = Callable[..., Awaitable[ItemScenario]]
KEN = Actor(40, is_configured_admin=True)


async def test_a_block_pauses_their_drops_and_stops_their_deposits(new_item: NewItem) -> None:
    item, draft, over = (
        await new_item(quantity=1),
        await new_item(state="draft"),
        await new_item(starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR, opens_at=NOW - 10 * HOUR),
    )

    def take_deposits(session: Session) -> None:
        session.get_one(Stall, 1).deposits_at = NOW
        pending = {"payload": DUITNOW, "name": "OMBAK PRINT", "set_by": ROS, "set_at": NOW}
        session.add(Payee(stall_id=1, confirmed_at=NOW - HOUR, **pending))

    await item.store.write(take_deposits)
    await item.join(1)
    await item.join(2)
    await item.store.write(block, KEN, ROS, admins(40), now=NOW)
    await item.store.write(block, KEN, ROS, admins(40), now=NOW)
    drops = select(Drop.id, Drop.state).where(col(Drop.id).in_((item.drop, draft.drop, over.drop)))
    states = dict(await item.store.read(lambda session: session.exec(drops).all()))
    assert [states[one.drop] for one in (item, draft, over)] == ["paused", "draft", "published"]
    stall = await item.store.read(lambda session: session.get_one(Stall, 1))
    assert stall.deposits_at is None
    revoked = select(Payee.revoked_at)
    assert await item.store.read(lambda session: session.exec(revoked).one()) == NOW
    assert sorted(await item.notifications("DropPausedByStall")) == [1, 2]
    with pytest.raises(DropPaused):
        await item.join(3)
    with pytest.raises(Blocked):
        await item.store.write(resume, Actor(ROS), item.drop, NOW)
    await item.store.write(unblock, KEN, ROS, NOW)
    await item.store.write(resume, Actor(ROS), item.drop, NOW)
    await item.join(3)


async def test_a_block_of_a_vendor_who_shops_too_releases_both(new_item: NewItem) -> None:
    mine, theirs = await new_item(), await new_item(quantity=1)
    await theirs.join(ROS)
    await theirs.join(2)
    await mine.store.write(block, KEN, ROS, admins(40), now=NOW)
    assert await theirs.holders() == [], "their own drop is paused: nothing is given out"
    assert await mine.notifications("PersonBlocked") == [ROS]
