"""A last-minute offer: a vendor sells the rest for less in the last half hour; subscribers are notified, book one and collect it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop
from storage.last_minute_offer import LastMinuteOffer
from storage.waitlist import Booking
from tests.journeys.harness import LINA, ROS, TOM, Market, Visitor, without_bidi_marks

LATE = datetime(2026, 11, 24, 13, 40, tzinfo=UTC)
"""Tuesday, 21:40 in Kota Kinabalu; the drop ends at 22:00."""


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros, who sells twelve boxes tonight; Tom has subscribed to last-minute offers at any hour, Lina has not."""
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    for one in (ros, tom, market.visitor(LINA)):
        await one.writes("/start")
    await ros.writes("12 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("Publish")
    await tom.writes("/settings")
    await tom.tap("Last-minute offers")
    assert tom.reads.endswith("Quiet hours: 21:00 to 08:00.\nYou get no last-minute offers.")
    await tom.tap("Quiet hours", message=tom.screen.id)
    await tom.tap("No quiet hours")
    await tom.writes("/settings")
    await tom.tap("Last-minute offers")
    await tom.tap("Lorong Bakau")
    assert tom.reads.endswith("You get last-minute offers from Lorong Bakau.")
    return ros


async def test_what_is_left_goes_for_less_to_whoever_asked(market: Market, ros: Visitor) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await ros.writes("last minute 6 kuih lapis RM4")
    assert (
        ros.reads == "Last-minute offers are for the last half hour. Write it again from Tue 24 Nov 21:30 on."
    )
    market.clock.now = LATE
    heard = lina.screen.id
    await ros.writes("last minute 6 kuih lapis RM4 1.5kg")
    assert ros.reads == "6 × kuih lapis for RM4.00 until 22:00, instead of RM8.50. We told 1 person."
    await market.deliver()
    assert tom.reads == (
        "Left at Dapur Nenek Ros, Lorong Bakau: 6 × kuih lapis for RM4.00 instead of RM8.50, until 22:00."
    )
    assert lina.screen.id == heard, "she did not ask"
    answer = await tom.tap("Take 1 for RM4.00")
    assert answer.text == "Booked."
    booked = await market.store.read(newest_booking)
    assert (booked.units, booked.price) == (1, 400)
    await market.deliver()
    [booked_card, ticket] = tom.answers[-2:]
    assert without_bidi_marks(booked_card.text).startswith("Booked Tue 24 Nov 21:40: 1 × kuih lapis.")
    assert ticket.text.startswith("Pickup ticket: "), "the ticket came once"
    await ros.writes("last minute 2 kuih lapis RM3")
    assert ros.reads.startswith("You made a last-minute offer tonight already.")
    await ros.writes("/scan")
    await ros.writes(await market.store.read(lambda session: code_of(session, booked.id or 0)))
    await ros.tap("Handed over, cash")
    await ros.tap(data=f"yn:{await market.store.read(stall_of_ros)}:0")
    assert "Last-minute offers: 1 unit, 0.25 kg." in ros.reads
    market.clock.now = LATE.replace(minute=59)
    tom_bookings = len(await market.store.read(bookings))
    market.clock.now = datetime(2026, 11, 24, 14, 1, tzinfo=UTC)
    await tom.tap(data=f"lm:{await market.store.read(only_last_minute_offer)}:1")
    assert len(await market.store.read(bookings)) == tom_bookings, "the drop is over"


def newest_booking(session: Session) -> Booking:
    return session.exec(select(Booking).order_by(col(Booking.id).desc()).limit(1)).one()


def bookings(session: Session) -> list[Booking]:
    return list(session.exec(select(Booking)))


def only_last_minute_offer(session: Session) -> int:
    return session.exec(select(LastMinuteOffer.id)).one() or 0


def stall_of_ros(session: Session) -> int:
    return session.exec(select(Drop.stall_id).order_by(col(Drop.id).desc()).limit(1)).one()


def code_of(session: Session, booking: int) -> str:
    from storage.ticket import Ticket

    return session.exec(select(Ticket.code).where(col(Ticket.booking_id) == booking)).one()


async def test_tom_hears_no_more_after_he_said_so(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/settings")
    await tom.tap("Last-minute offers")
    await tom.tap("Stop these")
    assert tom.reads.endswith("You get no last-minute offers.")
    market.clock.now = LATE
    await ros.writes("selamatkan 6 kuih lapis RM4")
    assert ros.reads.endswith("There is nobody to tell tonight.")
