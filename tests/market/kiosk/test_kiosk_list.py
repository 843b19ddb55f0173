"""The list of a device: its contents, and that a thousand tickets take as many statements as ten."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from market.kiosk.kiosk_list import kiosk_list
from market.ticket.facts import TicketStatus
from market.waitlist.choose_option import choose_option
from market.waitlist.shopper_actions import release
from storage.drop import Drop, Item
from storage.ticket import Ticket, TicketKind
from storage.waitlist import Booking, Entry, Hold
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.ticket.conftest import AINA, DAY, HOUR, KEN, NOW, ROS, TOM, WEI, TicketScenario, actor_of
from tests.people import admins
from web.kiosk_json import list_json

SECOND = timedelta(seconds=1)


@pytest.fixture
async def phone(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("phone", actor_of(ROS), 1, NOW)


async def test_it_has_each_ticket_of_the_stall_and_packaging_of_any_stall_and_no_holder(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    elsewhere = await kiosk.device("Wei’s", actor_of(WEI), 2, NOW)
    done, released, open_one = [await scenario.booking(1, person) for person in (AINA, TOM, KEN)]
    await scenario.store.write(release, TOM, (await scenario.ticket(released)).booking, NOW)
    await scenario.collect(done)
    back = await scenario.back()
    known = {each.code: each for each in (await kiosk.list(phone, NOW)).tickets}
    assert {code: each.status(NOW) for code, each in known.items()} == {
        done: TicketStatus.DONE,
        released: TicketStatus.RELEASED,
        open_one: TicketStatus.VALID,
        back: TicketStatus.VALID,
    }
    assert (known[done].last_at, known[done].last_by) == (NOW, "Ros")
    assert known[released].gone_at == NOW
    assert (known[open_one].expires_at, known[back].expires_at) == (NOW + 36 * HOUR, None)
    there = await kiosk.list(elsewhere, NOW)
    assert ([each.code for each in there.tickets], there.drops) == ([back], ())


@pytest.mark.parametrize(("ends", "listed"), [(-2 * DAY + SECOND, True), (-2 * DAY, False)])
async def test_a_drop_is_listed_until_two_days_after_its_end(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, ends: timedelta, listed: bool
) -> None:
    await scenario.booking(1)
    over = {"opens_at": NOW - 9 * DAY, "starts_at": NOW - 8 * DAY, "ends_at": NOW + ends}
    await scenario.change(Drop, **over)
    known = await kiosk.list(phone, NOW)
    assert (bool(known.drops), bool(known.tickets)) == (listed, listed)


FAR = 900_000_000
"""Ids from here on are none that the database gave to a row before."""


def add_tickets(session: Session, count: int) -> None:
    """Write so many bookings of Aina, past any limit."""
    session.add_all(
        Entry(
            id=FAR + each,
            item_id=1,
            person_id=AINA,
            number=each + 1000,
            units=1,
            state="booked",
            joined_at=NOW,
        )
        for each in range(count)
    )
    session.flush()
    session.add_all(
        Hold(
            id=FAR + each,
            entry_id=FAR + each,
            item_id=1,
            person_id=AINA,
            units=1,
            given_at=NOW,
            until=NOW,
            state="booked",
        )
        for each in range(count)
    )
    session.flush()
    session.add_all(
        Booking(
            id=FAR + each,
            hold_id=FAR + each,
            item_id=1,
            person_id=AINA,
            units=1,
            price=850,
            booked_at=NOW,
        )
        for each in range(count)
    )
    session.flush()
    session.add_all(
        Ticket(code=f"T{each}", kind=TicketKind.PICKUP, booking_id=FAR + each, person_id=AINA, made_at=NOW)
        for each in range(count)
    )


def counted(session: Session, device: int) -> tuple[int, int]:
    """Return how many tickets the list has, and how many statements it takes."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", see)
    try:
        known = kiosk_list(session, device, NOW, admins(KEN))
    finally:
        event.remove(bind, "before_cursor_execute", see)
    return len(known.tickets), len(seen)


async def test_a_thousand_tickets_take_as_many_statements_as_one(
    scenario: TicketScenario, phone: SampleDevice
) -> None:
    await scenario.booking(1)
    tickets, statements = await scenario.store.read(counted, phone.number)
    assert tickets == 1
    assert statements <= 20
    await scenario.store.write(add_tickets, 999)
    assert await scenario.store.read(counted, phone.number) == (1000, statements)


async def test_a_ticket_names_the_options_that_were_chosen_and_its_packaging_does_not(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(2)
    await scenario.change(Item, options="hot / iced")
    booking = (await scenario.ticket(code)).booking
    for unit, option in enumerate((1, 0)):
        await scenario.store.write(choose_option, AINA, booking, unit, option, now=NOW)
    await scenario.collect(code)
    names = {each["code"]: each["item"] for each in list_json(await kiosk.list(phone, NOW), NOW)["tickets"]}
    name = (await scenario.ticket(code)).item
    assert names.pop(code) == f"{name} (1 hot, 1 iced)"
    assert {*names.values()} <= {name}
