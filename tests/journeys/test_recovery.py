"""A lost phone: recovery is asked for on the new one, decided by an organiser, objected to on the old one."""

import re

import pytest
from sqlmodel import col, func, select

from market.ticket.ticket_code import grouped
from storage.recovery import Recovery
from storage.ticket import Ticket
from tests.journeys.harness import KEN, LINA, TOM, Market, Visitor
from tests.journeys.test_waitlist import empty_drop


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


async def booked_ticket(market: Market, lina: Visitor) -> str:
    """Lina books; the code on her ticket."""
    await market.change(empty_drop, market.town.kuih_lapis, 1)
    await lina.open("d_RACE1")
    await lina.tap("Join for 1")
    return await code_of(market, LINA)


async def code_of(market: Market, telegram_id: int) -> str:
    """The code of the one valid ticket of a person."""
    person = await market.person(telegram_id)
    valid = select(Ticket.code).where(Ticket.person_id == person, col(Ticket.revoked_at).is_(None))
    return grouped(await market.store.read(lambda session: session.exec(valid).one()))


async def asks(tom: Visitor, words: str) -> str:
    """Tom asks on his new phone; the code of his request."""
    await tom.writes("/support")
    await tom.tap("I lost my phone")
    assert tom.reads.startswith("Did you lose the phone with your old account?")
    await tom.writes(words)
    found = re.search(r"Your request has the code ([0-9A-Z]{6})\.", tom.reads)
    assert found, tom.reads
    return found[1]


async def test_a_lost_phone_s_bookings_come_to_the_new_one(organised_market: Market, ken: Visitor) -> None:
    market, lina, tom = organised_market, organised_market.visitor(LINA), organised_market.visitor(TOM)
    old_code = await booked_ticket(market, lina)
    code = await asks(tom, old_code.lower())
    await market.deliver()
    assert ken.reads.startswith(f"Tom lost a phone and asks for the account of Lina <b>&amp;. Code: {code}.")
    assert f"They gave the ticket {old_code}: race for 1" in ken.reads
    await ken.writes("/admin")
    await ken.tap("Lost phones, 1")
    await ken.tap(f"{code} Tom")
    assert "The account has 1 booking.\n" in ken.reads
    await ken.tap("Move the account")
    assert ken.reads.startswith("Give everything of Lina <b>&amp; to Tom?")
    await tom.writes("/mine")
    assert tom.reads == "Nothing here yet. Join a drop, and it shows here.", "a question changes nothing"
    answer = await ken.tap("Yes, move it", message=ken.screen.id)
    assert answer.text == "Moved. We told both accounts."
    await market.deliver()
    assert tom.reads.startswith("Done: everything of your old account is here now.")
    await tom.writes("/mine")
    assert "race for 1" in tom.reads
    assert await code_of(market, TOM) != old_code
    await ken.writes(old_code)
    assert "Given to a friend" not in ken.reads
    assert "another account" in ken.reads
    late = await ken.tap(data=f"olpm:{await recovery_id(market)}")
    assert late.text == "This request was decided, taken back or has ended. They can ask again."

    assert lina.reads.startswith("An organiser moved everything of this account to another one")
    await lina.tap("This was not me")
    assert lina.reads.startswith("Sent. The organisers answer here.")
    await lina.writes("/mine")
    assert lina.reads == "Nothing here yet. Join a drop, and it shows here."
    await market.deliver()
    assert (
        "asks, reads English: “This phone was not lost: everything that was here went to another account"
        in ken.reads
    )
    await ken.tap(data=f"olps:{await recovery_id(market)}")
    assert "The old account objected Tue 24 Nov" in ken.reads


async def recovery_id(market: Market) -> int:
    return await market.store.read(lambda session: session.exec(select(func.max(Recovery.id))).one()) or 0


async def test_a_request_is_refused_and_taken_back(organised_market: Market, ken: Visitor) -> None:
    market, lina, tom = organised_market, organised_market.visitor(LINA), organised_market.visitor(TOM)
    code = await booked_ticket(market, lina)
    await asks(tom, code)
    await market.deliver()
    await ken.tap("Open request")
    await ken.tap("Reject")
    assert "Rejected Tue 24 Nov" in ken.reads
    await market.deliver()
    assert tom.reads.startswith("An organiser did not agree to request")
    await asks(tom, code)
    await tom.tap("Take it back")
    assert tom.reads.startswith("This market is run by")
    await tom.tap("I lost my phone")
    await tom.writes("No Such Stall")
    assert tom.reads == "We know no such ticket or stall."
    await tom.writes("kuih lapis sold out?")
    assert "no such ticket" not in tom.reads, "a question is no answer to one that is over"
