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
from sqlalchemy import event
from sqlmodel import col, select

from market.beacon import AHEAD, time_of
from market.draw.close_draw import close_item_draw, items_to_close, next_closing
from market.draw.decide_draw import draw_item, next_round, rounds_due
from market.draw.open_draw import drops_to_open, open_drop
from market.draw.proof import Chance, commitment, drawn_order, findings, leaf, root_from_path, seed
from market.draw.published_draw import drawn_entry, drawn_numbers, entry_file, proof_file, published_draw
from market.draw.refusals import DrawOpen, DrawUnknown
from market.drop.browse import any_drop
from market.drop.status import Status, status
from market.next_due import next_due
from market.privacy.forget import forget
from market.refusal import Refusal
from market.waitlist.refusals import DrawClosed
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.store import Store
from storage.tables import metadata
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario, add_drop

NewItem = Callable[..., Awaitable[ItemScenario]]
MINUTE = timedelta(minutes=1)
RANDOMNESS = "ab" * 32
DRAW = {"policy": "draw", "closes_at": NOW + HOUR, "draws_at": NOW + HOUR + 4 * MINUTE}


async def draw_of(scenario: ItemScenario) -> Draw:
    rows = select(Draw).where(col(Draw.item_id) == scenario.item)
    return await scenario.store.read(lambda session: session.exec(rows).one())


async def entries(scenario: ItemScenario) -> list[Entry]:
    rows = select(Entry).where(col(Entry.item_id) == scenario.item).order_by(col(Entry.id))
    return await scenario.store.read(lambda session: list(session.exec(rows)))


async def closed(new_item: NewItem, people: int = 5, **columns: Any) -> ItemScenario:
    """A draw whose entries have closed and whose round is yet to come."""
    scenario = await new_item(**(DRAW | {"quantity": 2, "per_person": 1} | columns))
    await scenario.sweep()
    for person in range(1, people + 1):
        await scenario.join(person)
    scenario.now = NOW + HOUR
    assert await scenario.sweep() == 1
    return scenario


async def decided(new_item: NewItem, people: int = 5, **columns: Any) -> ItemScenario:
    scenario = await closed(new_item, people, **columns)
    scenario.now += 5 * MINUTE
    assert await scenario.sweep() == 1
    return scenario


async def test_a_draw_opens_with_the_hash_of_a_secret_that_nobody_sees(new_item: NewItem) -> None:
    scenario = await new_item(**DRAW)
    assert await scenario.store.read(drops_to_open, NOW) == (scenario.drop,)
    await scenario.sweep()
    assert await scenario.store.read(drops_to_open, NOW) == ()
    draw = await draw_of(scenario)
    assert draw.commitment == commitment(draw.secret)
    assert len(bytes.fromhex(draw.secret)) == 32
    page = await scenario.store.read(published_draw, scenario.item)
    assert (page.secret, page.root, page.seed) == ("", "", "")
    assert draw.secret not in repr(page)
    with pytest.raises(DrawOpen):
        await scenario.store.read(proof_file, scenario.item)
    await scenario.store.write(open_drop, scenario.drop, BeaconKind.LOCAL, NOW, rng=Random(9))
    assert (await draw_of(scenario)).secret == draw.secret, "once"


async def test_closing_publishes_list_root_round_and_secret_and_gives_no_number(new_item: NewItem) -> None:
    scenario = await closed(new_item)
    draw, page = await draw_of(scenario), await scenario.store.read(published_draw, scenario.item, 1)
    assert (draw.entries, draw.closed_at, draw.drawn_at) == (5, NOW + HOUR, None)
    assert time_of(draw.round or 0) - NOW - HOUR >= AHEAD
    assert time_of(draw.round or 0) >= NOW + HOUR + 4 * MINUTE
    assert page.secret == draw.secret
    rows = await entries(scenario)
    assert [row.number for row in rows] == [None] * 5
    assert len({row.pseudonym for row in rows}) == 5
    assert page.own_entry is not None
    assert page.own_entry.pseudonym == rows[0].pseudonym
    assert root_from_path(page.own_entry.leaf, page.own_entry.path) == page.root
    document = await scenario.store.read(proof_file, scenario.item)
    assert (document["order"], document["seed"], document["beacon"]["randomness"]) == ([], "", "")
    assert dict(findings(document)) == {"commitment": True, "list": True, "root": True, "drawn": False}
    assert await scenario.holders() == []


