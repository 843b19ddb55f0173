"""Drops for people of 18 and over: every way to a booking asks, once, and the answer is kept until it is withdrawn."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from locales.stock import ADULTS
from market.actor import Actor
from market.deposit.deposit_offer import choose_way
from market.live.live_booking import BOOK_LIVE, LiveRequest
from market.live.live_session import LiveTerms, live_page, start_live
from market.preferences.preferences import confirm_adult, preferences_of, withdraw_adult
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal
from market.stock.change import change_tags, set_adults_only
from market.stock.draft import set_tags
from market.waitlist.gift import give_booking, give_hold, take_gift
from market.waitlist.move_booking import move_booking
from market.waitlist.refusals import AdultsOnly
from market.waitlist.undo import give_up_booking, undo_release
from storage.deposit import PaymentMethod
from storage.drop import DropTag
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.market.waitlist.simulation import new_simulation

NewItem = Callable[..., Awaitable[ItemScenario]]
STALL = Actor(ROS)
PEOPLE = (1, 2, 3)


async def say_adult(item: ItemScenario, *people: int) -> None:
    for person in people:
        await item.store.write(confirm_adult, person, item.now)


async def for_adults(item: ItemScenario) -> ItemScenario:
    await item.store.write(set_adults_only, STALL, item.drop, True, now=item.now)
    return item


async def test_who_has_not_said_it_cannot_join_and_who_has_is_not_asked_again(new_item: NewItem) -> None:
    item = await for_adults(await new_item())
    other = await for_adults(await new_item())
    with pytest.raises(AdultsOnly):
        await item.book(1)
    await say_adult(item, 1)
    assert (await item.book(1)).booked
    assert (await other.book(1)).booked, "once for all drops"
    with pytest.raises(AdultsOnly):
        await item.book(2)


async def test_of_those_who_join_together_only_the_others_get_in(new_item: NewItem) -> None:
    item = await for_adults(await new_item(quantity=3))
    await say_adult(item, 1, 3)
    outcomes = []
    for person in (1, 2, 3):
        try:
            outcomes.append((await item.book(person)).number)
        except AdultsOnly:
            outcomes.append(None)
    assert outcomes == [1, None, 2]


async def test_another_drop_asks_nobody(new_item: NewItem) -> None:
    item = await new_item()
    assert (await item.book(1)).booked


async def gift_of_a_booking(item: ItemScenario) -> Callable[[], Awaitable[Any]]:
    await item.join(1)
    booking = await item.confirm(1)
    gift = await item.store.write(give_booking, 1, booking, item.now, rng=item.rng)
    return lambda: item.store.write(take_gift, 2, gift.code, item.now, rng=item.rng)


async def gift_of_a_hold(item: ItemScenario) -> Callable[[], Awaitable[Any]]:
    await item.join(1)
    gift = await item.store.write(give_hold, 1, await item.hold_of(1), item.now, rng=item.rng)
    return lambda: item.store.write(take_gift, 2, gift.code, item.now, rng=item.rng)


async def hold_from_before(item: ItemScenario) -> Callable[[], Awaitable[Any]]:
    await item.join(2)
    return lambda: item.confirm(2)


async def deposit_for_a_hold(item: ItemScenario) -> Callable[[], Awaitable[Any]]:
    await item.join(2)
    hold = await item.hold_of(2)
    await item.change(deposit=100, refund_until=item.now + HOUR)
    await item.store.write(_allow_deposits)
    return lambda: item.store.write(choose_way, 2, hold, PaymentMethod.CASH, False, item.now, rng=item.rng)


def _allow_deposits(session: Session) -> None:
    session.get_one(Stall, 1).deposits_at = NOW


async def live_booking(item: ItemScenario) -> Callable[[], Awaitable[Any]]:
    await item.store.write(
        start_live, STALL, LiveTerms(drop=item.drop, minutes=5, with_word=False), item.now, rng=item.rng
    )
    page = await item.store.read(live_page, STALL, item.drop)
    assert page.live is not None
    live = page.live.id
    updates = iter(range(70_000, 80_000))

    def mine() -> Awaitable[Any]:
        update = next(updates)
        request = LiveRequest(
            live=live,
            person=2,
            item=item.item,
            units=1,
            word="",
            sent_at=item.now.replace(microsecond=0),
            update=update,
            now=item.now,
            rng=item.rng,
        )
        return item.store.run_batched(BOOK_LIVE, update, item.now, request)

    return mine


WAYS = (gift_of_a_booking, gift_of_a_hold, hold_from_before, deposit_for_a_hold, live_booking)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.feature("V09")
async def test_every_way_to_a_booking_asks_and_goes_on_after_yes(new_item: NewItem, way: Any) -> None:
    """The drop becomes one for adults when the way is prepared: who had joined before is asked where they confirm."""
    item = await new_item()
    act = await way(item)
    await for_adults(item)
    with pytest.raises(AdultsOnly):
        await act()
    await say_adult(item, 2)
    assert await act()


async def test_a_booking_is_moved_to_another_hour_by_who_said_it(store: Store) -> None:
    simulation = await new_simulation(store, "slots", [3, 3, 3, 3], per_person=2)
    await simulation.act(("hold", 1, 0, 1))
    await simulation.act(("confirm", 1, 0, 1))
    rows = select(Booking.id, Booking.item_id).where(col(Booking.person_id) == 1)
    booking, booked = await store.read(lambda session: session.exec(rows).one())
    to = next(each for each in simulation.items if each != booked)
    await store.write(set_adults_only, STALL, simulation.drop, True, now=simulation.now)
    move = (move_booking, 1, booking, to, simulation.now)
    with pytest.raises(AdultsOnly):
        await store.write(*move, rng=simulation.rng)
    await store.write(confirm_adult, 1, simulation.now)
    assert await store.write(*move, rng=simulation.rng)


async def test_in_the_last_call_the_first_tap_asks_too(new_item: NewItem) -> None:
    item = await new_item(quantity=1, starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)
    await item.join_all(1, 1)
    item.now = NOW + 2 * HOUR
    await for_adults(item)
    with pytest.raises(AdultsOnly):
        await item.take(2)


async def test_what_is_taken_back_keeps_bookings_and_asks_again(new_item: NewItem) -> None:
    item = await for_adults(await new_item())
    await say_adult(item, 1)
    booking = (await item.book(1)).booking or 0
    await item.store.write(withdraw_adult, 1)
    assert (await item.row()).booked == 1
    await item.store.write(give_up_booking, 1, booking, item.now)
    await item.store.write(undo_release, 1, booking, item.now)
    assert (await item.row()).booked == 1, "what was theirs a minute ago is theirs again"
    item.now += timedelta(minutes=2)
    with pytest.raises(AdultsOnly):
        await item.book(1)


async def test_the_first_time_of_saying_it_is_kept(new_item: NewItem) -> None:
    item = await new_item()
    await say_adult(item, 1)
    item.now += HOUR
    await say_adult(item, 1)
    assert (await item.store.read(preferences_of, 1, "Asia/Kuching")).adult_at == NOW


async def test_it_is_in_mydata_and_forgotten_and_no_date_of_birth_is_stored(new_item: NewItem) -> None:
    item = await new_item()
    await say_adult(item, 1)
    [row] = (await item.store.read(mydata, 1))["person"]
    assert row["adult_at"] == NOW.isoformat()
    assert not [name for name in row if "birth" in name or "age" in name.split("_")]
    await item.store.write(forget, 1, item.now)
    assert await item.store.read(lambda session: session.get(Person, 1)) is None


async def test_the_tag_is_never_cut_and_stays_when_tags_are_written_anew(new_item: NewItem) -> None:
    item = await new_item()
    many = ("a", "b", "c", "d", "e", "f", ADULTS)
    await item.store.write(set_tags, item.drop, many)
    assert ADULTS in await tags(item)
    assert len(await tags(item)) == 6
    await item.store.write(change_tags, STALL, item.drop, ("halal",), now=item.now)
    assert await tags(item) == [ADULTS, "halal"]
    await item.store.write(change_tags, STALL, item.drop, (), now=item.now)
    assert await tags(item) == [ADULTS]
    await item.store.write(set_adults_only, STALL, item.drop, False, now=item.now)
    assert await tags(item) == []


async def tags(item: ItemScenario) -> list[str]:
    rows = select(DropTag.tag).where(col(DropTag.drop_id) == item.drop).order_by(col(DropTag.tag))
    return await item.store.read(lambda session: list(session.exec(rows)))


@ON_POSTGRESQL
async def test_saying_it_waits_for_who_decides_about_the_person(new_item: NewItem) -> None:
    item = await new_item()
    await waits_where_it_looks(item.store, (confirm_adult, 1, NOW), Person, "id = 1")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("say", "withdraw", "mark", "unmark", "join", "confirm")), st.sampled_from(PEOPLE)
    ),
    max_size=24,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_nobody_gets_a_booking_of_a_drop_for_adults_who_had_not_said_it_then(
    new_item: NewItem, steps: list[tuple[str, int]]
) -> None:
    """In any order of saying, taking back, marking and joining: a new booking is of somebody who said it, or the drop was for everyone."""
    item = await new_item(quantity=6)
    for person in PEOPLE:
        await item.store.write(withdraw_adult, person)
    adults: set[int] = set()
    marked = False
    for step, person in steps:
        before = await booked(item)
        match step:
            case "say":
                await say_adult(item, person)
                adults.add(person)
            case "withdraw":
                await item.store.write(withdraw_adult, person)
                adults.discard(person)
            case "mark" | "unmark":
                marked = step == "mark"
                await item.store.write(set_adults_only, STALL, item.drop, marked, now=item.now)
            case _:
                await _try(item, step, person)
        new = await booked(item) - before
        assert not new or not marked or {whose for _, whose in new} <= adults
        item.now += timedelta(minutes=2)


async def booked(item: ItemScenario) -> set[tuple[int | None, int | None]]:
    def read(session: Session) -> set[tuple[int | None, int | None]]:
        rows = select(Booking.id, Booking.person_id).where(col(Booking.item_id) == item.item)
        return {(booking, person) for booking, person in session.exec(rows)}

    return await item.store.read(read)


async def _try(item: ItemScenario, step: str, person: int) -> None:
    try:
        if step == "join":
            await item.join(person)
        elif hold := await item.hold_of(person):
            await item.confirm(person, hold)
    except Refusal:
        pass
