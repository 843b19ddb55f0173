"""Draws that are due: in each state of a drop, by each draw's own time, whatever the sequence of the ids."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.beacon import time_of
from market.draw.close_draw import close_item_draw, items_to_close, next_closing
from market.draw.decide_draw import draw_item, next_round, rounds_due
from market.draw.open_draw import delete_draws, drops_to_open, open_drop
from market.draw.overdue_draws import late_draws, overdue_draws
from market.draw.published_draw import draw_by_name, published_draw
from market.draw.refusals import DrawUnknown
from market.draw.weights import weights
from market.drop.draw_state import is_drawn
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop
from storage.stall import Stall
from storage.waitlist import Entry
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
MINUTE = timedelta(minutes=1)
ORGANISER = Actor(40, is_configured_admin=True)
POT = {"policy": "pot", "pot_until": NOW + HOUR}


async def opened(new_item: NewItem, people: tuple[int, ...] = (1, 2), **columns: Any) -> ItemScenario:
    """A pot that these have entered."""
    scenario = await new_item(**(POT | columns))
    await scenario.store.write(open_drop, scenario.drop, BeaconKind.LOCAL, NOW, rng=Random(scenario.drop))
    for person in people:
        await scenario.join(person)
    return scenario


async def change_draw(scenario: ItemScenario, **values: Any) -> None:
    def write(session: Session) -> None:
        row = session.exec(select(Draw).where(col(Draw.item_id) == scenario.item)).one()
        row.sqlmodel_update(values)

    await scenario.store.write(write)


async def closed(new_item: NewItem, number: int, **columns: Any) -> ItemScenario:
    scenario = await opened(new_item, **columns)
    await scenario.store.write(close_item_draw, scenario.item, NOW + HOUR, Random(1))
    await change_draw(scenario, round=number)
    return scenario


@pytest.mark.parametrize(
    ("columns", "opens"),
    [
        ({}, True),
        ({"state": "paused"}, True),
        ({"state": "draft"}, False),
        ({"state": "cancelled"}, False),
        ({"policy": "queue", "pot_until": None}, False),
        ({"starts_at": NOW - 2 * HOUR, "ends_at": NOW}, False),
    ],
)
async def test_draws_are_opened_of_drops_that_are_drawn_and_published(
    new_item: NewItem, columns: dict[str, Any], opens: bool
) -> None:
    await opened(new_item)
    scenario = await new_item(**(POT | columns))
    assert await scenario.store.read(drops_to_open, NOW) == ((scenario.drop,) if opens else ())


@pytest.mark.parametrize("state", ["draft", "cancelled"])
async def test_no_draw_is_opened_of_a_drop_that_is_not_to_be_seen(new_item: NewItem, state: str) -> None:
    scenario = await new_item(**POT, state=state)
    await scenario.store.write(open_drop, scenario.drop, BeaconKind.LOCAL, NOW, rng=Random(1))
    with pytest.raises(DrawUnknown):
        await scenario.store.read(published_draw, scenario.item)


async def test_only_the_draws_of_one_drop_are_taken_back(new_item: NewItem) -> None:
    mine, other = await opened(new_item, ()), await opened(new_item, ())
    await mine.store.write(delete_draws, mine.drop)
    rows = select(Draw.item_id)
    assert await mine.store.read(lambda session: list(session.exec(rows))) == [other.item]


@pytest.mark.empty_market("the next of all that is due")
async def test_a_line_closes_at_its_own_time_and_while_its_drop_stands(new_item: NewItem) -> None:
    later = await opened(new_item, pot_until=NOW + 3 * HOUR)
    paused = await opened(new_item, pot_until=NOW + 2 * HOUR, state="published")
    cancelled, soon = await opened(new_item), await opened(new_item)
    done = await closed(new_item, 1)
    await paused.change(state="paused")
    await cancelled.change(state="cancelled", cancelled_at=NOW)
    await soon.change(policy="draw", pot_until=None, closes_at=NOW + HOUR, draws_at=NOW + 2 * HOUR)
    read = soon.store.read
    assert await read(items_to_close, NOW + HOUR - MINUTE) == ()
    assert await read(items_to_close, NOW + HOUR) == (soon.item,)
    assert await read(items_to_close, NOW + 9 * HOUR) == (later.item, paused.item, soon.item)
    for after, expected in ((0, 1), (1, 2), (2, 3)):
        assert await read(next_closing, NOW + after * HOUR) == NOW + expected * HOUR
    assert await read(next_closing, NOW + 3 * HOUR) is None
    assert not await read(is_drawn, done.item)


async def test_a_round_decides_the_draws_that_wait_for_it(new_item: NewItem) -> None:
    late, first = await closed(new_item, 700), await closed(new_item, 500)
    drawn, cancelled, elsewhere = [await closed(new_item, 600) for _ in range(3)]
    await opened(new_item)
    assert await drawn.store.write(draw_item, drawn.item, "ab" * 32, "", now=NOW + 2 * HOUR)
    await cancelled.change(state="cancelled", cancelled_at=NOW)
    await late.change(state="paused")
    await change_draw(elsewhere, beacon="quicknet")
    read = first.store.read
    assert await read(rounds_due, BeaconKind.LOCAL, time_of(500) - MINUTE / 60) == ()
    assert await read(rounds_due, BeaconKind.LOCAL, time_of(699)) == ((first.item, 500),)
    assert await read(rounds_due, BeaconKind.LOCAL, time_of(700)) == ((late.item, 700), (first.item, 500))
    assert await read(rounds_due, "quicknet", time_of(700)) == ((elsewhere.item, 600),)
    assert [await read(next_round, time_of(one)) for one in (499, 500, 600, 700)] == [
        time_of(500),
        time_of(600),
        time_of(700),
        None,
    ]
    waits = await read(overdue_draws, ORGANISER, time_of(700))
    assert [one.item for one in waits] == [first.item, elsewhere.item, late.item], "the longest waiting first"
    assert len(await read(late_draws, time_of(600) + 10 * MINUTE)) == 2
    assert await read(is_drawn, drawn.item)
    assert not await read(is_drawn, first.item)


async def test_who_joined_behind_the_list_is_numbered_behind_it_as_they_came(new_item: NewItem) -> None:
    other, scenario = await closed(new_item, 500), await closed(new_item, 500)
    scenario.now = other.now = NOW + HOUR + MINUTE
    for person in (9, 5, 7):
        await scenario.join(person)
        await other.join(person)
    await scenario.leave(5)
    await scenario.store.write(draw_item, scenario.item, "ab" * 32, "", now=scenario.now)
    rows = select(Entry.item_id, Entry.person_id, Entry.number)
    found = {
        (item, person): number
        for item, person, number in await scenario.store.read(lambda s: list(s.exec(rows)))
    }
    assert {found[scenario.item, 1], found[scenario.item, 2]} == {1, 2}
    assert [found[scenario.item, person] for person in (9, 5, 7)] == [3, None, 4]
    assert {found[other.item, person] for person in (1, 2, 9, 5, 7)} == {None}


async def test_a_chance_more_is_for_each_draw_of_this_stall_in_which_one_stayed_and_got_nothing(
    new_item: NewItem,
) -> None:
    """The first alone drew in vain: the others held, left, or entered what was not drawn or another stall's."""
    vain, undrawn, others = [await closed(new_item, 500, people=(1,)) for _ in range(3)]
    held = await closed(new_item, 500, people=(2,))
    left = await closed(new_item, 500, people=(3,))
    await left.leave(3)
    for one in (vain, others, left):
        await one.change(hidden_at=NOW)
    for one in (vain, others, held, left):
        assert await one.store.write(draw_item, one.item, "ab" * 32, "", now=NOW + 2 * HOUR)

    def elsewhere(session: Session) -> None:
        session.add(
            Stall(id=2, code="LIEN", name="Lien", owner_id=ROS, alley_id=1, language="ms", asked_at=NOW)
        )
        session.flush()
        session.get_one(Drop, others.drop).stall_id = 2

    await vain.store.write(elsewhere)
    scenario = await opened(new_item, (2, 1, 3, 4))

    def weighed(session: Session, weighing: str) -> dict[int, int]:
        drop = Drop(**session.get_one(Drop, scenario.drop).model_dump() | {"weighing": weighing})
        return weights(session, drop, scenario.item, [4, 2, None, 1, 3])

    assert await vain.store.read(weighed, "patience") == {1: 2}
    assert await vain.store.read(weighed, "equal") == {}
    assert await undrawn.store.read(is_drawn, undrawn.item) is False


