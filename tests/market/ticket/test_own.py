"""A person's own tickets: which are listed, in which order, and how many a page."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from market.ticket.loans import PackagingOut, packaging_out, packaging_out_with
from market.ticket.own_tickets import (
    TicketPage,
    came_back,
    issued_ticket,
    own_pickup_ticket,
    own_returns,
    own_ticket,
    own_tickets,
)
from market.ticket.refusals import TicketEnded, TicketNotYours
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.store import Store
from storage.ticket import Loan, Scan, Ticket, TicketKind
from storage.waitlist import Booking, Entry, Hold
from tests.market.ticket.conftest import AINA, DAY, HOUR, KEN, NOW, ROS, TOM, WEI, TicketScenario

SOON, LATER, TODAY, LAST_WEEK, LAST_MONTH = 15, 14, 13, 12, 11
DROPS = {
    SOON: NOW + HOUR,
    LATER: NOW + 3 * DAY,
    TODAY: NOW - 20 * HOUR,
    LAST_WEEK: NOW - 7 * DAY,
    LAST_MONTH: NOW - 30 * DAY - 2 * HOUR,
}
"""By its id, the start of a drop that takes two hours: the later an id, the sooner it does not start."""

LISTED = [
    (7, TODAY, "booked"),
    (5, SOON, "booked"),
    (8, SOON, "booked"),
    (4, LATER, "booked"),
    (6, LAST_WEEK, "booked"),
    (9, LAST_WEEK, "missed"),
    (2, SOON, "collected"),
]
"""Aina's, in the order in which they are listed."""

NOT_LISTED = [(1, SOON, "released"), (3, LATER, "cancelled"), (10, LAST_MONTH, "collected")]
OUT = [(4, 1), (9, 2), (2, 3), (5, 3), (8, 4), (1, 6), (3, 9)]
"""Aina's packaging that is out, in the order in which it is due: the loan, and in how many days it is due."""


def add_drops(session: Session) -> None:
    for drop, starts_at in DROPS.items():
        session.add(
            Drop(
                id=drop,
                stall_id=1,
                alley_id=1,
                code=f"D{drop}",
                name=f"Drop {drop}",
                language="en",
                state="published",
                opens_at=starts_at - DAY,
                starts_at=starts_at,
                ends_at=starts_at + 2 * HOUR,
                created_at=NOW - 60 * DAY,
            )
        )
    session.flush()
    session.add_all(
        Item(id=drop, drop_id=drop, name=f"line {drop}", price=850, quantity=99) for drop in DROPS
    )
    session.flush()


def add_claim(session: Session, number: int, person: int, item: int, state: str = "booked") -> None:
    """With its entry and its hold, all of one id."""
    named: dict[str, Any] = {"id": number, "item_id": item, "person_id": person}
    session.add(Entry(**named, number=number, units=1, state="booked", joined_at=NOW))
    session.flush()
    session.add(
        Hold(**named, entry_id=number, units=1, given_at=NOW, until=NOW, state="booked", ended_at=NOW)
    )
    session.flush()
    session.add(
        Booking(
            **named,
            hold_id=number,
            units=1,
            price=850,
            collected=int(state == "collected"),
            state=state,
            booked_at=NOW,
            ended_at=None if state == "booked" else NOW,
        )
    )
    session.flush()


def add_ticket(session: Session, number: int, person: int, **of: Any) -> None:
    kind = TicketKind.RETURNS if "loan_id" in of else TicketKind.PICKUP
    session.add(Ticket(id=number, code=f"T{number}", kind=kind, person_id=person, made_at=NOW, **of))
    session.flush()


def add_loan(
    session: Session, number: int, person: int, due: int, returned: int = 0, item: int = SOON, units: int = 2
) -> None:
    """Two that are due in so many days."""
    add_claim(session, number, person, item, state="collected")
    session.add(
        Loan(
            id=number,
            booking_id=number,
            person_id=person,
            units=units,
            returned=returned,
            deposit=300,
            out_at=NOW,
            due_at=NOW + due * DAY,
        )
    )
    session.flush()
    add_ticket(session, number, person, loan_id=number)


@pytest.fixture
async def store_with_drops(scenario: TicketScenario) -> Store:
    await scenario.store.write(add_drops)
    return scenario.store


async def two_pages(store: Store, listing: Any, *given: Any) -> list[int]:
    """The ids of five tickets and of the two after them."""
    first: TicketPage = await store.read(partial(listing, page=0), AINA, *given)
    last: TicketPage = await store.read(partial(listing, page=9), AINA, *given)
    assert (len(first.tickets), first.page, first.pages, first.count) == (5, 1, 2, 7)
    assert (len(last.tickets), last.page, last.pages, last.count) == (2, 2, 2, 7)
    return [ticket.id for page in (first, last) for ticket in page.tickets]


