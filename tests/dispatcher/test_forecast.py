"""A stall's forecast on its screens, and the Monday message: below four market days, in each language, to nobody else, and scored afterwards."""

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, DropState
from storage.forecast import Forecast, StallDayCount
from storage.notification import Notification
from storage.person import Person
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, MEI, ROS, SITI, TOM
from tests.journeys.test_forecast import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    a_friday_that_sold_out,
    add_past_days,
    hide_the_towns_drops,
    stall_of_ros,
)
from tests.journeys.test_licence import deliver_all
from tests.people import person_at


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros; the drops of her stall in the demo data are hidden, so that they are not counted."""
    await market.change(hide_the_towns_drops)
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


async def test_what_was_said_is_stored_before_the_day_and_scored_after_it(
    market: Market, ros: Visitor
) -> None:
    await market.change(add_past_days, 5)
    await a_friday_that_sold_out(market, ros)
    stored = await market.store.read(lambda session: session.exec(select(Forecast)).one())
    assert stored.made_at == FRIDAY - HOUR
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Forecast")
    assert ros.reads.startswith("No market day ahead.\n")
    assert ros.reads.endswith(
        f"Fri 27 Nov: 6 came. Our forecast: {stored.expected} ({stored.low} to {stored.high}). Same as last time would have been 18.\n"
        "0 of 1 forecast came true within its range.\n"
        f"On average our forecast was {stored.expected - 6} people off; “same as last time” was 12 off."
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
    await ros.writes("/settings")
    await ros.tap("Reminders")
    assert "My week: off" in ros.labels


def add_one_more_day(session: Session) -> None:
    day = FRIDAY - 30 * DAY
    session.add(
        StallDayCount(
            stall_id=stall_of_ros(session).id or 0, day=day.date(), count_at=day, counted_at=day,
            without_deposit=5, came_without_deposit=5,
        )
    )  # fmt: skip


WORDS = {
    "Melayu": ("Terjual: 6.", "3 orang menunggu dengan sia-sia.", "Terbit Jum 4 Dis", "Ramalan"),
    "简体中文": ("卖出：6 份。", "3 人白等了。", "为 12月4日周五发布", "预测"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_it_speaks_its_readers_language(market: Market, ros: Visitor, language: str) -> None:
    sold, waited, publish, forecast = WORDS[language]
    await market.change(add_past_days, 5)
    await a_friday_that_sold_out(market, ros)
    await ros.writes("/language")
    await ros.tap(language)
    await deliver_all(market)
    assert sold in ros.reads
    assert waited in ros.reads
    assert publish in ros.labels
    await ros.tap(publish)
    await ros.tap(forecast)
    assert ros.screen.photo is not None


@pytest.mark.parametrize("who", ["a stranger", "a blocked owner", "a former owner"])
async def test_nobody_else_publishes_or_sees_it(market: Market, ros: Visitor, who: str) -> None:
    await market.change(add_past_days, 4)
    drop = await a_friday_that_sold_out(market, ros)

    def change(session: Session) -> None:
        if who == "a blocked owner":
            session.get_one(Person, person_at(session, ROS)).blocked_at = market.clock.now
        if who == "a former owner":
            stall_of_ros(session).owner_id = person_at(session, LINA)

    for person in (LINA, MEI, SITI, TOM):
        await market.visitor(person).writes("/start")
    await market.change(change)
    visitor = market.visitor(TOM) if who == "a stranger" else ros
    await visitor.tap(data=f"vpg:{drop}:20261204")
    await visitor.tap(data="vpg:1:99999999")

    def published(session: Session) -> int:
        return len(
            session.exec(
                select(Drop.id).where(col(Drop.starts_at) > MONDAY, col(Drop.state) == "published")
            ).all()
        )

    assert await market.store.read(published) == 0
    await visitor.tap(data="vfc")
    if who == "a blocked owner":
        assert "Fri 20 Nov: 18 came" in visitor.reads, "a block ends what one does, not what one reads"
    else:
        assert visitor.reads.startswith("You have no stall yet.")


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
