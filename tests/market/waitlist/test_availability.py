"""A waitlist with a limit, and the message to those who asked for one when it has room again."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from market.actor import Actor, NotYourStall
from market.drop.browse import any_drop
from market.drop.refusals import DropCancelled, DropOver, DropPaused, NumberUnfit
from market.drop.status import Status, full_items, open_items, status
from market.notification.outbox import is_queued
from market.person import Blocked
from market.privacy.forget import forget
from market.stock.change import change_quantity, change_waitlist_limit
from market.stock.pause import cancel
from market.waitlist.availability import (
    alert_asked,
    ask_for_alert,
    drops_to_tell_of,
    forget_alert,
    send_alerts,
)
from market.waitlist.notifications import ItemAvailable
from market.waitlist.refusals import NothingFull, WaitlistFull
from storage.availability import AvailabilityAlert
from storage.drop import Drop
from storage.person import Person
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]


async def full(new_item: NewItem, limit: int = 1) -> ItemScenario:
    """Two units, booked by 1; as many wait for them as may."""
    scenario = await new_item(quantity=2, per_person=2, waitlist_limit=limit)
    await scenario.join(1, units=2)
    for person in range(2, 2 + limit):
        await scenario.join(person)
    return scenario


async def shown(scenario: ItemScenario) -> Status:
    return status(await scenario.store.read(any_drop, scenario.drop), scenario.now)


async def ask(scenario: ItemScenario, person: int) -> None:
    await scenario.store.write(ask_for_alert, person, scenario.drop, scenario.now)


async def tell(scenario: ItemScenario) -> list[int]:
    """Run the job; return who has a message now."""
    for drop in await scenario.store.read(drops_to_tell_of, scenario.now):
        await scenario.store.write(send_alerts, drop, scenario.now)
    return await scenario.notifications("ItemAvailable")


async def alerts(scenario: ItemScenario) -> list[int]:
    rows = select(AvailabilityAlert.person_id).order_by(col(AvailabilityAlert.person_id))
    return await scenario.store.read(lambda session: list(session.exec(rows)))


async def test_a_full_waitlist_refuses_newcomers_and_nobody_who_waits(new_item: NewItem) -> None:
    scenario = await full(new_item, limit=2)
    assert await shown(scenario) is Status.WAITLIST_FULL
    with pytest.raises(WaitlistFull) as refused:
        await scenario.join(9)
    assert refused.value.available == 0
    with pytest.raises(WaitlistFull):
        await scenario.join(2, units=2)
    assert (await scenario.row()).waiting == 2, "nobody lost a place"
    await scenario.leave(3)
    assert await shown(scenario) is Status.FULL
    await scenario.join(2, units=2)
    await scenario.join(2, units=1)
    assert (await scenario.row()).waiting == 1, "fewer units take no room"


async def test_without_a_waitlist_what_is_there_is_taken_and_no_more(new_item: NewItem) -> None:
    scenario = await new_item(quantity=3, per_person=2, waitlist_limit=0)
    await scenario.join(1, units=2)
    with pytest.raises(WaitlistFull) as refused:
        await scenario.join(2, units=2)
    assert refused.value.available == 1
    joined = await scenario.join(2, units=1)
    assert joined.held or joined.booked
    assert await shown(scenario) is Status.WAITLIST_FULL


async def test_a_draw_accepts_everybody_until_it_is_drawn(new_item: NewItem) -> None:
    scenario = await new_item(quantity=1, per_person=1, waitlist_limit=0, policy="pot", pot_until=NOW + HOUR)
    await scenario.sweep()
    for person in (1, 2, 3):
        await scenario.join(person)
    assert (await scenario.row()).waiting == 3
    assert await shown(scenario) is Status.POT


async def test_who_asked_is_told_once_when_there_is_room(new_item: NewItem) -> None:
    scenario = await full(new_item)
    await ask(scenario, 9)
    await ask(scenario, 9)
    await ask(scenario, 8)
    assert await scenario.store.read(alert_asked, 9, scenario.drop)
    assert not await scenario.store.read(alert_asked, 7, scenario.drop)
    assert await tell(scenario) == []
    await scenario.leave(2)
    assert sorted(await tell(scenario)) == [8, 9]
    assert await alerts(scenario) == []
    await scenario.join(8)
    assert await shown(scenario) is Status.WAITLIST_FULL
    await scenario.leave(8)
    assert sorted(await tell(scenario)) == [8, 9], "once"


async def test_more_stock_is_room_too_after_those_who_wait(new_item: NewItem) -> None:
    scenario = await full(new_item)
    await ask(scenario, 9)
    await scenario.store.write(change_quantity, Actor(ROS), scenario.item, 3, now=scenario.now)
    assert await tell(scenario) == [9], "the one who waited has it, and another may wait"


async def test_an_alert_that_is_stopped_is_withdrawn_also_when_its_message_is_on_its_way(
    new_item: NewItem,
) -> None:
    scenario = await full(new_item)
    for person in (8, 9):
        await ask(scenario, person)
    await scenario.store.write(forget_alert, 8, scenario.drop)
    await scenario.leave(2)
    assert await tell(scenario) == [9]
    await scenario.store.write(forget_alert, 9, scenario.drop)
    about = f"item:{scenario.item}/joinable"
    assert not await scenario.store.read(is_queued, 9, ItemAvailable, about)


async def test_nothing_is_asked_where_one_can_join_or_never_will(new_item: NewItem) -> None:
    scenario = await full(new_item, limit=2)
    await scenario.leave(3)
    with pytest.raises(NothingFull):
        await ask(scenario, 9)
    for state, refusal in (("paused", DropPaused), ("cancelled", DropCancelled)):
        await scenario.change(state=state)
        with pytest.raises(refusal):
            await ask(scenario, 9)
    await scenario.change(state="published")
    scenario.now += 90 * HOUR
    with pytest.raises(DropOver):
        await ask(scenario, 9)


async def test_a_blocked_person_asks_for_nothing_and_a_forgotten_one_is_not_kept(new_item: NewItem) -> None:
    scenario = await full(new_item)

    def block(session: object) -> None:
        session.get_one(Person, 9).blocked_at = NOW  # type: ignore[attr-defined]

    await scenario.store.write(block)
    with pytest.raises(Blocked):
        await ask(scenario, 9)
    await ask(scenario, 8)
    await scenario.store.write(forget, 8, scenario.now)
    assert await alerts(scenario) == []


async def test_alerts_end_with_their_drop_and_wait_while_it_is_paused(new_item: NewItem) -> None:
    scenario = await full(new_item)
    await ask(scenario, 9)
    await scenario.change(state="paused")
    await scenario.leave(2)
    assert await tell(scenario) == []
    assert await alerts(scenario) == [9]
    await scenario.change(state="published")
    assert await tell(scenario) == [9]

    again = await full(new_item)
    await ask(again, 7)
    await again.store.write(cancel, Actor(ROS), again.drop, again.now)
    await tell(again)
    assert await alerts(again) == []


async def test_only_the_stall_changes_the_limit_and_only_within_its_bounds(new_item: NewItem) -> None:
    scenario = await full(new_item)

    async def change(person: int, limit: int | None) -> None:
        await scenario.store.write(
            change_waitlist_limit, Actor(person), scenario.drop, limit, now=scenario.now
        )

    with pytest.raises(NotYourStall):
        await change(9, 5)
    for unfit in (-1, 101):
        with pytest.raises(NumberUnfit):
            await change(ROS, unfit)
    await change(ROS, 0)
    assert (await scenario.row()).waiting == 1, "who waits already stays"
    await ask(scenario, 9)
    await change(ROS, None)
    assert (
        await scenario.store.read(lambda session: session.get_one(Drop, scenario.drop))
    ).waitlist_limit is None
    assert await tell(scenario) == [9]


async def test_which_items_are_full_or_open_depends_on_the_status_of_the_drop(new_item: NewItem) -> None:
    scenario = await full(new_item)
    drop = await scenario.store.read(any_drop, scenario.drop)
    assert full_items(drop, Status.FULL) == {scenario.item}
    assert full_items(drop, Status.DRAW) == frozenset()
    assert open_items(drop, Status.FREE) == frozenset()
    assert open_items(drop, Status.CLOSED) == frozenset()
    assert open_items(drop, Status.DRAW) == {scenario.item}
