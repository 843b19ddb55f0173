"""Bowls of a hub, lent to a ticket's holder: the hub's staff take one back and pay, a stall takes the other, and neither pays twice."""

from collections.abc import AsyncIterator
from random import Random

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.actor import Actor
from market.packaging.hub import HubPlan, name_hub_staff, open_hub, take_packaging
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    PackagingTerms,
    make_packaging_type,
)
from market.packaging.place import hub_ref
from market.ticket.bearer import lend_packaging
from market.ticket.ticket_code import grouped
from sandbox import UserProfile
from storage.alley import Alley
from storage.organiser import Organiser
from storage.packaging import PackagingPolicy, Stream
from storage.packaging_ledger import PackagingTransfer
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market
from tests.people import person_at

HANA = 2003
BOWLS = PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300, price=900)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with Hana, and Ken as an organiser."""
    helper = UserProfile(id=HANA, first_name="Hana", language_code="en")
    async with open_market(Market(sqlite_url, (helper,))) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, HANA):
            await market.visitor(person).writes("/start")
        yield market


async def lend(market: Market, terms: PackagingTerms, units: int) -> str:
    """Open a hub where Hana works, and lend units of a new type to a bearer ticket; return its code."""

    def lent(session: Session) -> str:
        now, rng = market.clock(), Random(4)
        ken = Actor(person_at(session, KEN.id), is_configured_admin=True)
        session.add(Organiser(person_id=ken.person, named_by=None, named_at=now))
        session.flush()
        kind = NewPackaging(
            name="Bowl",
            unit="piece",  # type: ignore[arg-type]
            stream=Stream.HALAL,
            terms=terms,
            costs=PackagingCosts(buy_cost=1200, wash_cost=30, grams=180, expected_uses=100),
            currency="MYR",
        )
        packaging = make_packaging_type(session, ken, kind, now=now, rng=rng)
        alley = session.exec(select(Alley.id).order_by(col(Alley.id))).first() or 0
        plan = HubPlan(name="Hub Bakau", location="", opens_minute=600, closes_minute=1380, capacity=200)
        hub = open_hub(session, ken, alley, plan, now=now, rng=rng)
        take_packaging(session, ken, hub, packaging)
        name_hub_staff(session, ken, hub, person_at(session, HANA), now=now)
        return lend_packaging(session, ken, hub_ref(hub), packaging, units=units, now=now, rng=rng)

    code = str(await market.change(lent))
    await market.deliver()
    return code


async def paid(market: Market) -> list[tuple[str, int]]:
    rows = select(PackagingTransfer.kind, PackagingTransfer.amount).order_by(col(PackagingTransfer.id))
    found = await market.change(lambda session: list(session.exec(rows)))
    return [(kind.value, amount) for kind, amount in found]


async def test_a_hub_takes_one_back_and_pays_and_a_stall_takes_the_other(market: Market) -> None:
    hana, ros, aina = (market.visitor(one) for one in (HANA, ROS.id, AINA.id))
    code = await lend(market, BOWLS, 2)
    await hana.writes(grouped(code))
    assert "Returns: 2 units from Hub Bakau, none returned yet.\nRefund RM3.00 for each." in hana.reads
    await hana.tap("Take back 1")
    assert hana.reads == "↩ RETURNED. 1 of 2. Refund RM3.00 now."
    await hana.tap("Refund RM3.00")
    assert hana.reads == "↩ RETURNED. 1 of 2. RM3.00 refunded."
    assert "Refund RM3.00" not in hana.labels
    await ros.writes(grouped(code))
    await ros.tap("Take back 1")
    await ros.tap("Refund RM3.00")
    assert await paid(market) == [
        ("taken", 600),
        ("owed", 300),
        ("refunded", 300),
        ("owed", 300),
        ("refunded", 300),
    ]
    await aina.writes(grouped(code))
    assert "Take back" not in "".join(aina.labels)
