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


async def to_evening_of(visitor: Visitor, dish: str) -> None:
    """Open the desk, and go on to the evening of a dish."""
    await visitor.writes("/desk")
    while dish not in visitor.reads:
        await visitor.tap(next(label for label in visitor.labels if label.endswith(" ›")))


@pytest.fixture
async def ros(market: Market) -> Visitor:
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


async def test_thirty_drafts_and_forty_evenings_are_each_found_from_the_desk(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_many, market.clock.now)
    await ros.writes("/desk")
    assert ros.reads.startswith("Tue 24 Nov · ")
    ahead = []
    while day := next((label for label in ros.labels if label.endswith(" ›")), None):
        await ros.tap(day)
        ahead.append(ros.reads)
    shown = "\n".join(ahead)
    assert all(f"\nAhead {number}: 12 left" in shown for number in range(1, 21))
    assert "Penjaram" in shown
    assert "Draft " not in shown
    assert "Over " not in shown

    await ros.tap("Ahead 20")
    await ros.tap("Back")
    assert "Ahead 20" in ros.reads, "back at the evening that one came from"

    await ros.tap("More")
    await ros.tap("Drafts, 30")
    assert ros.reads.startswith("30 drafts. Nobody sees them until you publish them.\n1. Draft 30 · ")
    drafts = "\n".join(await pages_from_here(ros))
    assert all(f". Draft {number} · " in drafts for number in range(1, 31))
    await ros.tap("Draft 1")
    assert ros.reads.startswith("Got it: 12 × Draft 1")

    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Past evenings")
    past = "\n".join(await pages_from_here(ros))
    assert sum(line.endswith(", 1 item, 0 sold") for line in past.splitlines()) >= 20
    await ros.tap(next(label for label in ros.labels if label == "Wed 4 Nov"))
    assert ros.reads.endswith("\nOver 20: 0 of 12 sold")
    await ros.tap("Thu ›")
    assert ros.reads.endswith("\nOver 19: 0 of 12 sold")


WORDS = {
    "English": ("is over", "Number 1, 2 units.", "Back", "0 of 12 sold, 2 not collected", "More"),
    "Melayu": ("sudah tamat", "Nombor 1, 2 unit.", "Kembali", "0/12 terjual, 2 tidak diambil", "Lagi"),
    "简体中文": ("已结束", "1 号，2 份。", "返回", "售出 0/12，未取 2 份", "更多"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_a_finished_evening_leads_to_those_who_did_not_come_and_stays_within_reach(
    market: Market, ros: Visitor, language: str
) -> None:
    ended, row, back, missing, more = WORDS[language]
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
    assert f"Apam{':' if language != '简体中文' else '：'}" in ros.reads
    assert missing in ros.reads
    await ros.tap("Apam")
    assert ros.reads.endswith(row)
    assert more not in ros.labels


async def test_a_button_of_before_opens_the_evening_of_its_drop(market: Market, ros: Visitor) -> None:
    drop = await market.change(add_drop, "Apam", market.clock.now - 30 * DAY, DropState.PUBLISHED)
    for data in (f"vpo:{drop}:3", "vpd:1"):
        await ros.tap(data=data)
        assert "Sun 25 Oct" in ros.reads
    await ros.tap(data=f"prg:{drop}")
    assert ros.screen.document is not None


async def test_an_evening_is_set_up_printed_sold_closed_and_had_again(market: Market, ros: Visitor) -> None:
    for name in ("Apam", "Teh tarik"):
        await market.change(add_drop, name, market.clock.now + 25 * HOUR, DropState.PUBLISHED)
    await market.visitor(TOM).writes("/start")
    await booked(market)
    await to_evening_of(ros, "Apam")
    assert ros.reads.startswith("Wed 25 Nov · Lorong Bakau, 11:00 to 15:00, set up from 09:00\n")
    await ros.tap("All of 25 Nov")
    assert ros.labels[:4] == ["Price tags, 2", "Poster", "List of bookings", "Set up from 09:00"]
    await ros.tap("Set up from")
    await ros.writes("whenever")
    assert "Write the time, like 15:30." in ros.reads
    await ros.writes("8.30am")
    assert "set up from 08:30" in ros.reads
    await ros.tap("Set up from")
    assert (await ros.tap("10:00")).text == "Set up from 10:00."
    assert "set up from 10:00" in ros.reads
    await ros.tap("List of bookings")
    assert "Wed 25 Nov, Lorong Bakau: 1 booking\n" in ros.reads
    await ros.tap("Print")
    assert ros.screen.document is not None
    await ros.tap("Back")
    await ros.tap("Price tags, 2")
    assert ros.screen.document is not None

    market.clock.move(days=1, hours=13)
    await market.deliver()
    await market.deliver()
    message = await ros.phone.until(lambda message: "is over" in message.text and "25" in message.text)
    assert message.labels[:2] == ["Close the day", "1 not collected"]
    assert (await ros.tap("Close the day", message=message.id)).text == "Closed."
    await ros.tap("Same next Wednesday", message=message.id)
    assert ros.reads.startswith("Wed 2 Dec, Lorong Bakau: the same again?\n")
    assert (await ros.tap("Publish for Wed 2 Dec")).text == "Published."
    assert ros.reads.startswith("Wed 2 Dec · Lorong Bakau, 11:00 to 15:00, set up from 09:00\n")
    assert "Apam: " in ros.reads
    assert "Teh tarik: " in ros.reads
