"""What is due of draws: in each state of a drop, by each draw's own time, whatever the sequence of the ids."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.draw.beacon import LOCAL, time_of
from market.draw.closing import close_line, lines_to_close, next_closing
from market.draw.deciding import draw_line, next_round, rounds_due
from market.draw.opening import drops_to_open, open_drop, take_back_draws
from market.draw.published import draw_by_name, published_draw
from market.draw.state import is_drawn
from market.draw.waiting import late_draws, waiting_draws
from market.draw.weights import weights
from market.refusal import DrawUnknown
from storage.draw import Draw
from storage.drop import Drop
from storage.stall import Stall
from storage.waitlist import Entry
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive

Lay = Callable[..., Awaitable[Alive]]
MINUTE = timedelta(minutes=1)
ORGANISER = Acting(40, named=True)
POT = {"policy": "pot", "pot_until": NOW + HOUR}


async def opened(lay: Lay, people: tuple[int, ...] = (1, 2), **columns: Any) -> Alive:
    """A pot that these have entered."""
    alive = await lay(**(POT | columns))
    await alive.store.write(open_drop, alive.drop, LOCAL, NOW, Random(alive.drop))
    for person in people:
        await alive.join(person)
    return alive


async def change_draw(alive: Alive, **values: Any) -> None:
    def write(session: Session) -> None:
        row = session.exec(select(Draw).where(col(Draw.line_id) == alive.line)).one()
        row.sqlmodel_update(values)

    await alive.store.write(write)


async def closed(lay: Lay, number: int, **columns: Any) -> Alive:
    alive = await opened(lay, **columns)
    await alive.store.write(close_line, alive.line, NOW + HOUR, Random(1))
    await change_draw(alive, round=number)
    return alive


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
    lay: Lay, columns: dict[str, Any], opens: bool
) -> None:
    await opened(lay)
    alive = await lay(**(POT | columns))
    assert await alive.store.read(drops_to_open, NOW) == ((alive.drop,) if opens else ())


@pytest.mark.parametrize("state", ["draft", "cancelled"])
async def test_no_draw_is_opened_of_a_drop_that_is_not_to_be_seen(lay: Lay, state: str) -> None:
    alive = await lay(**POT, state=state)
    await alive.store.write(open_drop, alive.drop, LOCAL, NOW, Random(1))
    with pytest.raises(DrawUnknown):
        await alive.store.read(published_draw, alive.line)


async def test_only_the_draws_of_one_drop_are_taken_back(lay: Lay) -> None:
    mine, other = await opened(lay, ()), await opened(lay, ())
    await mine.store.write(take_back_draws, mine.drop)
    rows = select(Draw.line_id)
    assert await mine.store.read(lambda session: list(session.exec(rows))) == [other.line]


async def test_a_line_closes_at_its_own_time_and_while_its_drop_stands(lay: Lay) -> None:
    later = await opened(lay, pot_until=NOW + 3 * HOUR)
    paused = await opened(lay, pot_until=NOW + 2 * HOUR, state="published")
    cancelled, soon = await opened(lay), await opened(lay)
    done = await closed(lay, 1)
    await paused.change(state="paused")
    await cancelled.change(state="cancelled", cancelled_at=NOW)
    await soon.change(policy="draw", pot_until=None, closes_at=NOW + HOUR, draws_at=NOW + 2 * HOUR)
    read = soon.store.read
    assert await read(lines_to_close, NOW + HOUR - MINUTE) == ()
    assert await read(lines_to_close, NOW + HOUR) == (soon.line,)
    assert await read(lines_to_close, NOW + 9 * HOUR) == (later.line, paused.line, soon.line)
    for after, expected in ((0, 1), (1, 2), (2, 3)):
        assert await read(next_closing, NOW + after * HOUR) == NOW + expected * HOUR
    assert await read(next_closing, NOW + 3 * HOUR) is None
    assert not await read(is_drawn, done.line)


async def test_a_round_decides_the_draws_that_wait_for_it(lay: Lay) -> None:
    late, first = await closed(lay, 700), await closed(lay, 500)
    drawn, cancelled, elsewhere = [await closed(lay, 600) for _ in range(3)]
    await opened(lay)
    assert await drawn.store.write(draw_line, drawn.line, "ab" * 32, "", NOW + 2 * HOUR)
    await cancelled.change(state="cancelled", cancelled_at=NOW)
    await late.change(state="paused")
    await change_draw(elsewhere, beacon="quicknet")
    read = first.store.read
    assert await read(rounds_due, LOCAL, time_of(500) - MINUTE / 60) == ()
    assert await read(rounds_due, LOCAL, time_of(699)) == ((first.line, 500),)
    assert await read(rounds_due, LOCAL, time_of(700)) == ((late.line, 700), (first.line, 500))
    assert await read(rounds_due, "quicknet", time_of(700)) == ((elsewhere.line, 600),)
    assert [await read(next_round, time_of(one)) for one in (499, 500, 600, 700)] == [
        time_of(500),
        time_of(600),
        time_of(700),
        None,
    ]
    waits = await read(waiting_draws, ORGANISER, time_of(700))
    assert [one.line for one in waits] == [first.line, elsewhere.line, late.line], "the longest waiting first"
    assert len(await read(late_draws, time_of(600) + 10 * MINUTE)) == 2
    assert await read(is_drawn, drawn.line)
    assert not await read(is_drawn, first.line)


async def test_who_joined_behind_the_list_is_numbered_behind_it_as_they_came(lay: Lay) -> None:
    other, alive = await closed(lay, 500), await closed(lay, 500)
    alive.now = other.now = NOW + HOUR + MINUTE
    for person in (9, 5, 7):
        await alive.join(person)
        await other.join(person)
    await alive.leave(5)
    await alive.store.write(draw_line, alive.line, "ab" * 32, "", alive.now)
    rows = select(Entry.line_id, Entry.person_id, Entry.number)
    found = {
        (line, person): number
        for line, person, number in await alive.store.read(lambda s: list(s.exec(rows)))
    }
    assert {found[alive.line, 1], found[alive.line, 2]} == {1, 2}
    assert [found[alive.line, person] for person in (9, 5, 7)] == [3, None, 4]
    assert {found[other.line, person] for person in (1, 2, 9, 5, 7)} == {None}


async def test_a_chance_more_is_for_each_draw_of_this_stall_in_which_one_stayed_and_got_nothing(
    lay: Lay,
) -> None:
    """The first alone drew in vain: the others held, left, or entered what was not drawn or another stall's."""
    vain, undrawn, others = [await closed(lay, 500, people=(1,)) for _ in range(3)]
    held = await closed(lay, 500, people=(2,))
    left = await closed(lay, 500, people=(3,))
    await left.leave(3)
    for one in (vain, others, left):
        await one.change(hidden_at=NOW)
    for one in (vain, others, held, left):
        assert await one.store.write(draw_line, one.line, "ab" * 32, "", NOW + 2 * HOUR)

    def elsewhere(session: Session) -> None:
        session.add(
            Stall(id=2, code="LIEN", name="Lien", owner_id=ROS, alley_id=1, language="ms", asked_at=NOW)
        )
        session.flush()
        session.get_one(Drop, others.drop).stall_id = 2

    await vain.store.write(elsewhere)
    alive = await opened(lay, (2, 1, 3, 4))

    def weighed(session: Session, weighing: str) -> dict[int, int]:
        drop = Drop(**session.get_one(Drop, alive.drop).model_dump() | {"weighing": weighing})
        return weights(session, drop, alive.line, [4, 2, None, 1, 3])

    assert await vain.store.read(weighed, "patience") == {1: 2}
    assert await vain.store.read(weighed, "equal") == {}
    assert await undrawn.store.read(is_drawn, undrawn.line) is False


