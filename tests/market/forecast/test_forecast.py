"""Forecasts of a stall's next day: when one is made and stored, and its comparison with the day itself."""

from datetime import date, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from market.actor import Actor, NotYourStall, StallUnknown
from market.forecast.forecast import (
    DayForecast,
    LastForecast,
    ScoredDay,
    TooFewDays,
    drop_forecast,
    forecast_history,
    next_forecast,
    score_of,
)
from market.forecast.rule import BookedAhead, PastDay, Visitors
from storage.drop import Drop
from storage.forecast import Forecast
from storage.person import Person
from storage.stall import Stall
from tests.market.forecast.conftest import (
    DAY,
    FRIDAY,
    HOUR,
    LIEN,
    ROS,
    ROS_ACTS,
    WEEK,
    StallScenario,
)

THE_DAY = date(2026, 11, 6)


async def planned(scenario: StallScenario, booked: int = 20) -> int:
    """A drop on FRIDAY that so many have booked since the day before; its id."""
    drop, item = await scenario.plan()
    scenario.now = FRIDAY - DAY
    await scenario.book(item, *range(1, booked + 1))
    return drop


@pytest.mark.parametrize("weeks", [0, 3])
async def test_below_four_market_days_it_says_how_many_there_are_and_stores_nothing(
    scenario: StallScenario, weeks: int
) -> None:
    await scenario.hold_fridays(weeks)
    await planned(scenario)
    assert await scenario.next() == TooFewDays(THE_DAY, weeks)
    scenario.now = FRIDAY - HOUR
    await scenario.tick()
    assert await scenario.stored() == []


async def test_from_four_market_days_on_it_follows_the_bookings_until_it_is_stored(
    scenario: StallScenario,
) -> None:
    await scenario.hold_fridays(4)
    drop = await planned(scenario, booked=10)
    early = await scenario.next()
    assert early == DayForecast(
        day=THE_DAY,
        visitors=Visitors(low=7, expected=8, high=9),
        staff=1,
        booked=BookedAhead(0, 10),
        share_with_deposit=75,
        share_without_deposit=79,
        others=0,
        market_days=4,
        last_time=16,
    )
    scenario.now += HOUR
    await scenario.book(await scenario.item_of(drop), *range(11, 31))
    later = await scenario.next()
    assert isinstance(later, DayForecast)
    assert later.booked == BookedAhead(0, 30)
    assert later.visitors.expected == 24
    assert await scenario.store.read(drop_forecast, ROS_ACTS, drop, scenario.now) == later


async def test_it_is_stored_once_two_hours_before_the_start_and_stands_until_the_day_is_over(
    scenario: StallScenario,
) -> None:
    await scenario.hold_fridays(4)
    drop = await planned(scenario)
    scenario.now = FRIDAY - 2 * HOUR - HOUR / 60
    await scenario.tick()
    assert await scenario.stored() == []
    scenario.now = FRIDAY - 2 * HOUR
    await scenario.tick()
    [stored] = await scenario.stored()
    assert (stored.day, stored.made_at, stored.market_days) == (THE_DAY, scenario.now, 4)
    said = await scenario.next()
    assert isinstance(said, DayForecast)
    await scenario.book(await scenario.item_of(drop), *range(21, 31))
    scenario.now = FRIDAY - HOUR
    await scenario.tick()
    assert await scenario.stored() == [stored]
    scenario.now = FRIDAY + HOUR
    assert await scenario.next() == said
    await scenario.end(drop)
    assert await scenario.next() is None


async def test_after_an_outage_it_is_stored_late_but_never_once_the_day_has_begun(
    scenario: StallScenario,
) -> None:
    await scenario.hold_fridays(4)
    await planned(scenario)
    scenario.now = FRIDAY
    await scenario.tick()
    assert await scenario.stored() == []
    assert await scenario.next() is None, "nothing was said in time, so nothing is said"
    await scenario.plan(FRIDAY + WEEK)
    scenario.now = FRIDAY + WEEK - HOUR / 60
    await scenario.tick()
    assert [row.made_at for row in await scenario.stored()] == [scenario.now]


