"""Undo of work with stock: within a minute, by the same person, entirely or not at all."""

from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session

from market.admins import NO_ADMINS
from market.organiser.block import block
from market.packaging.crate import Crate
from market.packaging.hauling import hauls_to, receive_haul, send_haul
from market.packaging.hub import remove_hub_staff
from market.packaging.hub_facts import distance_km, hubs_near
from market.packaging.place import other_places, workplaces
from market.packaging.refusals import NotHubStaff, PackagingMovedOn, WorkOver, WorkTooLate
from market.packaging.stock import StockUnits, buy_packaging, count_stock, quarantine, retire
from market.packaging.undo import last_work, undo_work
from market.packaging.washing import finish_wash, open_washes, start_wash, wash_all
from market.person import Blocked
from market.ticket.bearer import lend_packaging
from market.ticket.facts import TicketStatus, ticket_status
from market.ticket.lookup import look_up
from storage.packaging import MovementReason, PackagingState, Stream, Wash
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.kept_rows import KeptRows
from tests.market.locks import waits_where_it_looks
from tests.market.packaging.conftest import MARKET, PackagingScenario
from tests.market.packaging.market_rows import (
    BOWL,
    CRATE,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    NOW,
    ROS,
    ROS_STALL,
    ZUL,
    actor_of,
)

CLEAN, RETURNED = PackagingState.CLEAN, PackagingState.RETURNED
MINUTE = timedelta(minutes=1)
AT_HUB = StockUnits(place=HUB, packaging=BOWL, state=CLEAN)


async def last(scenario: PackagingScenario, person: int = HANA) -> int:
    return await scenario.store.read(last_work, actor_of(person), HUB, scenario.now)


async def undo_last(scenario: PackagingScenario, person: int = HANA) -> None:
    await scenario.act(undo_work, person, await last(scenario, person), now=scenario.now)


async def stock_hub(store: Store) -> None:
    await MARKET.lay(store)
    scenario = PackagingScenario(store)
    await scenario.act(buy_packaging, KEN, HUB, BOWL, units=10, now=NOW)
    await scenario.take_back(await scenario.lend(4), 4)


STOCKED_HUB = KeptRows(stock_hub)


@pytest.fixture
async def hub(store: Store) -> PackagingScenario:
    """Ten clean bowls are at Hana's hub, and four that came back."""
    await STOCKED_HUB.lay(store)
    return PackagingScenario(store, NOW + timedelta(hours=1), Random(8))


async def test_what_was_bought_or_scanned_is_not_undone_here(hub: PackagingScenario) -> None:
    assert await last(hub) == await last(hub, KEN) == 0


async def test_a_loan_is_undone_with_its_deposit_and_its_ticket(hub: PackagingScenario) -> None:
    before = await hub.stock(HUB)
    code = await hub.act(lend_packaging, HANA, HUB, BOWL, units=6, now=hub.now, rng=hub.rng)
    more = await hub.act(lend_packaging, HANA, HUB, BOWL, units=6, now=hub.now + MINUTE / 4, rng=hub.rng)
    hub.now += MINUTE / 2
    assert await hub.stock(HUB) == {"returned": 4}
    await undo_last(hub)
    assert await hub.stock(HUB) == {"clean": 4, "returned": 4}, "two were in no books, and are in none again"
    view = await hub.store.read(look_up, actor_of(HANA), more, hub.now)
    assert view is not None
    assert ticket_status(view.ticket, hub.now) is TicketStatus.UNDONE
    await undo_last(hub)
    assert await hub.stock(HUB) == before
    assert code != more


async def test_a_loan_that_came_back_is_not_undone(hub: PackagingScenario) -> None:
    code = await hub.act(lend_packaging, HANA, HUB, BOWL, units=2, now=hub.now, rng=hub.rng)
    lent = await last(hub)
    await hub.take_back(code)
    with pytest.raises(PackagingMovedOn):
        await hub.act(undo_work, HANA, lent, now=hub.now)
    assert await last(hub) == 0, "the desk does not offer it any more"


@ON_POSTGRESQL
async def test_undoing_a_wash_waits_for_who_ends_it(hub: PackagingScenario) -> None:
    await hub.act(start_wash, HANA, HUB, Crate(units={BOWL: 3}), now=hub.now)
    work = await hub.store.read(last_work, actor_of(HANA), HUB, hub.now)

    def undo(session: Session) -> None:
        undo_work(session, actor_of(HANA), work, now=hub.now)

    await waits_where_it_looks(hub.store, (undo,), Wash)


async def test_a_wash_is_undone_at_its_start_and_at_its_end(hub: PackagingScenario) -> None:
    wash = await hub.act(start_wash, HANA, HUB, Crate(units={BOWL: 3}), now=hub.now)
    await undo_last(hub)
    assert await hub.stock(HUB) == {"clean": 10, "returned": 4}
    assert await hub.store.read(open_washes, actor_of(HANA), HUB) == ()
    wash = await hub.act(wash_all, HANA, HUB, Stream.HALAL, now=hub.now)
    await hub.act(finish_wash, HANA, wash, now=hub.now + MINUTE / 2)
    hub.now += MINUTE / 2
    await undo_last(hub)
    assert await hub.stock(HUB) == {"clean": 10, "washing": 4}
    await hub.act(finish_wash, HANA, wash, now=hub.now)
    assert await hub.stock(HUB) == {"clean": 14}