async def test_a_draw_is_found_by_its_name_with_its_file_once_it_is_closed(lay: Lay) -> None:
    done, open_ = await closed(lay, 500), await opened(lay)

    async def name(alive: Alive) -> str:
        rows = select(Draw.name).where(col(Draw.line_id) == alive.line)
        return await alive.store.read(lambda session: session.exec(rows).one())

    page, document = await done.store.read(draw_by_name, await name(done))
    assert page.line.id == done.line
    assert document is not None
    assert document["draw"] == await name(done)
    page, document = await open_.store.read(draw_by_name, await name(open_))
    assert (page.line.id, document) == (open_.line, None)
    with pytest.raises(DrawUnknown):
        await open_.store.read(draw_by_name, "none")


async def test_who_left_and_came_again_sees_the_newer_of_two_entries(lay: Lay) -> None:
    alive = await opened(lay, (1, 2))

    def write(session: Session) -> None:
        for place, row in enumerate(session.exec(select(Entry).order_by(col(Entry.id))).all()):
            row.person_id, row.pseudonym = 1, f"p-{place}"
            row.state = "left" if place == 0 else "waiting"
            session.flush()

    await alive.store.write(write)
    await change_draw(alive, closed_at=NOW, root="0", round=1)
    page = await alive.store.read(published_draw, alive.line, 1)
    assert page.mine is not None
    assert page.mine.pseudonym == "p-1"
    assert (await alive.store.read(published_draw, alive.line, 2)).mine is None
