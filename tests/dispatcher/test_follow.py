"""Following a stall: its message in each language, and a stall that is hidden."""

import pytest
from sqlmodel import Session, select

from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, MEI, SITI, TOM
from tests.journeys.test_follow import THURSDAY_NOON, followed_lina, post, stall_code
from tests.journeys.test_licence import deliver_all
from tests.journeys.test_vendor import opened_stall


@pytest.fixture
async def tom(market: Market) -> Visitor:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    return tom


async def test_a_message_speaks_its_readers_language(market: Market) -> None:
    visitors = [market.visitor(person) for person in (SITI, MEI)]
    await opened_stall(market, market.visitor(LINA))
    await post(market, "apam", "20 apam RM3 fri 6pm")
    for visitor, label in zip(visitors, ("Ikuti gerai", "关注摊位"), strict=True):
        await visitor.open(f"s_{await stall_code(market, 'Warung Lina')}")
        await visitor.tap(label)
    market.clock.move(hours=1)
    await post(market, "bahulu", "12 bahulu RM4 sat 6pm")
    market.clock.now = THURSDAY_NOON
    await deliver_all(market)
    siti, mei = visitors
    assert siti.reads.startswith("Baharu daripada yang anda ikuti:\n1. bahulu")
    assert mei.reads.startswith("你关注的有新发售：\n1. bahulu")


async def test_a_stall_that_is_hidden_cannot_be_followed_by_an_old_button(
    market: Market, tom: Visitor
) -> None:
    await followed_lina(market, tom)

    def close(session: Session) -> None:
        session.exec(select(Stall).where(Stall.name == "Warung Lina")).one().state = "turned_down"

    await market.change(close)
    answer = await tom.tap("Follow stall")
    assert "You follow" not in answer.text
    await tom.writes("/settings")
    await tom.tap("Following")
    assert tom.reads.startswith("You follow nothing.")