async def test_a_stored_forecast_can_be_neither_changed_nor_deleted(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    await planned(scenario)
    scenario.now = FRIDAY - HOUR
    await scenario.tick()
    for statement in (update(Forecast).values(expected=1), delete(Forecast)):

        def rewrite(session: Session, statement: object = statement) -> None:
            session.connection().execute(statement)  # type: ignore[call-overload]

        with pytest.raises(DBAPIError, match="append-only"):
            await scenario.store.write(rewrite)


@pytest.mark.feature("X12")
async def test_what_was_said_and_what_came_stand_beside_last_time(scenario: StallScenario) -> None:
    await scenario.hold_fridays(5)
    await scenario.hold_market(FRIDAY, came=8)
    await scenario.plan(FRIDAY + WEEK)
    history = await scenario.history()
    assert len(history.past) == 6
    assert [day.said is not None for day in history.past] == [False] * 4 + [True] * 2
    rainy = history.past[-1]
    assert rainy.people == PastDay(BookedAhead(0, 20), BookedAhead(0, 8), 0)
    assert rainy.last_time == 16
    assert rainy.said is not None
    assert history.score is not None
    assert history.score.forecasts == 2
    assert history.score.held == 1
    assert history.score.last_time_off == 4
    assert history.score.off == (abs(rainy.said.expected - 8) + 0) / 2
    assert isinstance(history.next, DayForecast)
    assert history.next.last == LastForecast(said=rainy.said.expected, came=8)


async def test_a_forecast_whose_day_did_not_take_place_has_no_score(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    drop = await planned(scenario)
    scenario.now = FRIDAY - HOUR
    await scenario.tick()
    await scenario.change(Drop, drop, state="cancelled", cancelled_at=scenario.now)
    await scenario.end(drop)
    scenario.now = FRIDAY + DAY
    await scenario.tick()
    assert len(await scenario.stored()) == 1
    assert (await scenario.history()).score is None


async def test_a_moved_drop_gets_a_forecast_for_its_new_day(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    drop = await planned(scenario)
    scenario.now = FRIDAY - HOUR
    await scenario.tick()
    await scenario.change(Drop, drop, starts_at=FRIDAY + DAY, ends_at=FRIDAY + DAY + 4 * HOUR)
    scenario.now = FRIDAY + DAY - HOUR
    await scenario.tick()
    assert [row.day for row in await scenario.stored()] == [THE_DAY, date(2026, 11, 7)]


async def test_two_drops_of_one_day_share_a_forecast(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    first = await planned(scenario, booked=10)
    second, item = await scenario.plan(FRIDAY + HOUR)
    await scenario.book(item, *range(6, 16))
    forecast = await scenario.store.read(drop_forecast, ROS_ACTS, first, scenario.now)
    assert forecast == await scenario.store.read(drop_forecast, ROS_ACTS, second, scenario.now)
    assert isinstance(forecast, DayForecast)
    assert forecast.booked.people == 15, "five booked both"


def scored(came: int, said: tuple[int, int, int] | None, last_time: int = 10) -> ScoredDay:
    nobody = BookedAhead(0, 0)
    visitors = Visitors(*said) if said else None
    day = datetime(2026, 11, 6).date()  # noqa: DTZ001
    return ScoredDay(
        day=day, people=PastDay(nobody, nobody, came), said=visitors, last_time=last_time if said else None
    )


def test_the_score_is_of_the_days_that_had_a_forecast() -> None:
    score = score_of([scored(12, (8, 11, 12)), scored(13, (8, 10, 12)), scored(99, None)])
    assert score is not None
    assert (score.forecasts, score.held, score.off, score.last_time_off) == (2, 1, 2.0, 2.5)
    assert score_of([scored(12, None)]) is None


@pytest.mark.parametrize("who", ["a stranger", "another stall", "a former owner"])
async def test_nobody_else_sees_a_stalls_forecast(scenario: StallScenario, who: str) -> None:
    await scenario.hold_fridays(4)
    drop = await planned(scenario)
    actor = Actor({"a stranger": 1, "another stall": LIEN, "a former owner": ROS}[who])
    if who == "a former owner":
        await scenario.change(Stall, 1, owner_id=None)
    for query, about in ((next_forecast, 1), (forecast_history, 1), (drop_forecast, drop)):
        with pytest.raises(NotYourStall):
            await scenario.store.read(query, actor, about, scenario.now)
    with pytest.raises(StallUnknown):
        await scenario.store.read(next_forecast, actor, 99, scenario.now)


async def test_a_blocked_owner_still_reads_their_own(scenario: StallScenario) -> None:
    """As on the desk: a block ends what one does, not what one reads."""
    await scenario.hold_fridays(4)
    await planned(scenario)
    await scenario.change(Person, ROS, blocked_at=scenario.now)
    assert isinstance(await scenario.next(), DayForecast)


async def test_on_a_market_day_that_began_without_one_the_forecast_is_of_the_next(
    scenario: StallScenario,
) -> None:
    """The page said that no market day was planned, between two of them."""
    await scenario.plan()
    await scenario.plan(FRIDAY + HOUR)
    await scenario.plan(FRIDAY + WEEK)
    scenario.now = FRIDAY + HOUR / 2
    assert await scenario.next() == TooFewDays(date(2026, 11, 13), 0)
