"""Reports: who may not read or decide them, and the ways back."""

import pytest
from sqlmodel import Session, select

from storage.report import Objection, Report
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, ROS, TOM
from tests.journeys.test_report import reports


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


@pytest.fixture
async def ros(organised_market: Market) -> Visitor:
    ros = organised_market.visitor(ROS)
    await ros.phone.set_language("en")
    await ros.writes("/start")
    return ros


def stall_code(session: Session) -> str:
    return session.exec(select(Stall.code).where(Stall.name == "Dapur Nenek Ros")).one()


async def test_who_may_not_decides_nothing_and_reads_nothing(
    organised_market: Market, ken: Visitor, ros: Visitor
) -> None:
    market, tom = organised_market, await reports(organised_market, TOM)
    await tom.tap("Something else")
    await tom.writes("Secret words")
    for data in (
        "orl:0",
        "orq:1",
        "orh:1",
        "orhr:1:unsafe",
        "ora:1",
        "orb:1",
        "orb:1:behaviour",
        "orc:1",
        "obl:0",
        "nbl:0",
        "nbq:1",
        "nbd:1",
        "nbu:1",
    ):
        for each in (ros, tom):
            answer = await each.tap(data=data)
            assert "Secret" not in ros.reads, data
            assert answer.text, data
    rows = await market.store.read(
        lambda session: (
            [row.state for row in session.exec(select(Report))],
            [*session.exec(select(Objection))],
        )
    )
    assert rows == (["open"], [])


async def test_from_a_report_of_a_stall_back_leads_to_its_card(organised_market: Market) -> None:
    tom = organised_market.visitor(TOM)
    await tom.phone.set_language("en")
    await tom.open(f"s_{await organised_market.store.read(stall_code)}")
    card = tom.reads, tom.labels
    await tom.tap("Report")
    await tom.tap("Back")
    assert (tom.reads, tom.labels) == card


async def test_leaving_the_line_by_back_sends_nothing(organised_market: Market, ken: Visitor) -> None:
    tom = await reports(organised_market, TOM)
    await tom.tap("Unsafe")
    await tom.tap("Back")
    assert tom.reads.startswith("What is wrong with ")
    await tom.tap("Back")

    def count(session: Session) -> int:
        return len(session.exec(select(Report)).all())

    assert await organised_market.store.read(count) == 0
