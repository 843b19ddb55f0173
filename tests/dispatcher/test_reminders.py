"""Reminders to shoppers and to stalls, and the effect of a tap on them."""

import pytest
from sqlmodel import Session

from market.drop.browse import drop_card
from market.market_day.place import place_drop
from market.reminder import rewrite_reminders
from storage.drop import Drop, Item
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, TOM, WANG
from tests.journeys.test_reminders import FRIDAY, THURSDAY, TUESDAY, at, move_clock, notifications
from tests.journeys.test_waitlist import empty_drop
from tests.people import person_at

PRICED = "Total at the stall: RM11.50 (RM8.50 + RM3.00 packaging deposit, refunded on return)."


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
        place_drop(session, row, market.clock())
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


WAITS = "Fri 27 Nov, 18:00 to 22:00, Lorong Bakau\n1 × race for 1 (Gerai Wang)"


async def test_who_booked_is_asked_and_who_is_coming_is_not_asked_again(market: Market, tom: Visitor) -> None:
    await move_clock(market, at(TUESDAY, 17, 59))
    assert "Are you coming?" not in tom.reads
    await move_clock(market, at(TUESDAY, 20))
    assert tom.reads == f"{WAITS}\n{PRICED} Are you coming?", "nobody was offline"
    assert (await tom.tap("I am coming")).text == "Noted: you are coming."
    assert tom.reads == f"{WAITS}\n{PRICED} You said that you are coming."
    assert tom.labels == ["Show ticket", "I can't come", "Directions"]
    await move_clock(market, at(THURSDAY, 18))
    assert len(await notifications(market, "MarketDayNear", TOM)) == 1, "three days before was enough"
    await move_clock(market, at(FRIDAY, 16))
    assert tom.reads == f"{WAITS}\n{PRICED} You said that you are coming."
    assert len(await notifications(market, "MarketDayNear", TOM)) == 2


async def test_cannot_come_gives_it_to_the_next_in_line_after_a_minute(market: Market, tom: Visitor) -> None:
    lina = market.visitor(LINA)
    await move_clock(market, at(THURSDAY, 18))
    answer = await tom.tap("I can't come")
    assert answer.text == "Released, thank you."
    assert tom.reads.startswith("At 18:01, the waitlist gets 1 box, number 2 first.")
    market.clock.move(minutes=1)
    await market.deliver()
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    assert len(await notifications(market, "MarketDayNear", TOM)) == 1
    await move_clock(market, at(FRIDAY, 16))
    assert len(await notifications(market, "MarketDayNear", TOM)) == 1, "nothing waits for him any more"


async def test_of_several_one_or_all_are_given_up_and_all_come_back_by_one_tap(
    market: Market, tom: Visitor
) -> None:
    kuih = await market.store.read(drop_card, market.town.kuih_lapis)
    await tom.open(f"d_{kuih.code}")
    await tom.tap(next(label for label in tom.labels if label.startswith("Join")))
    await move_clock(market, at(TUESDAY, 18))
    both = tom.reads
    assert both.split("\n")[1:3] == [
        "1 × Kuih lapis, box of 9 (Dapur Nenek Ros) · Place A1",
        "1 × race for 1 (Gerai Wang)",
    ]
    assert tom.labels == ["I am coming", "I can't come", "Tickets", "Directions"]
    await tom.tap("I can't come")
    assert "Release all" in tom.labels
    assert (await tom.tap("Release all")).text == "Released, thank you."
    assert tom.reads == "Released. Until 18:01 you can have it all back."
    assert (await tom.tap("Undo (1 min)")).text == "Undone. It is yours again."
    assert tom.reads == both
