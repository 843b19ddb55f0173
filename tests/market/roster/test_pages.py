"""A roster for helpers and the stall: its places, those that the reader cannot take, and possible exchanges."""

from datetime import timedelta

import pytest

from market.actor import Actor
from market.roster.plan import remove_place
from market.roster.refusals import RosterGone, ShiftGone
from market.roster.roster_facts import (
    candidates,
    has_roster,
    place_of,
    roster_list,
    roster_page,
    shift_page,
)
from market.roster.swap import ask_exchange
from market.roster.take import keep_shift, offer_shift
from market.stock.pause import cancel
from tests.market.roster.conftest import AHEAD, SAME_TIME, THEIRS, TODAY, TOMORROW, RosterScenario
from tests.market.sale.conftest import HOUR
from tests.market.staff.conftest import ALLROUND, NOW, ROS, SCANNER, SELLER, STALL, TOM, WEI


@pytest.mark.parametrize(("reader", "manages"), [(ROS, True), (ALLROUND, True), (SELLER, False)])
async def test_who_may_post_sees_the_drops_that_have_no_roster_yet(
    scenario: RosterScenario, reader: int, manages: bool
) -> None:
    await scenario.open(TOMORROW)
    await scenario.open(THEIRS, by=WEI)
    listed = await scenario.read(roster_list, Actor(reader), STALL, NOW)
    assert [each.drop.id for each in listed.rosters] == [TOMORROW]
    assert [each.id for each in listed.without] == ([TODAY, SAME_TIME] if manages else [])
    page = await scenario.read(roster_page, Actor(reader), TOMORROW)
    assert (page.manages, page.helps) == (manages, reader != ROS)


async def test_places_are_in_the_order_of_their_shifts(scenario: RosterScenario) -> None:
    await scenario.open(people=2, parts=3)
    assert [place.part for place in await scenario.places()] == [0, 0, 1, 1, 2, 2]


async def test_a_place_that_is_not_there_is_gone(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1)
    [place] = await scenario.places()
    await scenario.act(remove_place, ROS, TOMORROW, 0, now=scenario.now)
    for page in (shift_page, candidates):
        given = (NOW,) if page is shift_page else ()
        with pytest.raises(ShiftGone):
            await scenario.read(page, Actor(ROS), place.id, *given)
    with pytest.raises(ShiftGone):
        await scenario.read(place_of, place.id)
    with pytest.raises(ShiftGone):
        await scenario.assign(place.id, TOM)


async def test_drops_that_are_over_or_off_are_listed_no_more(scenario: RosterScenario) -> None:
    for drop in (SAME_TIME, TOMORROW):
        await scenario.open(drop)
    listed = await scenario.read(roster_list, Actor(ROS), STALL, NOW)
    assert [each.drop.id for each in listed.rosters] == [TOMORROW, SAME_TIME], "by start"
    await scenario.act(cancel, ROS, TOMORROW, NOW)
    with pytest.raises(RosterGone):
        await scenario.read(roster_page, Actor(ROS), TOMORROW)
    late = await scenario.read(roster_list, Actor(ROS), STALL, NOW + AHEAD)
    assert [each.drop.id for each in late.rosters] == [SAME_TIME]
    assert late.without == ()
    over = await scenario.read(roster_list, Actor(ROS), STALL, NOW + AHEAD + 5 * HOUR)
    assert (over.rosters, over.without) == ((), ())
    assert [await scenario.read(has_roster, drop) for drop in (SAME_TIME, TODAY)] == [True, False]


async def test_shifts_at_whose_hours_a_helper_has_another_are_shut_to_them(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1, parts=2)
    await scenario.open(THEIRS, people=1, parts=3, by=WEI)
    await scenario.take(TOM, THEIRS, part=2)
    assert (await scenario.read(roster_page, Actor(TOM), TOMORROW)).busy == {1}
    assert (await scenario.read(roster_page, Actor(SELLER), TOMORROW)).busy == frozenset()


async def test_whom_the_stall_can_put_down_is_listed_by_when_they_came(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=2)
    await scenario.open(SAME_TIME, people=1)
    await scenario.take(SCANNER, SAME_TIME)
    [place, _] = await scenario.places()
    found = await scenario.read(candidates, Actor(ALLROUND), place.id)
    assert [person for person, _ in found.people] == [TOM, SELLER, ALLROUND], "the scanner is busy then"


async def test_what_could_be_exchanged_for_an_offered_shift(scenario: RosterScenario) -> None:
    for drop in (TODAY, TOMORROW, SAME_TIME):
        await scenario.open(drop, people=2)
    shift = await scenario.take(TOM, TOMORROW)
    tonight, clashing = await scenario.take(SELLER, TODAY), await scenario.take(SELLER, SAME_TIME)
    assert (await scenario.read(shift_page, Actor(SELLER), shift, NOW)).own == (), "it is not offered"
    await scenario.act(offer_shift, TOM, shift, NOW)

    async def own(person: int, hours: int = 0) -> list[int]:
        page = await scenario.read(shift_page, Actor(person), shift, NOW + hours * HOUR)
        return [each.id for each in page.own]

    assert await own(SELLER) == [clashing], "what they give need not be free of them"
    assert await own(SCANNER) == []
    await scenario.act(ask_exchange, SELLER, shift, clashing, now=NOW)
    page = await scenario.read(shift_page, Actor(TOM), shift, NOW)
    assert [(each.id, each.person) for each in page.asks] == [(clashing, SELLER)]
    await scenario.act(keep_shift, TOM, shift, NOW)
    await scenario.act(offer_shift, TOM, shift, NOW + timedelta(minutes=1))
    assert (await scenario.read(shift_page, Actor(TOM), shift, NOW)).asks == ()
    assert tonight not in await own(SELLER)
