"""Rows by which a waitlist and its drop decide are locked before they are read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.draw.close_draw import close_item_draw
from market.draw.open_draw import open_drop
from market.drop.locked_item import lock_items
from market.drop.opening_reminder import remind_opening
from market.person import lock_people
from market.stock.move import move_alley, move_drop
from market.stock.pause import cancel, pause
from market.stock.stock_line import StockLine
from market.stock.wind_up import wind_up
from market.waitlist.choose_option import choose_again, choose_option
from market.waitlist.gift import give_booking, give_hold, take_gift
from market.waitlist.late import say_late
from market.waitlist.no_show import release_no_show
from market.waitlist.outage import credit_next_drop
from market.waitlist.shopper_actions import attend, decline, leave, release
from market.waitlist.sweep import allocate_item
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.gift import Gift
from storage.heartbeat import Outage
from storage.person import Person
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.market.waitlist.simulation import new_simulation

pytestmark = ON_POSTGRESQL

NewItem = Callable[..., Awaitable[ItemScenario]]
STALL = Actor(ROS)


async def waiting(new_item: NewItem, **columns: Any) -> ItemScenario:
    """The first holds the one box, the second waits."""
    item = await new_item(**({"quantity": 1} | columns))
    await item.join_all(1, 1)
    return item


async def kept(new_item: NewItem) -> tuple[ItemScenario, int]:
    """Return the item as `waiting` does, where the first has confirmed it, with the booking."""
    item = await waiting(new_item)
    return item, await item.confirm(1)


async def leaving(new_item: NewItem) -> Deed:
    return leave, 2, (await waiting(new_item)).item, NOW


async def leaving_a_bundle(new_item: NewItem) -> Deed:
    item = await waiting(new_item)
    simulation = await new_simulation(item.store, "bundle", [3, 3, 3, 3])
    return leave, 2, simulation.items[-1], NOW


async def declining(new_item: NewItem) -> Deed:
    return decline, 1, await (await waiting(new_item)).hold_of(1), NOW


async def settling(new_item: NewItem) -> Deed:
    return allocate_item, (await waiting(new_item)).item, NOW + 40 * HOUR


async def growing(new_item: NewItem) -> Deed:
    """The first has kept one of two; the second, who wants two, holds the other and is to hold the first's too."""
    item = await new_item(quantity=2, fitting="split")
    await item.join(1)
    booking = await item.confirm(1)
    await item.join(2, 2, split=True)
    return release, 1, booking, NOW


async def joining(new_item: NewItem) -> Deed:
    await waiting(new_item)
    return lock_people, {1, 2}


async def confirming(new_item: NewItem) -> Deed:
    return attend, 1, (await kept(new_item))[1], NOW


async def being_late(new_item: NewItem) -> Deed:
    return say_late, 1, (await kept(new_item))[1], NOW + 81 * HOUR


async def choosing_an_option(new_item: NewItem) -> Deed:
    item, booking = await kept(new_item)
    await item.store.write(lambda session: setattr(session.get_one(Item, item.item), "options", "hot / iced"))
    return choose_option, 1, booking, 0, 1, NOW


async def choosing_again(new_item: NewItem) -> Deed:
    return choose_again, 1, (await kept(new_item))[1], NOW


async def giving_again(new_item: NewItem) -> Deed:
    item = await waiting(new_item)
    again = give_hold, 1, await item.hold_of(1), NOW, item.rng
    await item.store.write(*again)
    return again


async def taking_a_gift(new_item: NewItem) -> Deed:
    item, booking = await kept(new_item)
    gift = await item.store.write(give_booking, 1, booking, NOW, rng=item.rng)
    return take_gift, 3, gift.code, NOW, item.rng


async def giving_on(new_item: NewItem) -> Deed:
    return release_no_show, STALL, (await kept(new_item))[1], NOW + 81 * HOUR


async def pausing(new_item: NewItem) -> Deed:
    return pause, STALL, (await waiting(new_item)).drop, NOW


async def cancelling(new_item: NewItem) -> Deed:
    return cancel, STALL, (await kept(new_item))[0].drop, NOW


async def cancelling_what_is_held(new_item: NewItem) -> Deed:
    return cancel, STALL, (await waiting(new_item)).drop, NOW


async def winding_up(new_item: NewItem) -> Deed:
    return wind_up, (await kept(new_item))[0].drop, NOW + 90 * HOUR


