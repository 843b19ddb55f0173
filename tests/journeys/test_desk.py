"""A stall with a long past, many drafts and many drops ahead finds each of them from its desk."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, DropState, Item
from storage.stall import Stall
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_vendor import booked
from tests.people import person_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add_drop(session: Session, name: str, starts_at: datetime, state: DropState) -> int:
    """Adds a drop of twelve units of one item to Ros's stall."""
    stall = session.exec(select(Stall).where(col(Stall.owner_id) == person_at(session, ROS))).one()
    row = Drop(
        code=name.replace(" ", "").upper(), stall_id=stall.id or 0, alley_id=stall.alley_id, name=name,
        language="en", state=state, opens_at=starts_at - 90 * DAY, starts_at=starts_at,
        ends_at=starts_at + 4 * HOUR, created_at=starts_at - 90 * DAY,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(Item(drop_id=row.id or 0, name=name, price=850, quantity=12))
    session.flush()
    return row.id or 0


def add_many(session: Session, now: datetime) -> None:
    for number in range(1, 31):
        add_drop(session, f"Draft {number}", now + number * HOUR, DropState.DRAFT)
    for number in range(1, 21):
        add_drop(session, f"Ahead {number}", now + (number + 60) * DAY, DropState.PUBLISHED)
        add_drop(session, f"Over {number}", now - number * DAY, DropState.PUBLISHED)


async def pages_from_here(visitor: Visitor) -> list[str]:
    """Reads this screen and all that Next leads to."""
    read = [visitor.reads]
    while "Next" in visitor.labels:
        await visitor.tap("Next")
        read.append(visitor.reads)
    return read


@pytest.fixture
async def ros(market: Market) -> Visitor:
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


async def test_thirty_drafts_and_forty_drops_are_each_found_from_the_desk(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_many, market.clock.now)
    await ros.writes("/desk")
    pages = await pages_from_here(ros)
    shown = "\n".join(pages)
    assert "Penjaram" in shown
    assert all(f". Ahead {number}: 12 left of 12" in shown for number in range(1, 21))
    assert "Draft " not in shown
    assert "Over " not in shown
    assert max(page.count(" left of ") + page.count("sold out") for page in pages) <= 6

    await ros.tap("Ahead 20")
    await ros.tap("Back")
    assert "Ahead 20" in ros.reads, "back at the page that one came from"

    await ros.tap("Drafts, 30")
    assert ros.reads.startswith("30 drafts. Nobody sees them until you publish them.\n1. Draft 30 · ")
    drafts = "\n".join(await pages_from_here(ros))
    assert all(f". Draft {number} · " in drafts for number in range(1, 31))
    await ros.tap("Draft 1")
    assert ros.reads.startswith("Got it: 12 × Draft 1")

    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Past drops")
    past = "\n".join(await pages_from_here(ros))
    assert all(f"Over {number} · " in past for number in range(1, 21))
    await ros.tap("Over 20")
    assert ros.reads.endswith("Over 20: none of 12 booked")
    await ros.tap("Back")
    assert "Over 20" in ros.reads
    await ros.tap("Desk")
    assert ros.reads.startswith("Tue 24 Nov · ")


WORDS = {
    "English": ("is over", "No-shows, 2", "Number 1, 2 units.", "Back", "Past drops", "Desk", "More"),
    "Melayu": (
        "sudah tamat",
        "Tidak datang, 2",
        "Nombor 1, 2 unit.",
        "Kembali",
        "Jualan lalu",
        "Kaunter",
        "Lagi",
    ),
    "简体中文": ("已结束", "没来，2", "1 号，2 份。", "返回", "过往的发售", "工作台", "更多"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_a_finished_drop_leads_to_those_who_did_not_come_and_stays_within_reach(
    market: Market, ros: Visitor, language: str
) -> None:
    ended, missing, row, back, past, desk, more = WORDS[language]
    await ros.writes("/language")
    await ros.tap(language)
    await market.change(add_drop, "Apam", market.clock.now + 25 * HOUR, DropState.PUBLISHED)
    await market.visitor(TOM).writes("/start")
    await booked(market)
    market.clock.move(days=1, hours=13)
    await market.deliver()
    await market.deliver()
    message = await ros.phone.until(lambda message: ended in message.text and "25" in message.text)
    await ros.tap(next(label for label in message.labels if "1" in label), message=message.id)
    assert ros.reads.endswith(row)
    await ros.tap(back)
    assert "Apam" in ros.reads
    assert missing in ros.labels
    await ros.tap(back)
    assert past in ros.reads
    await ros.tap(desk)
    await ros.tap(more)
    assert past in ros.labels
