"""The kiosk of a hub: it takes packaging back, and nothing else."""

import pytest
from sqlmodel import Session, col, select

from market.packaging.hub import HubPlan, name_hub_staff, open_hub, remove_hub_staff, take_packaging
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    PackagingTerms,
    make_packaging_type,
)
from market.packaging.place import PlaceRef, hub_ref
from market.ticket.bearer import lend_packaging
from storage.packaging import PackagingPolicy, Stream
from storage.ticket import ReturnCondition, Scan
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.market.ticket.conftest import KEN, NOW, TOM, actor_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]

BOWL = NewPackaging(
    name="Bowl",
    unit="piece",  # type: ignore[arg-type]
    stream=Stream.HALAL,
    terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300, price=900),
    costs=PackagingCosts(buy_cost=1200, wash_cost=30, grams=180, expected_uses=100),
    currency="MYR",
)
PLAN = HubPlan(name="Hub Bakau", location="", opens_minute=600, closes_minute=1380, capacity=200)


async def hub_with_bowls(market: KioskMarket) -> tuple[PlaceRef, str]:
    """A hub where Tom works, and the ticket of two bowls that it lent."""

    def add(session: Session) -> tuple[PlaceRef, str]:
        ken = actor_of(KEN)
        kind = make_packaging_type(session, ken, BOWL, now=NOW, rng=market.rng)
        hub = open_hub(session, ken, 1, PLAN, now=NOW, rng=market.rng)
        take_packaging(session, ken, hub, kind)
        name_hub_staff(session, ken, hub, TOM, now=NOW)
        place = hub_ref(hub)
        return place, lend_packaging(session, actor_of(TOM), place, kind, units=2, now=NOW, rng=market.rng)

    return await market.store.write(add)


async def test_a_hub_takes_packaging_back_also_offline_until_its_person_works_there_no_more(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    place, code = await hub_with_bowls(market)
    pickup = await market.shopper_booking(1)
    user = await (await new_browser()).start()
    await user.sign_in(await market.link(TOM, place))
    assert await user.page.locator("header h1").inner_text() == "Hub Bakau"

    await user.type(code)
    await user.sees("valid", "VALID", "Returns: 2 × Bowl", "Refund RM3.00 for each.")
    await user.tap("Take back 1")
    await user.sees("done")
    [scan] = await market.until(1, "take_back")
    assert (scan["why"], scan["ticket"]) == (None, code)
    assert await hubs_of_scans(market) == [place.id]

    await user.usb(HOST + market.signed(pickup))
    await user.sees("wrong_stall", "WRONG STALL")
    await user.tap("Scan next")
    await user.status("sent")
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.type(code)
    await user.sees("valid_not_synced", "1 from mixed crate")
    await user.tap("1 damaged")
    await user.sees("done", "Refund once this scan is sent.")
    await market.proxy.set(Fault.NONE)
    await market.until(2, "take_back")
    assert await hubs_of_scans(market) == [place.id] * 2
    conditions = select(Scan.condition).order_by(col(Scan.id))
    found = await market.store.read(lambda session: session.exec(conditions).all())
    assert found == [ReturnCondition.FINE, ReturnCondition.DAMAGED]

    await market.store.write(remove_hub_staff, actor_of(KEN), place.id, TOM, now=NOW)
    await user.status("revoked")


async def hubs_of_scans(market: KioskMarket) -> list[int | None]:
    rows = select(Scan.hub_id).order_by(col(Scan.id))
    return await market.store.read(lambda session: list(session.exec(rows)))
