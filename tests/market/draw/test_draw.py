"""A draw on the rows: opened, closed, decided, each once; whoever re-runs the published file has the numbers of the database."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from market.draw.beacon import AHEAD, LOCAL, time_of
from market.draw.closing import close_line, lines_to_close, next_closing
from market.draw.deciding import draw_line, next_round, rounds_due
from market.draw.opening import drops_to_open, open_drop
from market.draw.proof import Chance, climbed, commitment, drawn_order, findings, leaf, seed
from market.draw.published import drawn_entry, entry_file, proof_file, published_draw
from market.drop.browse import any_drop
from market.drop.status import Status, status
from market.due import next_due
from market.privacy.forget import forget
from market.refusal import DrawClosed, DrawOpen, DrawUnknown, Refusal
from storage.draw import Draw
from storage.store import Store
from storage.tables import metadata
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, Alive, lay_out

Lay = Callable[..., Awaitable[Alive]]
MINUTE = timedelta(minutes=1)
RANDOMNESS = "ab" * 32
DRAW = {"policy": "draw", "closes_at": NOW + HOUR, "draws_at": NOW + HOUR + 4 * MINUTE}


async def draw_of(alive: Alive) -> Draw:
    rows = select(Draw).where(col(Draw.line_id) == alive.line)
    return await alive.store.read(lambda session: session.exec(rows).one())


async def entries(alive: Alive) -> list[Entry]:
    rows = select(Entry).where(col(Entry.line_id) == alive.line).order_by(col(Entry.id))
    return await alive.store.read(lambda session: list(session.exec(rows)))


async def closed(lay: Lay, people: int = 5, **columns: Any) -> Alive:
    """A draw whose entries have closed and whose round is yet to come."""
    alive = await lay(**(DRAW | {"quantity": 2, "per_person": 1} | columns))
    await alive.sweep()
    for person in range(1, people + 1):
        await alive.join(person)
    alive.now = NOW + HOUR
    assert await alive.sweep() == 1
    return alive


async def decided(lay: Lay, people: int = 5, **columns: Any) -> Alive:
    alive = await closed(lay, people, **columns)
    alive.now += 5 * MINUTE
    assert await alive.sweep() == 1
    return alive


async def test_a_draw_opens_with_the_hash_of_a_secret_that_nobody_sees(lay: Lay) -> None:
    alive = await lay(**DRAW)
    assert await alive.store.read(drops_to_open, NOW) == (alive.drop,)
    await alive.sweep()
    assert await alive.store.read(drops_to_open, NOW) == ()
    draw = await draw_of(alive)
    assert draw.commitment == commitment(draw.secret)
    assert len(bytes.fromhex(draw.secret)) == 32
    page = await alive.store.read(published_draw, alive.line)
    assert (page.secret, page.root, page.seed) == ("", "", "")
    assert draw.secret not in repr(page)
    with pytest.raises(DrawOpen):
        await alive.store.read(proof_file, alive.line)
    await alive.store.write(open_drop, alive.drop, LOCAL, NOW, Random(9))
    assert (await draw_of(alive)).secret == draw.secret, "once"


async def test_closing_publishes_list_root_round_and_secret_and_gives_no_number(lay: Lay) -> None:
    alive = await closed(lay)
    draw, page = await draw_of(alive), await alive.store.read(published_draw, alive.line, 1)
    assert (draw.entries, draw.closed_at, draw.drawn_at) == (5, NOW + HOUR, None)
    assert time_of(draw.round or 0) - NOW - HOUR >= AHEAD
    assert time_of(draw.round or 0) >= NOW + HOUR + 4 * MINUTE
    assert page.secret == draw.secret
    rows = await entries(alive)
    assert [row.number for row in rows] == [None] * 5
    assert len({row.pseudonym for row in rows}) == 5
    assert page.mine is not None
    assert page.mine.pseudonym == rows[0].pseudonym
    assert climbed(page.mine.leaf, page.mine.path) == page.root
    document = await alive.store.read(proof_file, alive.line)
    assert (document["order"], document["seed"], document["beacon"]["randomness"]) == ([], "", "")
    assert dict(findings(document)) == {"commitment": True, "list": True, "root": True, "drawn": False}
    assert await alive.holders() == []


async def test_a_pseudonym_comes_from_dice_and_from_nothing_of_the_person(lay: Lay) -> None:
    """The same people in the same sequence have others in another draw; the same dice give the same."""
    seen = []
    for dice in (1, 2, 1):
        alive = await lay(quantity=2, **DRAW)
        await alive.sweep()
        alive.dice = Random(dice)
        for person in range(1, 6):
            await alive.join(person)
        alive.now += HOUR
        await alive.sweep()
        seen.append([row.pseudonym for row in await entries(alive)])
    assert not {*seen[0]} & {*seen[1]}
    assert seen[0] == seen[2]


async def test_the_numbers_are_those_that_anyone_works_out_from_the_file(lay: Lay) -> None:
    alive = await decided(lay, 12)
    document = await alive.store.read(proof_file, alive.line)
    assert all(holds for _, holds in findings(document))
    chances = [Chance(*each) for each in document["entries"]]
    again = drawn_order(seed(document["secret"], document["beacon"]["randomness"]), document["draw"], chances)
    rows = sorted(await entries(alive), key=lambda row: row.number or 0)
    assert [row.number for row in rows] == list(range(1, 13))
    assert tuple(row.pseudonym for row in rows) == again
    assert await alive.holders() == [row.person_id for row in rows[:2]]


async def test_each_is_told_once_and_the_hold_is_in_the_same_letter(lay: Lay) -> None:
    alive = await decided(lay, 6)
    assert sorted(await alive.letters("DrawDone")) == [1, 2, 3, 4, 5, 6]
    assert await alive.letters("UnitsHeld") == []
    rows = {row.person_id: row for row in await entries(alive)}
    for person, row in rows.items():
        drawn = await alive.store.read(drawn_entry, row.id or 0)
        assert (drawn.number, drawn.entries) == (row.number, 6)
        assert (drawn.hold is not None) == (person in await alive.holders())


async def test_a_second_closing_or_deciding_changes_nothing(lay: Lay) -> None:
    alive = await decided(lay)
    before = await draw_of(alive), await entries(alive), await alive.letters("DrawDone")
    await alive.store.write(close_line, alive.line, alive.now, Random(99))
    assert not await alive.store.write(draw_line, alive.line, "cd" * 32, "", alive.now)
    assert (await draw_of(alive), await entries(alive), await alive.letters("DrawDone")) == before


async def test_no_draw_is_decided_before_it_is_closed(lay: Lay) -> None:
    alive = await lay(**DRAW)
    await alive.sweep()
    await alive.join(1)
    assert not await alive.store.write(draw_line, alive.line, RANDOMNESS, "", NOW)
    await alive.store.write(close_line, alive.line, NOW + HOUR - MINUTE, Random(1))
    assert (await draw_of(alive)).closed_at is None, "its time has not come"


async def test_a_stop_between_closing_and_deciding_is_made_up_for_by_the_next_start(lay: Lay) -> None:
    alive = await closed(lay)
    draw = await draw_of(alive)
    again = Alive(Store(alive.store.url.render_as_string(hide_password=False)), alive.drop, alive.line)
    again.now = NOW + 30 * HOUR
    assert await again.sweep() == 1
    after = await draw_of(again)
    assert (after.round, after.secret, after.root) == (draw.round, draw.secret, draw.root), (
        "never a later round"
    )
    assert len(await again.holders()) == 2
    await again.store.close()


async def test_between_closing_and_draw_nobody_enters_and_afterwards_at_the_end(lay: Lay) -> None:
    alive = await closed(lay)
    facts = await alive.store.read(any_drop, alive.drop)
    assert status(facts, alive.now) is Status.DRAWN
    for wait in (0, 4):
        alive.now += wait * MINUTE
        with pytest.raises(DrawClosed):
            await alive.join(20)
    assert status(facts, NOW + 9 * HOUR) is Status.DRAWN, "however late the round is brought"
    alive.now += MINUTE
    await alive.sweep()
    assert (await alive.join(20)).number == 6


async def test_who_joins_a_pot_after_its_time_is_behind_all_who_are_drawn_though_it_closed_late(
    lay: Lay,
) -> None:
    alive = await lay(policy="pot", pot_until=NOW + HOUR, quantity=2, per_person=1)
    await alive.sweep()
    for person in range(1, 9):
        await alive.join(person)
    alive.now = NOW + HOUR + MINUTE
    assert (await alive.join(20)).number is None
    await alive.sweep()
    alive.now += MINUTE
    assert (await alive.join(21)).number is None
    assert (await draw_of(alive)).entries == 8
    alive.now += 5 * MINUTE
    await alive.sweep()
    numbers = {one.person_id: one.number for one in await entries(alive)}
    assert {numbers[person] for person in range(1, 9)} == {*range(1, 9)}
    assert (numbers[20], numbers[21]) == (9, 10)


async def test_a_draw_that_names_no_closing_closes_four_minutes_before(lay: Lay) -> None:
    alive = await lay(policy="draw", draws_at=NOW + HOUR)
    await alive.sweep()
    await alive.join(1)
    assert await alive.store.read(next_closing, NOW) == NOW + HOUR - 4 * MINUTE
    assert await alive.store.read(lines_to_close, NOW + HOUR - 5 * MINUTE) == ()
    alive.now = NOW + HOUR - 4 * MINUTE
    assert await alive.sweep() == 1
    assert time_of((await draw_of(alive)).round or 0) >= NOW + HOUR


async def test_who_leaves_after_the_closing_keeps_a_place_in_the_published_order(lay: Lay) -> None:
    alive = await closed(lay, 5, quantity=5)
    await alive.leave(3)
    alive.now += 5 * MINUTE
    await alive.sweep()
    rows = await entries(alive)
    assert sorted(row.number or 0 for row in rows) == [1, 2, 3, 4, 5]
    assert sorted(await alive.holders()) == [1, 2, 4, 5]
    assert 3 not in await alive.letters("DrawDone")
    assert all(holds for _, holds in findings(await alive.store.read(proof_file, alive.line)))


async def test_who_is_forgotten_stays_in_the_list_as_a_pseudonym(lay: Lay) -> None:
    alive = await closed(lay)
    before = await alive.store.read(proof_file, alive.line)
    await alive.store.write(forget, 2, alive.now)
    assert await alive.store.read(proof_file, alive.line) == before
    alive.now += 5 * MINUTE
    await alive.sweep()
    assert all(holds for _, holds in findings(await alive.store.read(proof_file, alive.line)))


async def test_a_cancelled_drop_is_not_drawn_and_a_paused_one_gives_numbers_and_no_units(lay: Lay) -> None:
    off, still = await closed(lay), await closed(lay)
    await off.change(state="cancelled", cancelled_at=off.now)
    await still.change(state="paused", paused_at=still.now)
    still.now += 5 * MINUTE
    assert await still.sweep() == 1
    assert (await draw_of(off)).drawn_at is None
    assert (await draw_of(still)).drawn_at == still.now
    assert await still.holders() == []
    assert sorted(await still.letters("DrawDone")) == [1, 2, 3, 4, 5]


async def test_a_draw_that_nobody_entered_is_made_and_the_next_is_number_one(lay: Lay) -> None:
    alive = await decided(lay, 0)
    assert (await draw_of(alive)).entries == 0
    assert (await alive.join(1)).hold is not None


async def test_by_patience_who_drew_in_vain_has_a_chance_more_four_at_most(lay: Lay) -> None:
    for _ in range(4):
        earlier = await closed(lay, 3, quantity=1, weighing="patience")
        await earlier.leave(3)
        earlier.now += 5 * MINUTE
        await earlier.sweep()
    holders = [person for person in (1, 2) if await earlier.hold_of(person)]
    alive = await closed(lay, 4, weighing="patience")
    weights = {row.person_id: row.weight for row in await entries(alive)}
    held = {person: await won(alive, person) for person in (1, 2)}
    assert sum(held.values()) == 4, "one of the two each time"
    assert weights == {1: min(4, 1 + 4 - held[1]), 2: min(4, 1 + 4 - held[2]), 3: 1, 4: 1}, holders
    equal = await closed(lay, 4)
    assert {row.weight for row in await entries(equal)} == {1}


async def won(alive: Alive, person: int) -> int:
    rows = select(Hold.id).where(col(Hold.person_id) == person)
    return len(await alive.store.read(lambda session: session.exec(rows).all()))


async def test_the_clock_that_is_moved_sees_closing_and_round(lay: Lay) -> None:
    alive = await lay(**DRAW)
    await alive.sweep()
    await alive.join(1)
    assert await alive.store.read(next_due, NOW) == (NOW + HOUR, "DrawCloses")
    alive.now += HOUR
    await alive.sweep()
    due = await alive.store.read(next_due, alive.now)
    assert due == (time_of((await draw_of(alive)).round or 0), "Draw")
    assert await alive.store.read(next_round, alive.now) == due[0]
    assert await alive.store.read(rounds_due, LOCAL, due[0] - MINUTE / 60) == ()
    assert len(await alive.store.read(rounds_due, LOCAL, due[0])) == 1
    assert await alive.store.read(rounds_due, "quicknet", due[0]) == (), (
        "another beacon's draw is not ours to decide"
    )


async def test_ones_own_entry_is_in_a_file_and_nobody_elses(lay: Lay) -> None:
    alive = await closed(lay)
    mine = await alive.store.read(entry_file, alive.line, 2)
    assert mine["leaf"] == leaf(Chance(mine["pseudonym"], mine["weight"]))
    assert climbed(mine["leaf"], mine["path"]) == mine["root"]
    with pytest.raises(DrawUnknown):
        await alive.store.read(entry_file, alive.line, 20)
    document = str(await alive.store.read(proof_file, alive.line))
    assert "person" not in document
    assert "P2" not in document


async def test_in_the_last_two_hours_the_draw_counts_and_nobody_is_called_before_it(lay: Lay) -> None:
    ends = {"starts_at": NOW - HOUR, "ends_at": NOW + HOUR, "opens_at": NOW - HOUR}
    alive = await lay(quantity=2, policy="pot", pot_until=NOW + 15 * MINUTE, per_person=1, **ends)
    await alive.sweep()
    for person in range(1, 6):
        await alive.join(person)
    assert await alive.sweep() == 0
    assert await alive.letters("UnitsFree") == []
    alive.now += 15 * MINUTE
    await alive.sweep()
    alive.now += 3 * MINUTE
    await alive.sweep()
    rows = sorted(await entries(alive), key=lambda row: row.number or 0)
    assert await alive.holders() == [row.person_id for row in rows[:2]]
    assert await alive.letters("UnitsFree") == []
    await alive.decline(rows[0].person_id or 0)
    assert sorted(await alive.letters("UnitsFree")) == sorted(row.person_id or 0 for row in rows[2:])


def test_no_column_lets_an_entry_cost_anything() -> None:
    """Entry is free: money hangs on a hold or a claim, and a hold comes after the draw."""
    costs = [
        name for name in metadata.tables["entry"].columns if name in {"price", "amount", "deposit", "fee"}
    ]
    assert costs == []
    referring = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "entry"
    }
    assert referring == {"hold"}
    draws = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "draw"
    }
    assert draws == set()


async def test_entering_a_draw_of_a_drop_with_a_deposit_asks_for_no_money(lay: Lay) -> None:
    alive = await closed(lay, 3, deposit=1000, refund_until=NOW + 70 * HOUR)
    count = select(metadata.tables["deposit"].c.id)
    assert await alive.store.read(lambda session: session.execute(count).all()) == []


ACTS = ("join", "join", "join", "leave", "sweep", "wait")


async def act(alive: Alive, kind: str, person: int) -> None:
    with suppress(Refusal):
        match kind:
            case "join":
                await alive.join(person)
            case "leave":
                await alive.leave(person)
            case "wait":
                alive.now += 7 * MINUTE
            case _:
                await alive.sweep()


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 9)), min_size=15, max_size=50),
    pot=st.booleans(),
    quantity=st.integers(1, 4),
)
async def test_whatever_a_crowd_does_meanwhile_the_file_and_the_numbers_agree(
    store: Store, acts: list[tuple[str, int]], pot: bool, quantity: int
) -> None:
    columns: dict[str, Any] = {"policy": "pot", "pot_until": NOW + 30 * MINUTE} if pot else DRAW
    alive = Alive(store, *await store.write(lay_out, quantity, per_person=1, **columns))
    await alive.sweep()
    for first in range(0, len(acts), 4):
        await asyncio.gather(*(act(alive, *each) for each in acts[first : first + 4]))
    for _ in range(3):
        alive.now += 2 * HOUR
        await alive.sweep()
    document = await store.read(proof_file, alive.line)
    assert all(holds for _, holds in findings(document))
    rows = [row for row in await entries(alive) if row.number]
    numbers = {row.pseudonym: row.number for row in rows if row.pseudonym}
    assert sorted(numbers, key=lambda name: numbers[name] or 0) == document["order"]
    assert sorted(numbers.values(), key=int) == list(range(1, document["count"] + 1))  # type: ignore[arg-type]
    late = [row.number or 0 for row in rows if not row.pseudonym]
    assert late == sorted(late)
    assert min(late, default=10**6) > document["count"]
    waits = [row for row in await entries(alive) if row.state == "waiting"]
    assert all(row.number for row in waits)
    assert not waits or (await alive.row()).held == quantity
