"""Scanning: collected once and never beyond, undone once and in time, and nothing for strangers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from market.actor import NotYourStall
from market.person import Blocked
from market.stock.wind_up import wind_up
from market.ticket.facts import TicketStatus, is_late, ticket_status
from market.ticket.lookup import TicketRole
from market.ticket.refusals import (
    NotStaff,
    OwnPackaging,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoExpired,
)
from market.ticket.scan import undoable
from market.waitlist.no_show import release_no_show
from market.waitlist.shopper_actions import release
from storage.drop import Drop
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Booking
from tests.market.ticket.conftest import (
    AINA,
    DAY,
    HOUR,
    KEN,
    NOW,
    ROS,
    TOM,
    WEI,
    TicketScenario,
    actor_of,
)

MINUTE = timedelta(minutes=1)


async def test_a_booking_is_collected_and_its_packaging_goes_out(scenario: TicketScenario) -> None:
    code = await scenario.booking(2)
    await scenario.collect(code, 2)
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.state, ticket.last.by if ticket.last else "") == (2, "collected", "Ros")
    loan = await scenario.ticket(await scenario.back())
    assert (loan.units, loan.done, loan.deposit) == (2, 0, 300)
    assert loan.due_at == NOW + 14 * DAY
    assert [person for person, _ in await scenario.notifications("TicketIssued")] == [AINA], (
        "for the packaging"
    )


async def test_a_second_scan_is_told_when_and_by_whom_the_first_was(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    await scenario.collect(code, staff_id=KEN)
    scenario.now += HOUR
    with pytest.raises(TicketDone) as refused:
        await scenario.collect(code)
    assert (refused.value.done, refused.value.units, refused.value.at, refused.value.by) == (
        1,
        1,
        NOW,
        "Ken",
    )


async def test_collected_in_parts_there_is_one_returns_ticket_for_all_that_is_out(
    scenario: TicketScenario,
) -> None:
    code = await scenario.booking(3)
    await scenario.collect(code, 1)
    assert (await scenario.ticket(code)).state == "booked"
    scenario.now += HOUR
    with pytest.raises(TicketDone):
        await scenario.collect(code, 3)
    await scenario.collect(code, 2)
    assert (await scenario.ticket(await scenario.back())).units == 3
    assert (await scenario.ticket(code)).state == "collected"


@pytest.mark.parametrize("units", [0, -1, 3, 99])
async def test_never_more_than_there_is(scenario: TicketScenario, units: int) -> None:
    code = await scenario.booking(2)
    with pytest.raises(TicketDone):
        await scenario.collect(code, units)
    await scenario.collect(code, 2)
    back = await scenario.back()
    with pytest.raises(TicketDone):
        await scenario.return_packaging(back, units)
    assert (await scenario.ticket(back)).done == 0


async def test_two_at_the_same_moment_collect_once(scenario: TicketScenario) -> None:
    code = await scenario.booking(2)
    both = await asyncio.gather(
        *(scenario.collect(code, 2, staff_id) for staff_id in (ROS, KEN) * 4), return_exceptions=True
    )
    assert sum(isinstance(one, int) for one in both) == 1
    assert sum(isinstance(one, TicketDone) for one in both) == 7
    assert (await scenario.ticket(code)).done == 2
    assert (await scenario.ticket(await scenario.back())).units == 2


async def test_given_back_and_collected_at_the_same_moment_is_one_of_them(scenario: TicketScenario) -> None:
    code = await scenario.booking(2)
    ticket = await scenario.ticket(code)
    giving = scenario.store.write(release, AINA, ticket.booking, scenario.now)
    await asyncio.gather(giving, scenario.collect(code, 1), return_exceptions=True)
    after = await scenario.ticket(code)
    assert (after.state, after.done) in {("released", 0), ("booked", 1)}


async def test_packaging_comes_back_at_another_stall_and_the_holder_hears_of_it(
    scenario: TicketScenario,
) -> None:
    await scenario.collect(await scenario.booking(2), 2)
    back = await scenario.back()
    await scenario.return_packaging(back, 1, staff_id=WEI)
    await scenario.return_packaging(back, 1, staff_id=KEN)
    ticket = await scenario.ticket(back)
    assert (ticket.done, ticket_status(ticket, NOW)) == (2, TicketStatus.DONE)
    assert await scenario.notifications("PackagingReturned") == [(AINA, NOW + MINUTE)] * 2
    with pytest.raises(TicketDone):
        await scenario.return_packaging(back, 1, staff_id=ROS)


async def test_a_scan_is_undone_once_and_counts_no_more(scenario: TicketScenario) -> None:
    code = await scenario.booking(2)
    first = await scenario.collect(code, 2)
    await scenario.undo(first)
    ticket, back = await scenario.ticket(code), await scenario.ticket(await scenario.back())
    assert (ticket.done, ticket.state, ticket.last, ticket.ended_at) == (0, "booked", None, None)
    assert (back.units, ticket_status(back, NOW)) == (0, TicketStatus.UNDONE)
    with pytest.raises(UndoExpired):
        await scenario.undo(first)
    await scenario.collect(code, 2)
    assert ticket_status(await scenario.ticket(await scenario.back()), NOW) is TicketStatus.VALID


async def test_an_undone_return_is_not_told(scenario: TicketScenario) -> None:
    await scenario.collect(await scenario.booking(2), 2)
    back = await scenario.back()
    scan = await scenario.return_packaging(back)
    await scenario.undo(scan, staff_id=WEI)
    assert (await scenario.ticket(back)).done == 0
    assert await scenario.notifications("PackagingReturned") == []


async def test_eight_undo_at_once_and_one_does(scenario: TicketScenario) -> None:
    code = await scenario.booking(2)
    await scenario.collect(code, 1)
    scenario.now += HOUR
    scan = await scenario.collect(code, 1)
    tries = await asyncio.gather(*(scenario.undo(scan) for _ in range(8)), return_exceptions=True)
    assert sum(one is None for one in tries) == 1
    assert (await scenario.ticket(code)).done == 1


async def test_after_a_minute_nothing_is_undone_nor_is_it_offered(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    scan = await scenario.collect(code)
    scenario.now += MINUTE - timedelta(seconds=1)
    assert undoable(await scenario.ticket(code), ROS, scenario.now) == scan
    scenario.now += timedelta(seconds=1)
    assert undoable(await scenario.ticket(code), ROS, scenario.now) == 0
    with pytest.raises(UndoExpired):
        await scenario.undo(scan)


@pytest.mark.parametrize("staff_id", [AINA, WEI, KEN, TOM])
async def test_nobody_undoes_what_another_scanned(scenario: TicketScenario, staff_id: int) -> None:
    scan = await scenario.collect(await scenario.booking(1))
    with pytest.raises(UndoExpired):
        await scenario.undo(scan, staff_id)


async def test_what_came_back_cannot_be_unhanded(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    scan = await scenario.collect(code)
    await scenario.return_packaging(await scenario.back())
    with pytest.raises(PackagingIsBack):
        await scenario.undo(scan)
    assert (await scenario.ticket(code)).done == 1


@pytest.mark.parametrize("staff_id", [AINA, WEI, TOM])
async def test_a_stranger_collects_nothing(scenario: TicketScenario, staff_id: int) -> None:
    code = await scenario.booking(1)
    with pytest.raises(NotYourStall):
        await scenario.collect(code, staff_id=staff_id)
    assert (await scenario.ticket(code)).done == 0


async def test_only_stalls_take_packaging_back_and_never_their_own(scenario: TicketScenario) -> None:
    await scenario.collect(await scenario.booking(1))
    await scenario.collect(await scenario.booking(1, person=WEI))
    tickets = [await scenario.back_of(person) for person in (AINA, WEI)]
    for staff_id in (TOM, AINA):
        with pytest.raises(NotStaff):
            await scenario.return_packaging(tickets[0], staff_id=staff_id)
    with pytest.raises(OwnPackaging):
        await scenario.return_packaging(tickets[1], staff_id=WEI)


async def test_a_stall_that_is_not_approved_takes_nothing_back(scenario: TicketScenario) -> None:
    await scenario.collect(await scenario.booking(1))
    await scenario.change(Stall, state="turned_down")
    with pytest.raises(NotStaff):
        await scenario.return_packaging(await scenario.back(), staff_id=WEI)


async def test_who_is_blocked_scans_nothing(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)

    def block(session: object) -> None:
        session.get_one(Person, ROS).blocked_at = NOW  # type: ignore[attr-defined]

    await scenario.store.write(block)
    with pytest.raises(Blocked):
        await scenario.collect(code)


async def test_a_code_of_the_other_kind_or_of_none_is_unknown(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    with pytest.raises(TicketUnknown):
        await scenario.return_packaging(code)
    with pytest.raises(TicketUnknown):
        await scenario.collect("0000000-0")


@pytest.mark.parametrize(
    ("table", "change", "stands"),
    [
        (Booking, {"state": "released", "ended_at": NOW}, TicketStatus.RELEASED),
        (Booking, {"state": "cancelled", "ended_at": NOW}, TicketStatus.CANCELLED),
        (Drop, {"state": "cancelled", "cancelled_at": NOW}, TicketStatus.CANCELLED),
        (Drop, {"starts_at": NOW - 30 * HOUR, "ends_at": NOW - 24 * HOUR}, TicketStatus.OVER),
    ],
)
async def test_what_has_ended_is_not_collected(
    scenario: TicketScenario, table: type, change: dict[str, object], stands: TicketStatus
) -> None:
    code = await scenario.booking(1)
    if "ends_at" in change:
        change = {**change, "opens_at": NOW - 40 * HOUR, "wound_up_at": NOW - 24 * HOUR}
    await scenario.change(table, **change)
    assert ticket_status(await scenario.ticket(code), NOW) is stands
    with pytest.raises(TicketEnded):
        await scenario.collect(code)


async def test_a_day_after_the_drop_it_is_over_and_not_before(scenario: TicketScenario) -> None:
    ticket = await scenario.ticket(await scenario.booking(1))
    ends = ticket.drop_ends_at
    assert ticket_status(ticket, ends + DAY - MINUTE) is TicketStatus.VALID
    assert ticket_status(ticket, ends + DAY) is TicketStatus.OVER


async def test_a_missed_booking_is_collected_until_a_day_after_its_drop_and_undone(
    scenario: TicketScenario,
) -> None:
    code = await scenario.booking(2)
    ends = (await scenario.ticket(code)).drop_ends_at
    scenario.now = ends
    await scenario.store.write(wind_up, 1, ends)
    missed = await scenario.ticket(code)
    assert (missed.state, is_late(missed, ends), is_late(missed, ends - MINUTE)) == ("missed", True, False)
    scenario.now = ends + DAY - MINUTE
    scan = await scenario.collect(code, 2)
    assert ((await scenario.ticket(code)).state, (await scenario.ticket(code)).done) == ("collected", 2)
    assert (await scenario.ticket(await scenario.back())).units == 2, "its packaging is out"
    await scenario.undo(scan)
    undone = await scenario.ticket(code)
    assert replace(undone, item_marks=missed.item_marks) == missed
    scenario.now = ends + DAY
    assert ticket_status(missed, scenario.now) is TicketStatus.OVER
    with pytest.raises(TicketEnded):
        await scenario.collect(code)


async def test_what_was_passed_on_as_a_no_show_is_never_collected(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    ticket = await scenario.ticket(code)
    scenario.now = ticket.starts_at + HOUR
    await scenario.store.write(release_no_show, actor_of(ROS), ticket.booking, scenario.now)
    assert ticket_status(await scenario.ticket(code), scenario.now) is TicketStatus.NO_SHOW
    with pytest.raises(TicketEnded):
        await scenario.collect(code)


async def test_who_sees_what(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    await scenario.collect(code)
    back = await scenario.back()
    roles = {
        staff_id: [(await scenario.look_up(one, staff_id)).role for one in (code, back)]
        for staff_id in (AINA, ROS, WEI, KEN, TOM)
    }  # type: ignore[union-attr]
    assert roles == {
        AINA: [TicketRole.HOLDER, TicketRole.HOLDER],
        ROS: [TicketRole.STAFF, TicketRole.STAFF],
        WEI: [TicketRole.ELSEWHERE, TicketRole.STAFF],
        KEN: [TicketRole.STAFF, TicketRole.STAFF],
        TOM: [TicketRole.ANYONE, TicketRole.ANYONE],
    }


async def test_a_stall_sees_the_verdict_of_its_owners_own_ticket(scenario: TicketScenario) -> None:
    seen = await scenario.look_up(await scenario.booking(1, person=ROS), ROS)
    assert seen is not None
    assert seen.role is TicketRole.STAFF
