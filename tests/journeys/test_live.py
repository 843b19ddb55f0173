"""A creator's live session by the labels that people see, in the private chat and in a group."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from sandbox import Message
from storage.live import LiveBooking
from storage.waitlist import Entry, Hold
from tests.journeys.harness import ADMIN_GROUP, LINA, MEI, ROS, SITI, TOM, Market, Visitor, without_bidi_marks

EVENING = datetime(2026, 11, 24, 11, tzinfo=UTC)
"""Tuesday, 19:00 in Kota Kinabalu; the drop runs from 18:00 to 22:00."""


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Ros, who sells two boxes tonight, and three people who have opened the bot."""
    ros = market.visitor(ROS)
    for one in (ros, market.visitor(TOM), market.visitor(LINA), market.visitor(MEI)):
        await one.writes("/start")
    await ros.writes("2 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("2 × RM8.50")
    await ros.tap("Publish")
    market.clock.now = EVENING
    return ros


async def go_live(ros: Visitor, market: Market, word: bool = False) -> None:
    """By the labels; afterwards some seconds go by."""
    await ros.tap("More")
    await ros.tap("Live session")
    if word:
        await ros.tap("With a spoken word")
    answer = await ros.tap("2 min")
    assert answer.text == "You are live."
    market.clock.move(seconds=20)


async def test_a_creators_live_evening(market: Market, ros: Visitor) -> None:
    tom, lina, mei = (market.visitor(one) for one in (TOM, LINA, MEI))
    await go_live(ros, market)
    reads = without_bidi_marks(host_page(ros).text)
    assert "a001 kuih lapis: 2 left" in reads
    assert "Each has 2 minutes to confirm." in reads
    await tom.writes("MINE a001 2")
    assert tom.reads.startswith("Held for you: 2 × kuih lapis."), tom.reads
    assert "Live order" in tom.labels
    await lina.writes("nak A001 2")
    assert "Your number is 2, for 2 units." in lina.reads
    assert "In this live session you then have 2 minutes to confirm." in lina.reads
    await mei.writes("要 ａ００１ １")
    assert await numbers(market) == [1, 2, 3]
    await tom.writes("mine a001 1")
    assert tom.reads.startswith("You have booked this live already: number 1.")
    market.clock.move(seconds=121)
    await market.deliver()
    assert await holds(market) == [("expired", 2), ("live", 2)], "Tom did not confirm in time"
    assert "This hold ended" in tom.reads
    await lina.writes("pass")
    assert "Thank you for letting us know" in lina.reads
    await market.deliver()
    assert await holds(market) == [("expired", 2), ("declined", 2), ("live", 1)], "the next had it at once"
    await mei.tap("要 1 份")
    assert await holds(market) == [("expired", 2), ("declined", 2), ("booked", 1)]


async def test_who_is_late_by_seconds_is_counted_and_later_ones_find_the_waitlist(
    market: Market, ros: Visitor
) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await go_live(ros, market)
    await ros.tap("Stop live session")
    market.clock.move(seconds=60)
    market.telegram_ahead = -55.0
    await tom.writes("mine a001")
    assert await numbers(market) == [1], "it was sent five seconds after the stop"
    market.telegram_ahead = -30.0
    await lina.writes("mine a001")
    assert lina.reads.startswith("The live session stopped Tue 24 Nov 19:00.")
    assert await numbers(market) == [1]


async def test_everybody_sees_the_order_and_nobody_a_name(market: Market, ros: Visitor) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await go_live(ros, market)
    link = next(
        button.copy for row in host_page(ros).buttons for button in row if "start=v_" in (button.copy or "")
    )
    assert link
    await tom.writes("mine a001 2")
    await lina.open(link)
    assert "a001 · number 1 · 19:00:" in lina.reads
    assert lina.reads.endswith("· 2 · on hold")
    assert "Tom" not in lina.reads
    await lina.tap("View drop")
    await lina.tap("Details")
    await lina.tap("Live order")
    assert "a001 · number 1" in lina.reads


async def test_in_a_group_whoever_has_a_chat_is_answered_there_and_others_once_in_the_group(
    market: Market, ros: Visitor
) -> None:
    tom, siti = market.visitor(TOM), market.visitor(SITI)
    await go_live(ros, market)
    await tom.writes("mine a001", chat=ADMIN_GROUP)
    assert in_group(tom) == [], "Tom is answered in his chat"
    assert await numbers(market) == [1]
    assert "Live order" in tom.labels
    for words in ("mine a001", "mine a001", "mine a999", "hello"):
        await siti.phone.write(words, chat=ADMIN_GROUP)
    await market.until_idle()
    assert in_group(tom) == [
        "Siti, tempahan langsung anda untuk a001 sudah dikira. Sila buka Lorong untuk mengesahkannya."
    ]
    assert siti.phone.messages == []
    assert await numbers(market) == [1, 2]
    assert await holds(market) == [("live", 1), ("live", 1)]


def host_page(ros: Visitor) -> Message:
    """The live seller's page; a reminder of her drop may have come below it."""
    return next(each for each in reversed(ros.phone.messages) if each.text.startswith("Live since"))


def in_group(reader: Visitor) -> list[str]:
    """Return Lorong's messages in the group."""
    return [
        without_bidi_marks(message.text)
        for message in reader.phone.messages_in(ADMIN_GROUP)
        if message.by_bot
    ]


async def numbers(market: Market) -> list[int]:
    rows = select(Entry.number).join(LiveBooking, col(LiveBooking.entry_id) == col(Entry.id))
    return await market.store.read(
        lambda session: [one or 0 for one in session.exec(rows.order_by(col(LiveBooking.id)))]
    )


async def holds(market: Market) -> list[tuple[str, int]]:
    def read(session: Session) -> list[tuple[str, int]]:
        rows = select(Hold).join(LiveBooking, col(LiveBooking.entry_id) == col(Hold.entry_id))
        return [(str(each.state), each.units) for each in session.exec(rows.order_by(col(Hold.id)))]

    return await market.store.read(read)