async def test_a_draw_is_found_by_its_name_with_its_file_once_it_is_closed(new_item: NewItem) -> None:
    done, open_ = await closed(new_item, 500), await opened(new_item)

    async def name(scenario: ItemScenario) -> str:
        rows = select(Draw.name).where(col(Draw.item_id) == scenario.item)
        return await scenario.store.read(lambda session: session.exec(rows).one())

    found = await done.store.read(draw_by_name, await name(done))
    assert found.published.item.id == done.item
    assert found.proof is not None
    assert found.proof["draw"] == await name(done)
    found = await open_.store.read(draw_by_name, await name(open_))
    assert (found.published.item.id, found.proof, found.drawn) == (open_.item, None, frozenset())
    with pytest.raises(DrawUnknown):
        await open_.store.read(draw_by_name, "none")


async def test_who_left_and_came_again_sees_the_newer_of_two_entries(new_item: NewItem) -> None:
    scenario = await opened(new_item, (1, 2))

    def write(session: Session) -> None:
        for place, row in enumerate(session.exec(select(Entry).order_by(col(Entry.id))).all()):
            row.person_id, row.pseudonym = 1, f"p-{place}"
            row.state = "left" if place == 0 else "waiting"
            session.flush()

    await scenario.store.write(write)
    await change_draw(scenario, closed_at=NOW, root="0", round=1)
    page = await scenario.store.read(published_draw, scenario.item, 1)
    assert page.own_entry is not None
    assert page.own_entry.pseudonym == "p-1"
    assert (await scenario.store.read(published_draw, scenario.item, 2)).own_entry is None
