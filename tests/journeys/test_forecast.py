"""A stall's forecast on its screens, below and above four market days; and the Monday message, from which one tap publishes a drop."""

import io
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from market.address import register
from market.printing import PrintingFailed
from market.waitlist.join import join
from storage.drop import Drop, DropState, Item
from storage.forecast import StallDayCount
from storage.stall import Stall
from storage.waitlist import Booking
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_desk import to_evening_of
from tests.journeys.test_licence import deliver_all
from tests.people import person_at

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
"""Six in the evening in the alleys, three days after a journey begins."""
MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)
RNG = Random(1)
GUESTS = 8


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros; the drops of her stall in the demo data are hidden, so that they are not counted."""
    await market.change(hide_the_towns_drops)
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


def hide_the_towns_drops(session: Session) -> None:
    for drop in session.exec(select(Drop)):
        drop.state, drop.cancelled_at, drop.wound_up_at = DropState.CANCELLED, drop.created_at, drop.ends_at


def stall_of_ros(session: Session) -> Stall:
    return session.exec(select(Stall).where(col(Stall.owner_id) == person_at(session, ROS))).one()


def add_past_days(session: Session, count: int) -> None:
    """Write so many Fridays before FRIDAY, each with twenty people who booked, of whom sixteen came, and two walk-ins."""
    stall = stall_of_ros(session)
    for week in range(1, count + 1):
        day = FRIDAY - week * WEEK
        session.add(
            StallDayCount(
                stall_id=stall.id or 0, day=day.date(), count_at=day, counted_at=day, without_deposit=20,
                came_without_deposit=16, others=2,
            )
        )  # fmt: skip


def book(session: Session, item: int, telegram: int, now: datetime) -> int:
    """A guest books one unit; the booking."""
    person = register(session, telegram, first_name="Guest", language="en", now=now)
    booking = join(session, person, item, 1, now=now, rng=RNG).booking
    assert booking is not None
    return booking


def wait(session: Session, item: int, telegram: int, now: datetime) -> None:
    """A guest waits, as nothing is left."""
    person = register(session, telegram, first_name="Guest", language="en", now=now)
    joined = join(session, person, item, 1, now=now, rng=RNG)
    assert (joined.hold, joined.booking) == (None, None)


def collect(session: Session, bookings: list[int]) -> None:
    for booking in bookings:
        row = session.get_one(Booking, booking)
        row.collected = row.units


async def posted(market: Market, ros: Visitor, line: str = "8 kuih lapis RM8.50 fri 6pm") -> tuple[int, int]:
    """Let Ros publish a line; return the drop and its item."""
    await ros.writes(line)
    await ros.tap("Publish")

    def newest(session: Session) -> tuple[int, int]:
        item = session.exec(select(Item).order_by(col(Item.id).desc()).limit(1)).one()
        return item.drop_id, item.id or 0

    return await market.store.read(newest)


async def a_friday_that_sold_out(market: Market, ros: Visitor) -> int:
    """Eight boxes booked, six collected, three people in vain; it is Monday at ten before the message. The drop."""
    drop, item = await posted(market, ros)
    bookings = [
        await market.change(book, item, 7_400_000_000 + guest, market.clock.now) for guest in range(GUESTS)
    ]
    for guest in range(3):
        await market.change(wait, item, 7_400_000_100 + guest, market.clock.now)
    market.clock.now = FRIDAY - HOUR
    await market.deliver()
    await market.change(collect, bookings[:6])
    market.clock.now = FRIDAY + 4 * HOUR
    await deliver_all(market)
    market.clock.now = FRIDAY + 10 * HOUR
    await deliver_all(market)
    market.clock.now = MONDAY
    return drop


async def test_below_four_market_days_the_page_says_so_and_the_desk_stays_silent(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_past_days, 3)
    await posted(market, ros)
    await to_evening_of(ros, "kuih lapis")
    assert "people come" not in ros.reads
    await ros.tap("More")
    await ros.tap("Forecast")
    assert ros.reads.startswith(
        "Too few market days for a forecast: 3 of 4.\nFri 6 Nov: 18 came, 2 not booked ahead."
    )
    assert ros.screen.photo is None
    await ros.tap("Desk")
    assert "More" in ros.labels


async def test_from_four_days_on_it_is_on_the_desk_on_the_drop_and_on_a_page_with_a_picture(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_past_days, 5)
    _, item = await posted(market, ros, "30 kuih lapis RM8.50 fri 6pm")
    for guest in range(10):
        await market.change(book, item, 7_400_000_000 + guest, market.clock.now)
    await to_evening_of(ros, "kuih lapis")
    line = "Fri 27 Nov: about 10 people (9 to 11), 1 staff."
    assert "\nAbout 10 people come (9 to 11), 1 staff.\n" in ros.reads
    await ros.tap("kuih lapis")
    await ros.tap("View drop")
    why = "Of 10 who have booked, 79 in 100 come. About 2 more come without having booked ahead. From 5 market days."
    assert ros.reads.endswith(f"{line}\n{why}")
    await ros.tap("More")
    await ros.tap("Forecast")
    assert ros.reads.startswith(f"{line}\n{why}\nFri 23 Oct: 18 came, 2 not booked ahead.\n")
    assert ros.screen.photo is not None
    with Image.open(io.BytesIO(ros.screen.photo.content)) as picture:
        assert picture.size == (1280, 960)


@pytest.mark.feature("V03")
async def test_the_monday_message_tells_the_week_and_one_tap_publishes_the_next(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_past_days, 3)
    await a_friday_that_sold_out(market, ros)
    await deliver_all(market)
    assert ros.reads == (
        "Mon 23 Nov to Sun 29 Nov: 1 market day.\nSold: 6.\n"
        "Of 8 who had booked ahead, 6 came: 75 in 100.\n"
        "First to run out: kuih lapis, Tue 24 Nov 10:00.\n3 people waited in vain.\n"
        "9 × kuih lapis on Fri 4 Dec? Last time there were 8."
    )
    assert ros.labels == ["Publish for Fri 4 Dec", "Desk", "Forecast", "Stop these"]
    message = ros.screen
    assert (await ros.tap("Publish for Fri 4 Dec")).text == "Published."
    assert ros.reads.startswith(
        "Published: 9 × kuih lapis, RM8.50 each. Nobody has joined yet: share it now.\nFri 4 Dec, 18:00 to 22:00, Lorong Bakau."
    )
    assert message in ros.phone.messages, "the message stays"
    await ros.tap("Publish for Fri 4 Dec", message=message.id)
    shopper = market.visitor(TOM)
    await shopper.writes("kuih lapis")
    assert sum("kuih lapis" in label for label in shopper.labels) <= 1, "there is one such drop"
    drops = await market.store.read(
        lambda session: session.exec(select(Drop).where(Drop.name == "kuih lapis")).all()
    )
    assert sorted(drop.state for drop in drops) == ["published", "published"]
    assert "Undo" in ros.labels


async def test_it_comes_once_though_the_process_is_started_anew(market: Market, ros: Visitor) -> None:
    await market.change(add_past_days, 3)
    await a_friday_that_sold_out(market, ros)
    await deliver_all(market)
    answer_count = len(ros.answers)
    await market.close()
    await market.open()
    market.clock.move(hours=1)
    await deliver_all(market)
    assert len(ros.answers) == answer_count


async def test_without_its_picture_the_page_still_has_every_number(
    market: Market, ros: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await market.change(add_past_days, 4)
    await posted(market, ros)

    async def fail(*_: object) -> bytes:
        raise PrintingFailed

    monkeypatch.setattr("bot.printing.printer.Printer._run_child", fail)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Forecast")
    assert ros.screen.photo is None
    assert "18 came, 2 not booked ahead" in ros.reads