async def test_what_can_be_collected_comes_first_and_then_what_was_of_the_last_month(
    store_with_drops: Store,
) -> None:
    def write(session: Session) -> None:
        for number, item, state in [*LISTED, *NOT_LISTED]:
            add_claim(session, number, AINA, item, state=state)
            add_ticket(session, number, AINA, booking_id=number)
            add_claim(session, 20 + number, TOM, item, state=state)
            add_ticket(session, 20 + number, TOM, booking_id=20 + number)
        add_claim(session, 19, AINA, SOON)
        add_ticket(session, 19, AINA, booking_id=19, revoked_at=NOW)

    await store_with_drops.write(write)
    assert await two_pages(store_with_drops, own_tickets, NOW) == [number for number, _, _ in LISTED]
    assert await store_with_drops.read(own_tickets, WEI, NOW, 1) == TicketPage(
        tickets=(), page=1, pages=1, count=0
    )


async def test_what_is_out_is_listed_the_first_due_first(store_with_drops: Store) -> None:
    def write(session: Session) -> None:
        for number, due in OUT:
            add_loan(session, number, AINA, due, returned=number % 2)
            add_loan(session, 20 + number, TOM, due, returned=1)
        add_loan(session, 19, AINA, 0, returned=2)

    await store_with_drops.write(write)
    assert await two_pages(store_with_drops, own_returns) == [number for number, _ in OUT]
    brought = [await store_with_drops.read(came_back, person) for person in (AINA, TOM, WEI)]
    assert brought == [sum(number % 2 for number, _ in OUT) + 2, len(OUT), 0]


async def out_of(store: Store, drop: int) -> PackagingOut | None:
    """Return the packaging that is out from the stall day of a drop."""
    return await store.read(
        lambda session: packaging_out(session, session.get_one(Drop, drop).stall_day_id or 0)
    )


def market_day_of(session: Session, drop: int) -> int:
    return session.get_one(StallDay, session.get_one(Drop, drop).stall_day_id).market_day_id


async def test_packaging_is_counted_by_its_stall_day_and_by_whose_it_is(store_with_drops: Store) -> None:
    def write(session: Session) -> None:
        add_loan(session, 1, AINA, 9, returned=1)
        add_loan(session, 2, AINA, 4)
        add_loan(session, 3, AINA, 1, returned=2)
        add_loan(session, 4, TOM, 2)
        add_loan(session, 5, AINA, 3, item=LATER)

    await store_with_drops.write(write)
    assert await out_of(store_with_drops, SOON) == PackagingOut(
        units=5, unit="piece", deposit=1500, due_at=NOW + 2 * DAY
    )
    there = await store_with_drops.read(market_day_of, SOON)
    assert await store_with_drops.read(packaging_out_with, AINA, there) == PackagingOut(
        units=3, unit="piece", deposit=900, due_at=NOW + 4 * DAY
    )
    assert await out_of(store_with_drops, LAST_WEEK) is None


async def test_only_the_newest_ticket_of_a_booking_counts_and_only_to_whom_it_is(
    store_with_drops: Store,
) -> None:
    def write(session: Session) -> None:
        add_claim(session, 1, TOM, SOON)
        add_ticket(session, 9, TOM, booking_id=1)
        add_ticket(session, 4, AINA, booking_id=1, revoked_at=NOW)
        add_claim(session, 2, AINA, SOON)
        add_ticket(session, 11, AINA, booking_id=2)

    store = store_with_drops
    await store.write(write)
    assert (await store.read(own_pickup_ticket, TOM, 1)).id == 9
    assert (await store.read(own_ticket, AINA, 4)).id == 4
    assert (await store.read(issued_ticket, 9)).id == 9
    for asked, ticket in ((own_pickup_ticket, 1), (own_pickup_ticket, 99), (own_ticket, 9), (own_ticket, 99)):
        with pytest.raises(TicketNotYours):
            await store.read(asked, AINA, ticket)
    with pytest.raises(TicketEnded):
        await store.read(issued_ticket, 4)


@pytest.mark.parametrize(
    ("scans", "last"),
    [
        ([(3, 1, 10, False), (2, 1, 30, False), (1, 1, 20, False)], 2),
        ([(1, 1, 30, False), (2, 1, 30, False), (3, 1, 20, False)], 2),
        ([(1, 1, 10, False), (2, 1, 30, True), (3, 2, 40, False)], 1),
        ([(1, 1, 10, True), (2, 2, 20, False)], 0),
    ],
    ids=["the newest", "of one moment the last", "that is not undone, of this ticket", "none"],
)
async def test_a_ticket_tells_of_its_newest_scan(
    store_with_drops: Store, scans: list[tuple[int, int, int, bool]], last: int
) -> None:
    """Each scan: its id, its ticket, its minute, and whether it was undone."""

    def write(session: Session) -> None:
        for number in (1, 2):
            add_claim(session, number, AINA, SOON)
            add_ticket(session, number, AINA, booking_id=number)
        for number, ticket, minute, undone in scans:
            at = NOW + timedelta(minutes=minute)
            by = KEN if number == last else ROS
            session.add(
                Scan(
                    id=number,
                    ticket_id=ticket,
                    stall_id=1,
                    by_id=by,
                    units=1,
                    scanned_at=at,
                    undone_at=at if undone else None,
                )
            )

    await store_with_drops.write(write)
    last_scan = (await store_with_drops.read(own_ticket, AINA, 1)).last
    assert (last_scan and (last_scan.id, last_scan.by)) == ((last, "Ken") if last else None)
