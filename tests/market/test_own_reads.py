"""What the screens of a person read does not depend on how much they have: as many statements for six bookings as for one."""

from collections import Counter
from datetime import time
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from market.own_matters import own_matters
from market.ticket.own_tickets import own_tickets
from market.waitlist.position import PositionRequest, my_items, position_in_drop, positions_in_drops
from storage.store import Store
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking
from tests.counted_statements import statements
from tests.evening import JO, MEI, NOW, SITI, TOM, WANG, DropPlan, Evening, ItemPlan, lay_evening

ALONE = ((TOM, 1),)
SIX = tuple(
    DropPlan(
        (ItemPlan(f"item {hour}", booked=(*ALONE, (MEI, 1)) if hour == 12 else ALONE),), start=time(hour)
    )
    for hour in range(12, 18)
)
"""Tom books all six, Mei the first."""
HELD = DropPlan(
    (ItemPlan("kuih", held=((SITI, 1), (WANG, 1))), ItemPlan("kopi", held=((SITI, 1),))), start=time(19)
)
"""Siti has two holds that she was not told of, Wang has one."""


async def read(store: Store, query: Any, *arguments: Any) -> Counter[str]:
    return Counter(await store.read(statements, query, *arguments))


async def six_booked(store: Store) -> Evening:
    return await lay_evening(store, (*SIX, HELD))


async def test_six_bookings_are_read_as_one_is(store: Store) -> None:
    await six_booked(store)
    for query in (my_items, own_matters):
        six, one, none = [await read(store, query, person, NOW) for person in (TOM, MEI, JO)]
        assert six == one, query
        assert one.total() - none.total() == 3, "the drops of what is booked, their items and their tags"


async def test_a_card_reads_one_statement_about_what_is_booked(store: Store) -> None:
    evening = await six_booked(store)
    for person in (TOM, JO):
        made = await read(store, position_in_drop, person, evening.items[0].drop, NOW)
        assert made.total() == 1


async def test_the_cards_of_a_crowd_read_one_statement_about_what_is_booked(store: Store) -> None:
    first, *_ = (await six_booked(store)).items
    crowd = [PositionRequest(person, first.drop, NOW) for person in (TOM, MEI, JO, TOM)]
    made = await read(store, positions_in_drops, crowd)
    assert made.total() == 1
    booked = [each.booked[0].id if each.all else 0 for each in await store.read(positions_in_drops, crowd)]
    assert booked == [first.booking(TOM), first.booking(MEI), 0, first.booking(TOM)]


async def test_a_card_with_holds_reads_its_drop_once(store: Store) -> None:
    drop = (await six_booked(store)).item("kuih").drop
    two, one = [await read(store, position_in_drop, person, drop, NOW) for person in (SITI, WANG)]
    assert two == one
    assert (await read(store, my_items, SITI, NOW)).total() == (
        await read(store, my_items, WANG, NOW)
    ).total()


async def test_a_page_of_tickets_is_read_as_one_ticket_is(store: Store) -> None:
    evening = await six_booked(store)
    await store.write(scan_all, evening.stall)
    page = partial(own_tickets, page=1)
    assert len((await store.read(page, TOM, NOW)).tickets) == 5
    five, one = [await read(store, page, person, NOW) for person in (TOM, MEI)]
    assert five == one
    assert five.total() == 6, "how many, which, what they are of, their tags, what was paid, their scans"


def scan_all(session: Session, stall: int) -> None:
    """Collect what each booking is for."""
    rows = select(Ticket, Booking).join(Booking, col(Booking.id) == col(Ticket.booking_id))
    for ticket, booking in session.exec(rows):
        booking.collected = 1
        session.add(Scan(ticket_id=ticket.id or 0, by_id=MEI, stall_id=stall, units=1, scanned_at=NOW))
