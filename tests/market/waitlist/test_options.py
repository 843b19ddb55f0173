"""Options of an item: who chooses which for what they booked, and what the stall counts."""

from datetime import time, timedelta
from random import Random

import pytest
from sqlmodel import Session

from market.admins import NO_ADMINS
from market.desk import desk_item
from market.drop.refusals import DropCancelled
from market.organiser.block import block
from market.person import Blocked
from market.refusal import Refusal
from market.stock.change import describe_item
from market.stock.pause import cancel
from market.stock.refusals import OptionsChosen
from market.ticket.scan import collect
from market.waitlist.choose_option import choose_again, choose_option, options_booked
from market.waitlist.gift import give_booking, take_gift
from market.waitlist.refusals import AlreadyCollected, BookingNotYours, OptionUnknown
from market.waitlist.shopper_actions import release
from storage.store import Store
from storage.waitlist import Booking
from tests.evening import (
    JO,
    LINA,
    MEI,
    NOW,
    ORGANISER,
    OWNER,
    ROS,
    SITI,
    TOM,
    DropPlan,
    Evening,
    ItemPlan,
    lay_evening,
)

HOUR = timedelta(hours=1)
PLAN = (
    DropPlan(
        (ItemPlan("teh tarik", booked=((TOM, 2), (SITI, 1), (MEI, 3))), ItemPlan("kuih", booked=((TOM, 1),))),
        start=time(18),
    ),
)


@pytest.fixture
async def evening(store: Store) -> Evening:
    evening = await lay_evening(store, PLAN)
    await offer(store, evening, "hot / iced / warm")
    return evening


async def offer(store: Store, evening: Evening, options: str) -> None:
    tea = evening.item("teh tarik").id
    await store.write(describe_item, OWNER, tea, options, field="options", now=NOW)


async def chosen(store: Store, booking: int) -> str:
    return await store.read(lambda session: session.get_one(Booking, booking).options)


async def counts(store: Store, evening: Evening) -> tuple[dict[str, int], int]:
    """Return how many units of tea are booked with each option, and with none."""
    _, numbers = await store.read(desk_item, OWNER, evening.item("teh tarik").id)
    assert numbers.options is not None
    return dict(numbers.options.units), numbers.options.unsaid


async def test_each_unit_has_its_option_and_the_last_choice_counts(store: Store, evening: Evening) -> None:
    mine = evening.item("teh tarik").booking(TOM)
    for unit, option, found in ((0, 1, "1"), (0, 1, "1"), (1, 0, "10"), (0, 2, "20")):
        await store.write(choose_option, TOM, mine, unit, option, now=NOW)
        assert await chosen(store, mine) == found
    with pytest.raises(OptionUnknown):
        await store.write(choose_option, TOM, mine, 2, 0, now=NOW)
    assert await counts(store, evening) == ({"hot": 1, "warm": 1}, 4)
    await store.write(choose_again, TOM, mine, now=NOW)
    assert await counts(store, evening) == ({}, 6)


@pytest.mark.parametrize(("unit", "option"), [(1, 0), (2, 0), (0, 3), (-1, 0), (0, -1), (10**9, 10**9)])
async def test_a_unit_or_an_option_that_is_not_there_changes_nothing(
    store: Store, evening: Evening, unit: int, option: int
) -> None:
    mine = evening.item("teh tarik").booking(TOM)
    with pytest.raises(OptionUnknown):
        await store.write(choose_option, TOM, mine, unit, option, now=NOW)
    assert await chosen(store, mine) == ""
    with pytest.raises(OptionUnknown):
        await store.write(choose_option, TOM, evening.item("kuih").booking(TOM), 0, 0, now=NOW)


