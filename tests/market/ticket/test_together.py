"""One tap for all tickets that a person has at a stall."""

import asyncio
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import NotYourStall
from market.person import Blocked
from market.ticket.facts import TicketFacts
from market.ticket.lookup import TicketRole
from market.ticket.refusals import NotStaff, PackagingIsBack, TicketDone, TicketUnknown, UndoExpired
from market.ticket.together import ScannedTogether, scan_together, undo_together
from storage.drop import Item
from storage.person import Person
from storage.waitlist import Booking
from tests.market.ticket.conftest import (
    AINA,
    HOUR,
    KEN,
    NOW,
    ROS,
    TOM,
    WEI,
    TicketScenario,
    actor_of,
    open_drop,
)


async def add_second_item(scenario: TicketScenario, stall: int = 1) -> None:
    """Another drop, of item 2."""

    def write(session: Session) -> None:
        session.add(open_drop(2, "Onde-onde", stall))
        session.flush()
        session.add(
            Item(id=2, drop_id=2, name="onde-onde", unit="box", price=700, loan_deposit=0, quantity=12)
        )

    await scenario.store.write(write)


async def scan_all(scenario: TicketScenario, code: str, staff_id: int = ROS) -> ScannedTogether:
    return await scenario.store.write(
        scan_together, actor_of(staff_id), code, now=scenario.now, rng=Random(1)
    )


def scanned(done: ScannedTogether) -> list[TicketFacts]:
    """Both, the older one first."""
    return sorted((done.ticket, *done.others), key=lambda ticket: ticket.id)


async def undo_all(scenario: TicketScenario, scan: int, staff_id: int = ROS) -> None:
    await scenario.store.write(undo_together, actor_of(staff_id), scan, now=scenario.now, rng=Random(2))


async def two_bookings(scenario: TicketScenario) -> tuple[str, str]:
    await add_second_item(scenario)
    return await scenario.booking(2), await scenario.booking(1, item=2)


@pytest.mark.feature("X25")
async def test_one_tap_hands_over_all_and_one_undo_takes_all_back(scenario: TicketScenario) -> None:
    first, second = await two_bookings(scenario)
    toms = await scenario.booking(1, person=TOM)
    seen = await scenario.look_up(first, ROS)
    assert seen is not None
    assert [other.code for other in seen.others] == [second], "Tom's is not among them"
    await scenario.store.write(scan_together, actor_of(ROS), toms, now=scenario.now, rng=Random(3))
    done = await scan_all(scenario, first)
    assert [(ticket.code, ticket.left) for ticket in scanned(done)] == [(first, 2), (second, 1)]
    assert [(await scenario.ticket(code)).left for code in (first, second)] == [0, 0]
    await undo_all(scenario, done.scan)
    assert [(await scenario.ticket(code)).left for code in (first, second)] == [2, 1]
    assert (await scenario.ticket(toms)).left == 0, "it was handed over at the same instant, by another tap"
    with pytest.raises(UndoExpired):
        await undo_all(scenario, done.scan)


async def test_what_was_collected_before_stays_out_of_it(scenario: TicketScenario) -> None:
    first, second = await two_bookings(scenario)
    await scenario.collect(first, 1)
    scenario.now += HOUR
    done = await scan_all(scenario, second)
    assert [(ticket.code, ticket.left) for ticket in scanned(done)] == [(first, 1), (second, 1)]
    await undo_all(scenario, done.scan)
    assert [(await scenario.ticket(code)).done for code in (first, second)] == [1, 0]


async def test_another_stalls_is_not_among_them(scenario: TicketScenario) -> None:
    await add_second_item(scenario, stall=2)
    first, second = await scenario.booking(2), await scenario.booking(1, item=2)
    seen = await scenario.look_up(first, KEN)
    assert seen is not None
    assert (seen.role, seen.others) == (TicketRole.STAFF, ())
    assert [ticket.code for ticket in scanned(await scan_all(scenario, first))] == [first]
    assert (await scenario.ticket(second)).done == 0


async def test_seats_and_goods_are_not_scanned_by_one_tap(scenario: TicketScenario) -> None:
    """The person at the entrance taps "Admit", and has no goods to hand over."""
    await add_second_item(scenario)
    await scenario.change(Item, unit="seat")
    goods, seat = await scenario.booking(2), await scenario.booking(1, item=2)
    for code in (goods, seat):
        seen = await scenario.look_up(code, ROS)
        assert seen is not None
        assert seen.others == ()
    await scan_all(scenario, seat)
    assert [(await scenario.ticket(code)).done for code in (goods, seat)] == [0, 1]


async def test_only_staff_sees_and_scans_them(scenario: TicketScenario) -> None:
    first, _ = await two_bookings(scenario)
    for person in (AINA, TOM, WEI):
        seen = await scenario.look_up(first, person)
        assert seen is not None
        assert seen.others == ()
        with pytest.raises(NotYourStall):
            await scan_all(scenario, first, staff_id=person)
    with pytest.raises(TicketUnknown):
        await scan_all(scenario, "NOSUCH111")
    done = await scan_all(scenario, first)
    with pytest.raises(UndoExpired):
        await undo_all(scenario, done.scan, staff_id=KEN)

    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    await scenario.store.write(block)
    for attempt in (scan_all(scenario, first), undo_all(scenario, done.scan)):
        with pytest.raises(Blocked):
            await attempt


async def test_all_packaging_comes_back_in_one_tap(scenario: TicketScenario) -> None:
    await add_second_item(scenario)
    await scenario.change(Item, loan_deposit=200)
    await scenario.collect(await scenario.booking(2), 2)
    await scenario.collect(await scenario.booking(1, item=2), 1)
    first, second = await scenario.all_back_of(AINA)
    with pytest.raises(NotStaff):
        await scan_all(scenario, first, staff_id=TOM)
    done = await scan_all(scenario, second, staff_id=WEI)
    assert [(ticket.code, ticket.left) for ticket in scanned(done)] == [(first, 2), (second, 1)]
    with pytest.raises(TicketDone):
        await scan_all(scenario, first, staff_id=WEI)
    await undo_all(scenario, done.scan, staff_id=WEI)
    assert [(await scenario.ticket(code)).done for code in (first, second)] == [0, 0]


async def test_undo_of_all_is_all_or_nothing(scenario: TicketScenario) -> None:
    """Packaging of one booking is back already, so its goods cannot be un-handed, and neither are the others."""
    first, second = await two_bookings(scenario)
    done = await scan_all(scenario, first)
    await scenario.return_packaging(await scenario.back(), 1)
    with pytest.raises(PackagingIsBack):
        await undo_all(scenario, done.scan)
    assert [(await scenario.ticket(code)).left for code in (first, second)] == [0, 0]


async def test_two_staff_who_tap_at_once_hand_over_once(scenario: TicketScenario) -> None:
    first, second = await two_bookings(scenario)
    results = await asyncio.gather(
        scan_all(scenario, first), scan_all(scenario, second, staff_id=KEN), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["ScannedTogether", "TicketDone"]
    collected = await scenario.store.read(
        lambda session: list(session.exec(select(Booking.collected).order_by(col(Booking.id))))
    )
    assert collected == [2, 1]
