"""What a person has in each drop ahead, what matters most first."""

from dataclasses import replace
from random import Random

import pytest

from market.ticket.scan import collect
from market.waitlist.position import OwnMark, OwnState, WaitingEntry, marks_of_items, my_items, own_marks
from storage.store import Store
from tests.evening import JO, MEI, NOW, OWNER, SITI, TOM, DropPlan, Evening, ItemPlan, lay_evening

PLAN = (
    DropPlan(
        (
            ItemPlan("kuih", quantity=1, booked=((TOM, 1),), waiting=((SITI, 1), (MEI, 1))),
            ItemPlan("kopi", quantity=2, booked=((MEI, 1),), held=((SITI, 1),)),
        )
    ),
    DropPlan((ItemPlan("sate", quantity=1, booked=((SITI, 1),), waiting=((TOM, 1),)),)),
)


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


async def test_of_several_items_of_a_drop_the_hold_counts_then_the_booking(
    store: Store, evening: Evening
) -> None:
    first, second = evening.item("kuih").drop, evening.item("sate").drop
    expected = {
        TOM: {first: OwnMark(OwnState.BOOKED), second: OwnMark(OwnState.WAITING, 2)},
        SITI: {first: OwnMark(OwnState.HELD), second: OwnMark(OwnState.BOOKED)},
        MEI: {first: OwnMark(OwnState.BOOKED)},
        JO: {},
    }
    for person, marks in expected.items():
        assert await store.read(own_marks, person, NOW) == marks
        assert marks_of_items(await store.read(my_items, person, NOW)) == marks
    await store.write(
        collect, OWNER, evening.item("sate").ticket(SITI), 1, now=evening.starts_at, rng=Random(1)
    )
    found = await store.read(own_marks, SITI, evening.starts_at)
    assert found[second] == OwnMark(OwnState.COLLECTED)
    assert await store.read(own_marks, TOM, evening.ends_at) == {}, "nothing of what is over"


async def test_without_a_number_one_is_in_a_draw(store: Store, evening: Evening) -> None:
    items = await store.read(my_items, TOM, NOW)
    [waiting] = [one for one in items if isinstance(one.entry, WaitingEntry)]
    drawn = replace(waiting, entry=replace(waiting.entry, number=None))
    assert marks_of_items([drawn]) == {waiting.drop.id: OwnMark(OwnState.IN_DRAW)}