async def test_a_pseudonym_is_random_and_independent_of_the_person(new_item: NewItem) -> None:
    """The same people in the same sequence have others in another draw; the same dice give the same."""
    seen = []
    for rng in (1, 2, 1):
        scenario = await new_item(quantity=2, **DRAW)
        await scenario.sweep()
        scenario.rng = Random(rng)
        for person in range(1, 6):
            await scenario.join(person)
        scenario.now += HOUR
        await scenario.sweep()
        seen.append([row.pseudonym for row in await entries(scenario)])
    assert not {*seen[0]} & {*seen[1]}
    assert seen[0] == seen[2]


async def test_a_list_that_is_shorter_or_in_another_sequence_than_was_committed_to_is_found_out(
    new_item: NewItem,
) -> None:
    scenario = await decided(new_item, 12)
    document = await scenario.store.read(proof_file, scenario.item)
    for changed in (
        {"count": 13},
        {"entries": document["entries"][:-1]},
        {"entries": document["entries"][::-1]},
        {"entries": [*document["entries"][:-1], document["entries"][0]]},
    ):
        assert not dict(findings(document | changed))["list"]


@pytest.mark.feature("S04")
async def test_the_numbers_are_those_that_anyone_works_out_from_the_file(new_item: NewItem) -> None:
    scenario = await decided(new_item, 12)
    document = await scenario.store.read(proof_file, scenario.item)
    assert all(holds for _, holds in findings(document))
    chances = [Chance(*each) for each in document["entries"]]
    again = drawn_order(seed(document["secret"], document["beacon"]["randomness"]), document["draw"], chances)
    rows = sorted(await entries(scenario), key=lambda row: row.number or 0)
    assert [row.number for row in rows] == list(range(1, 13))
    assert tuple(row.pseudonym for row in rows) == again
    assert await scenario.holders() == [row.person_id for row in rows[:2]]


async def test_each_is_told_once_and_the_hold_is_in_the_same_notification(new_item: NewItem) -> None:
    scenario = await decided(new_item, 6)
    assert sorted(await scenario.notifications("DrawResult")) == [1, 2, 3, 4, 5, 6]
    assert await scenario.notifications("UnitsHeld") == []
    rows = {row.person_id: row for row in await entries(scenario)}
    for person, row in rows.items():
        drawn = await scenario.store.read(drawn_entry, row.id or 0, scenario.now)
        assert (drawn.number, drawn.entries, drawn.drawn) == (row.number, 6, 2)
        assert (drawn.hold is not None) == (person in await scenario.holders())


async def test_who_was_drawn_stays_published_whatever_they_answer(new_item: NewItem) -> None:
    scenario = await closed(new_item)
    scenario.now += 5 * MINUTE
    await scenario.sweep()
    first, *_ = await scenario.holders()
    assert first is not None
    scenario.now += MINUTE
    await scenario.decline(first)
    assert len(await scenario.holders()) == 2, "number 3 has it now"
    assert sorted((await scenario.store.read(drawn_numbers, scenario.item)).numbers) == [1, 2]


async def test_of_a_pot_those_count_who_were_in_it(new_item: NewItem) -> None:
    scenario = await new_item(policy="pot", pot_until=NOW + 15 * MINUTE, quantity=4, per_person=1)
    await scenario.sweep()
    for person in (1, 2):
        await scenario.join(person)
    scenario.now = NOW + 15 * MINUTE
    await scenario.sweep()
    await scenario.join(3)
    scenario.now += 5 * MINUTE
    await scenario.sweep()
    assert len(await scenario.holders()) == 3
    assert sorted((await scenario.store.read(drawn_numbers, scenario.item)).numbers) == [1, 2]


async def test_a_second_closing_or_deciding_changes_nothing(new_item: NewItem) -> None:
    scenario = await decided(new_item)
    before = await draw_of(scenario), await entries(scenario), await scenario.notifications("DrawResult")
    await scenario.store.write(close_item_draw, scenario.item, scenario.now, Random(99))
    assert not await scenario.store.write(draw_item, scenario.item, "cd" * 32, "", now=scenario.now)
    assert (
        await draw_of(scenario),
        await entries(scenario),
        await scenario.notifications("DrawResult"),
    ) == before


