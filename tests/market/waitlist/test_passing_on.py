"""Units that change hands outside the waitlist: a gift to a friend, another slot, the units of a no-show."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.drop.refusals import DropOver, DropUnknown
from market.privacy.forget import forget
from market.refusal import LinkUnknown
from market.stock.pause import pause, resume
from market.waitlist.gift import AcceptedGift, GiftOffer, give_booking, give_hold, take_gift
from market.waitlist.move_booking import move_booking
from market.waitlist.no_show import release_no_show
from market.waitlist.refusals import (
    AlreadyHolding,
    BookingNotYours,
    GiftAlreadyPassedOn,
    GiftGone,
    HoldNotYours,
    NoShowTooSoon,
    OwnGift,
    SlotFull,
    TooManyUnits,
)
from market.waitlist.shopper_actions import confirm
from storage.drop import Item
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Entry
from tests.holding import join_for_hold
from tests.market.waitlist.conftest import HOUR, ROS, ItemScenario
from tests.market.waitlist.simulation import Simulation, new_simulation

NewItem = Callable[..., Awaitable[ItemScenario]]


async def pass_on(item: ItemScenario, person: int) -> GiftOffer:
    return await item.store.write(give_hold, person, await item.hold_of(person), item.now, rng=item.rng)


async def accept(item: ItemScenario, person: int, gift: GiftOffer) -> AcceptedGift:
    return await item.store.write(take_gift, person, gift.code, item.now, rng=item.rng)


async def test_a_gift_of_a_hold_is_the_friends_once_and_the_link_works_once(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    hold = (await item.join(1)).hold
    await item.join(2)
    gift = await pass_on(item, 1)
    assert await item.holders() == [1], "until it is taken it is the giver's"
    assert (await accept(item, 3, gift)).hold == hold
    assert (await accept(item, 3, gift)).hold == hold, "again by the same person: the same"
    with pytest.raises(GiftGone):
        await accept(item, 4, gift)
    with pytest.raises(HoldNotYours):
        await item.confirm(1, hold)
    assert await item.holders() == [3]
    assert await item.notifications("GiftAccepted") == [1]
    await item.confirm(3)
    assert (await item.row()).booked == 1


async def test_a_gift_of_a_booking_takes_its_ticket_along(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    booking = await item.confirm(1)
    gift = await item.store.write(give_booking, 1, booking, item.now, rng=item.rng)
    assert (await accept(item, 2, gift)).booking == booking
    rows = select(Ticket.person_id).where(col(Ticket.booking_id) == booking, col(Ticket.revoked_at).is_(None))
    assert await item.store.read(lambda session: list(session.exec(rows))) == [2]
    with pytest.raises(BookingNotYours):
        await item.release(1, booking)
    assert await item.release(2, booking) is None


async def test_a_link_that_is_unknown_ones_own_withdrawn_too_late_or_overtaken_gives_nothing(
    new_item: NewItem,
) -> None:
    item = await new_item(quantity=5)
    for person in (1, 2, 3):
        await item.join(person)
    with pytest.raises(LinkUnknown):
        await accept(item, 9, GiftOffer("nonsense", item.now))
    first = await pass_on(item, 1)
    with pytest.raises(OwnGift):
        await accept(item, 1, first)
    second = await pass_on(item, 1)
    kept, declined = await pass_on(item, 2), await pass_on(item, 3)
    await item.confirm(2)
    await item.decline(3)
    for gone in (first, kept, declined):
        with pytest.raises(GiftGone):
            await accept(item, 9, gone)
    item.now = second.until
    with pytest.raises(GiftGone):
        await accept(item, 9, second)


async def test_a_gift_counts_towards_the_limit_of_who_takes_it(new_item: NewItem) -> None:
    item = await new_item(quantity=5, per_person=2)
    await item.join(1, 2)
    await item.join(2, 1)
    gift = await pass_on(item, 1)
    with pytest.raises(AlreadyHolding):
        await accept(item, 2, gift)
    await item.confirm(2)
    with pytest.raises(TooManyUnits):
        await accept(item, 2, gift)


async def test_while_a_drop_is_paused_a_hold_counts_towards_the_limit_however_late_it_is(
    store: Store,
) -> None:
    simulation = await new_simulation(store, "slots", [3, 3, 3, 3], per_person=2)
    booking = await book(simulation, 1, simulation.items[0], 2)
    gift = await store.write(give_booking, 1, booking, simulation.now, rng=simulation.rng)
    await simulation.act(("hold", 2, 1, 2))
    await store.write(pause, Actor(ROS), simulation.drop, simulation.now)
    simulation.now += timedelta(hours=7)
    with pytest.raises(TooManyUnits):
        await store.write(take_gift, 2, gift.code, simulation.now, rng=simulation.rng)
    await store.write(resume, Actor(ROS), simulation.drop, simulation.now)
    assert [one.person_id for one in (await simulation.take_snapshot()).live] == [2], (
        "the pause gave its time back"
    )


async def test_who_takes_a_gift_waits_in_that_line_no_more(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1)
    await accept(item, 2, await pass_on(item, 1))
    assert (await item.row()).waiting == 1
    await item.decline(2)
    assert await item.holders() == [3]


async def test_what_a_draw_gave_is_handed_on_once(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    entry = (await item.join(1)).entry

    def drawn(session: Session) -> None:
        session.get_one(Entry, entry).pseudonym = "A1"

    await item.store.write(drawn)
    await accept(item, 2, await pass_on(item, 1))
    with pytest.raises(GiftAlreadyPassedOn):
        await pass_on(item, 2)


async def book(simulation: Simulation, person: int, item: int, units: int = 1) -> int:
    """Join a slot with room and confirm; return the booking."""
    callback = (person, item, units, simulation.now)
    hold = (await simulation.store.write(join_for_hold, *callback)).hold or 0
    return await simulation.store.write(confirm, person, hold, units, now=simulation.now, rng=simulation.rng)


async def moved(simulation: Simulation, person: int, booking: int, item: int) -> int:
    return await simulation.store.write(
        move_booking, person, booking, item, now=simulation.now, rng=simulation.rng
    )


@pytest.mark.feature("S02")
async def test_a_booking_moves_to_another_hour_and_its_own_goes_to_the_next(store: Store) -> None:
    simulation = await new_simulation(store, "slots", [1, 1, 1, 1])
    first, second, third = simulation.items
    booking = await book(simulation, 1, first)
    await simulation.act(("hold", 2, 0, 1))
    await moved(simulation, 1, booking, second)
    seen = await simulation.take_snapshot()
    assert {one.person_id: one.item_id for one in seen.current_bookings} == {1: second}
    assert {one.person_id: one.item_id for one in seen.live} == {2: first}
    with pytest.raises(SlotFull):
        await moved(simulation, 3, await book(simulation, 3, third), second)
    with pytest.raises(BookingNotYours):
        await moved(simulation, 9, booking, third)


async def test_nobody_moves_out_of_an_hour_that_has_begun(store: Store) -> None:
    simulation = await new_simulation(store, "slots", [1, 1, 1, 1])
    first, second, _ = simulation.items
    booking = await book(simulation, 1, first)
    begins = await store.read(lambda session: session.get_one(Item, first).starts_at)
    assert begins is not None
    simulation.now = begins
    with pytest.raises(DropOver):
        await moved(simulation, 1, booking, second)
    simulation.now = begins - HOUR / 60
    await moved(simulation, 1, booking, second)


async def test_who_moves_overtakes_nobody_who_waits_there(store: Store) -> None:
    simulation = await new_simulation(store, "slots", [2, 3, 1, 1], fitting="strict", per_person=3)
    first, second, _ = simulation.items
    booking = await book(simulation, 1, first)
    await book(simulation, 2, second, 2)
    await simulation.act(("hold", 3, 1, 2))
    with pytest.raises(SlotFull):
        await moved(simulation, 1, booking, second)
    assert {one.item_id for one in (await simulation.take_snapshot()).current_bookings} == {first, second}, (
        "nothing is given up"
    )


async def test_who_moves_to_where_they_wait_keeps_back_nothing_there_any_more(store: Store) -> None:
    simulation = await new_simulation(store, "slots", [1, 5, 1, 1], fitting="strict", per_person=6)
    first, second, _ = simulation.items
    booking = await book(simulation, 1, first)
    await book(simulation, 2, second, 3)
    await simulation.act(("hold", 1, 1, 3))
    await simulation.act(("hold", 3, 1, 1))
    assert (await simulation.take_snapshot()).live == [], "two are kept back for the party of three"
    await moved(simulation, 1, booking, second)
    seen = await simulation.take_snapshot()
    assert [(one.person_id, one.item_id) for one in seen.live] == [(3, second)]
    assert {one.person_id: one.item_id for one in seen.current_bookings} == {1: second, 2: second}


async def test_only_slots_of_one_drop_are_hours_to_move_to(store: Store, new_item: NewItem) -> None:
    plain, simulation = await new_item(quantity=3), await new_simulation(store, "slots", [1, 1, 1, 1])
    await plain.join(1)
    with pytest.raises(DropUnknown):
        await moved(simulation, 1, await plain.confirm(1), simulation.items[0])
    with pytest.raises(DropUnknown):
        await moved(simulation, 2, await book(simulation, 2, simulation.items[0]), plain.item)


async def test_the_units_of_who_does_not_come_go_on_half_an_hour_after_the_start(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1)
    booking = await item.confirm(1)

    async def given_on(by: int) -> int | None:
        return await item.store.write(release_no_show, Actor(by), booking, item.now)

    item.now += 80 * HOUR + timedelta(minutes=29)
    with pytest.raises(NoShowTooSoon):
        await given_on(ROS)
    item.now += timedelta(minutes=1)
    with pytest.raises(NotYourStall):
        await given_on(2)
    assert await given_on(ROS) == 2
    assert await given_on(ROS) is None, "once"
    assert await item.holders() == [2]
    assert await item.notifications("BookingPassedOn") == [1]


async def test_who_is_forgotten_leaves_nothing_held_though_their_entry_was_split(new_item: NewItem) -> None:
    item = await new_item(quantity=4, fitting="split", per_person=4)
    await item.join(1, 3)
    await item.join(2, 3, split=True)
    await item.join(3, 1)
    await item.store.write(forget, 2, item.now)
    assert await item.holders() == [1, 3]
