"""The market days of a stall: which are counted, when, and when again."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.forecast.forecast import DayForecast, TooFewDays
from market.forecast.people import people_of
from market.forecast.rule import BookedAhead, PastDay
from market.privacy.forget import forget
from market.sale.refund import RefundRequest, refund_part
from market.sale.sell import void_sale
from storage.drop import Drop
from storage.market_day import StallDay
from storage.stop import Stop, StopKind
from tests.market.forecast.conftest import DAY, FRIDAY, HOUR, ROS_ACTS, WEEK, StallScenario

THE_DAY = date(2026, 11, 6)


async def test_each_person_counts_once_by_what_they_booked_ahead_paid_and_collected(
    scenario: StallScenario,
) -> None:
    drop, item = await scenario.plan()
    _, other = await scenario.plan(FRIDAY + HOUR)
    await scenario.book(item, 1, 2, paid=True, came=True)
    await scenario.book(item, 3, paid=True)
    await scenario.book(item, 4, 5, came=True)
    await scenario.book(item, 6)
    await scenario.book(other, 1, 4, 6, came=True)
    await scenario.book(item, 7, came=True, at=FRIDAY - HOUR)
    await scenario.book(item, 8, at=FRIDAY - HOUR)
    await scenario.book(item, 9, state="released", ended_at=FRIDAY - DAY)
    await scenario.book(item, 10, state="released", ended_at=FRIDAY - HOUR)
    await scenario.book(item, 11, state="missed", ended_at=FRIDAY + HOUR)
    drops = (drop, drop + 1)
    assert await scenario.store.read(people_of, drops, FRIDAY - 2 * HOUR) == PastDay(
        booked=BookedAhead(with_deposit=3, without_deposit=5),
        came=BookedAhead(with_deposit=2, without_deposit=3),
        others=1,
    )


async def test_nobody_is_nobody(scenario: StallScenario) -> None:
    drop, _ = await scenario.plan()
    nobody = BookedAhead(0, 0)
    assert await scenario.store.read(people_of, (drop,), FRIDAY) == PastDay(nobody, nobody, 0)


async def test_who_was_forgotten_still_came(scenario: StallScenario) -> None:
    drop, item = await scenario.plan()
    await scenario.book(item, 1, 2, came=True)
    await scenario.end(drop)
    for person in (1, 2):
        await scenario.store.write(forget, person, scenario.now)
    people = await scenario.store.read(people_of, (drop,), FRIDAY - 2 * HOUR)
    assert people.visitors == 2


async def test_a_day_is_counted_six_hours_after_its_last_drop(scenario: StallScenario) -> None:
    early, item = await scenario.plan(FRIDAY - 6 * HOUR)
    late, _ = await scenario.plan()
    await scenario.book(item, 1, came=True)
    await scenario.end(early)
    scenario.now = FRIDAY + 9 * HOUR
    await scenario.tick()
    assert [row.counted_at for row in await scenario.days()] == [None], "the evening is part of the day"
    await scenario.end(late)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    row = await scenario.day(THE_DAY)
    assert (row.counted_at, row.without_deposit, row.came_without_deposit) == (scenario.now, 1, 1)


async def test_a_drop_that_was_added_after_the_count_has_the_day_counted_again(
    scenario: StallScenario,
) -> None:
    morning, item = await scenario.plan(FRIDAY - 10 * HOUR, ends_at=FRIDAY - 9 * HOUR)
    await scenario.book(item, 1, came=True)
    await scenario.end(morning)
    scenario.now = FRIDAY - 3 * HOUR
    await scenario.tick()
    assert (await scenario.day(THE_DAY)).counted_at == scenario.now
    evening, more = await scenario.plan()
    await scenario.book(more, 2, 3, came=True, at=FRIDAY - 13 * HOUR)
    await scenario.end(evening)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    row = await scenario.day(THE_DAY)
    assert (row.counted_at, row.came_without_deposit) == (scenario.now, 3)


async def test_a_second_run_counts_nothing_and_counting_again_gives_the_same(scenario: StallScenario) -> None:
    await scenario.hold_market(FRIDAY)
    [before] = await scenario.days()
    scenario.now += DAY
    await scenario.tick()
    [after] = await scenario.days()
    assert after == before
    await scenario.change(type(after), (1, THE_DAY), counted_at=None)
    await scenario.tick()
    [again] = await scenario.days()
    assert again.counted_at == scenario.now
    assert again.came_without_deposit == before.came_without_deposit == 16


async def test_a_cancelled_drop_makes_no_market_day(scenario: StallScenario) -> None:
    drop, item = await scenario.plan()
    await scenario.book(item, 1, came=True)
    await scenario.change(Drop, drop, state="cancelled", cancelled_at=scenario.now)
    await scenario.end(drop)
    assert await scenario.days() == []


async def test_a_day_is_that_of_the_alleys_clock(scenario: StallScenario) -> None:
    """Half past eleven in the evening in UTC is the next morning in Kota Kinabalu."""
    await scenario.hold_market(FRIDAY + timedelta(hours=13, minutes=30))
    assert [row.day for row in await scenario.days()] == [date(2026, 11, 7)]


async def test_what_begins_after_midnight_is_counted_with_the_evening_before(scenario: StallScenario) -> None:
    await scenario.hold_market(FRIDAY)
    await scenario.hold_market(FRIDAY + timedelta(hours=6, minutes=30))
    assert [row.day for row in await scenario.days()] == [THE_DAY]


@pytest.mark.parametrize("weeks", [1, 3])
async def test_a_day_on_which_nobody_booked_or_came_is_no_part_of_the_history(
    scenario: StallScenario, weeks: int
) -> None:
    await scenario.hold_fridays(weeks)
    await scenario.hold_market(FRIDAY, booked=0, came=0)
    await scenario.plan(FRIDAY + WEEK)
    found = await scenario.next()
    assert found is not None
    assert found.market_days == weeks


@pytest.mark.parametrize(
    ("kind", "is_undone", "days"),
    [
        (StopKind.RAIN_WAIT, True, 4),
        (StopKind.RAIN_WAIT, False, 4),
        (StopKind.MOVED, False, 4),
        (StopKind.MOVED, True, 5),
        (StopKind.CALLED_OFF, True, 5),
    ],
)
async def test_a_wet_day_is_no_part_of_the_history_of_dry_ones(
    scenario: StallScenario, kind: StopKind, is_undone: bool, days: int
) -> None:
    """A call-off or a move that was undone is: all went on as before. Of what was called off for good nobody is counted."""
    await scenario.hold_fridays(4)
    await scenario.hold_market(FRIDAY)
    await scenario.plan(FRIDAY + WEEK)

    def stop(session: Session) -> None:
        wet = session.exec(select(StallDay.market_day_id).where(col(StallDay.day) == THE_DAY)).one()
        until = FRIDAY + HOUR / 2
        ends = {"undone_at" if is_undone else "finished_at": until}
        session.add(Stop(market_day_id=wet, kind=kind, began_at=FRIDAY, final_at=until, **ends))

    await scenario.store.write(stop)
    found = await scenario.next()
    assert found is not None
    assert found.market_days == days


async def test_a_wet_day_is_forecast_from_wet_days(scenario: StallScenario) -> None:
    await scenario.hold_fridays(5)
    await scenario.plan(FRIDAY)

    def move(session: Session, day: date) -> None:
        wet = session.exec(select(StallDay.market_day_id).where(col(StallDay.day) == day)).one()
        session.add(Stop(market_day_id=wet, kind=StopKind.MOVED, began_at=FRIDAY, final_at=FRIDAY + HOUR))

    await scenario.store.write(move, THE_DAY)
    assert await scenario.next() == TooFewDays(THE_DAY, 0, is_wet=True)
    for weeks in range(1, 5):
        await scenario.store.write(move, THE_DAY - weeks * WEEK)
    found = await scenario.next()
    assert isinstance(found, DayForecast)
    assert found.market_days == 4, "the fifth was dry"


async def test_one_stall_that_fails_keeps_no_other_from_being_counted(
    scenario: StallScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stall in (1, 2):
        drop, item = await scenario.plan(stall_id=stall)
        await scenario.book(item, 1, came=True)
        await scenario.end(drop)
    scenario.now += 6 * HOUR

    def fail_for_one(session: Session, drops: tuple[int, ...], ahead_at: object) -> PastDay:
        if session.get_one(Drop, drops[0]).stall_id == 1:
            raise RuntimeError
        return people_of(session, drops, FRIDAY)

    monkeypatch.setattr("market.forecast.stall_days.people_of", fail_for_one)
    await scenario.tick()
    assert [(row.stall_id, row.counted_at) for row in await scenario.days()] == [
        (1, None),
        (2, scenario.now),
    ]


async def test_a_walk_in_sale_is_one_of_the_others_unless_it_was_voided(scenario: StallScenario) -> None:
    drop, item = await scenario.plan()
    await scenario.book(item, 1, came=True)
    scenario.now = FRIDAY
    receipts = [await scenario.sell(item, units=2) for _ in range(3)]
    await scenario.store.write(void_sale, ROS_ACTS, receipts[1], now=scenario.now, rng=Random(1))
    for units, kept in ((1, False), (1, True)):
        step = 1 if kept else 0
        part = RefundRequest(receipt=receipts[2], units=(units,), step=step, goods_kept=kept)
        await scenario.store.write(refund_part, ROS_ACTS, part, now=scenario.now, rng=Random(101 + step))
    people = await scenario.store.read(people_of, (drop,), FRIDAY - 2 * HOUR)
    assert (people.came.people, people.others, people.visitors) == (1, 2, 3), "goods of the last are out"
    await scenario.store.write(
        refund_part,
        ROS_ACTS,
        RefundRequest(receipt=receipts[0], units=(2,), step=0),
        now=scenario.now,
        rng=Random(103),
    )
    people = await scenario.store.read(people_of, (drop,), FRIDAY - 2 * HOUR)
    assert people.others == 1, "all of the first came back"
    assert await scenario.store.read(people_of, (drop + 1,), FRIDAY) == PastDay(
        BookedAhead(0, 0), BookedAhead(0, 0), 0
    )
