"""The decider about a stall: an organiser without a part in it, another one, or nobody; on both databases."""

import pytest
from sqlmodel import Session

from market.actor import Actor, OwnStallDecided, StallUnknown, require_impartial
from market.deciders import Decider, decider, deciding_organisers
from market.organiser.roles import name_organiser, remove_organiser
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from tests.market.validity.test_validity import (
    ADMINS,
    BEN,
    KEN,
    NOW,
    ORGANISER,
    ROS,
    STRANGER,
    people,
)
from tests.people import admins

__all__ = ["people"]
OWNER, HELPER = Actor(ROS, is_configured_admin=True), Actor(BEN)
ROS_ALONE = admins(ROS)


async def helps(store: Store, stall: int, person: int) -> None:
    def add(session: Session) -> None:
        session.add(StallStaff(stall_id=stall, person_id=person, role=StaffRole.ALL, since=NOW))

    await store.write(add)


async def found(store: Store, actor: Actor, stall: int, named: object = ADMINS) -> Decider:
    """Return who decides; an organiser decides themself exactly where the action would let them."""
    answer = await store.read(decider, actor, stall, named)

    def is_impartial(session: Session) -> bool:
        try:
            require_impartial(session, actor, session.get_one(Stall, stall))
        except OwnStallDecided:
            return False
        return True

    assert (answer is Decider.SELF) <= await store.read(is_impartial)
    return answer


async def test_an_organiser_without_a_part_in_the_stall_decides(
    store: Store, people: tuple[int, int]
) -> None:
    assert await found(store, ORGANISER, people[0]) is Decider.SELF
    assert await found(store, OWNER, people[0]) is Decider.ANOTHER, "Ken does"
    assert await found(store, STRANGER, people[0]) is Decider.ANOTHER, (
        "and somebody who is none learns no more"
    )
    with pytest.raises(StallUnknown):
        await store.read(decider, ORGANISER, 77, ADMINS)


async def test_nobody_decides_until_there_is_a_second_organiser(
    store: Store, people: tuple[int, int]
) -> None:
    """One who helps there is none; one who is removed is none any more; one who never wrote to the bot is none yet."""
    stall = people[0]
    for named in (ROS_ALONE, admins(ROS, 9999)):
        assert await found(store, OWNER, stall, named) is Decider.NOBODY
    await helps(store, stall, BEN)
    await store.write(name_organiser, OWNER, BEN, ROS_ALONE, now=NOW)
    for actor in (OWNER, HELPER):
        assert await found(store, actor, stall, ROS_ALONE) is Decider.NOBODY
    await store.write(name_organiser, OWNER, KEN, ROS_ALONE, now=NOW)
    for actor in (OWNER, HELPER):
        assert await found(store, actor, stall, ROS_ALONE) is Decider.ANOTHER
    assert await found(store, Actor(KEN), stall, ROS_ALONE) is Decider.SELF

    def those(session: Session) -> list[int]:
        return deciding_organisers(session, session.get_one(Stall, stall), ROS_ALONE)

    assert await store.read(those) == [KEN]
    await store.write(remove_organiser, OWNER, KEN, ROS_ALONE, now=NOW)
    assert await found(store, OWNER, stall, ROS_ALONE) is Decider.NOBODY
    assert await store.read(those) == []
