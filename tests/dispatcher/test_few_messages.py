"""How many messages of the bot an evening leaves in a chat."""

import re
from datetime import timedelta

from tests.dispatcher.harness import Market, Visitor
from tests.dispatcher.test_reminders import drop
from tests.journeys.harness import TOM, WANG
from tests.journeys.test_reminders import FRIDAY, SATURDAY, THURSDAY, TUESDAY, at, move_clock

__all__ = ["drop"]

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


def code_in(visitor: Visitor, heading: str) -> str:
    """Return the code of the newest ticket that begins so."""
    tickets = [each for each in visitor.answers if each.text.startswith(heading)]
    found = CODE.search(visitor.reading(tickets[-1].id))
    assert found, tickets
    return found[0]


async def test_from_start_to_a_returned_cup_it_is_at_most_seven(market: Market, drop: int) -> None:
    tom, wang = market.visitor(TOM), market.visitor(WANG)
    await tom.writes("/start")
    await tom.open("d_RACE1")
    await tom.tap("Join for 1")
    for day, hour in ((TUESDAY, 20), (THURSDAY, 20), (FRIDAY, 16)):
        await move_clock(market, at(day, hour))
        if "I am coming" in tom.labels:
            await tom.tap("I am coming")
    await move_clock(market, at(FRIDAY, 19))
    await wang.writes(code_in(tom, "Pickup ticket"))
    await wang.tap("Handed over, cash")
    await market.deliver()
    await move_clock(market, at(SATURDAY, 12))
    await wang.writes(code_in(tom, "Returns ticket"))
    await wang.tap("Take back 1")
    assert wang.reads.startswith("↩ RETURNED.")
    await market.deliver()
    await move_clock(market, at(SATURDAY + timedelta(days=7), 12))
    assert len(tom.answers) <= 7


async def test_looking_around_leaves_one_message(market: Market) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    before = len(tom.answers)
    for label in (
        *("All drops", "Next", "Back", "Calendar", "Back", "1 ", "Details", "Back", "Next", "Back"),
    ):
        await tom.tap(label)
    assert len(tom.answers) == before