async def test_no_draw_is_decided_before_it_is_closed(new_item: NewItem) -> None:
    scenario = await new_item(**DRAW)
    await scenario.sweep()
    await scenario.join(1)
    assert not await scenario.store.write(draw_item, scenario.item, RANDOMNESS, "", now=NOW)
    await scenario.store.write(close_item_draw, scenario.item, NOW + HOUR - MINUTE, Random(1))
    assert (await draw_of(scenario)).closed_at is None, "its time has not come"


async def test_a_stop_between_closing_and_deciding_is_made_up_for_by_the_next_start(
    new_item: NewItem,
) -> None:
    scenario = await closed(new_item)
    draw = await draw_of(scenario)
    again = ItemScenario(
        Store(scenario.store.url.render_as_string(hide_password=False)), scenario.drop, scenario.item
    )
    again.now = NOW + 30 * HOUR
    assert await again.sweep() == 1
    after = await draw_of(again)
    assert (after.round, after.secret, after.root) == (draw.round, draw.secret, draw.root), (
        "never a later round"
    )
    assert len(await again.holders()) == 2
    await again.store.close()


async def test_between_closing_and_draw_nobody_enters_and_afterwards_at_the_end(new_item: NewItem) -> None:
    scenario = await closed(new_item)
    facts = await scenario.store.read(any_drop, scenario.drop)
    assert status(facts, scenario.now) is Status.DRAWN
    for wait in (0, 4):
        scenario.now += wait * MINUTE
        with pytest.raises(DrawClosed):
            await scenario.join(20)
    assert status(facts, NOW + 9 * HOUR) is Status.DRAWN, "however late the round is brought"
    scenario.now += MINUTE
    await scenario.sweep()
    assert (await scenario.join(20)).number == 6


async def test_who_joins_a_pot_after_its_time_is_behind_all_who_are_drawn_though_it_closed_late(
    new_item: NewItem,
) -> None:
    scenario = await new_item(policy="pot", pot_until=NOW + HOUR, quantity=2, per_person=1)
    await scenario.sweep()
    for person in range(1, 9):
        await scenario.join(person)
    scenario.now = NOW + HOUR + MINUTE
    assert (await scenario.join(20)).number is None
    await scenario.sweep()
    scenario.now += MINUTE
    assert (await scenario.join(21)).number is None
    assert (await draw_of(scenario)).entries == 8
    scenario.now += 5 * MINUTE
    await scenario.sweep()
    numbers = {one.person_id: one.number for one in await entries(scenario)}
    assert {numbers[person] for person in range(1, 9)} == {*range(1, 9)}
    assert (numbers[20], numbers[21]) == (9, 10)


async def test_a_draw_that_names_no_closing_closes_four_minutes_before(new_item: NewItem) -> None:
    scenario = await new_item(policy="draw", draws_at=NOW + HOUR)
    await scenario.sweep()
    await scenario.join(1)
    assert await scenario.store.read(next_closing, NOW) == NOW + HOUR - 4 * MINUTE
    assert await scenario.store.read(items_to_close, NOW + HOUR - 5 * MINUTE) == ()
    scenario.now = NOW + HOUR - 4 * MINUTE
    assert await scenario.sweep() == 1
    assert time_of((await draw_of(scenario)).round or 0) >= NOW + HOUR


async def test_who_leaves_after_the_closing_keeps_a_place_in_the_published_order(new_item: NewItem) -> None:
    scenario = await closed(new_item, 5, quantity=5)
    await scenario.leave(3)
    scenario.now += 5 * MINUTE
    await scenario.sweep()
    rows = await entries(scenario)
    assert sorted(row.number or 0 for row in rows) == [1, 2, 3, 4, 5]
    assert sorted(await scenario.holders()) == [1, 2, 4, 5]
    assert 3 not in await scenario.notifications("DrawResult")
    assert all(holds for _, holds in findings(await scenario.store.read(proof_file, scenario.item)))


