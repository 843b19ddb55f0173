"""A phone that is dead: the stall asks for a name, hands over, and the holder reads it and says that it was somebody else."""

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.ticket.ticket_code import grouped
from storage.organiser import Organiser
from tests.journeys.harness import Market, Visitor
from tests.journeys.test_ticket import book
from tests.people import person_at


async def to_list(ros: Visitor) -> None:
    """Open the list of bookings of Ros's evening."""
    await ros.writes("/desk")
    while "Kuih lapis" not in ros.reads:
        await ros.tap(next(label for label in ros.labels if label.endswith(" ›")))
    await ros.tap("All of")
    await ros.tap("List of bookings")


async def booked_during(market: Market) -> str:
    """Return the code of what Aina books on Friday at 18:30, while Ros sells."""
    for person in (AINA, ROS, KEN):
        await market.visitor(person.id).writes("/start")

    def name_ken(session: Session) -> None:
        person = person_at(session, KEN.id)
        session.add(Organiser(person_id=person, named_by=None, named_at=market.clock()))

    await market.change(name_ken)
    market.clock.move(days=3, hours=8, minutes=30)
    code = await book(market, AINA.id)
    await market.deliver()
    return code


@pytest.mark.parametrize("typed", [False, True])
async def test_a_name_is_said_the_goods_go_out_and_the_holder_reports_it(market: Market, typed: bool) -> None:
    ros, aina, ken = (market.visitor(person.id) for person in (ROS, AINA, KEN))
    code = await booked_during(market)
    ticket = await aina.phone.until(lambda message: "Not collected yet." in message.text)
    if typed:
        await ros.writes("/scan")
        await ros.writes(f"ain {code[:2]}")
    else:
        await to_list(ros)
        assert code[:4] in ros.labels
        assert "Aina" not in ros.reads
        await ros.tap(code[:4])
        assert "ask for their name" in ros.reads
        await ros.writes("Siti")
        assert ros.reads.startswith(
            "⛔ NOT FOUND. No booking this evening, or more than one, fits this name and code."
        )
        await ros.tap("List of bookings")
        await ros.tap(code[:4])
        await ros.writes("AIN")
    assert ros.reads.startswith("✅ VALID. Take RM17.00.")
    assert "Aina" not in ros.reads
    assert (await ros.tap("Handed over, cash")).text == "Handed over."
    assert ros.reads.startswith("✅ HANDED OVER. 2 × Kuih lapis, box of 9, RM17.00 cash, ")
    assert any(label.startswith("Receipt ") for label in ros.labels), "as with a phone"
    assert "Gave RM20" in ros.labels
    market.clock.move(seconds=4)
    await market.deliver()
    assert "Handed over without the phone, Fri 27 Nov 18:30, by the stall." in aina.reading(ticket.id)

    market.clock.move(minutes=2)
    await market.deliver()
    told = await aina.phone.until(lambda message: "without your phone" in message.text)
    assert told.labels == ["This was not me", "Ticket"]
    await aina.tap("This was not me", message=told.id)
    assert "If it was neither you nor a friend, tell the organisers" in aina.reads
    assert (await aina.tap("Tell the organisers")).text == "We told the organisers."
    await market.deliver()
    report = await ken.phone.until(lambda message: grouped(code) in message.text)
    assert "tanpa telefon pemegang tiket" in report.text
    await aina.tap("This was not me", message=told.id)
    await aina.tap("Tell the organisers")
    assert aina.reads.startswith("You reported this already.")


async def test_undone_within_the_minute_it_was_never_told(market: Market) -> None:
    ros, aina = market.visitor(ROS.id), market.visitor(AINA.id)
    code = await booked_during(market)
    await ros.writes("/scan")
    await ros.writes(f"Ain {code[:3]}")
    await ros.tap("Handed over, QR")
    await ros.tap("Undo (1 min)")
    market.clock.move(minutes=2)
    await market.deliver()
    await market.deliver()
    assert not any("without your phone" in message.text for message in aina.answers)
    ticket = await aina.phone.until(lambda message: "Pickup ticket" in message.text)
    assert "Not collected yet." in aina.reading(ticket.id)
