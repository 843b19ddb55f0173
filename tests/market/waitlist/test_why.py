"""Blockers: each of the eleven reasons why an entry waits, with its facts, beside other people's holds and entries."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.beacon import AHEAD, time_of
from market.drop.refusals import DropUnknown
from market.waitlist.blocker import PAGE, Blocker, BlockerReason, entry_blockers, item_blocker
from storage.draw import Draw
from storage.drop import Item
from storage.store import Store
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.market.waitlist.simulation import Simulation, new_simulation

NewItem = Callable[..., Awaitable[ItemScenario]]


async def cause(item: ItemScenario | Simulation, person: int) -> Blocker:
    """Return the blocker of the one entry of this person."""
    [one] = (await item.store.read(entry_blockers, person, item.now, 1)).entries
    return one.blocker


async def of_line(item: ItemScenario) -> Blocker:
    return (await item.store.read(item_blocker, Actor(ROS), item.item, item.now)).blocker


async def numbered(item: ItemScenario, numbers: dict[int, int]) -> None:
    """Number entries as after a draw: not in the sequence in which people joined."""

    def write(session: Session) -> None:
        rows = {row.person_id: row for row in session.exec(select(Entry))}
        for person in numbers:
            rows[person].number = None
        session.flush()
        for person, number in numbers.items():
            rows[person].number = number

    await item.store.write(write)


async def bundles(store: Store, quantities: list[int], **drop: Any) -> Simulation:
    """Return `items`: a component, another component, a bundle of one of the first, and one of two of the first and one of the other."""
    return await new_simulation(store, "bundle", quantities, **({"per_person": 3} | drop))


async def test_nobody_waits(new_item: NewItem) -> None:
    item, other = await new_item(quantity=3), await new_item(quantity=1)
    await item.join(1)
    await other.join_all(1, 1)
    assert await of_line(item) == Blocker(reason=BlockerReason.NOBODY, free=2)
    assert (await item.store.read(entry_blockers, 1, NOW, 1)).entries == ()


async def test_reasons_are_shown_eight_a_page_and_every_entry_is_on_one(new_item: NewItem) -> None:
    items = [await new_item(quantity=1) for _ in range(PAGE + 2)]
    for item in items:
        await item.join_all(1, 1)
    pages = [await items[0].store.read(entry_blockers, 2, NOW, number) for number in (1, 2)]
    assert [(page.page, page.pages, len(page.entries)) for page in pages] == [(1, 2, PAGE), (2, 2, 2)]
    found = {one.waiting.item for page in pages for one in page.entries}
    assert found == {item.item for item in items}
    assert await items[0].store.read(entry_blockers, 2, NOW, 99) == pages[1]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"opens_at": NOW + HOUR}, Blocker(reason=BlockerReason.NOT_OPEN, at=NOW + HOUR)),
        ({"state": "paused"}, Blocker(reason=BlockerReason.PAUSED)),
        ({"hidden_at": NOW}, Blocker(reason=BlockerReason.HIDDEN)),
        ({"hidden_at": NOW, "state": "paused", "opens_at": NOW + HOUR}, Blocker(reason=BlockerReason.HIDDEN)),
        ({"state": "paused", "opens_at": NOW + HOUR}, Blocker(reason=BlockerReason.PAUSED)),
    ],
)
async def test_nothing_is_given_out_at_all(
    new_item: NewItem, columns: dict[str, Any], expected: Blocker
) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1)
    await item.change(**columns)
    assert await of_line(item) == expected
    if expected.reason is not BlockerReason.HIDDEN:
        assert await cause(item, 2) == expected


@pytest.mark.parametrize(
    "columns",
    [
        {"policy": "pot", "pot_until": NOW + HOUR},
        {"policy": "draw", "closes_at": NOW + HOUR, "draws_at": NOW + HOUR},
    ],
)
async def test_the_draw_is_waited_for_by_the_round_that_decides(
    new_item: NewItem, columns: dict[str, Any]
) -> None:
    other, item = await new_item(**columns), await new_item(**columns)
    for one in (other, item):
        await one.sweep()
        await one.join(1)
    await item.join(2)
    assert await of_line(item) == Blocker(reason=BlockerReason.DRAW, at=NOW + HOUR + AHEAD)
    assert await cause(item, 2) == Blocker(reason=BlockerReason.DRAW, at=NOW + HOUR + AHEAD)
    other.now, item.now = NOW + HOUR, NOW + 3 * HOUR
    await other.sweep()

    def decides_later(session: Session) -> None:
        """Return which of two draws that closed at one time decides later."""
        draw = session.exec(select(Draw).where(col(Draw.item_id) == item.item)).one()
        draw.round = (draw.round or 0) + 999

    await item.store.write(decides_later)
    decides = await item.store.read(
        lambda session: session.exec(select(Draw.round).where(col(Draw.item_id) == item.item)).one()
    )
    assert await cause(item, 2) == Blocker(reason=BlockerReason.DRAW, at=time_of(decides or 0))


async def test_what_is_free_is_too_little_for_oneself_or_for_the_first(new_item: NewItem) -> None:
    item = await new_item(quantity=3, fitting="strict", per_person=3)
    await item.join_all(2, 2, 1)
    await item.join(4, 1)
    await numbered(item, {2: 4, 4: 2})
    await item.decline(1)
    await item.change(fitting="strict")
    await item.join(5, 2)
    assert await item.holders() == [4, 3]
    assert await cause(item, 2) == Blocker(reason=BlockerReason.OWN_UNITS, number=4, units=2, free=1)
    assert await cause(item, 5) == Blocker(reason=BlockerReason.FIRST_UNITS, number=4, units=2, free=1)
    assert await of_line(item) == Blocker(reason=BlockerReason.OWN_UNITS, number=4, units=2, free=1)


async def test_two_lines_that_share_a_part_have_each_a_number_one(store: Store) -> None:
    simulation = await bundles(store, [4, 4, 4, 4])
    component, _, small, large = simulation.items
    await simulation.join(9, component, 2)
    await simulation.join(1, small, 3)
    await simulation.join(2, large, 2)
    await simulation.join(3, small, 3)
    assert await cause(simulation, 1) == Blocker(reason=BlockerReason.OWN_UNITS, number=1, units=3, free=2)
    assert await cause(simulation, 2) == Blocker(reason=BlockerReason.OWN_UNITS, number=1, units=2, free=1)
    assert await cause(simulation, 3) == Blocker(reason=BlockerReason.OWN_UNITS, number=2, units=3, free=2)


async def test_one_line_waits_for_the_first_of_another(store: Store) -> None:
    simulation = await bundles(store, [4, 4, 4, 4], fitting="strict")
    component, _, small, large = simulation.items
    await simulation.join(9, component, 2)
    await simulation.join(1, small, 3)
    await simulation.join(2, large, 1)
    assert await cause(simulation, 2) == Blocker(reason=BlockerReason.FIRST_UNITS, number=1, units=3, free=1)


@pytest.mark.parametrize(
    ("taken", "gone"), [((0, 3), "kuih lapis"), ((0, 2), "kuih lapis"), ((1, 2), "line 2")]
)
async def test_a_part_has_run_out_or_is_fewer_than_one_takes(
    store: Store, taken: tuple[int, int], gone: str
) -> None:
    simulation = await bundles(store, [3, 2, 9, 9])
    which, units = taken
    await simulation.join(9, simulation.items[which], units)
    await simulation.join(1, simulation.items[3], 1)
    assert await cause(simulation, 1) == Blocker(reason=BlockerReason.COMPONENT, component=gone)


async def test_where_the_bundle_itself_has_run_out_it_is_not_for_its_part(store: Store) -> None:
    simulation = await bundles(store, [2, 2, 9, 9])
    large = simulation.items[3]
    await store.write(lambda session: setattr(session.get_one(Item, large), "quantity", 1))
    await simulation.hold(9, large, 1)
    await simulation.join(1, large, 1)
    assert (await cause(simulation, 1)).reason is BlockerReason.HOLD


async def test_in_the_last_two_hours_it_is_anyones(new_item: NewItem) -> None:
    item = await new_item(quantity=3, per_person=3)
    await item.join_all(2, 2)
    item.now = NOW + 82 * HOUR
    await item.change(state="paused")
    assert await cause(item, 2) == Blocker(reason=BlockerReason.PAUSED)
    await item.change(state="published")
    assert await cause(item, 2) == Blocker(reason=BlockerReason.LAST_CALL, free=1)
    item.now -= HOUR / 60
    assert (await cause(item, 2)).reason is BlockerReason.OWN_UNITS


async def test_a_hold_runs_the_first_to_end_of_this_line(new_item: NewItem) -> None:
    other, item = await new_item(quantity=1), await new_item(quantity=3)
    await other.join(9)
    await item.join_all(1, 1, 1, 1)
    ends = {1: NOW + 5 * HOUR, 2: NOW + 3 * HOUR, 3: NOW + 2 * HOUR, 9: NOW + HOUR}

    def write(session: Session) -> None:
        for hold in session.exec(select(Hold)):
            hold.until = ends[hold.person_id or 0]

    await item.store.write(write)
    await item.confirm(3)
    assert (
        await cause(item, 4)
        == await of_line(item)
        == Blocker(reason=BlockerReason.HOLD, at=ends[2], number=2)
    )


async def test_all_is_booked(new_item: NewItem) -> None:
    other, item = await new_item(quantity=1), await new_item(quantity=1)
    await other.join(9)
    await item.join_all(1, 1)
    await item.confirm(1)
    assert await cause(item, 2) == await of_line(item) == Blocker(reason=BlockerReason.BOOKED)


async def test_a_stall_asks_of_its_own_line_and_hears_of_the_first_who_waits(new_item: NewItem) -> None:
    item = await new_item(quantity=2, fitting="strict")
    await item.join_all(1, 2, 2, 2)
    await numbered(item, {2: 4, 4: 2})
    assert await of_line(item) == Blocker(reason=BlockerReason.OWN_UNITS, number=2, units=2, free=1)
    await item.leave(4)
    expected = Blocker(reason=BlockerReason.OWN_UNITS, number=3, units=2, free=1)
    assert await of_line(item) == expected, "who left waits no more"
    with pytest.raises(NotYourStall):
        await item.store.read(item_blocker, Actor(1), item.item, NOW)
    with pytest.raises(DropUnknown):
        await item.store.read(item_blocker, Actor(ROS), item.item + 99, NOW)
