"""A stall's forecast on its screens, and the Monday message: below four market days, on a day that has passed, and scored afterwards."""

import pytest
from sqlmodel import Session, select

from storage.drop import Drop, DropState
from storage.forecast import Forecast, StallDay
from storage.notification import Notification
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS
from tests.journeys.test_forecast import (
    DAY,
    FRIDAY,
    HOUR,
    a_friday_that_sold_out,
    add_past_days,
    hide_the_towns_drops,
    stall_of_ros,
)
from tests.journeys.test_licence import deliver_all


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros; the drops of her stall in the demo data are hidden, so that they are not counted."""
    await market.change(hide_the_towns_drops)
    ros = market.visitor(ROS)
    await ros.say("/start")
    return ros


async def test_what_was_said_is_stored_before_the_day_and_scored_after_it(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_past_days, 5)
    await a_friday_that_sold_out(market, ros)
    stored = await market.store.read(lambda session: session.exec(select(Forecast)).one())
    assert stored.made_at == FRIDAY - HOUR
    await ros.say("/desk")
    await ros.tap("More")
    await ros.tap("Forecast")
    assert ros.reads.startswith("No market day is planned after today.\n")
    assert ros.reads.endswith(
        f"Fri 27 Nov: 6 came. We said {stored.expected} ({stored.low} to {stored.high}), as last time: 18.\n"
        "0 of 1 forecast was within its range.\n"
        f"On average we were {stored.expected - 6} people off, “same as last time” 12."
    )


async def test_it_is_silent_below_four_days_and_after_it_was_stopped(market: Market, ros: Visitor) -> None:
    await market.change(add_past_days, 2)
    await a_friday_that_sold_out(market, ros)
    await deliver_all(market)
    assert "market day." not in ros.reads

    await market.change(add_one_more_day)
    market.clock.move(minutes=5)
    await deliver_all(market)
    assert "1 market day." in ros.reads
    assert (await ros.tap("Stop these")).text == "Stopped."
    await ros.say("/settings")
    await ros.tap("Reminders")
    assert "My week: off" in ros.labels


def add_one_more_day(session: Session) -> None:
    day = FRIDAY - 30 * DAY
    session.add(
        StallDay(
            stall_id=stall_of_ros(session).id or 0, day=day.date(), count_at=day, counted_at=day,
            without_deposit=5, came_without_deposit=5,
        )
    )  # fmt: skip


async def test_a_day_that_has_passed_is_refused_and_leaves_no_draft(market: Market, ros: Visitor) -> None:
    await market.change(add_past_days, 4)
    await a_friday_that_sold_out(market, ros)
    await deliver_all(market)
    market.clock.move(days=5)
    answer = await ros.tap("Publish for Fri 4 Dec")
    assert "Fri 4 Dec" in answer.text
    drafts = await market.store.read(
        lambda session: session.exec(select(Drop).where(Drop.state == DropState.DRAFT)).all()
    )
    assert drafts == []
    assert await market.store.read(weeks) == 1


def weeks(session: Session) -> int:
    return len(session.exec(select(Notification.id).where(Notification.kind == "StallWeek")).all())
