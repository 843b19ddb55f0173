"""A roster for helpers and the stall: its places, those that the reader cannot take, and possible exchanges."""

from datetime import timedelta

import pytest

from market.actor import Actor
from market.reminder.refusals import MarketDayEmpty
from market.roster.plan import remove_place
from market.roster.refusals import RosterGone, ShiftGone
from market.roster.roster_facts import (
    candidates,
    day_of_drop,
    has_roster,
    place_of,
    roster_list,
    roster_page,
    shift_page,
    shifts_of_day,
)
from market.roster.swap import ask_exchange
from market.roster.take import keep_shift, offer_shift
from market.stock.pause import cancel
from tests.market.roster.conftest import AHEAD, BESIDE, LATER, THEIRS, TODAY, TOMORROW, RosterScenario
from tests.market.sale.conftest import HOUR
from tests.market.staff.conftest import ALLROUND, NOW, ROS, SCANNER, SELLER, STALL, TOM, WEI


@pytest.mark.parametrize(("reader", "manages"), [(ROS, True), (ALLROUND, True), (SELLER, False)])
async def test_who_may_post_sees_the_days_that_have_no_roster_yet(
    scenario: RosterScenario, reader: int, manages: bool
) -> None:
    await scenario.open(TOMORROW)
    await scenario.open(THEIRS, by=WEI)
    listed = await scenario.read(roster_list, Actor(reader), STALL, NOW)
    days = {drop: await scenario.day(drop) for drop in (TODAY, TOMORROW, LATER)}
    assert [each.day.id for each in listed.rosters] == [days[TOMORROW]]
    assert [each.id for each in listed.without] == ([days[TODAY], days[LATER]] if manages else [])
    page = await scenario.read(roster_page, Actor(reader), days[TOMORROW])
    assert (page.manages, page.helps) == (manages, reader != ROS)


async def test_places_are_in_the_order_of_their_shifts(scenario: RosterScenario) -> None:
    await scenario.open(people=2, parts=3)
    assert [place.part for place in await scenario.places()] == [0, 0, 1, 1, 2, 2]


async def test_a_place_that_is_not_there_is_gone(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1)
    [place] = await scenario.places()
    await scenario.act(remove_place, ROS, await scenario.day(), 0, now=scenario.now)
    for page in (shift_page, candidates):
        given = (NOW,) if page is shift_page else ()
        with pytest.raises(ShiftGone):
            await scenario.read(page, Actor(ROS), place.id, *given)
    with pytest.raises(ShiftGone):
        await scenario.read(place_of, place.id)
    with pytest.raises(ShiftGone):
        await scenario.assign(place.id, TOM)


async def test_days_that_are_over_or_off_are_listed_no_more(scenario: RosterScenario) -> None:
    await scenario.add_beside()
    for drop in (LATER, TOMORROW):
        await scenario.open(drop)
    first, later = await scenario.day(TOMORROW), await scenario.day(LATER)
    listed = await scenario.read(roster_list, Actor(ROS), STALL, NOW)
    assert [each.day.id for each in listed.rosters] == [first, later], "one a stall day, by start"
    await scenario.act(cancel, ROS, TOMORROW, NOW)
    assert (await scenario.read(roster_page, Actor(ROS), first)).roster.day.id == first, "a dish is left"
    await scenario.act(cancel, ROS, BESIDE, NOW)
    with pytest.raises(RosterGone):
        await scenario.read(roster_page, Actor(ROS), first)
    late = await scenario.read(roster_list, Actor(ROS), STALL, NOW + AHEAD)
    assert [each.day.id for each in late.rosters] == [later]
    assert late.without == ()
    over = await scenario.read(roster_list, Actor(ROS), STALL, NOW + AHEAD + 53 * HOUR)
    assert (over.rosters, over.without) == ((), ())
    tonight = await scenario.day(TODAY)
    assert [await scenario.read(has_roster, day) for day in (later, tonight)] == [True, False]
    assert await scenario.read(day_of_drop, LATER) == later
    with pytest.raises(RosterGone):
        await scenario.read(day_of_drop, 999)


async def test_shifts_at_whose_hours_a_helper_has_another_are_shut_to_them(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1, parts=2)
    await scenario.open(THEIRS, people=1, parts=3, by=WEI)
    await scenario.take(TOM, THEIRS, part=2)
    day = await scenario.day()
    assert (await scenario.read(roster_page, Actor(TOM), day)).busy == {1}
    assert (await scenario.read(roster_page, Actor(SELLER), day)).busy == frozenset()


async def test_whom_the_stall_can_put_down_is_listed_by_when_they_came(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=2)
    await scenario.open(THEIRS, people=1, by=WEI)
    await scenario.take(SCANNER, THEIRS)
    [place, _] = await scenario.places()
    found = await scenario.read(candidates, Actor(ALLROUND), place.id)
    assert [person for person, _ in found.people] == [TOM, SELLER, ALLROUND], "the scanner is busy then"


async def test_what_could_be_exchanged_for_an_offered_shift(scenario: RosterScenario) -> None:
    for drop in (TODAY, LATER):
        await scenario.open(drop, people=2)
    await scenario.open(TOMORROW, people=1, parts=2)
    await scenario.open(THEIRS, people=2, by=WEI)
    shift = await scenario.take(TOM, TOMORROW)
    tonight, same_day = await scenario.take(SELLER, TODAY), await scenario.take(SELLER, TOMORROW, part=1)
    await scenario.take(SCANNER, LATER)
    await scenario.take(SCANNER, THEIRS)
    assert (await scenario.read(shift_page, Actor(SELLER), shift, NOW)).own == (), "it is not offered"
    await scenario.act(offer_shift, TOM, shift, NOW)

    async def own(person: int, hours: int = 0) -> list[int]:
        page = await scenario.read(shift_page, Actor(person), shift, NOW + hours * HOUR)
        return [each.id for each in page.own]

    assert await own(SELLER) == [tonight, same_day]
    assert await own(SELLER, hours=2) == [same_day], "tonight's has begun"
    assert await own(SCANNER) == [], "they have another shift elsewhere then"
    await scenario.act(ask_exchange, SELLER, shift, same_day, now=NOW)
    page = await scenario.read(shift_page, Actor(TOM), shift, NOW)
    assert [(each.id, each.person) for each in page.asks] == [(same_day, SELLER)]
    await scenario.act(keep_shift, TOM, shift, NOW)
    await scenario.act(offer_shift, TOM, shift, NOW + timedelta(minutes=1))
    assert (await scenario.read(shift_page, Actor(TOM), shift, NOW)).asks == ()


async def test_a_helper_reads_of_all_their_shifts_of_a_market_day(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1, parts=2)
    await scenario.open(THEIRS, people=1, parts=3, by=WEI)
    late = await scenario.take(TOM, THEIRS, part=2)
    early = await scenario.take(TOM, TOMORROW)
    day = (await scenario.read(place_of, early)).day.market_day
    found = await scenario.read(shifts_of_day, TOM, day)
    assert [each.place.id for each in found.shifts] == [early, late]
    with pytest.raises(MarketDayEmpty):
        await scenario.read(shifts_of_day, SELLER, day)
