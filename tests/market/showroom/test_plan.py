"""The host's plan: which windows fit, how far ahead days go, and the dates of a show."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from market.actor import Actor
from market.refusal import ButtonForged
from market.showroom.available import DAYS_AHEAD, ShowroomPage, showroom_page
from market.showroom.host import has_showroom
from market.showroom.plan import (
    MAX_CURATIONS,
    MAX_WINDOWS,
    ShowroomPlan,
    change_window,
    close_showroom_day,
    delete_curation,
    delete_window,
    reopen_showroom_day,
    show_curation,
    showroom_plan,
)
from market.showroom.refusals import (
    CurationPassed,
    CurationUnknown,
    TooManyCurations,
    TooManyWindows,
    WindowExists,
    WindowUnfit,
    WindowUnknown,
)
from market.showroom.slots import WindowTerms
from storage.showroom import ShowroomCuration
from storage.stall import Stall, StallApproval
from tests.market.showroom.conftest import MORNING, OTHER_STALL, ROS, SATURDAY, STALL, WEI, ShowroomScenario

FRIDAY, DAY = date(2026, 11, 27), timedelta(days=1)
"""Friday is today."""
EVENING = WindowTerms(weekday=4, begins=1080, ends=1140, visit_minutes=15, buffer=5)


async def plan_of(showroom: ShowroomScenario) -> ShowroomPlan:
    return await showroom.store.read(showroom_plan, Actor(ROS), STALL, showroom.now)


async def show(showroom: ShowroomScenario, name: str, day: date) -> None:
    await showroom.host(show_curation, STALL, name, begins_on=day, now=showroom.now)


async def test_a_stall_has_so_many_windows_and_no_two_that_begin_at_once(showroom: ShowroomScenario) -> None:
    first = await showroom.window()
    with pytest.raises(WindowExists):
        await showroom.window(replace(MORNING, ends=700))
    second = await showroom.window(replace(MORNING, begins=615))
    with pytest.raises(WindowExists):
        await showroom.host(change_window, second, MORNING)
    await showroom.host(change_window, first, replace(MORNING, places=2))
    for number in range(MAX_WINDOWS - 2):
        await showroom.window(replace(MORNING, weekday=0, begins=600 + 5 * number))
    with pytest.raises(TooManyWindows):
        await showroom.window(replace(MORNING, weekday=1))
    await showroom.window(replace(MORNING, weekday=1), stall=OTHER_STALL, person=WEI)
    in_order = [(each.terms.weekday, each.terms.begins) for each in (await plan_of(showroom)).windows]
    assert len(in_order) == MAX_WINDOWS
    assert in_order == sorted(in_order)
    assert await showroom.host(delete_window, first) == STALL
    with pytest.raises(WindowUnknown):
        await showroom.host(delete_window, first)


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        ({"begins": 0, "ends": 15}, True),
        ({"begins": 1425, "ends": 1440}, True),
        ({"begins": 600, "ends": 610}, False),
        ({"begins": 601, "ends": 720}, False),
        ({"begins": 600, "ends": 722}, False),
        ({"begins": -5, "ends": 60}, False),
        ({"begins": 1380, "ends": 1445}, False),
    ],
    ids=lambda given: "-".join(map(str, given.values())) if isinstance(given, dict) else "",
)
async def test_a_window_lies_within_a_day_and_has_time_for_a_visit(
    showroom: ShowroomScenario, hours: dict[str, int], fits: bool
) -> None:
    if fits:
        await showroom.window(replace(MORNING, **hours))
    else:
        with pytest.raises(WindowUnfit):
            await showroom.window(replace(MORNING, **hours))
    assert len((await plan_of(showroom)).windows) == fits


async def test_three_weeks_can_be_booked_and_closed(showroom: ShowroomScenario) -> None:
    await showroom.window(EVENING)
    page: ShowroomPage = await showroom.store.read(showroom_page, STALL, showroom.now)
    assert [(each.day, each.times) for each in page.days] == [
        (FRIDAY + 7 * week * DAY, 3) for week in range(3)
    ]
    last = FRIDAY + (DAYS_AHEAD - 1) * DAY
    for day in (FRIDAY - DAY, last + DAY):
        with pytest.raises(ButtonForged):
            await showroom.host(close_showroom_day, STALL, day, now=showroom.now)
    for day in (FRIDAY, last):
        assert await showroom.host(close_showroom_day, STALL, day, now=showroom.now) == 0
    await showroom.host(close_showroom_day, STALL, FRIDAY + 7 * DAY, now=showroom.now)
    await showroom.host(reopen_showroom_day, STALL, FRIDAY + 7 * DAY)
    planned = [(each.day, each.closed) for each in (await plan_of(showroom)).days]
    assert planned == [(FRIDAY, True), (FRIDAY + 7 * DAY, False), (FRIDAY + 14 * DAY, False)]


async def test_a_stall_has_a_showroom_while_it_has_windows_and_can_be_visited(
    showroom: ShowroomScenario,
) -> None:
    assert not await showroom.store.read(has_showroom, STALL)
    await showroom.window()
    assert await showroom.store.read(has_showroom, STALL)
    await showroom.change(Stall, STALL, state=StallApproval.TURNED_DOWN)
    assert not await showroom.store.read(has_showroom, STALL)


async def test_each_show_lasts_until_the_next_begins(showroom: ShowroomScenario) -> None:
    await show(showroom, "Songket", FRIDAY + 9 * DAY)
    await show(showroom, "Batik", FRIDAY)
    await show(showroom, " Beads  and shells ", SATURDAY)
    await show(showroom, "Baskets", SATURDAY)
    curations = [(each.name, each.begins_on, each.ends_on) for each in (await plan_of(showroom)).curations]
    assert curations == [
        ("Batik", FRIDAY, FRIDAY),
        ("Baskets", SATURDAY, FRIDAY + 8 * DAY),
        ("Songket", FRIDAY + 9 * DAY, None),
    ]
    page: ShowroomPage = await showroom.store.read(showroom_page, STALL, showroom.now)
    assert page.on_show is not None
    assert page.next_show is not None
    assert (page.on_show.name, page.next_show.name) == ("Batik", "Baskets")
    await showroom.host(delete_curation, STALL, SATURDAY, now=showroom.now)
    assert (await plan_of(showroom)).curations[0].ends_on == FRIDAY + 8 * DAY
    with pytest.raises(CurationUnknown):
        await showroom.host(delete_curation, STALL, SATURDAY, now=showroom.now)


async def test_what_is_no_longer_on_show_is_forgotten_and_nothing_begins_before_today(
    showroom: ShowroomScenario,
) -> None:
    with pytest.raises(CurationPassed):
        await show(showroom, "Batik", FRIDAY - DAY)
    await show(showroom, "Batik", FRIDAY)
    await show(showroom, "Baskets", SATURDAY)
    await showroom.store.write(
        lambda session: session.add(
            ShowroomCuration(stall_id=OTHER_STALL, begins_on=FRIDAY, starts_at=showroom.now, name="Fans")
        )
    )
    showroom.now += 2 * DAY
    page: ShowroomPage = await showroom.store.read(showroom_page, STALL, showroom.now)
    assert page.on_show is not None
    assert (page.on_show.name, page.next_show) == ("Baskets", None)
    await show(showroom, "Songket", FRIDAY + 9 * DAY)
    kept = await showroom.store.read(
        lambda session: sorted(each.name for each in session.exec(select(ShowroomCuration)))
    )
    assert kept == ["Baskets", "Fans", "Songket"]


async def test_so_many_shows_are_planned_and_one_of_them_can_still_be_renamed(
    showroom: ShowroomScenario,
) -> None:
    for number in range(MAX_CURATIONS):
        await show(showroom, f"Show {number}", FRIDAY + number * DAY)
    with pytest.raises(TooManyCurations):
        await show(showroom, "One more", FRIDAY + MAX_CURATIONS * DAY)
    await show(showroom, "Another name", SATURDAY)
    names = [each.name for each in (await plan_of(showroom)).curations]
    assert (len(names), names[1]) == (MAX_CURATIONS, "Another name")
