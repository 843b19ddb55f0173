"""A beacon that says nothing: it is asked again, organisers are told once and may bring the round themselves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest

from bot.quicknet import Quicknet
from market.acting import Acting
from market.draw.beacon import LOCAL, QUICKNET, BeaconSilent, Light, time_of
from market.draw.closing import close_line
from market.draw.deciding import draw_line
from market.draw.opening import open_drop
from market.draw.waiting import bring_round, draw_that_waits, late_draws, waiting_draws
from market.organiser.home import overview
from market.organiser.roles import name_organiser
from market.refusal import DrawDecided, DrawUnknown, NotOrganiser
from scheduler.draws import Draws
from tests.bot.test_quicknet import ROUND, SIGNATURE
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive

Lay = Callable[..., Awaitable[Alive]]
MINUTE = timedelta(minutes=1)


class Moody:
    """Silent as long as it is told to be; counts how often it was asked."""

    kind = LOCAL

    def __init__(self) -> None:
        self.silent, self.asked = True, 0

    async def fetch(self, number: int) -> Light:
        self.asked += 1
        if self.silent:
            raise BeaconSilent("nobody answers")
        return Light("ab" * 32, "")

    def proven(self, number: int, signature: str) -> Light:
        raise ValueError


async def closed(lay: Lay, beacon: str = LOCAL) -> Alive:
    alive = await lay(quantity=1, policy="pot", pot_until=NOW + HOUR, per_person=1)
    await alive.store.write(open_drop, alive.drop, beacon, NOW, Random(4))
    for person in (1, 2, 3):
        await alive.join(person)
    alive.now = NOW + HOUR
    await alive.store.write(close_line, alive.line, alive.now, Random(5))
    return alive


def draws(alive: Alive, beacon: Moody) -> Draws:
    return Draws(alive.store, beacon, (ROS,), lambda: alive.now, Random(6))


async def test_a_silent_beacon_is_asked_again_ever_later_and_the_round_stays(lay: Lay) -> None:
    alive, beacon = await closed(lay), Moody()
    job = draws(alive, beacon)
    alive.now += 3 * MINUTE
    for _ in range(60):
        await job.go_on()
        alive.now += timedelta(seconds=1)
    assert 5 <= beacon.asked <= 8, "1, 2, 4 ... seconds between, not each second"
    beacon.silent = False
    alive.now += 2 * MINUTE
    await job.go_on()
    assert len(await alive.holders()) == 1
    assert sorted(await alive.letters("DrawDone")) == [1, 2, 3]


async def test_two_draws_of_one_round_ask_the_beacon_once(lay: Lay) -> None:
    first, beacon = await closed(lay), Moody()
    second = await closed(lay)
    beacon.silent = False
    second.now += 3 * MINUTE
    await draws(second, beacon).go_on()
    assert beacon.asked == 1
    assert await first.store.read(late_draws, second.now + HOUR) == ()


async def test_after_ten_minutes_each_organiser_is_told_once(lay: Lay) -> None:
    alive, beacon = await closed(lay), Moody()
    await alive.store.write(name_organiser, Acting(ROS, True), 7, NOW)
    job = draws(alive, beacon)
    alive.now += 11 * MINUTE
    await job.go_on()
    assert await alive.letters("DrawWaits") == [], "its round is but nine minutes old"
    alive.now += 2 * MINUTE
    await job.go_on()
    assert sorted(await alive.letters("DrawWaits")) == [7, ROS]
    await draws(alive, beacon).go_on()
    assert sorted(await alive.letters("DrawWaits")) == [7, ROS], "after a restart too"
    assert (await alive.store.read(overview, Acting(ROS, True), alive.now)).draws == 1


async def test_only_an_organiser_brings_a_round_and_only_once(lay: Lay) -> None:
    alive = await closed(lay, QUICKNET)
    alive.now += 20 * MINUTE
    organiser = Acting(ROS, True)
    (waits,) = await alive.store.read(waiting_draws, organiser, alive.now)
    assert waits.signed
    assert waits.at == time_of(waits.round)
    with pytest.raises(NotOrganiser):
        await alive.store.write(bring_round, Acting(1), waits.draw, "ab" * 32, "", alive.now)
    with pytest.raises(NotOrganiser):
        await alive.store.read(waiting_draws, Acting(1), alive.now)
    with pytest.raises(DrawUnknown):
        await alive.store.write(bring_round, organiser, waits.draw + 1, "ab" * 32, "", alive.now)
    await alive.store.write(bring_round, organiser, waits.draw, "ab" * 32, "", alive.now)
    assert len(await alive.holders()) == 1
    with pytest.raises(DrawDecided):
        await alive.store.write(bring_round, organiser, waits.draw, "cd" * 32, "", alive.now)
    with pytest.raises(DrawDecided):
        await alive.store.read(draw_that_waits, waits.draw)
    assert not await alive.store.write(draw_line, alive.line, "cd" * 32, "", alive.now)


async def test_what_is_brought_is_verified_as_what_is_fetched(lay: Lay) -> None:
    assert Quicknet().proven(ROUND, f" {SIGNATURE.upper()}\n").signature == SIGNATURE
    for wrong in (SIGNATURE[:-2] + "00", SIGNATURE[2:], "", "hello"):
        with pytest.raises(ValueError, match=r"."):
            Quicknet().proven(ROUND, wrong)
    with pytest.raises(ValueError, match="not the signature of round"):
        Quicknet().proven(ROUND + 1, SIGNATURE)
