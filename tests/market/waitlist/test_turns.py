"""Whose turn it is: numbers, holds, what frees units, and who is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from market.refusal import (
    AlreadyCollected,
    AlreadyHolding,
    AlreadyWaiting,
    Banned,
    ClaimNotYours,
    DropCancelled,
    DropOver,
    DropPaused,
    DropUnknown,
    HoldExpired,
    HoldNotYours,
    NotWaiting,
    PartyTooBig,
    Refusal,
    WaitlistClosed,
    WaitlistNotOpen,
)
from market.waitlist.standing import Held, Waiting, mine, standing
from market.waitlist.why import Reason, why
from storage.drop import Line
from storage.person import Person
from storage.store import Store
from storage.waitlist import Claim
from tests.market.waitlist.conftest import HOUR, NOW, Alive

Lay = Callable[..., Awaitable[Alive]]


async def test_who_joins_while_units_are_free_holds_them_at_once_and_hears_no_letter(line: Alive) -> None:
    joined = await line.join(1, 2)
    assert (joined.number, joined.party) == (1, 2)
    assert joined.hold
    row = await line.row()
    assert (row.held, row.waiting, row.claimed) == (2, 0, 0)
    assert await line.letters("UnitsHeld") == []


async def test_kept_units_are_a_claim_and_fewer_units_go_to_the_next(lay: Lay) -> None:
    line = await lay(quantity=2)
    await line.join(1, 2)
    await line.join(2, 1)
    await line.keep(1, units=1)
    row = await line.row()
    assert (row.claimed, row.held, row.waiting) == (1, 1, 0)
    assert await line.holders() == [2]
    assert await line.letters("UnitsHeld") == [2]
    assert await line.letters("TicketIssued") == [1]


async def test_a_decline_gives_to_the_next(lay: Lay) -> None:
    line = await lay(quantity=1)
    for person in (1, 2, 3):
        await line.join(person)
    assert await line.decline(1) == 2
    assert await line.holders() == [2]


async def test_a_rise_in_stock_gives_to_the_next(lay: Lay) -> None:
    line = await lay(quantity=1)
    for person in (1, 2, 3):
        await line.join(person)
    await line.restock(1)
    assert await line.holders() == [1, 2]


async def test_a_hold_that_nobody_answers_ends_once_and_goes_to_the_next(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    await line.join(2)
    line.now += timedelta(days=2)
    assert await line.sweep() == 1
    assert await line.sweep() == 0
    assert await line.holders() == [2]
    assert await line.letters("HoldEnded") == [1]
    assert await line.letters("UnitsHeld") == [2]


async def test_a_claim_given_back_blocks_its_unit_no_more(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    claim = await line.keep(1)
    await line.join(2)
    assert await line.release(1, claim) == 2
    assert await line.release(1, claim) is None, "a second time is no second unit"
    await line.keep(2)
    row = await line.row()
    assert (row.claimed, row.held) == (1, 0)


async def test_who_was_ahead_stays_ahead_when_others_leave_and_rejoin(lay: Lay) -> None:
    line = await lay(quantity=1)
    numbers = [(await line.join(person)).number for person in (1, 2, 3)]
    assert numbers == [1, 2, 3]
    assert await line.leave(2) == 2
    assert (await line.join(2)).number == 4
    [waits] = (await line.store.read(standing, 3, line.drop, line.now)).waiting
    assert (waits.number, waits.turned, waits.ahead) == (3, 2, 0)


async def test_a_smaller_party_keeps_its_number_and_a_bigger_one_takes_the_end(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    assert (await line.join(2, 1)).number == 2
    assert (await line.join(3, 1)).number == 3
    await line.restock(1)
    await line.keep(2)
    await line.restock(1)
    assert await line.holders() == [1, 3]


async def test_parties_change_in_line(lay: Lay) -> None:
    line = await lay(quantity=2)
    await line.join(1, 2)
    assert (await line.join(2, 2)).number == 2
    assert (await line.join(2, 1)).number == 2
    assert (await line.join(3, 1)).number == 3
    assert (await line.join(2, 2)).number == 4
    assert (await line.row()).waiting == 3


async def test_a_party_that_does_not_fit_is_passed_over_at_most_as_often_as_the_drop_says(lay: Lay) -> None:
    line = await lay(quantity=4, skips=2)
    for person in (1, 2, 3, 4):
        await line.join(person)
    await line.join(5, 2)
    for person in (6, 7, 8):
        await line.join(person)
    for person in (1, 2, 3):
        await line.decline(person)
    assert await line.holders() == [4, 6, 7], "number 8 waits for number 5, for whom one is kept back"
    await line.decline(4)
    assert await line.holders() == [5, 6, 7]


async def test_a_party_larger_than_all_there_is_does_not_stop_the_line(lay: Lay) -> None:
    line = await lay(quantity=2)
    await line.join(1, 2)
    await line.join(2, 2)
    await line.join(3, 1)

    def shrink(session: Any) -> None:
        session.get_one(Line, line.line).quantity = 1

    await line.decline(1)
    await line.decline(2)
    await line.keep(3)
    await line.store.write(shrink)
    await line.join(4, 1)
    with pytest.raises(PartyTooBig):
        await line.join(5, 2)


async def test_units_that_come_free_meanwhile_are_the_answer_to_a_second_join(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    await line.join(2)
    line.now += timedelta(days=2)
    joined = await line.join(2)
    assert joined.hold
    assert joined.number == 2
    assert await line.letters("HoldEnded") == [1]
    assert await line.letters("UnitsHeld") == []


async def test_no_more_than_the_limit_a_person_over_all_lines_of_a_drop(lay: Lay) -> None:
    line = await lay(quantity=2)

    def second(session: Any) -> int:
        row = Line(drop_id=line.drop, name="onde-onde", price=500, quantity=5)
        session.add(row)
        session.flush()
        return row.id or 0

    other = await line.store.write(second)
    await line.join(9, 2)
    await line.join(1, 2)
    with pytest.raises(PartyTooBig):
        await line.join(1, 1, other)
    await line.leave(1)
    assert (await line.join(1, 2, other)).hold


async def test_what_is_paused_gives_nothing_and_lets_nothing_run_out(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    await line.join(2)
    await line.change(state="paused", paused_at=line.now)
    line.now += timedelta(days=2)
    assert await line.sweep() == 0
    assert await line.holders() == [1]
    [held] = (await line.store.read(standing, 1, line.drop, line.now)).held
    assert held.units == 1
    assert await line.keep(1)


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        ({"state": "draft"}, DropUnknown),
        ({"hidden_at": NOW}, DropUnknown),
        ({"state": "paused"}, DropPaused),
        ({"state": "cancelled", "cancelled_at": NOW}, DropCancelled),
        ({"opens_at": NOW + HOUR}, WaitlistNotOpen),
        ({"closes_at": NOW}, WaitlistClosed),
        ({"starts_at": NOW - 9 * HOUR, "ends_at": NOW, "opens_at": NOW - 10 * HOUR}, DropOver),
    ],
)
async def test_joining_is_refused_where_it_cannot_be(
    line: Alive, columns: dict[str, Any], refused: type[Refusal]
) -> None:
    await line.change(**columns)
    with pytest.raises(refused):
        await line.join(1)
    assert (await line.row()).next_number == 1


async def test_a_line_nobody_knows_and_a_party_nobody_has_are_refused(line: Alive) -> None:
    with pytest.raises(DropUnknown):
        await line.join(1, 1, 99_999)
    for party in (0, 3, 6):
        with pytest.raises(PartyTooBig):
            await line.join(1, party)


async def test_a_stranger_can_do_nothing_about_what_is_anothers(line: Alive) -> None:
    hold = (await line.join(1)).hold
    assert hold
    for act in (line.keep, line.decline):
        with pytest.raises(HoldNotYours):
            await act(2, hold)
        with pytest.raises(HoldNotYours):
            await act(2, 99_999)
    claim = await line.keep(1)
    for thing in (line.release, line.confirm):
        with pytest.raises(ClaimNotYours):
            await thing(2, claim)
    with pytest.raises(NotWaiting):
        await line.leave(2)


async def test_who_is_banned_can_do_nothing(line: Alive) -> None:
    hold = (await line.join(1)).hold
    await line.store.write(lambda session: setattr(session.get_one(Person, 1), "banned_at", NOW))
    for wish in (line.join(1), line.leave(1), line.keep(1, hold), line.decline(1, hold)):
        with pytest.raises(Banned):
            await wish


async def test_a_hold_is_answered_once_and_a_late_answer_is_refused(lay: Lay) -> None:
    line = await lay(quantity=3)
    for person in (1, 2, 3):
        await line.join(person)
    claim = await line.keep(1)
    assert await line.keep(1) == claim
    await line.decline(2)
    for late in (line.decline(2), line.keep(2)):
        with pytest.raises(HoldExpired):
            await late
    line.now += timedelta(days=2)
    with pytest.raises(HoldExpired):
        await line.keep(3)
    assert await line.holders() == [3], "refused, so nothing is stored: the timetable ends it"


async def test_what_is_collected_cannot_be_given_back(line: Alive) -> None:
    await line.join(1, 2)
    claim = await line.keep(1)
    await line.store.write(lambda session: setattr(session.get_one(Claim, claim), "collected", 1))
    with pytest.raises(AlreadyCollected):
        await line.release(1, claim)


async def test_leaving_with_a_hold_is_refused(line: Alive) -> None:
    await line.join(1)
    with pytest.raises(AlreadyHolding):
        await line.leave(1)


async def test_a_pot_is_drawn_and_who_comes_after_its_closing_is_behind_those_drawn(lay: Lay) -> None:
    until = NOW + HOUR
    line = await lay(quantity=2, policy="pot", pot_until=until)
    assert {(await line.join(person)).number for person in range(1, 9)} == {None}
    assert await line.sweep() == 0
    line.now = until
    late = await line.join(20)
    assert late.number is None, "the draw numbers the list first"
    assert await line.sweep() == 1, "it closes"
    assert await line.holders() == []
    line.now += timedelta(minutes=3)
    assert await line.sweep() == 1
    assert len(await line.holders()) == 2
    assert 20 not in await line.holders()
    assert (await line.store.read(standing, 20, line.drop, line.now)).waiting[0].number == 9
    assert (await line.join(21)).number == 10
    before = await line.holders()
    assert await line.sweep() == 0
    assert await line.holders() == before


async def test_a_draw_does_not_favour_who_came_first(lay: Lay) -> None:
    firsts = []
    for round_ in range(8):
        line = await lay(quantity=1, policy="pot", pot_until=NOW + HOUR + timedelta(seconds=3 * round_))
        for person in range(1, 6):
            await line.join(person)
        line.now = NOW + HOUR + timedelta(seconds=30)
        await line.sweep()
        line.now += HOUR
        await line.sweep()
        live = (await line.store.read(standing, person, line.drop, line.now) for person in range(1, 6))
        firsts.append([bool(one.held) async for one in live].index(True))
    assert len(set(firsts)) >= 3, firsts


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_never_give_one_person_more_than_the_limit(store: Store, lay: Lay) -> None:
    line = await lay(quantity=40)

    def second(session: Any) -> int:
        row = Line(drop_id=line.drop, name="onde-onde", price=500, quantity=40)
        session.add(row)
        session.flush()
        return row.id or 0

    other = await store.write(second)
    elsewhere = Alive(Store(store.url.render_as_string(hide_password=False)), line.drop, other)
    for person in range(1, 13):
        await asyncio.gather(
            *(here.join(person, 2) for here in (line, elsewhere) for _ in range(2)), return_exceptions=True
        )
        own = await store.read(standing, person, line.drop, NOW)
        assert sum(each.units for each in own.held) == 2
    await elsewhere.store.close()


async def test_two_taps_at_one_time_have_one_effect(line: Alive) -> None:
    joined = await asyncio.gather(line.join(1), line.join(1), return_exceptions=True)
    assert sorted(type(one).__name__ for one in joined) == ["AlreadyHolding", "Joined"]
    hold = await line.hold_of(1)
    kept = await asyncio.gather(line.keep(1, hold), line.keep(1, hold))
    assert kept[0] == kept[1]
    await line.join(2)
    hold = await line.hold_of(2)
    declined = await asyncio.gather(line.decline(2, hold), line.keep(2, hold), return_exceptions=True)
    assert sum(isinstance(one, HoldExpired) for one in declined) == 1 or isinstance(declined[0], HoldExpired)
    row = await line.row()
    assert row.held == 0


async def test_two_joins_of_a_full_line_at_one_time_are_one_place(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    joined = await asyncio.gather(line.join(2), line.join(2), return_exceptions=True)
    assert sorted(type(one).__name__ for one in joined) == ["AlreadyWaiting", "Joined"]
    with pytest.raises(AlreadyWaiting):
        await line.join(2)
    assert (await line.row()).waiting == 1


async def test_mine_is_what_needs_an_answer_first_and_nothing_for_who_has_nothing(lay: Lay) -> None:
    line, other = await lay(quantity=1), await lay(quantity=2)
    await line.join(9)
    await line.join(1)
    await other.join(1)
    own = [one.own for one in await line.store.read(mine, 1, line.now)]
    assert [type(one) for one in own] == [Held, Waiting]
    assert await line.store.read(mine, 2, line.now) == ()


async def test_why_tells_the_true_reason(lay: Lay) -> None:
    line = await lay(quantity=2)
    await line.join(1)
    await line.join(2)
    await line.join(3, 2)
    await line.join(4)

    async def reason(person: int) -> tuple[Reason, int]:
        [one] = await line.store.read(why, person, line.now)
        return one.cause.reason, one.cause.number

    assert await reason(3) == (Reason.HOLD, 1)
    await line.keep(1)
    await line.keep(2)
    assert (await reason(4))[0] == Reason.CLAIMED
    await line.change(skips=0)
    await line.release(1)
    assert await reason(3) == (Reason.OWN_PARTY, 3)
    assert await reason(4) == (Reason.HEAD_PARTY, 3)
    await line.change(state="paused")
    assert (await reason(4))[0] == Reason.PAUSED