async def moving_ahead(new_item: NewItem) -> Deed:
    """To hours that end before a hold does."""
    item = await waiting(new_item, starts_at=NOW + 30 * HOUR, ends_at=NOW + 34 * HOUR)
    tomorrow = StockLine(day=(NOW + timedelta(hours=3)).date(), start=(NOW + 9 * HOUR).time())
    return move_drop, STALL, item.drop, tomorrow, NOW


async def moving_who_comes(new_item: NewItem) -> Deed:
    item, booking = await kept(new_item)
    await item.attend(1, booking)
    there = Alley(
        id=2, code="OTHER", name="Lorong Lain", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=6.1, longitude=116.1,
    )  # fmt: skip
    await item.store.write(lambda session: session.add(there))
    return move_alley, STALL, item.drop, 2, NOW


async def opening_a_draw(new_item: NewItem) -> Deed:
    item = await new_item(policy="pot", pot_until=NOW + HOUR)
    return open_drop, item.drop, BeaconKind.LOCAL, NOW, item.rng


async def closing_a_draw(new_item: NewItem) -> Deed:
    item = await new_item(policy="pot", pot_until=NOW + HOUR)
    await item.sweep()
    await item.join_all(1, 1)
    return close_item_draw, item.item, NOW + HOUR, item.rng


async def asking_for_the_opening(new_item: NewItem) -> Deed:
    return remind_opening, 1, (await new_item(opens_at=NOW + HOUR)).drop, NOW


async def crediting(new_item: NewItem) -> Deed:
    """What an outage took from those who held something."""
    item = await waiting(new_item)
    away = Outage(began_at=NOW - HOUR, ended_at=NOW)
    await item.store.write(lambda session: session.add(away))
    return credit_next_drop, NOW


@pytest.mark.parametrize(
    ("action", "table", "where"),
    [
        (leaving, Person, "id = 2"),
        (leaving, Drop, "TRUE"),
        (leaving, Item, "TRUE"),
        (leaving, Entry, "person_id = 2"),
        (leaving_a_bundle, Item, "drop_id = (SELECT max(id) FROM drop)"),
        (declining, Hold, "TRUE"),
        (declining, Entry, "person_id = 2"),
        (settling, Hold, "TRUE"),
        (growing, Hold, "person_id = 2"),
        (joining, Person, "id = 2"),
        (confirming, Booking, "TRUE"),
        (being_late, Person, "id = 1"),
        (choosing_an_option, Person, "id = 1"),
        (choosing_an_option, Booking, "TRUE"),
        (choosing_again, Person, "id = 1"),
        (choosing_again, Booking, "TRUE"),
        (being_late, Booking, "TRUE"),
        (giving_again, Gift, "TRUE"),
        (taking_a_gift, Person, "id = 1"),
        (taking_a_gift, Person, "id = 3"),
        (taking_a_gift, Booking, "TRUE"),
        (taking_a_gift, Hold, "TRUE"),
        (taking_a_gift, Gift, "TRUE"),
        (giving_on, Booking, "TRUE"),
        (pausing, Person, f"id = {ROS}"),
        (pausing, Drop, "TRUE"),
        (pausing, Item, "TRUE"),
        (cancelling, Booking, "TRUE"),
        (cancelling_what_is_held, Hold, "TRUE"),
        (winding_up, Drop, "TRUE"),
        (winding_up, Booking, "TRUE"),
        (moving_ahead, Hold, "TRUE"),
        (moving_who_comes, Booking, "TRUE"),
        (opening_a_draw, Drop, "TRUE"),
        (closing_a_draw, Entry, "person_id = 2"),
        (asking_for_the_opening, Drop, "TRUE"),
        (crediting, Drop, "TRUE"),
        (crediting, Outage, "TRUE"),
    ],
)
async def test_whoever_decides_waits_for_who_has_the_row(
    store: Store,
    new_item: NewItem,
    action: Callable[[NewItem], Awaitable[Deed]],
    table: type[Any],
    where: str,
) -> None:
    await waits_where_it_looks(store, await action(new_item), table, where)


async def test_the_items_of_a_drop_are_locked_in_the_order_of_their_ids(
    store: Store, new_item: NewItem
) -> None:
    item = await new_item()

    def locked(session: Session) -> list[int | None]:
        for number in (item.item + 2, item.item + 1):
            session.add(Item(id=number, drop_id=item.drop, name="kopi", unit="cup", price=500, quantity=9))
            session.flush()
        drop = session.get_one(Drop, item.drop)
        found = lock_items(session, drop, session.get_one(Alley, drop.alley_id))
        return [each.item.id for each in found]

    assert await store.write(locked) == [item.item, item.item + 1, item.item + 2]
