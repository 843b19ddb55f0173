"""Items that are due without anybody's action: by the rows that count, and by no others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.waitlist.sweep import items_to_allocate, next_call, next_hold_end
from storage.draw import Draw
from storage.drop import Item
from storage.waitlist import Hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
CALLED = {"starts_at": NOW - HOUR, "ends_at": NOW + 2 * HOUR}
SECOND = timedelta(seconds=1)


async def ends(item: ItemScenario, person: int, **values: Any) -> None:
    """Columns of this person's hold."""

    def write(session: Session) -> None:
        mine = select(Hold).where(col(Hold.item_id) == item.item, col(Hold.person_id) == person)
        session.exec(mine).one().sqlmodel_update(values)

    await item.store.write(write)


async def test_a_line_is_due_when_a_hold_of_it_runs_out_unless_its_drop_is_paused(new_item: NewItem) -> None:
    items = [await new_item() for _ in range(4)]
    paused, answered, due, later = items
    for one in items:
        await one.join_all(1, 1)
        await ends(one, 1, until=NOW + HOUR)
        await ends(one, 2, until=NOW + HOUR)
    await paused.change(state="paused")
    for person in (1, 2):
        await ends(answered, person, state="declined")
    for person in (1, 2):
        await ends(later, person, until=NOW + HOUR + SECOND)
    assert await due.store.read(items_to_allocate, NOW + HOUR - SECOND) == ()
    assert await due.store.read(items_to_allocate, NOW + HOUR) == (due.item,), "once, though two run out"


@pytest.mark.empty_market("the next of all that is due")
async def test_the_next_hold_to_end_is_the_first_after_a_moment_that_is_live(new_item: NewItem) -> None:
    item = await new_item()
    await item.join_all(1, 1, 1, 1)
    for person, hours in ((1, 5), (2, 2), (3, 4), (4, 1)):
        await ends(item, person, until=NOW + hours * HOUR, state="live" if person != 2 else "declined")
    for after, expected in ((0, 1), (1, 4), (4, 5)):
        assert await item.store.read(next_hold_end, NOW + after * HOUR) == NOW + expected * HOUR
    assert await item.store.read(next_hold_end, NOW + 5 * HOUR) is None


@pytest.mark.parametrize(
    ("drop", "item", "due"),
    [
        ({}, {}, True),
        ({"hidden_at": NOW}, {}, False),
        ({"state": "paused"}, {}, False),
        ({"state": "cancelled"}, {}, False),
        ({"opens_at": NOW + SECOND}, {}, False),
        ({"ends_at": NOW}, {}, False),
        ({"ends_at": NOW + 2 * HOUR + SECOND}, {}, False),
        ({"policy": "pot", "pot_until": NOW}, {}, False),
        ({}, {"waiting": 0}, False),
        ({}, {"announced_units": 2}, True),
        ({}, {"announced_units": 3}, False),
        ({}, {"held": 3}, False),
    ],
)
async def test_in_the_last_two_hours_a_line_is_due_when_somebody_has_yet_to_hear_what_is_free(
    new_item: NewItem, drop: dict[str, Any], item: dict[str, Any], due: bool
) -> None:
    quiet, one = await new_item(**CALLED), await new_item(**(CALLED | drop))

    def write(session: Session) -> None:
        session.get_one(Item, one.item).sqlmodel_update({"booked": 7, "waiting": 4} | item)

    await one.store.write(write)
    assert await one.store.read(items_to_allocate, NOW) == ((one.item,) if due else ())
    assert (await quiet.row()).waiting == 0


async def test_a_draw_calls_when_it_is_drawn(new_item: NewItem) -> None:
    other = await new_item(**CALLED, policy="pot", pot_until=NOW)
    item = await new_item(**CALLED, policy="pot", pot_until=NOW)

    def write(session: Session) -> None:
        for one in (other.item, item.item):
            session.get_one(Item, one).waiting = 1
            drawn = {"closed_at": NOW, "root": "0", "round": 1, "drawn_at": NOW, "randomness": "0"}
            session.add(
                Draw(
                    item_id=one, name=f"D-{one}", secret="0", commitment="0", opened_at=NOW, beacon="local",
                    **(drawn if one == item.item else {}),
                )
            )  # fmt: skip

    await item.store.write(write)
    assert await item.store.read(items_to_allocate, NOW) == (item.item,)


@pytest.mark.empty_market("the next of all that is due")
async def test_the_next_last_call_is_of_the_first_line_for_which_somebody_waits(new_item: NewItem) -> None:
    for hours, waits in ((9, 1), (5, 1), (4, 0), (7, 1)):
        one = await new_item(quantity=1, starts_at=NOW + HOUR, ends_at=NOW + hours * HOUR)
        await one.join_all(*[1] * (1 + waits))
    for after, expected in ((0, 3), (3, 5), (5, 7)):
        assert await one.store.read(next_call, NOW + after * HOUR) == NOW + expected * HOUR
    assert await one.store.read(next_call, NOW + 7 * HOUR) is None
