"""Ros repeats a drop by a tap and by a line: four dates are published, one is cancelled alone, one is left out, and she ends it."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, DropState
from tests.journeys.harness import ROS, TOM, Market, Visitor, without_bidi_marks


async def dates(market: Market) -> dict[date, DropState]:
    """Return the dates of all series with the states of their drops."""

    def read(session: Session) -> dict[date, DropState]:
        rows = session.exec(
            select(Drop.series_day, Drop.state).where(
                col(Drop.series_id).is_not(None), col(Drop.name) == "kuih talam"
            )
        )
        return {day: DropState(state) for day, state in rows if day}

    return await market.store.read(read)


async def published(market: Market) -> Visitor:
    ros = market.visitor(ROS)
    await ros.phone.set_language("en")
    await ros.writes("/start")
    await ros.writes("12 kuih talam RM8.50 sat 6pm")
    await ros.tap("Publish")
    return ros


def told(visitor: Visitor, words: str) -> int:
    return sum(words in without_bidi_marks(message.text) for message in visitor.phone.messages)


@pytest.mark.feature("N06")
async def test_a_drop_is_repeated_one_date_cancelled_and_one_left_out(market: Market) -> None:
    ros, tom = await published(market), market.visitor(TOM)
    await ros.tap("More")
    await ros.tap("Repeat weekly")
    assert ros.reads.startswith("Repeat kuih talam every Saturday?")
    await ros.tap("8 weeks")
    saturdays = [date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12), date(2026, 12, 19)]
    assert sorted(await dates(market)) == saturdays
    await tom.writes("kuih talam")
    assert len([label for label in tom.labels if "uih talam" in label]) == 4
    await tom.tap("2 ")
    await tom.tap("Join for 1")
    await ros.tap("Leave out")
    assert "Sat 26 Dec: left out" in ros.reads
    await ros.tap("Sat 5 Dec")
    await ros.tap("Change")
    await ros.tap("Cancel")
    await ros.tap("Cancel")
    await market.deliver()
    await market.deliver()
    assert (await dates(market))[date(2026, 12, 5)] == DropState.CANCELLED
    assert told(tom, "Your place or booking has ended.") == 1
    market.clock.move(days=13)
    await market.deliver()
    found = await dates(market)
    assert sorted(found) == [*saturdays, date(2027, 1, 2), date(2027, 1, 9)], "26 December is left out"
    assert found[date(2026, 12, 5)] == DropState.CANCELLED, "it is not made again"


async def test_a_line_repeats_the_drop_and_the_series_ends(market: Market) -> None:
    ros = await published(market)
    await ros.writes("every Saturday for 8 weeks")
    assert "Until Sat 16 Jan. Four dates are published ahead." in ros.reads
    await ros.tap("End series")
    assert "We publish no more dates." in ros.reads
    await ros.tap("Keep it")
    assert "Sat 19 Dec: published" in ros.reads
    assert "Sat 26 Dec: to come" in ros.reads
    await ros.tap("End series")
    await ros.tap("End series")
    assert "This series has ended." in ros.reads
    market.clock.move(days=14)
    await market.deliver()
    assert len(await dates(market)) == 4
    await ros.tap("Repeat weekly")
    assert "with Sat 19 Dec?" in ros.reads
    await ros.tap("4 weeks")
    assert sorted(await dates(market))[4:] == [
        date(2026, 12, 26),
        date(2027, 1, 2),
        date(2027, 1, 9),
        date(2027, 1, 16),
    ]
