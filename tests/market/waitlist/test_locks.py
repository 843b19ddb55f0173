"""What a waitlist and its drop are decided by is locked before it is looked at."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from market.acting import Acting
from market.draw.beacon import LOCAL
from market.draw.closing import close_line
from market.draw.opening import open_drop
from market.drop.change import move, move_alley
from market.drop.opening import remind_opening
from market.drop.pause import cancel, pause
from market.drop.stock import Stock
from market.drop.wind_up import wind_up
from market.person import lock_many
from market.waitlist.actions import confirm, decline, leave, release
from market.waitlist.gift import give_claim, give_hold, take_gift
from market.waitlist.no_show import release_no_show
from market.waitlist.sweep import settle_line
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.gift import Gift
from storage.person import Person
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold
from tests.market.locks import ON_POSTGRESQL, Deed, waits_where_it_looks
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive
from tests.market.waitlist.crowd import gathered

pytestmark = ON_POSTGRESQL

Lay = Callable[..., Awaitable[Alive]]
STALL = Acting(ROS)


async def waiting(lay: Lay, **columns: Any) -> Alive:
    """The first holds the one box, the second waits."""
    line = await lay(**({"quantity": 1} | columns))
    await line.all_join(1, 1)
    return line


async def kept(lay: Lay) -> tuple[Alive, int]:
    """As `waiting`, and the first has kept it: the claim."""
    line = await waiting(lay)
    return line, await line.keep(1)


async def leaving(lay: Lay) -> Deed:
    return leave, 2, (await waiting(lay)).line, NOW


async def leaving_a_bundle(lay: Lay) -> Deed:
    line = await waiting(lay)
    crowd = await gathered(line.store, "bundle", [3, 3, 3, 3])
    return leave, 2, crowd.lines[-1], NOW


async def declining(lay: Lay) -> Deed:
    return decline, 1, await (await waiting(lay)).hold_of(1), NOW


async def settling(lay: Lay) -> Deed:
    return settle_line, (await waiting(lay)).line, NOW + 40 * HOUR


async def growing(lay: Lay) -> Deed:
    """The first has kept one of two; the second, who wants two, holds the other and is to hold the first's too."""
    line = await lay(quantity=2, fitting="split")
    await line.join(1)
    claim = await line.keep(1)
    await line.join(2, 2, split=True)
    return release, 1, claim, NOW


async def joining(lay: Lay) -> Deed:
    await waiting(lay)
    return lock_many, {1, 2}


async def confirming(lay: Lay) -> Deed:
    return confirm, 1, (await kept(lay))[1], NOW


async def giving_again(lay: Lay) -> Deed:
    line = await waiting(lay)
    again = give_hold, 1, await line.hold_of(1), NOW, line.dice
    await line.store.write(*again)
    return again


async def taking_a_gift(lay: Lay) -> Deed:
    line, claim = await kept(lay)
    gift = await line.store.write(give_claim, 1, claim, NOW, line.dice)
    return take_gift, 3, gift.code, NOW, line.dice


async def giving_on(lay: Lay) -> Deed:
    return release_no_show, STALL, (await kept(lay))[1], NOW + 81 * HOUR


async def pausing(lay: Lay) -> Deed:
    return pause, STALL, (await waiting(lay)).drop, NOW


async def cancelling(lay: Lay) -> Deed:
    return cancel, STALL, (await kept(lay))[0].drop, NOW


async def cancelling_what_is_held(lay: Lay) -> Deed:
    return cancel, STALL, (await waiting(lay)).drop, NOW


async def winding_up(lay: Lay) -> Deed:
    return wind_up, (await kept(lay))[0].drop, NOW + 90 * HOUR


async def moving_ahead(lay: Lay) -> Deed:
    """To hours that end before a hold does."""
    line = await waiting(lay, starts_at=NOW + 30 * HOUR, ends_at=NOW + 34 * HOUR)
    tomorrow = Stock(day=(NOW + timedelta(hours=3)).date(), start=(NOW + 9 * HOUR).time())
    return move, STALL, line.drop, tomorrow, NOW


async def moving_who_comes(lay: Lay) -> Deed:
    line, claim = await kept(lay)
    await line.confirm(1, claim)
    there = Alley(
        id=2, code="OTHER", name="Lorong Lain", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=6.1, longitude=116.1,
    )  # fmt: skip
    await line.store.write(lambda session: session.add(there))
    return move_alley, STALL, line.drop, 2, NOW


async def opening_a_draw(lay: Lay) -> Deed:
    line = await lay(policy="pot", pot_until=NOW + HOUR)
    return open_drop, line.drop, LOCAL, NOW, line.dice


async def closing_a_draw(lay: Lay) -> Deed:
    line = await lay(policy="pot", pot_until=NOW + HOUR)
    await line.sweep()
    await line.all_join(1, 1)
    return close_line, line.line, NOW + HOUR, line.dice


async def asking_for_the_opening(lay: Lay) -> Deed:
    return remind_opening, 1, (await lay(opens_at=NOW + HOUR)).drop, NOW


@pytest.mark.parametrize(
    ("doing", "table", "where"),
    [
        (leaving, Person, "id = 2"),
        (leaving, Drop, "TRUE"),
        (leaving, Line, "TRUE"),
        (leaving, Entry, "person_id = 2"),
        (leaving_a_bundle, Line, "drop_id = (SELECT max(id) FROM drop)"),
        (declining, Hold, "TRUE"),
        (declining, Entry, "person_id = 2"),
        (settling, Hold, "TRUE"),
        (growing, Hold, "person_id = 2"),
        (joining, Person, "id = 2"),
        (confirming, Claim, "TRUE"),
        (giving_again, Gift, "TRUE"),
        (taking_a_gift, Person, "id = 1"),
        (taking_a_gift, Person, "id = 3"),
        (taking_a_gift, Claim, "TRUE"),
        (taking_a_gift, Hold, "TRUE"),
        (taking_a_gift, Gift, "TRUE"),
        (giving_on, Claim, "TRUE"),
        (pausing, Person, f"id = {ROS}"),
        (pausing, Drop, "TRUE"),
        (pausing, Line, "TRUE"),
        (cancelling, Claim, "TRUE"),
        (cancelling_what_is_held, Hold, "TRUE"),
        (winding_up, Drop, "TRUE"),
        (winding_up, Claim, "TRUE"),
        (moving_ahead, Hold, "TRUE"),
        (moving_who_comes, Claim, "TRUE"),
        (opening_a_draw, Drop, "TRUE"),
        (closing_a_draw, Entry, "person_id = 2"),
        (asking_for_the_opening, Drop, "TRUE"),
    ],
)
async def test_whoever_decides_waits_for_who_has_the_row(
    store: Store, lay: Lay, doing: Callable[[Lay], Awaitable[Deed]], table: type[Any], where: str
) -> None:
    await waits_where_it_looks(store, await doing(lay), table, where)
