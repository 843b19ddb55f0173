"""The packaging in which goods are sold: who sets it and until when, and the shares that organisers see, which equal those of the rows."""

import csv
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import StringIO

import pytest
from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, NotOrganiser, NotYourStall
from market.drop.own_drop import own_drop
from market.packaging.packaging_type import end_packaging_type
from market.packaging.refusals import PackagingFixed, PackagingTypeEnded
from market.packaging.sold_in import (
    UnitsSold,
    recent_shares,
    shares_csv,
    units_sold,
    weekly_shares,
)
from market.person import Blocked
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell, void_sale
from market.stock.change import change_deposit
from market.stock.packaging import set_packaging
from storage.drop import Item
from storage.person import Person
from storage.sale import SaleMethod
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    BOWL_ITEM,
    DAY,
    HANA,
    KEN,
    PLAIN_ITEM,
    ROS,
    actor_of,
)

NONE, RETURNABLE, COMPOSTABLE, SINGLE_USE = PackagingKind
ZONE = "Asia/Kuching"


async def kind_of(scenario: PackagingScenario, item: int) -> tuple[PackagingKind | None, int | None, int]:
    """Return an item's packaging: how it is sold, its type and its deposit."""
    rows = select(Item.sold_in, Item.packaging_id, Item.loan_deposit).where(col(Item.id) == item)
    return tuple(await scenario.store.read(lambda session: session.exec(rows).one()))


async def test_a_stall_says_what_an_item_is_sold_in_and_a_type_or_deposit_is_returnable(
    scenario: PackagingScenario,
) -> None:
    assert (await kind_of(scenario, BOWL_ITEM))[:2] == (RETURNABLE, BOWL)
    assert await kind_of(scenario, PLAIN_ITEM) == (None, None, 200)
    for kind in PackagingKind:
        await scenario.act(set_packaging, ROS, PLAIN_ITEM, kind, now=scenario.now)
        assert await kind_of(scenario, PLAIN_ITEM) == (kind, None, 0)
    await scenario.act(change_deposit, ROS, PLAIN_ITEM, 250, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (RETURNABLE, None, 250)
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, RETURNABLE, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (RETURNABLE, None, 250), "its own deposit stays"
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, BOWL, now=scenario.now)
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, RETURNABLE, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (RETURNABLE, None, 0), "that of the type goes with it"
    await scenario.act(change_deposit, ROS, PLAIN_ITEM, 250, now=scenario.now)
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, COMPOSTABLE, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (COMPOSTABLE, None, 0)
    drop = await scenario.store.read(own_drop, actor_of(ROS), 1)
    assert drop.item(PLAIN_ITEM).sold_in is COMPOSTABLE


async def test_what_was_booked_stays_in_what_it_was_booked_in(scenario: PackagingScenario) -> None:
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, COMPOSTABLE, now=scenario.now)
    await sold(scenario, PLAIN_ITEM, 1)
    with pytest.raises(PackagingFixed):
        await scenario.act(set_packaging, ROS, PLAIN_ITEM, SINGLE_USE, now=scenario.now)
    with pytest.raises(PackagingFixed):
        await scenario.act(change_deposit, ROS, PLAIN_ITEM, 250, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (COMPOSTABLE, None, 0)


@pytest.mark.parametrize("person", [AINA, HANA, KEN])
async def test_nobody_else_says_it(scenario: PackagingScenario, person: int) -> None:
    with pytest.raises(NotYourStall):
        await scenario.act(set_packaging, person, PLAIN_ITEM, COMPOSTABLE, now=scenario.now)


async def test_a_blocked_vendor_says_nothing_and_an_ended_type_is_refused(
    scenario: PackagingScenario,
) -> None:
    await scenario.act(end_packaging_type, KEN, BOWL, scenario.now)
    with pytest.raises(PackagingTypeEnded):
        await scenario.act(set_packaging, ROS, PLAIN_ITEM, BOWL, now=scenario.now)

    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = scenario.now

    await scenario.store.write(block)
    with pytest.raises(Blocked):
        await scenario.act(set_packaging, ROS, PLAIN_ITEM, COMPOSTABLE, now=scenario.now)
    assert await kind_of(scenario, PLAIN_ITEM) == (None, None, 200)


async def sold(scenario: PackagingScenario, item: int, units: int) -> int:
    """A walk-in sale; the receipt."""
    price = (await scenario.store.read(own_drop, actor_of(ROS), 1)).item(item).price
    cart = (CartLine(item, units),)
    request = SaleRequest(stall=1, cart=cart, method=SaleMethod.QR, total=units * price)
    receipt: int = await scenario.act(sell, ROS, request, now=scenario.now, rng=scenario.rng)
    return receipt


@pytest.mark.feature("V04")
async def test_shares_are_of_what_was_collected_and_sold_and_of_nothing_that_was_taken_back(
    scenario: PackagingScenario,
) -> None:
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, COMPOSTABLE, now=scenario.now)
    await scenario.borrow(2)
    await sold(scenario, PLAIN_ITEM, 3)
    await scenario.act(
        void_sale, ROS, await sold(scenario, PLAIN_ITEM, 2), now=scenario.now, rng=scenario.rng
    )
    since = scenario.now - DAY
    found = await scenario.store.read(units_sold, actor_of(KEN), since)
    weeks = weekly_shares(found, ZONE)
    assert [dict(week.units) for week in weeks] == [{RETURNABLE: 2, COMPOSTABLE: 3}]
    assert weeks[0].share(COMPOSTABLE).value is None, "five units are not enough yet"
    rows = [*csv.DictReader(StringIO(shares_csv(weeks)))]
    assert [(row["sold_in"], row["units"], row["share"], row["of_units"]) for row in rows] == [
        ("returnable", "2", "", "5"),
        ("compostable", "3", "", "5"),
    ]
    later = scenario.now + timedelta(minutes=1)
    assert await scenario.store.read(units_sold, actor_of(KEN), later) == ()
    for person in (ROS, AINA, HANA):
        with pytest.raises(NotOrganiser):
            await scenario.store.read(units_sold, Actor(person), since)


def test_the_last_four_whole_weeks_count_by_the_clock_of_the_alley() -> None:
    monday = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Monday 23 November, 00:00 in Kota Kinabalu
    second = timedelta(seconds=1)
    found = [
        UnitsSold(COMPOSTABLE, 30, monday - second),
        UnitsSold(SINGLE_USE, 10, monday - 28 * DAY),
        UnitsSold(SINGLE_USE, 500, monday - 28 * DAY - second),
        UnitsSold(None, 60, monday - DAY),
        UnitsSold(NONE, 700, monday),
        UnitsSold(SINGLE_USE, -3, monday - DAY),
    ]
    recent = recent_shares(found, ZONE, monday + DAY)
    assert dict(recent.units) == {COMPOSTABLE: 30, SINGLE_USE: 7, None: 60}
    assert [recent.share(kind).value for kind in (COMPOSTABLE, NONE)] == [Fraction(30, 97), 0]
    assert sum(recent.share(kind).value or 0 for kind in recent.units) == 1
