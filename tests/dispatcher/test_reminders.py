"""Reminders to shoppers and to stalls, and the effect of a tap on them."""

import pytest
from sqlmodel import Session

from market.reminder import rewrite_reminders
from storage.drop import Drop, Item
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, TOM, WANG
from tests.journeys.test_reminders import FRIDAY, THURSDAY, TUESDAY, at, move_clock, notifications
from tests.journeys.test_waitlist import empty_drop
from tests.people import person_at

PRICED = "1 box, RM11.50 (RM8.50 + RM3.00 for packaging, refunded when you return it)."


@pytest.fixture
async def drop(market: Market) -> int:
    """One box for Friday 18:00, in something that comes back, at a stall that has nothing else."""
    await market.visitor(WANG).writes("/start")

    def new(session: Session) -> int:
        drop, item = empty_drop(session, market.town.kuih_lapis, 1)
        row = session.get_one(Drop, drop)
        words = {"alley_id": row.alley_id, "language": "en", "state": "approved", "asked_at": market.clock()}
        stall = Stall(code="WANG", name="Gerai Wang", owner_id=person_at(session, WANG), **words)
        session.add(stall)
        session.flush()
        row.stall_id = stall.id or 0
        session.get_one(Item, item).loan_deposit = 300
        rewrite_reminders(session, drop, market.clock())
        return drop

    return int(await market.change(new))


@pytest.fixture
async def tom(market: Market, drop: int) -> Visitor:
    """Yield Tom, who has booked the only unit, while Lina waits."""
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    for each, label in ((tom, "Join for 1"), (lina, "Join waitlist")):
        await each.open("d_RACE1")
        await each.tap(label)
    await market.deliver()
    return tom


async def test_who_booked_is_asked_and_who_is_coming_is_not_asked_again(market: Market, tom: Visitor) -> None:
    await move_clock(market, at(TUESDAY, 17, 59))
    assert "Are you coming?" not in tom.reads
    await move_clock(market, at(TUESDAY, 20))
    late, _, said, asked = tom.reads.split("\n")
    assert late == "This was due Tue 24 Nov 18:00. Lorong was offline, sorry."
    assert said.startswith("Race for 1, Gerai Wang: Fri 27 Nov, 18:00 to 22:00, Lorong Bakau")
    assert asked == f"{PRICED} Are you coming?"
    assert (await tom.tap("I am coming")).text == "The stall knows that you are coming."
    await move_clock(market, at(THURSDAY, 18))
    assert tom.reads.endswith(f"{PRICED} You said that you are coming.")
    assert tom.labels == ["Show ticket", "I can't come", "Directions"]
    await move_clock(market, at(FRIDAY, 16))
    assert tom.reads == "Race for 1, Lorong Bakau, Fri 27 Nov 18:00: 1 box, yours until 22:00."
    assert len(await notifications(market, "BookingNear", TOM)) == 3


async def test_cannot_come_gives_it_to_the_next_in_line_after_a_minute(market: Market, tom: Visitor) -> None:
    lina = market.visitor(LINA)
    await move_clock(market, at(THURSDAY, 18))
    answer = await tom.tap("I can't come")
    assert answer.text == "Released, thank you."
    assert tom.reads.startswith("At 18:01, the waitlist gets 1 box, number 2 first.")
    market.clock.move(minutes=1)
    await market.deliver()
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    states = [each.state for each in await notifications(market, "BookingNear", TOM)]
    assert states == ["dropped", "sent"], "three days before was too late by then"
