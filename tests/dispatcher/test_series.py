"""Lines that repeat a drop, in each language, and what is no such line."""

from datetime import date

import pytest
from sqlmodel import col, select

from handlers.series.series_words import WrittenSeries, read_series
from storage.series import DropSeries
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS

TUESDAY = date(2026, 11, 24)


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """She has a stall and published a drop of Saturday."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await ros.writes("12 kuih talam RM8.50 sat 6pm")
    await ros.tap("Publish")
    return ros


async def rules(market: Market) -> list[str]:
    """Return the rules of the series of Ros's stall: another one has a series already."""
    of_ros = col(Stall.owner_id) == await market.person(ROS)
    rows = select(DropSeries.rule).join(Stall, col(Stall.id) == col(DropSeries.stall_id)).where(of_ros)
    return await market.store.read(lambda session: list(session.exec(rows.order_by(col(DropSeries.id)))))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("every Saturday for 8 weeks", "FREQ=WEEKLY;BYDAY=SA;COUNT=8"),
        ("Every Sat, eight weeks!", "FREQ=WEEKLY;BYDAY=SA;COUNT=8"),
        ("setiap Sabtu 8 minggu", "FREQ=WEEKLY;BYDAY=SA;COUNT=8"),
        ("setiap hari Sabtu selama lapan minggu", "FREQ=WEEKLY;BYDAY=SA;COUNT=8"),
        ("每周六 八周", "FREQ=WEEKLY;BYDAY=SA;COUNT=8"),
        ("每逢周二和周六，共四周", "FREQ=WEEKLY;BYDAY=TU,SA;COUNT=8"),
        ("every 2 weeks for 8 weeks", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=4"),
        ("every Saturday until 26 dec", "FREQ=WEEKLY;BYDAY=SA;UNTIL=20261226"),
        ("every saturday until I end it", "FREQ=WEEKLY;BYDAY=SA"),
    ],
)
async def test_a_line_repeats_the_newest_drop(market: Market, ros: Visitor, words: str, rule: str) -> None:
    await ros.writes(words)
    assert await rules(market) == [rule]
    assert "kuih talam, " in ros.reads


@pytest.mark.parametrize(
    "words",
    [
        "every saturday",
        "every saturday for weeks",
        "for 8 weeks",
        "every saturday for 8 days",
        "12 kuih RM8 every saturday for 8 weeks",
        "every friday 8am wash crates",
        "every 8 weeks",
        "每周六",
        "every saturday until soon",
    ],
)
def test_other_lines_are_about_something_else(words: str) -> None:
    assert read_series(words, TUESDAY) is None


def test_a_number_of_weeks_is_read_in_digits_and_words() -> None:
    def eight(days: tuple[int, ...]) -> WrittenSeries:
        return WrittenSeries(weekdays=days, interval=1, weeks=8, until=None)

    for words in ("every fri for 8 weeks", "tiap Jumaat lapan minggu", "每个星期五连续八周"):
        assert read_series(words, TUESDAY) == eight((4,))


@pytest.mark.parametrize(
    "words",
    ["every saturday for 1 week", "every saturday for 0 weeks", "每周六 九十九周", "every sat until 25 nov"],
)
async def test_too_short_and_too_long_is_said(market: Market, ros: Visitor, words: str) -> None:
    await ros.writes(words)
    assert "A series lasts 2 to 52 weeks." in ros.reads
    assert await rules(market) == []


async def test_a_draft_is_published_first(market: Market, ros: Visitor) -> None:
    await ros.writes("9 pulut RM5 sat 6pm")
    await ros.writes("every Saturday for 8 weeks")
    assert "Publish it first" in ros.reads
    assert await rules(market) == []


async def test_repeating_is_offered_for_what_is_published_and_leads_to_the_series_afterwards(
    market: Market, ros: Visitor
) -> None:
    await ros.tap("More")
    await ros.tap("Repeat weekly")
    assert [label for label in ros.labels if "week" in label] == ["4 weeks", "8 weeks", "12 weeks"]
    await ros.tap("Back")
    await ros.tap("Repeat weekly")
    await ros.tap("Until I end it")
    assert "Until you end it. Four dates are published ahead." in ros.reads
    await ros.tap("Sat 12 Dec")
    await ros.tap("More")
    assert "Repeat weekly" not in ros.labels
    await ros.tap("Series")
    await ros.tap("Leave out Sat 26 Dec")
    assert "Sat 26 Dec: left out" in ros.reads
    await ros.tap("Put back Sat 26 Dec")
    assert "Sat 26 Dec: to come" in ros.reads
    assert len(await rules(market)) == 1
