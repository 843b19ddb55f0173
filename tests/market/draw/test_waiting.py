"""A beacon that does not answer: it is asked again, organisers are notified once and may enter the round themselves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest

from bot.beacon.quicknet import Quicknet
from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.beacon import BeaconOutput, BeaconSilent, time_of
from market.draw.close_draw import close_item_draw
from market.draw.decide_draw import draw_item
from market.draw.open_draw import open_drop
from market.draw.overdue_draws import decide_by_round, late_draws, overdue_draw_of, overdue_draws
from market.draw.refusals import DrawDecided, DrawUnknown
from market.organiser.overview import overview
from market.organiser.roles import name_organiser
from scheduler.draw import DrawJob
from storage.beacon_kind import BeaconKind
from tests.bot.beacon.test_quicknet import ROUND, SIGNATURE
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.people import admins

NewItem = Callable[..., Awaitable[ItemScenario]]
MINUTE = timedelta(minutes=1)


class UnreliableBeacon:
    """A beacon that is silent as long as it is set so, and counts its requests."""

    kind = BeaconKind.LOCAL

    def __init__(self) -> None:
        self.silent, self.asked = True, 0

    async def fetch(self, number: int) -> BeaconOutput:
        self.asked += 1
        if self.silent:
            raise BeaconSilent("nobody answers")
        return BeaconOutput("ab" * 32, "")

    def proven(self, number: int, signature: str) -> BeaconOutput:
        raise ValueError


async def closed(new_item: NewItem, beacon: BeaconKind = BeaconKind.LOCAL) -> ItemScenario:
    scenario = await new_item(quantity=1, policy="pot", pot_until=NOW + HOUR, per_person=1)
    await scenario.store.write(open_drop, scenario.drop, beacon, NOW, rng=Random(4))
    for person in (1, 2, 3):
        await scenario.join(person)
    scenario.now = NOW + HOUR
    await scenario.store.write(close_item_draw, scenario.item, scenario.now, Random(5))
    return scenario


def draws(scenario: ItemScenario, beacon: UnreliableBeacon) -> DrawJob:
    return DrawJob(scenario.store, beacon, admins(ROS), lambda: scenario.now, rng=Random(6))


async def test_a_silent_beacon_is_asked_again_ever_later_and_the_round_stays(new_item: NewItem) -> None:
    scenario, beacon = await closed(new_item), UnreliableBeacon()
    job = draws(scenario, beacon)
    scenario.now += 3 * MINUTE
    for _ in range(60):
        await job.run_due()
        scenario.now += timedelta(seconds=1)
    assert 5 <= beacon.asked <= 8, "1, 2, 4 ... seconds between, not each second"
    beacon.silent = False
    scenario.now += 2 * MINUTE
    await job.run_due()
    assert len(await scenario.holders()) == 1
    assert sorted(await scenario.notifications("DrawResult")) == [1, 2, 3]


async def test_two_draws_of_one_round_ask_the_beacon_once(new_item: NewItem) -> None:
    first, beacon = await closed(new_item), UnreliableBeacon()
    second = await closed(new_item)
    beacon.silent = False
    second.now += 3 * MINUTE
    await draws(second, beacon).run_due()
    assert beacon.asked == 1
    assert await first.store.read(late_draws, second.now + HOUR) == ()


async def test_after_ten_minutes_each_organiser_is_told_once(new_item: NewItem) -> None:
    scenario, beacon = await closed(new_item), UnreliableBeacon()
    await scenario.store.write(name_organiser, Actor(ROS, True), 7, NO_ADMINS, now=NOW)
    job = draws(scenario, beacon)
    scenario.now += 11 * MINUTE
    await job.run_due()
    assert await scenario.notifications("DrawOverdue") == [], "its round is but nine minutes old"
    scenario.now += 2 * MINUTE
    await job.run_due()
    assert sorted(await scenario.notifications("DrawOverdue")) == [7, ROS]
    await draws(scenario, beacon).run_due()
    assert sorted(await scenario.notifications("DrawOverdue")) == [7, ROS], "after a restart too"
    assert (await scenario.store.read(overview, Actor(ROS, True), scenario.now)).draws == 1


async def test_only_an_organiser_brings_a_round_and_only_once(new_item: NewItem) -> None:
    scenario = await closed(new_item, BeaconKind.QUICKNET)
    scenario.now += 20 * MINUTE
    organiser = Actor(ROS, True)
    (waits,) = await scenario.store.read(overdue_draws, organiser, scenario.now)
    assert waits.signed
    assert waits.at == time_of(waits.round)
    with pytest.raises(NotOrganiser):
        await scenario.store.write(
            decide_by_round, Actor(1), waits.draw, "ab" * 32, signature="", now=scenario.now
        )
    with pytest.raises(NotOrganiser):
        await scenario.store.read(overdue_draws, Actor(1), scenario.now)
    with pytest.raises(DrawUnknown):
        await scenario.store.write(
            decide_by_round, organiser, waits.draw + 1, "ab" * 32, signature="", now=scenario.now
        )
    await scenario.store.write(
        decide_by_round, organiser, waits.draw, "ab" * 32, signature="", now=scenario.now
    )
    assert len(await scenario.holders()) == 1
    with pytest.raises(DrawDecided):
        await scenario.store.write(
            decide_by_round, organiser, waits.draw, "cd" * 32, signature="", now=scenario.now
        )
    with pytest.raises(DrawDecided):
        await scenario.store.read(overdue_draw_of, waits.draw)
    assert not await scenario.store.write(draw_item, scenario.item, "cd" * 32, "", now=scenario.now)


async def test_what_is_brought_is_verified_as_what_is_fetched(new_item: NewItem) -> None:
    assert Quicknet().proven(ROUND, f" {SIGNATURE.upper()}\n").signature == SIGNATURE
    for wrong in (SIGNATURE[:-2] + "00", SIGNATURE[2:], "", "hello"):
        with pytest.raises(ValueError, match=r"."):
            Quicknet().proven(ROUND, wrong)
    with pytest.raises(ValueError, match="not the signature of round"):
        Quicknet().proven(ROUND + 1, SIGNATURE)
