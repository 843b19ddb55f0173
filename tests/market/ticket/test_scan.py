"""Scanning: collected once and never beyond, undone once and in time, and nothing for strangers."""

import asyncio
from datetime import timedelta

import pytest

from market.refusal import (
    Banned,
    NotStaff,
    NotYourStall,
    OwnPackaging,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoOver,
)
from market.ticket.facts import Standing, standing
from market.ticket.seen import Role
from market.waitlist.actions import release
from storage.drop import Drop
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Claim
from tests.market.ticket.conftest import AINA, DAY, HOUR, KEN, NOW, ROS, TOM, WEI, Counter

MINUTE = timedelta(minutes=1)


async def test_a_claim_is_collected_and_its_packaging_goes_out(counter: Counter) -> None:
    code = await counter.claim(2)
    await counter.collect(code, 2)
    ticket = await counter.ticket(code)
    assert (ticket.done, ticket.state, ticket.last.by if ticket.last else "") == (2, "collected", "Ros")
    loan = await counter.ticket(await counter.back())
    assert (loan.units, loan.done, loan.deposit) == (2, 0, 300)
    assert loan.due_at == NOW + 14 * DAY
    assert [person for person, _ in await counter.letters("TicketIssued")] == [AINA, AINA]


async def test_a_second_scan_is_told_when_and_by_whom_the_first_was(counter: Counter) -> None:
    code = await counter.claim(1)
    await counter.collect(code, by=KEN)
    counter.now += HOUR
    with pytest.raises(TicketDone) as refused:
        await counter.collect(code)
    assert (refused.value.done, refused.value.units, refused.value.at, refused.value.by) == (1, 1, NOW, "Ken")


async def test_collected_in_parts_there_is_one_returns_ticket_for_all_that_is_out(counter: Counter) -> None:
    code = await counter.claim(3)
    await counter.collect(code, 1)
    assert (await counter.ticket(code)).state == "claimed"
    counter.now += HOUR
    with pytest.raises(TicketDone):
        await counter.collect(code, 3)
    await counter.collect(code, 2)
    assert (await counter.ticket(await counter.back())).units == 3
    assert (await counter.ticket(code)).state == "collected"


@pytest.mark.parametrize("units", [0, -1, 3, 99])
async def test_never_more_than_there_is(counter: Counter, units: int) -> None:
    code = await counter.claim(2)
    with pytest.raises(TicketDone):
        await counter.collect(code, units)
    await counter.collect(code, 2)
    back = await counter.back()
    with pytest.raises(TicketDone):
        await counter.take_back(back, units)
    assert (await counter.ticket(back)).done == 0


async def test_two_at_the_same_moment_collect_once(counter: Counter) -> None:
    code = await counter.claim(2)
    both = await asyncio.gather(
        *(counter.collect(code, 2, by) for by in (ROS, KEN) * 4), return_exceptions=True
    )
    assert sum(isinstance(one, int) for one in both) == 1
    assert sum(isinstance(one, TicketDone) for one in both) == 7
    assert (await counter.ticket(code)).done == 2
    assert (await counter.ticket(await counter.back())).units == 2


async def test_given_back_and_collected_at_the_same_moment_is_one_of_them(counter: Counter) -> None:
    code = await counter.claim(2)
    ticket = await counter.ticket(code)
    giving = counter.store.write(release, AINA, ticket.claim, counter.now)
    await asyncio.gather(giving, counter.collect(code, 1), return_exceptions=True)
    after = await counter.ticket(code)
    assert (after.state, after.done) in {("released", 0), ("claimed", 1)}


async def test_packaging_comes_back_at_another_stall_and_the_holder_hears_of_it(counter: Counter) -> None:
    await counter.collect(await counter.claim(2), 2)
    back = await counter.back()
    await counter.take_back(back, 1, by=WEI)
    await counter.take_back(back, 1, by=KEN)
    ticket = await counter.ticket(back)
    assert (ticket.done, standing(ticket, NOW)) == (2, Standing.DONE)
    assert await counter.letters("PackagingBack") == [(AINA, NOW + MINUTE)] * 2
    with pytest.raises(TicketDone):
        await counter.take_back(back, 1, by=ROS)


async def test_a_scan_is_undone_once_and_counts_no_more(counter: Counter) -> None:
    code = await counter.claim(2)
    first = await counter.collect(code, 2)
    await counter.undo(first)
    ticket, back = await counter.ticket(code), await counter.ticket(await counter.back())
    assert (ticket.done, ticket.state, ticket.last, ticket.ended_at) == (0, "claimed", None, None)
    assert (back.units, standing(back, NOW)) == (0, Standing.UNDONE)
    with pytest.raises(UndoOver):
        await counter.undo(first)
    await counter.collect(code, 2)
    assert standing(await counter.ticket(await counter.back()), NOW) is Standing.VALID


async def test_an_undone_return_is_not_told(counter: Counter) -> None:
    await counter.collect(await counter.claim(2), 2)
    back = await counter.back()
    scan = await counter.take_back(back)
    await counter.undo(scan, by=WEI)
    assert (await counter.ticket(back)).done == 0
    assert await counter.letters("PackagingBack") == []