async def test_a_closed_list_is_read_once_for_all_who_look_at_it(new_item: NewItem) -> None:
    scenario = await closed(new_item, 5)
    lists: list[str] = []

    def remember(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "entry.pseudonym" in statement and "entry.person_id" not in statement:
            lists.append(statement)

    event.listen(scenario.store._reader._engine, "before_cursor_execute", remember)
    pages = [await scenario.store.read(published_draw, scenario.item, person) for person in (1, 2, 3, 1)]
    await scenario.store.read(proof_file, scenario.item)
    assert len({page.own_entry.pseudonym for page in pages if page.own_entry}) == 3
    assert all(
        root_from_path(page.own_entry.leaf, page.own_entry.path) == page.root
        for page in pages
        if page.own_entry
    )
    assert len(lists) == 1


async def test_who_is_forgotten_stays_in_the_list_as_a_pseudonym(new_item: NewItem) -> None:
    scenario = await closed(new_item)
    before = await scenario.store.read(proof_file, scenario.item)
    await scenario.store.write(forget, 2, scenario.now)
    assert await scenario.store.read(proof_file, scenario.item) == before
    scenario.now += 5 * MINUTE
    await scenario.sweep()
    assert all(holds for _, holds in findings(await scenario.store.read(proof_file, scenario.item)))


async def test_a_cancelled_drop_is_not_drawn_and_a_paused_one_gives_numbers_and_no_units(
    new_item: NewItem,
) -> None:
    off, still = await closed(new_item), await closed(new_item)
    await off.change(state="cancelled", cancelled_at=off.now)
    await still.change(state="paused", paused_at=still.now)
    still.now += 5 * MINUTE
    assert await still.sweep() == 1
    assert (await draw_of(off)).drawn_at is None
    assert (await draw_of(still)).drawn_at == still.now
    assert await still.holders() == []
    assert sorted(await still.notifications("DrawResult")) == [1, 2, 3, 4, 5]


async def test_a_draw_that_nobody_entered_is_made_and_the_next_is_number_one(new_item: NewItem) -> None:
    scenario = await decided(new_item, 0)
    assert (await draw_of(scenario)).entries == 0
    assert (await scenario.join(1)).hold is not None


async def test_by_patience_who_drew_in_vain_has_a_chance_more_four_at_most(new_item: NewItem) -> None:
    for _ in range(4):
        earlier = await closed(new_item, 3, quantity=1, weighing="patience")
        await earlier.leave(3)
        earlier.now += 5 * MINUTE
        await earlier.sweep()
    holders = [person for person in (1, 2) if await earlier.hold_of(person)]
    scenario = await closed(new_item, 4, weighing="patience")
    weights = {row.person_id: row.weight for row in await entries(scenario)}
    held = {person: await is_drawn(scenario, person) for person in (1, 2)}
    assert sum(held.values()) == 4, "one of the two each time"
    assert weights == {1: min(4, 1 + 4 - held[1]), 2: min(4, 1 + 4 - held[2]), 3: 1, 4: 1}, holders
    equal = await closed(new_item, 4)
    assert {row.weight for row in await entries(equal)} == {1}


async def is_drawn(scenario: ItemScenario, person: int) -> int:
    rows = select(Hold.id).where(col(Hold.person_id) == person)
    return len(await scenario.store.read(lambda session: session.exec(rows).all()))


async def test_the_clock_that_is_moved_sees_closing_and_round(new_item: NewItem) -> None:
    scenario = await new_item(**DRAW)
    await scenario.sweep()
    await scenario.join(1)
    assert await scenario.store.read(next_due, NOW) == (NOW + HOUR, "DrawCloses")
    scenario.now += HOUR
    await scenario.sweep()
    due = await scenario.store.read(next_due, scenario.now)
    assert due == (time_of((await draw_of(scenario)).round or 0), "Draw")
    assert await scenario.store.read(next_round, scenario.now) == due[0]
    assert await scenario.store.read(rounds_due, BeaconKind.LOCAL, due[0] - MINUTE / 60) == ()
    assert len(await scenario.store.read(rounds_due, BeaconKind.LOCAL, due[0])) == 1
    assert await scenario.store.read(rounds_due, "quicknet", due[0]) == (), (
        "another beacon's draw is not ours to decide"
    )


async def test_ones_own_entry_is_in_a_file_and_nobody_elses(new_item: NewItem) -> None:
    scenario = await closed(new_item)
    mine = await scenario.store.read(entry_file, scenario.item, 2)
    assert mine["leaf"] == leaf(Chance(mine["pseudonym"], mine["weight"]))
    assert root_from_path(mine["leaf"], mine["path"]) == mine["root"]
    with pytest.raises(DrawUnknown):
        await scenario.store.read(entry_file, scenario.item, 20)
    document = str(await scenario.store.read(proof_file, scenario.item))
    assert "person" not in document
    assert "P2" not in document


LAST_HOUR = {"starts_at": NOW - HOUR, "ends_at": NOW + HOUR, "opens_at": NOW - HOUR}


async def test_what_a_draw_in_the_last_two_hours_leaves_is_told_to_those_in_it_who_still_wait(
    new_item: NewItem,
) -> None:
    """The draw's own message says their number, not that a unit is there for whoever taps first."""
    scenario = await new_item(
        quantity=3, policy="pot", pot_until=NOW + 15 * MINUTE, per_person=2, fitting="strict", **LAST_HOUR
    )
    await scenario.sweep()
    await scenario.join_all(2, 2)
    scenario.now += 15 * MINUTE
    await scenario.sweep()
    scenario.now += 3 * MINUTE
    await scenario.sweep()
    [held] = await scenario.holders()
    assert await scenario.notifications("UnitsAvailable") == [{1: 2, 2: 1}[held]]


async def test_in_the_last_two_hours_the_draw_counts_and_nobody_is_called_before_it(
    new_item: NewItem,
) -> None:
    scenario = await new_item(
        quantity=2, policy="pot", pot_until=NOW + 15 * MINUTE, per_person=1, **LAST_HOUR
    )
    await scenario.sweep()
    for person in range(1, 6):
        await scenario.join(person)
    assert await scenario.sweep() == 0
    assert await scenario.notifications("UnitsAvailable") == []
    scenario.now += 15 * MINUTE
    await scenario.sweep()
    scenario.now += 3 * MINUTE
    await scenario.sweep()
    rows = sorted(await entries(scenario), key=lambda row: row.number or 0)
    assert await scenario.holders() == [row.person_id for row in rows[:2]]
    assert await scenario.notifications("UnitsAvailable") == []
    await scenario.decline(rows[0].person_id or 0)
    assert sorted(await scenario.notifications("UnitsAvailable")) == sorted(
        row.person_id or 0 for row in rows[2:]
    )


def test_no_column_lets_an_entry_cost_anything() -> None:
    """Entry is free: money hangs on a hold or a claim, and a hold comes after the draw. What is drawn is never sold live."""
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
    assert referring == {"hold", "live_booking"}
    draws = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "draw"
    }
    assert draws == set()