async def test_only_who_booked_chooses_and_only_until_it_is_collected(store: Store, evening: Evening) -> None:
    tea = evening.item("teh tarik")
    mine, of_mei = tea.booking(TOM), tea.booking(MEI)
    await store.write(block, ORGANISER, JO, NO_ADMINS, NOW)

    async def refused(person: int, booking: int) -> set[type[Refusal]]:
        found = set()
        for act, more in ((choose_option, (0, 0)), (choose_again, ())):
            with pytest.raises(Refusal) as error:
                await store.write(act, person, booking, *more, now=NOW)
            found.add(error.type)
        return found

    for stranger in (SITI, ROS, LINA):
        assert await refused(stranger, mine) == {BookingNotYours}
    assert await refused(JO, mine) == {Blocked}
    await store.write(collect, OWNER, tea.ticket(MEI), 1, now=evening.starts_at, rng=Random(1))
    assert await refused(MEI, of_mei) == {AlreadyCollected}
    await store.write(cancel, OWNER, tea.drop, NOW)
    assert await refused(TOM, mine) == {DropCancelled}


async def test_what_somebody_chose_stays_in_the_list(store: Store, evening: Evening) -> None:
    mine = evening.item("teh tarik").booking(TOM)
    await store.write(choose_option, TOM, mine, 0, 1, now=NOW)
    for fewer in ("hot / warm", "iced / hot", ""):
        with pytest.raises(OptionsChosen) as refused:
            await offer(store, evening, fewer)
        assert refused.value.options == "hot / iced / warm"
    await offer(store, evening, "cold / iced / warm / less sugar")
    await store.write(release, TOM, mine, NOW)
    await offer(store, evening, "")
    _, numbers = await store.read(desk_item, OWNER, evening.item("teh tarik").id)
    assert numbers.options is None


async def test_a_friend_who_takes_it_has_what_was_chosen_and_can_choose_anew(
    store: Store, evening: Evening
) -> None:
    mine = evening.item("teh tarik").booking(TOM)
    await store.write(choose_option, TOM, mine, 0, 1, now=NOW)
    gift = await store.write(give_booking, TOM, mine, NOW, rng=Random(1))
    await store.write(take_gift, LINA, gift.code, NOW, Random(2))
    assert await chosen(store, mine) == "1"
    await store.write(choose_option, LINA, mine, 1, 2, now=NOW)
    assert await chosen(store, mine) == "12"
    with pytest.raises(BookingNotYours):
        await store.write(choose_option, TOM, mine, 0, 0, now=NOW)


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(3, 43))]
)
async def test_the_counts_sum_to_the_bookings_whatever_people_do(
    store: Store, evening: Evening, seed: int
) -> None:
    rng, tea = Random(seed), evening.item("teh tarik")
    people = (TOM, SITI, MEI)
    bookings = {person: tea.booking(person) for person in people}

    async def act() -> None:
        person = rng.choice(people)
        mine = bookings[person]
        when = evening.starts_at + HOUR
        match rng.randrange(8):
            case 0:
                await store.write(choose_again, person, mine, now=NOW)
            case 1:
                await store.write(release, person, mine, NOW)
            case 2:
                await store.write(collect, OWNER, tea.ticket(person), 1, now=when, rng=rng)
            case 3:
                options = rng.choice(("hot / iced / warm / cold", "hot / iced", "a / b / c"))
                await store.write(describe_item, OWNER, tea.id, options, field="options", now=NOW)
            case _:
                await store.write(choose_option, person, mine, rng.randrange(3), rng.randrange(4), now=NOW)

    def booked(session: Session) -> int:
        rows = [session.get_one(Booking, mine) for mine in bookings.values()]
        assert all(len(row.options) <= row.units for row in rows)
        return sum(row.units for row in rows if row.state in ("booked", "collected"))

    for _ in range(25):
        try:
            await act()
        except Refusal:
            continue
        finally:
            found = (await store.read(options_booked, [tea.id])).get(tea.id)
            said = sum(count for _, count in found.units) + found.unsaid if found else 0
            assert said == await store.read(booked)
