"""The rules a drop may have: for parties that do not fit, for bundles, for the last two hours."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlmodel import col, select, update

from market.acting import Acting
from market.drop.change import change_quantity, move, sell_out
from market.drop.stock import Stock
from market.refusal import AlreadyWaiting, NotWaiting, PartyTooBig, UnitsGone
from market.waitlist.join import join
from storage.letter import Letter
from storage.store import Store
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive
from tests.market.waitlist.crowd import gathered

Lay = Callable[..., Awaitable[Alive]]
LAST_CALL = NOW + 82 * HOUR + HOUR / 2
"""Within two hours of the end of what `lay` lays out."""


async def waits(line: Alive) -> list[tuple[int, int]]:
    """Number and party of who waits."""
    rows = select(Entry.number, Entry.party).where(
        col(Entry.line_id) == line.line, col(Entry.state) == "waiting"
    )
    found = await line.store.read(lambda session: session.exec(rows.order_by(col(Entry.number))).all())
    return [(number or 0, party) for number, party in found]


async def held(line: Alive) -> dict[int, int]:
    """Units by person."""
    rows = select(Hold.person_id, Hold.units).where(col(Hold.line_id) == line.line, col(Hold.state) == "live")
    return await line.store.read(lambda session: {one or 0: units for one, units in session.exec(rows)})


async def test_a_strict_drop_keeps_what_is_free_for_its_first(lay: Lay) -> None:
    line = await lay(quantity=3, fitting="strict")
    await line.all_join(1, 1, 1, 2, 1)
    await line.decline(1)
    assert await waits(line) == [(4, 2), (5, 1)], "number 5 waits for number 4, for whom one is kept back"
    assert (await line.join(6)).hold is None, "a newcomer does too"
    await line.decline(2)
    assert await held(line) == {3: 1, 4: 2}
    await line.decline(3)
    assert await held(line) == {4: 2, 5: 1}


async def test_a_strict_first_that_leaves_or_asks_for_less_sets_free_what_was_kept_back(lay: Lay) -> None:
    line, less = await lay(quantity=2, fitting="strict"), await lay(quantity=2, fitting="strict")
    for each in (line, less):
        await each.all_join(1, 1, 2, 1)
        await each.decline(1)
        assert await held(each) == {2: 1}
    await line.leave(3)
    assert await held(line) == {2: 1, 4: 1}
    assert (await less.join(3, 1)).number == 3
    assert await held(less) == {2: 1, 3: 1}


@pytest.mark.parametrize("skips", [0, 1, 3])
async def test_a_party_is_passed_over_just_as_often_as_the_drop_says(lay: Lay, skips: int) -> None:
    line = await lay(quantity=2, skips=skips)
    await line.all_join(1, 1, 2, 1, 1, 1, 1, 1)
    passed = 0
    await line.decline(1)
    while passed < 9 and await held(line) != {2: 1}:
        passed += 1
        [newest] = {*await held(line)} - {2}
        await line.decline(newest)
    assert passed == skips
    await line.decline(2)
    assert await held(line) == {3: 2}


async def test_who_agreed_to_be_parted_has_what_there_is_and_waits_on_by_the_same_number(lay: Lay) -> None:
    line = await lay(quantity=4, fitting="split", per_person=4)
    await line.join(1, 3)
    joined = await line.join(2, 3, split=True)
    assert joined.hold
    assert (await held(line), await waits(line)) == ({1: 3, 2: 1}, [(2, 2)])
    await line.join(3, 1)
    await line.keep(1, units=2)
    assert await held(line) == {2: 2}, "the unanswered hold becomes more"
    assert await line.hold_of(2) == joined.hold
    assert await waits(line) == [(2, 1), (3, 1)]
    await line.keep(2)
    await line.release(1)
    assert await held(line) == {2: 1, 3: 1}, "an answered one does not: the rest is a hold of its own"
    await line.keep(2)
    assert (await line.row()).claimed == 3


async def test_who_did_not_agree_is_not_parted_nor_is_anyone_where_the_drop_does_not(lay: Lay) -> None:
    for fitting, agrees in (("split", False), ("fit", True), ("strict", True)):
        line = await lay(quantity=4, fitting=fitting, per_person=4)
        await line.join(1, 3)
        assert (await line.join(2, 3, split=agrees)).hold is None
        assert await held(line) == {1: 3}


async def test_a_bundle_is_given_with_all_its_parts_or_not_at_all(store: Store) -> None:
    crowd = await gathered(store, "bundle", [3, 2, 1, 1], fitting="strict")
    part, other, _, large = crowd.lines
    await crowd.act(("join", 1, 3, 1))
    await crowd.act(("join", 2, 3, 1))
    seen = await crowd.look()
    assert [seen.lines[line].held for line in (part, other, large)] == [2, 1, 1]
    assert seen.lines[large].waiting == 1
    await crowd.act(("join", 3, 0, 1))
    await crowd.act(("join", 4, 1, 1))
    seen = await crowd.look()
    assert seen.lines[part].held == 2, "one is kept back for the bundle that is next"
    assert seen.lines[other].held == 2, "who needs only what it does not lack waits for nobody"
    await crowd.act(("decline", 0, 0, 1))
    seen = await crowd.look()
    assert {one.person_id: one.line_id for one in seen.live} == {2: large, 3: part, 4: other}
    assert [seen.lines[line].held for line in (part, other, large)] == [3, 2, 1]


async def test_a_bundle_is_as_limited_as_its_scarcest_part(store: Store) -> None:
    crowd = await gathered(store, "bundle", [5, 1, 1, 1])
    large = crowd.lines[3]
    with pytest.raises(PartyTooBig):
        await store.write(join, 1, large, 2, NOW)
    assert (await store.write(join, 1, large, 1, NOW)).hold
    assert (await store.write(join, 2, large, 1, NOW)).hold is None


async def test_a_part_that_is_sold_out_keeps_back_nothing_any_more(store: Store) -> None:
    crowd = await gathered(store, "bundle", [2, 2, 1, 1], fitting="strict")
    part, other, _, large = crowd.lines
    await store.write(join, 1, part, 1, NOW)
    assert (await store.write(join, 2, large, 1, NOW)).hold is None
    assert (await store.write(join, 3, part, 1, NOW)).hold is None, "kept back for the bundle"
    await store.write(sell_out, Acting(ROS), other, NOW)
    assert {one.person_id for one in (await crowd.look()).live} == {1, 3}, "no bundle can be made any more"


async def freed_in_the_last_call(lay: Lay) -> Alive:
    """One unit, given back by person 1, with 2, 3 and 4 in line."""
    line = await lay(quantity=1)
    await line.all_join(1, 1, 1, 1)
    await line.keep(1)
    line.now = LAST_CALL
    await line.release(1)
    return line


async def test_in_the_last_two_hours_everyone_is_told_once_and_the_first_tap_has_it(lay: Lay) -> None:
    line = await freed_in_the_last_call(lay)
    assert await held(line) == {}
    assert sorted(await line.letters("UnitsFree")) == [2, 3, 4]
    assert await line.sweep() == 0
    assert sorted(await line.letters("UnitsFree")) == [2, 3, 4]
    assert (await line.take(3)).claim
    with pytest.raises(UnitsGone):
        await line.take(2)
    assert await waits(line) == [(2, 1), (4, 1)], "the others keep their numbers"
    with pytest.raises(NotWaiting):
        await line.take(3)
    line.now += HOUR / 4
    await line.release(3)
    newer = [one for one in await line.letters("UnitsFree") if one != 3]
    assert sorted(newer)[-2:] == [2, 4]
    assert (await line.take(4)).claim


async def test_who_was_told_of_a_unit_is_not_told_of_it_again(lay: Lay) -> None:
    line = await freed_in_the_last_call(lay)
    await line.store.write(lambda session: session.exec(update(Letter).values(state="sent")))
    line.now += HOUR / 4
    await line.leave(4)
    assert sorted(await line.letters("UnitsFree")) == [2, 3, 4]


async def test_who_does_not_want_a_part_of_what_they_asked_for_is_offered_it_no_more(lay: Lay) -> None:
    for answered in (True, False):
        line = await lay(quantity=4, fitting="split", per_person=4)
        await line.join(1, 3)
        await line.keep(1)
        await line.join(2, 3, split=True)
        await line.join(3, 1)
        assert (await held(line), await waits(line)) == ({2: 1}, [(2, 2), (3, 1)])
        if answered:
            await line.decline(2)
        else:
            line.now += 48 * HOUR
            await line.sweep()
        assert (await held(line), await waits(line)) == ({3: 1}, [])


async def test_before_the_last_two_hours_nobody_can_take_out_of_turn(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.all_join(1, 1)
    with pytest.raises(AlreadyWaiting):
        await line.take(2)


async def test_in_the_last_two_hours_a_newcomer_alone_has_it_at_once_and_behind_others_waits(
    lay: Lay,
) -> None:
    alone = await lay(quantity=1)
    alone.now = LAST_CALL
    assert (await alone.join(1)).hold
    line = await freed_in_the_last_call(lay)
    assert (await line.join(5)).hold is None
    assert (await line.take(5)).claim, "but may tap as they may"


@pytest.mark.parametrize(("split", "rest"), [(False, []), (True, [(2, 2)])])
async def test_who_takes_fewer_than_they_asked_for_waits_on_only_if_they_agreed(
    lay: Lay, split: bool, rest: list[tuple[int, int]]
) -> None:
    line = await lay(quantity=3, fitting="split", per_person=3)
    await line.join(1, 3)
    await line.join(2, 3, split=split)
    await line.keep(1, units=3)
    line.now = LAST_CALL
    await line.store.write(change_quantity, Acting(ROS), line.line, 4, line.now)
    assert (await line.take(2)).claim
    assert (await line.row()).claimed == 4
    assert await waits(line) == rest


async def test_when_the_last_two_hours_begin_everyone_is_told_of_what_was_kept_back(lay: Lay) -> None:
    line = await lay(quantity=2, fitting="strict")
    await line.all_join(1, 1, 2, 1)
    await line.keep(1)
    await line.keep(2)
    await line.release(2)
    assert await held(line) == {}
    line.now = LAST_CALL
    await line.sweep()
    assert sorted(await line.letters("UnitsFree")) == [3, 4]
    assert await line.sweep() == 0, "told once"
    assert (await line.take(4)).claim


async def test_a_drop_that_moves_out_of_its_last_two_hours_offers_in_turn_again(lay: Lay) -> None:
    line = await freed_in_the_last_call(lay)
    await line.store.write(move, Acting(ROS), line.drop, Stock(day=date(2026, 12, 1)), line.now)
    assert await held(line) == {2: 1}
    assert (await line.row()).told == 0, "so that the next last hours tell of it again"
    await line.decline(2)
    assert await held(line) == {3: 1}
