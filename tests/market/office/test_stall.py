"""A stall in the office: who reads its money, its evenings by key, and its figures beside those of the list."""

from datetime import timedelta

from sqlmodel import Session

from market.actor import Actor
from market.office.evenings import Taken
from market.office.stall import EveningAtAlley, office_stall, stall_evenings
from market.organiser.stall_list import stall_rows
from market.paging import KeyPage, PageKey
from market.staff.helpers import add_helper
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.report import Report, ReportReason
from storage.staff import StaffRole
from tests.market.sale.conftest import (
    KEN,
    KUIH,
    NOW,
    OTHER_STALL,
    ROS,
    STALL,
    TODAY,
    TOM,
    WEI,
    SaleScenario,
    scenario,
)

__all__ = ["scenario"]

ORGANISER, WEEK = Actor(KEN, is_configured_admin=True), timedelta(weeks=1)


async def read(scenario: SaleScenario, actor: Actor, key: PageKey, size: int = 9) -> KeyPage[EveningAtAlley]:
    return await scenario.store.read(stall_evenings, actor, STALL, key, size=size)


async def test_what_was_taken_is_for_the_owner_and_organisers_and_not_for_helpers(
    scenario: SaleScenario,
) -> None:
    await scenario.store.write(add_helper, STALL, TOM, StaffRole.ALL, now=NOW)
    await scenario.sell((KUIH, 1))
    taken = (Taken(850, "MYR", 2),)  # cash is rounded to five sen
    for actor, expected, oversees in (
        (Actor(ROS), taken, False),
        (ORGANISER, taken, True),
        (Actor(TOM), (), False),
    ):
        [evening] = (await read(scenario, actor, PageKey())).rows
        assert (evening.day, evening.figures.taken, evening.figures.sold) == (TODAY, expected, 1)
        assert (evening.has_desk, evening.market_day > 0) == (not oversees, oversees)


def four_weeks_before(session: Session) -> None:
    for week in range(1, 5):
        day = MarketDay(alley_id=1, day=TODAY - week * WEEK, made_at=NOW)
        session.add(day)
        session.flush()
        hours = {"starts_at": NOW - week * WEEK, "ends_at": NOW - week * WEEK + timedelta(hours=4)}
        for stall, state in ((STALL, StallDayState.ON), (OTHER_STALL, StallDayState.ON)):
            off = StallDayState.OFF if week == 3 and stall == STALL else state
            session.add(
                StallDay(
                    market_day_id=day.id, alley_id=1, day=day.day, stall_id=stall, state=off, made_at=NOW, **hours
                )
            )  # fmt: skip


async def test_evenings_are_read_by_key_both_ways_and_are_those_of_the_stall_that_took_place(
    scenario: SaleScenario,
) -> None:
    await scenario.store.write(four_weeks_before)
    expected = [TODAY - week * WEEK for week in (0, 1, 2, 4)]
    assert [each.day for each in (await read(scenario, Actor(ROS), PageKey())).rows] == expected
    first = await read(scenario, Actor(ROS), PageKey(), size=2)
    second = await read(scenario, Actor(ROS), PageKey(row=first.next), size=2)
    assert [each.day for each in (*first.rows, *second.rows)] == expected
    assert second.next is None
    back = await read(scenario, Actor(ROS), PageKey(row=second.previous, is_backward=True), size=2)
    assert back.rows == first.rows


async def test_a_stall_alone_has_the_state_and_counts_that_it_has_in_the_list(scenario: SaleScenario) -> None:
    def report(session: Session) -> None:
        for stall, count in ((STALL, 1), (OTHER_STALL, 2)):
            session.add_all(
                Report(person_id=WEI, stall_id=stall, reason=ReportReason.OTHER, made_at=NOW)
                for _ in range(count)
            )

    await scenario.store.write(report)
    rows = (await scenario.store.read(stall_rows, ORGANISER, NOW, PageKey(), size=99)).rows
    listed = {row.id: row for row in rows}
    for stall, reports in ((STALL, 1), (OTHER_STALL, 2)):
        found = await scenario.store.read(office_stall, ORGANISER, stall, NOW)
        assert (found.listed, found.listed.reports) == (listed[stall], reports)
    own = await scenario.store.read(office_stall, Actor(ROS), STALL, NOW)
    assert (own.listed.reports, own.is_overseen) == (0, False)
