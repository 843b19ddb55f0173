"""A stall's statements as tables: weeks are those of the chat, also over pages, and days are sums of their own movements."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.office.statement import PeriodSums, days_of, statement_at, statement_weeks
from market.office.today import Workplace, office_workplaces
from market.paging import KeyPage, PageKey
from market.sale.statement import statement_sums
from storage.sale import CashEntry, CashKind
from storage.stall import Stall, StallApproval
from tests.market.sale.conftest import KUIH, NOW, ROS, STALL, TODAY, WEI, SaleScenario, scenario

__all__ = ["scenario"]

WEEK, MONDAY = timedelta(weeks=1), TODAY - timedelta(days=TODAY.weekday())


async def weeks(
    scenario: SaleScenario, key: PageKey | None = None, *, weeks_later: int = 0, size: int = 3
) -> KeyPage[PeriodSums]:
    now = NOW + weeks_later * WEEK
    return await scenario.store.read(statement_weeks, Actor(ROS), STALL, key or PageKey(), now=now, size=size)


async def test_a_week_in_the_table_has_the_sums_that_the_chats_statement_of_it_has(
    scenario: SaleScenario,
) -> None:
    receipt = await scenario.sell((KUIH, 2))
    await scenario.sell((KUIH, 1))
    await scenario.refund(receipt, 1)
    [week] = (await weeks(scenario)).rows
    told = await scenario.statement()
    assert (week.first, week.last) == (MONDAY, MONDAY + timedelta(days=6)) == (told.first, told.last)
    assert vars(week.sums) == {name: getattr(told, name) for name in vars(week.sums)}
    assert week.sums.value == 2 * 852


async def test_weeks_are_read_by_key_both_ways_from_the_first_in_which_the_till_was_used(
    scenario: SaleScenario,
) -> None:
    await scenario.sell((KUIH, 1))
    first = await weeks(scenario, weeks_later=7)
    assert [(row.first - MONDAY) // WEEK for row in first.rows] == [7, 6, 5]
    second = await weeks(scenario, PageKey(first.next), weeks_later=7)
    third = await weeks(scenario, PageKey(second.next), weeks_later=7)
    assert [(row.first - MONDAY) // WEEK for row in (*second.rows, *third.rows)] == [4, 3, 2, 1, 0]
    assert (first.previous, third.next) == (None, None)
    assert [row.sums.value for row in third.rows] == [0, 852]
    back = await weeks(scenario, PageKey(third.previous, is_backward=True), weeks_later=7)
    assert back.rows == second.rows


@pytest.mark.parametrize("row", [0, 1, 3_652_059, 10**18 - 1])
@pytest.mark.parametrize("is_backward", [False, True])
async def test_a_key_that_names_no_week_is_some_page_and_no_error(
    scenario: SaleScenario, row: int, is_backward: bool
) -> None:
    await scenario.sell((KUIH, 1))
    found = await weeks(scenario, PageKey(row, is_backward=is_backward))
    assert [week.first for week in found.rows] == [MONDAY]


def float_on(day: date, session: Session) -> None:
    session.add(
        CashEntry(
            stall_id=STALL, day=day, kind=CashKind.FLOAT, amount=5000, currency="MYR", exponent=2, made_at=NOW
        )
    )


async def test_the_days_of_a_week_are_sums_of_their_own_movements(scenario: SaleScenario) -> None:
    await scenario.sell((KUIH, 2))
    await scenario.store.write(lambda session: float_on(MONDAY, session))
    week = await scenario.store.read(statement_at, Actor(ROS), STALL, TODAY, now=NOW)
    assert week is not None
    days = days_of(week)
    assert [(each.first, each.sums.value) for each in days] == [(MONDAY, 0), (TODAY, 1704)]
    today = [each for each in week.movements if each.day == TODAY]
    assert days[1].sums == statement_sums(today)


@pytest.mark.parametrize(
    ("day", "is_found"),
    [
        (MONDAY, True),
        (MONDAY + timedelta(days=6), True),
        (MONDAY + WEEK, False),
        (date.max, False),
        (date.min, False),
        (TODAY - 52 * WEEK, True),
    ],
)
async def test_a_day_ahead_or_of_another_age_has_no_statement(
    scenario: SaleScenario, day: date, is_found: bool
) -> None:
    found = await scenario.store.read(statement_at, Actor(ROS), STALL, day, now=NOW)
    assert (found is not None) is is_found
    assert found is None or found.first <= day <= found.last


async def test_a_closed_stall_stands_last_among_its_owners_places_and_an_application_that_was_withdrawn_does_not(
    scenario: SaleScenario,
) -> None:
    await scenario.change(Stall, STALL, state=StallApproval.TURNED_DOWN, closed_at=NOW, decided_at=NOW)
    found = await scenario.store.read(office_workplaces, Actor(ROS))
    assert found[-1] == Workplace(name=found[-1].name, stall=STALL, is_closed=True)
    assert STALL not in [each.stall for each in await scenario.store.read(office_workplaces, Actor(WEI))]
    await scenario.change(Stall, STALL, decided_at=None)
    assert STALL not in [each.stall for each in await scenario.store.read(office_workplaces, Actor(ROS))]
