"""A stall's owner is forgotten: which of their drops are cancelled, and that no other is."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.person import Blocked
from market.privacy.forget import forget, open_matters
from market.stock.pause import cancel
from storage.drop import Drop
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
WAITS, HOLDS, MEI = 1, 2, 30
KEN = Actor(40, is_configured_admin=True)
BEFORE = NOW - HOUR
OVER = {"opens_at": NOW - 9 * HOUR, "starts_at": NOW - 3 * HOUR, "ends_at": NOW}
DROPS: dict[str, dict[str, Any]] = {
    "published": {},
    "paused": {"state": "paused", "paused_at": BEFORE},
    "cancelled": {"state": "cancelled", "cancelled_at": BEFORE},
    "draft": {"state": "draft"},
    "over": OVER,
    "paused and over": {**OVER, "state": "paused", "paused_at": BEFORE},
}


async def laid_out(new_item: NewItem) -> dict[str, ItemScenario]:
    """A drop of each kind of Ros's, and one of Mei's: in each, one holds and one waits."""
    found = {}
    for name, columns in (*DROPS.items(), ("Mei's", {})):
        item = found[name] = await new_item(quantity=1)
        await item.join(HOLDS)
        await item.join(WAITS)
        await item.change(**columns)
    await found["published"].store.write(move_to_mei, found["Mei's"].drop)
    return found


def move_to_mei(session: Session, drop: int) -> None:
    ros = session.exec(select(Stall)).one()
    columns = ros.model_dump() | {"id": 2, "code": "MEI", "name": "Mei", "owner_id": MEI}
    session.add(Stall(**columns))
    session.flush()
    session.get_one(Drop, drop).stall_id = 2


def drop_row(session: Session, drop: int) -> Drop:
    return session.get_one(Drop, drop)


async def states(drops: dict[str, ItemScenario]) -> dict[str, tuple[str, Any, int, int]]:
    """Return of each drop its state, its cancellation time, and the units held and waited for."""
    found = {}
    for name, item in drops.items():
        row = await item.store.read(drop_row, item.drop)
        goods = await item.row()
        found[name] = (row.state, row.cancelled_at, goods.held, goods.waiting)
    return found


def _stall_day(session: Session, drop: int) -> int:
    return session.get_one(Drop, drop).stall_day_id or 0


async def test_what_is_published_or_paused_is_cancelled_and_everybody_told(new_item: NewItem) -> None:
    drops = await laid_out(new_item)
    before, store = await states(drops), drops["draft"].store
    found = await store.read(open_matters, ROS, NOW)
    assert (found.stalls, found.drops) == (("Ros",), 2)
    assert await store.read(open_matters, MEI, NOW) == replace(found, stalls=("Mei",), drops=1)
    assert await store.read(open_matters, WAITS, NOW) == replace(found, stalls=(), drops=0, entries=7)

    assert await store.write(forget, ROS, NOW) == found
    ended = dict.fromkeys(("published", "paused"), ("cancelled", NOW, 0, 0))
    assert await states(drops) == before | ended
    told = select(Notification.person_id, Notification.about).where(
        col(Notification.kind) == "StallDayCancelled"
    )
    notifications = await store.read(lambda session: list(session.exec(told)))
    days = {await store.read(_stall_day, drops[name].drop) for name in ended}
    assert sorted((row[0], row[1].split("/")[0]) for row in notifications) == sorted(
        (person, f"stall_day:{day}") for person in (WAITS, HOLDS) for day in days
    ), "each once an evening"


async def test_their_stall_is_closed_and_nobodys_and_those_of_others_stay(new_item: NewItem) -> None:
    drops = await laid_out(new_item)
    store = drops["draft"].store
    await store.write(forget, ROS, NOW)
    rows = select(Stall.name, Stall.owner_id, Stall.state, Stall.decided_at).order_by(col(Stall.name).desc())
    stalls = await store.read(lambda session: [tuple(row) for row in session.exec(rows)])
    assert stalls == [("Ros", None, "turned_down", NOW), ("Mei", MEI, "approved", None)]
    people = await store.read(lambda session: [session.get(Person, one) for one in (ROS, MEI, WAITS)])
    assert [bool(one) for one in people] == [False, True, True]


async def test_a_blocked_owners_drops_are_paused_and_they_act_no_more(new_item: NewItem) -> None:
    drops = await laid_out(new_item)
    before, store = await states(drops), drops["draft"].store
    await store.write(block, KEN, ROS, NO_ADMINS, now=NOW)
    blocked = await states(drops)
    assert {name for name, now in blocked.items() if now != before[name]} == {"published"}
    assert blocked["published"][0] == "paused"
    with pytest.raises(Blocked):
        await store.write(cancel, Actor(ROS), drops["published"].drop, NOW)
    await store.write(forget, ROS, NOW)
    assert {name for name, now in (await states(drops)).items() if now != before[name]} == {
        "published",
        "paused",
    }


async def test_an_owner_who_also_shops_has_nothing_left_of_either(new_item: NewItem) -> None:
    own, other = await new_item(quantity=1), await new_item(quantity=1)
    await own.store.write(move_to_mei, other.drop)
    for item in (own, other):
        await item.join(ROS)
        await item.join(WAITS)
    found = await own.store.write(forget, ROS, NOW)
    assert (found.holds, found.drops) == (2, 1)
    assert await states({"own": own, "other": other}) == {
        "own": ("cancelled", NOW, 0, 0),
        "other": ("published", None, 1, 0),
    }