async def test_eight_undo_at_once_and_one_does(counter: Counter) -> None:
    code = await counter.claim(2)
    await counter.collect(code, 1)
    counter.now += HOUR
    scan = await counter.collect(code, 1)
    tries = await asyncio.gather(*(counter.undo(scan) for _ in range(8)), return_exceptions=True)
    assert sum(one is None for one in tries) == 1
    assert (await counter.ticket(code)).done == 1


async def test_after_a_minute_nothing_is_undone(counter: Counter) -> None:
    scan = await counter.collect(await counter.claim(1))
    counter.now += MINUTE
    with pytest.raises(UndoOver):
        await counter.undo(scan)


@pytest.mark.parametrize("by", [AINA, WEI, KEN, TOM])
async def test_nobody_undoes_what_another_scanned(counter: Counter, by: int) -> None:
    scan = await counter.collect(await counter.claim(1))
    with pytest.raises(UndoOver):
        await counter.undo(scan, by)


async def test_what_came_back_cannot_be_unhanded(counter: Counter) -> None:
    code = await counter.claim(1)
    scan = await counter.collect(code)
    await counter.take_back(await counter.back())
    with pytest.raises(PackagingIsBack):
        await counter.undo(scan)
    assert (await counter.ticket(code)).done == 1


@pytest.mark.parametrize("by", [AINA, WEI, TOM])
async def test_a_stranger_collects_nothing(counter: Counter, by: int) -> None:
    code = await counter.claim(1)
    with pytest.raises(NotYourStall):
        await counter.collect(code, by=by)
    assert (await counter.ticket(code)).done == 0


async def test_only_stalls_take_packaging_back_and_never_their_own(counter: Counter) -> None:
    await counter.collect(await counter.claim(1))
    await counter.collect(await counter.claim(1, person=WEI))
    tickets = [await counter.back_of(person) for person in (AINA, WEI)]
    for by in (TOM, AINA):
        with pytest.raises(NotStaff):
            await counter.take_back(tickets[0], by=by)
    with pytest.raises(OwnPackaging):
        await counter.take_back(tickets[1], by=WEI)


async def test_a_stall_that_is_not_approved_takes_nothing_back(counter: Counter) -> None:
    await counter.collect(await counter.claim(1))
    await counter.change(Stall, state="turned_down")
    with pytest.raises(NotStaff):
        await counter.take_back(await counter.back(), by=WEI)


async def test_who_is_banned_scans_nothing(counter: Counter) -> None:
    code = await counter.claim(1)

    def ban(session: object) -> None:
        session.get_one(Person, ROS).banned_at = NOW  # type: ignore[attr-defined]

    await counter.store.write(ban)
    with pytest.raises(Banned):
        await counter.collect(code)


async def test_a_code_of_the_other_kind_or_of_none_is_unknown(counter: Counter) -> None:
    code = await counter.claim(1)
    with pytest.raises(TicketUnknown):
        await counter.take_back(code)
    with pytest.raises(TicketUnknown):
        await counter.collect("0000000-0")


@pytest.mark.parametrize(
    ("table", "change", "stands"),
    [
        (Claim, {"state": "released", "ended_at": NOW}, Standing.GIVEN_BACK),
        (Claim, {"state": "missed", "ended_at": NOW}, Standing.MISSED),
        (Claim, {"state": "cancelled", "ended_at": NOW}, Standing.CANCELLED),
        (Drop, {"state": "cancelled", "cancelled_at": NOW}, Standing.CANCELLED),
        (Drop, {"starts_at": NOW - 30 * HOUR, "ends_at": NOW - 24 * HOUR}, Standing.OVER),
    ],
)
async def test_what_has_ended_is_not_collected(
    counter: Counter, table: type, change: dict[str, object], stands: Standing
) -> None:
    code = await counter.claim(1)
    if "ends_at" in change:
        change = {**change, "opens_at": NOW - 40 * HOUR}
    await counter.change(table, **change)
    assert standing(await counter.ticket(code), NOW) is stands
    with pytest.raises(TicketEnded):
        await counter.collect(code)


async def test_a_day_after_the_drop_it_is_over_and_not_before(counter: Counter) -> None:
    ticket = await counter.ticket(await counter.claim(1))
    ends = ticket.drop_ends_at
    assert standing(ticket, ends + DAY - MINUTE) is Standing.VALID
    assert standing(ticket, ends + DAY) is Standing.OVER


async def test_who_sees_what(counter: Counter) -> None:
    code = await counter.claim(1)
    await counter.collect(code)
    back = await counter.back()
    roles = {
        by: [(await counter.seen(one, by)).role for one in (code, back)] for by in (AINA, ROS, WEI, KEN, TOM)
    }  # type: ignore[union-attr]
    assert roles == {
        AINA: [Role.HOLDER, Role.HOLDER],
        ROS: [Role.STAFF, Role.STAFF],
        WEI: [Role.ELSEWHERE, Role.STAFF],
        KEN: [Role.STAFF, Role.STAFF],
        TOM: [Role.ANYONE, Role.ANYONE],
    }


async def test_a_stall_sees_the_verdict_of_its_owners_own_ticket(counter: Counter) -> None:
    seen = await counter.seen(await counter.claim(1, person=ROS), ROS)
    assert seen is not None
    assert seen.role is Role.STAFF