async def test_entering_a_draw_of_a_drop_with_a_deposit_asks_for_no_money(new_item: NewItem) -> None:
    scenario = await closed(new_item, 3, deposit=1000, refund_until=NOW + 70 * HOUR)
    count = select(metadata.tables["deposit"].c.id)
    assert await scenario.store.read(lambda session: session.execute(count).all()) == []


ACTS = ("join", "join", "join", "leave", "sweep", "wait")


async def act(scenario: ItemScenario, kind: str, person: int) -> None:
    with suppress(Refusal):
        match kind:
            case "join":
                await scenario.join(person)
            case "leave":
                await scenario.leave(person)
            case "wait":
                scenario.now += 7 * MINUTE
            case _:
                await scenario.sweep()


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
    scenario = ItemScenario(store, *await store.write(add_drop, quantity, per_person=1, **columns))
    await scenario.sweep()
    for first in range(0, len(acts), 4):
        await asyncio.gather(*(act(scenario, *each) for each in acts[first : first + 4]))
    for _ in range(3):
        scenario.now += 2 * HOUR
        await scenario.sweep()
    document = await store.read(proof_file, scenario.item)
    assert all(holds for _, holds in findings(document))
    rows = [row for row in await entries(scenario) if row.number]
    numbers = {row.pseudonym: row.number for row in rows if row.pseudonym}
    assert sorted(numbers, key=lambda name: numbers[name] or 0) == document["order"]
    assert sorted(numbers.values(), key=int) == list(range(1, document["count"] + 1))  # type: ignore[arg-type]
    late = [row.number or 0 for row in rows if not row.pseudonym]
    assert late == sorted(late)
    assert min(late, default=10**6) > document["count"]
    waits = [row for row in await entries(scenario) if row.state == "waiting"]
    assert all(row.number for row in waits)
    assert not waits or (await scenario.row()).held == quantity