async def test_crates_are_called_back_before_they_arrive_and_not_after(hub: PackagingScenario) -> None:
    haul = await hub.act(send_haul, HANA, (HUB, HUB_2), Crate(units={BOWL: 5}), state=CLEAN, now=hub.now)
    await undo_last(hub)
    assert await hub.store.read(hauls_to, actor_of(IVAN), HUB_2) == ()
    haul = await hub.act(send_haul, HANA, (HUB, HUB_2), Crate(units={BOWL: 5}), state=CLEAN, now=hub.now)
    sent = await last(hub)
    await hub.act(receive_haul, IVAN, haul, Crate(units={BOWL: 5}), mixed=False, now=hub.now)
    with pytest.raises(PackagingMovedOn):
        await hub.act(undo_work, HANA, sent, now=hub.now)
    assert await last(hub) == 0, "the desk does not offer it any more"
    movement = await hub.store.read(last_work, actor_of(IVAN), HUB_2, hub.now)
    await hub.act(undo_work, IVAN, movement, now=hub.now)
    assert [haul.units for haul in await hub.store.read(hauls_to, actor_of(IVAN), HUB_2)] == [{BOWL: 5}]


async def test_a_count_what_was_set_apart_and_what_was_retired_is_undone(hub: PackagingScenario) -> None:
    for counted in (3, 15):
        await hub.act(count_stock, HANA, HUB, BOWL, counted={CLEAN: counted}, now=hub.now)
        await undo_last(hub)
        assert await hub.stock(HUB) == {"clean": 10, "returned": 4}
    await hub.act(quarantine, HANA, AT_HUB, units=2, reason=MovementReason.DAMAGED, now=hub.now)
    hub.now += MINUTE / 4
    await hub.act(retire, HANA, AT_HUB, units=1, now=hub.now)
    await undo_last(hub)
    await undo_last(hub)
    assert await hub.stock(HUB) == {"clean": 10, "returned": 4}
    assert await last(hub) == 0


async def test_only_for_a_minute_and_once_and_by_the_person_who_did_it(hub: PackagingScenario) -> None:
    await hub.act(retire, HANA, AT_HUB, units=1, now=hub.now)
    movement = await last(hub)
    for person in (KEN, IVAN, ZUL):
        with pytest.raises(WorkOver):
            await hub.act(undo_work, person, movement, now=hub.now)
    with pytest.raises(WorkTooLate):
        await hub.act(undo_work, HANA, movement, now=hub.now + MINUTE)
    with pytest.raises(WorkOver):
        await hub.act(undo_work, HANA, movement + 1000, now=hub.now)
    await hub.act(undo_work, HANA, movement, now=hub.now)
    with pytest.raises(WorkOver):
        await hub.act(undo_work, HANA, movement, now=hub.now)


async def test_a_former_and_a_blocked_helper_undo_nothing(hub: PackagingScenario) -> None:
    await hub.act(retire, HANA, AT_HUB, units=1, now=hub.now)
    movement = await last(hub)
    await hub.act(remove_hub_staff, KEN, 1, HANA, now=hub.now)
    with pytest.raises(NotHubStaff):
        await hub.act(undo_work, HANA, movement, now=hub.now)
    await hub.store.write(block, actor_of(KEN), HANA, NO_ADMINS, now=hub.now)
    with pytest.raises(Blocked):
        await hub.act(undo_work, HANA, movement, now=hub.now)


async def test_crates_go_to_the_places_of_the_alley(hub: PackagingScenario) -> None:
    places = await hub.store.read(other_places, actor_of(HANA), HUB)
    assert [place.name for place in places] == ["Hub Bakau", "Ros’s", "Wei’s"]
    with pytest.raises(NotHubStaff):
        await hub.store.read(other_places, actor_of(IVAN), HUB)


async def test_a_stall_works_with_packaging_once_it_sells_or_has_some(hub: PackagingScenario) -> None:
    found = {
        person: [place.ref for place in await hub.store.read(workplaces, person)]
        for person in (ROS, HANA, KEN, ZUL)
    }
    assert found == {ROS: [ROS_STALL], HANA: [HUB], KEN: [], ZUL: []}


async def test_hubs_are_sorted_by_their_distance(hub: PackagingScenario) -> None:
    near = await hub.store.read(hubs_near, 1, CRATE)
    assert [(each.hub.id, each.km) for each in near] == [(1, None), (2, None)]
    assert distance_km((0, 0), (0, 90)) == pytest.approx(10007.5, abs=1)
    assert distance_km((5.98, 116.07), (5.98, 116.07)) == 0
