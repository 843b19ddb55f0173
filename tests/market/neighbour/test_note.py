"""The contents of a digest's notifications, and the week to which a market day belongs."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.neighbour.market_day import market_day_hours, week_of
from market.neighbour.notifications import MarketDaysAhead
from market.neighbour.record_market_days import (
    RecordedDay,
    alleys_with_neighbours,
    digest_of,
    digest_subject,
    digest_subjects,
    recorded_days,
    useful_until,
)
from storage.notification import Notification
from tests.market.neighbour.conftest import AINA, BEN, HOUR, NOW, NeighbourScenario, ToldDay, at

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def market_day(day: date, starts_at: datetime, stalls: int = 2) -> RecordedDay:
    return RecordedDay(
        day=day,
        starts_at=starts_at,
        ends_at=starts_at + 4 * HOUR,
        stalls=stalls,
        notified_at=NOW,
    )


def test_a_week_is_from_monday_to_sunday() -> None:
    days = [MONDAY + timedelta(days=number) for number in range(8)]
    assert [week_of(day) for day in days] == [MONDAY] * 7 + [MONDAY + timedelta(days=7)]


def test_a_notification_is_of_use_until_the_last_start_ahead_or_the_end_of_what_has_none() -> None:
    friday, saturday = at(4, 18), at(5, 18)
    rows = [market_day(SUNDAY, saturday), market_day(MONDAY, friday)]
    assert useful_until(rows, NOW) == saturday
    assert useful_until(rows, saturday - HOUR) == saturday
    assert useful_until(rows, saturday) == saturday + 4 * HOUR, "it has begun"
    assert useful_until([market_day(SUNDAY, saturday, stalls=0)], NOW) == saturday + 4 * HOUR, (
        "it is called off"
    )


def test_a_notification_carries_the_days_that_are_on_and_ahead() -> None:
    rows = [
        market_day(date(2026, 11, 27), at(4, 18)),
        market_day(date(2026, 11, 28), at(5, 18), stalls=0),
        market_day(SUNDAY, at(6, 18)),
    ]
    facts = digest_of(MarketDaysAhead, 7, rows, "Ken", now=NOW)
    assert facts == MarketDaysAhead(
        alley_id=7, week=MONDAY, announced_days=(date(2026, 11, 27), SUNDAY), contact="Ken"
    )
    assert digest_of(MarketDaysAhead, 7, rows, "Ken", now=at(4, 18)).announced_days == (SUNDAY,)


async def test_notifications_about_an_alley_are_its_own_whatever_their_week(
    scenario: NeighbourScenario,
) -> None:
    subjects = (digest_subject(1, MONDAY), digest_subject(1, SUNDAY), digest_subject(12, MONDAY), "drop:1")

    def write(session: Session) -> None:
        for subject in subjects:
            session.add(
                Notification(
                    person_id=AINA, kind="MarketDaysAhead", about=subject, payload={}, priority=2, due_at=NOW,
                    send_at=NOW,
                )
            )  # fmt: skip

    await scenario.store.write(write)
    rows = select(Notification.about).where(digest_subjects(1)).order_by(col(Notification.id))
    assert await scenario.store.read(lambda session: tuple(session.exec(rows))) == subjects[:2]


async def test_a_market_day_has_all_stalls_that_stand_there_that_day(scenario: NeighbourScenario) -> None:
    await scenario.publish(5, 18, 4)
    await scenario.publish(5, 17, 2, stall=1)
    await scenario.publish(5, 19, 4, stall=1, state="paused")
    await scenario.publish(6, 23, 4)
    for hidden in (
        {"state": "draft"},
        {"state": "cancelled"},
        {"hidden_at": NOW},
        {"alley_id": scenario.other},
    ):
        await scenario.publish(4, 18, 4, **hidden)
    found = await scenario.store.read(market_day_hours, scenario.alley, NOW)
    assert {day: (one.starts_at, one.ends_at, one.stalls) for day, one in found.items()} == {
        date(2026, 11, 28): (at(5, 17), at(5, 23), 2),
        SUNDAY: (at(6, 23), at(7, 3), 1),
    }


@pytest.mark.empty_market("lists every alley")
async def test_alleys_with_neighbours_are_listened_to_and_what_is_over_is_not_noted(
    scenario: NeighbourScenario,
) -> None:
    assert await scenario.store.read(alleys_with_neighbours) == ()
    await scenario.subscribe(AINA, BEN)
    assert await scenario.store.read(alleys_with_neighbours) == (scenario.alley,)

    def note(session: Session) -> None:
        for days, alley in (
            (0, scenario.alley),
            (6, scenario.alley),
            (5, scenario.alley),
            (5, scenario.other),
        ):
            ToldDay(alley=alley, starts_at=at(days, 5), notified_at=NOW, stalls=2).write(session)
        ToldDay(alley=scenario.alley, starts_at=at(7, 5), notified_at=NOW, stalls=2).write(session)

    await scenario.store.write(note)
    found = await scenario.store.read(recorded_days, scenario.alley, NOW)
    days = {week: [row.day for row in rows] for week, rows in found.items()}
    assert days == {
        MONDAY: [date(2026, 11, 28), SUNDAY],
        MONDAY + timedelta(days=7): [MONDAY + timedelta(days=7)],
    }
