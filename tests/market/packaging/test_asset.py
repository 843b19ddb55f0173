"""Single pieces: lent and taken back by their serial, swapped, and what their passport says."""

import json

import pytest
from sqlmodel import col, select

from market.packaging.asset import (
    AssetFacts,
    asset_passport,
    asset_path,
    buy_assets,
    find_asset,
    mark_lid,
    next_serials,
    passport_json,
    read_asset_path,
    serials_bought_with,
    serials_of,
)
from market.packaging.crate import Crate
from market.packaging.hauling import receive_haul, send_haul
from market.packaging.hub import stop_packaging
from market.packaging.ledger import packaging_accounts
from market.packaging.loss import write_off
from market.packaging.refusals import (
    AssetElsewhere,
    AssetExists,
    AssetUnknown,
    HubDoesNotTake,
    LidMissing,
    PackagingTermsUnfit,
    SerialUnfit,
    TooFewUnits,
)
from market.packaging.stock import StockUnits, retire
from market.packaging.washing import finish_wash, start_wash
from market.refusal import ButtonForged, Refusal
from market.ticket.asset_scan import take_asset_back
from market.ticket.scan import PackagingReturn, PackagingSwap, collect, swap_packaging
from storage.packaging import PackagingState, PackagingType
from storage.ticket import ReturnCondition
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    CRATE,
    CRATE_ITEM,
    DAY,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    ROS,
    ROS_STALL,
    actor_of,
    book,
    returns_code,
)

CLEAN = PackagingState.CLEAN


async def type_code(scenario: PackagingScenario) -> str:
    rows = select(PackagingType.code).where(col(PackagingType.id) == CRATE)
    return await scenario.store.read(lambda session: session.exec(rows).one())


async def buy(scenario: PackagingScenario, *serials: str) -> tuple[int, ...]:
    ids: tuple[int, ...] = await scenario.act(
        buy_assets, KEN, ROS_STALL, CRATE, serials=serials, now=scenario.now
    )
    return ids


async def piece(scenario: PackagingScenario, serial: str) -> AssetFacts:
    return await scenario.store.read(find_asset, await type_code(scenario), serial)


async def lend(scenario: PackagingScenario, *assets: int) -> str:
    """Collect as many tiffins as pieces; the returns ticket's code."""
    code = await scenario.store.write(book, AINA, CRATE_ITEM, len(assets), rng=scenario.rng)
    await scenario.act(collect, ROS, code, len(assets), scenario.now, scenario.rng, assets)
    return await scenario.store.read(returns_code)


async def test_a_piece_goes_out_and_comes_back_by_its_serial_alone(scenario: PackagingScenario) -> None:
    one, two = await buy(scenario, "a1", "a2")
    ticket = await lend(scenario, one, two)
    out = await piece(scenario, "A1")
    assert (out.state, out.place, out.ticket) == (PackagingState.OUT, None, ticket)
    code = await type_code(scenario)
    scan = await scenario.act(take_asset_back, HANA, code, "A1", now=scenario.now)
    back = await piece(scenario, "A1")
    assert back.place is not None
    assert (back.state, back.place.ref, back.ticket) == (PackagingState.RETURNED, HUB, None)
    with pytest.raises(AssetElsewhere):
        await scenario.act(take_asset_back, IVAN, code, "A1", now=scenario.now)
    await scenario.undo(scan)
    assert (await piece(scenario, "A1")).ticket == ticket


async def test_a_piece_is_not_taken_back_by_another_ticket(scenario: PackagingScenario) -> None:
    one, two = await buy(scenario, "A1", "A2")
    first = await scenario.lend(1)
    await lend(scenario, one)
    for assets, refusal in (((one,), AssetElsewhere), ((two,), AssetElsewhere)):
        with pytest.raises(refusal):
            await scenario.take_back(first, condition=PackagingReturn(assets=assets))


async def test_a_piece_goes_by_its_serial_only(scenario: PackagingScenario) -> None:
    await buy(scenario, "A1")
    crate = Crate(units={CRATE: 1})
    with pytest.raises(TooFewUnits):
        await scenario.act(send_haul, ROS, (ROS_STALL, HUB), crate, state=CLEAN, now=scenario.now)


async def test_units_without_a_serial_of_such_a_type_are_lent_unrecorded(scenario: PackagingScenario) -> None:
    await buy(scenario, "A1")
    await scenario.borrow(1, CRATE_ITEM)
    assert (await piece(scenario, "A1")).state is CLEAN
    assert (await scenario.loan()).out == 1
    await scenario.take_back(await scenario.store.read(returns_code))


async def test_a_swap_of_pieces_moves_no_money(scenario: PackagingScenario) -> None:
    one, two = await buy(scenario, "A1", "A2")
    ticket = await lend(scenario, one)
    before = await scenario.store.read(packaging_accounts)
    swap = PackagingSwap(place=ROS_STALL, empty=(one,), full=(two,))
    scan = await scenario.act(swap_packaging, ROS, ticket, 1, now=scenario.now, swap=swap)
    assert (await piece(scenario, "A2")).ticket == ticket
    assert (await piece(scenario, "A1")).state is PackagingState.RETURNED
    assert await scenario.store.read(packaging_accounts) == before
    await scenario.undo(scan, ROS)
    assert [(await piece(scenario, serial)).ticket for serial in ("A1", "A2")] == [ticket, None]


async def test_the_passport_counts_trips_and_washes_and_names_nobody(scenario: PackagingScenario) -> None:
    [one] = await buy(scenario, "A1")
    code = await type_code(scenario)
    for _ in range(2):
        await lend(scenario, one)
        undone = await scenario.act(take_asset_back, ROS, code, "A1", now=scenario.now)
        await scenario.undo(undone, ROS)
        await scenario.act(take_asset_back, ROS, code, "A1", now=scenario.now)
        wash = await scenario.act(start_wash, ROS, ROS_STALL, Crate(assets=(one,)), now=scenario.now)
        scenario.now += DAY / 24
        await scenario.act(finish_wash, ROS, wash, now=scenario.now)
    passport = await scenario.store.read(asset_passport, code, "a1")
    assert (passport.trips, passport.washed_at, passport.stream) == (2, scenario.now, "halal")
    assert (passport.packaging, passport.state, passport.path) == ("Tiffin", "clean", f"/A/{code}/A1")
    exported = json.loads(passport_json(passport))
    assert exported["washed_at"] == scenario.now.isoformat()
    assert {"person", "place", "ticket", "by_id"} & {*exported} == set()


async def test_a_piece_without_its_lid_is_not_lent(scenario: PackagingScenario) -> None:
    [one] = await buy(scenario, "A1")
    await scenario.act(mark_lid, ROS, one, True, now=scenario.now)
    with pytest.raises(LidMissing):
        await lend(scenario, one)
    await scenario.act(mark_lid, ROS, one, False, now=scenario.now)
    code = await scenario.store.write(book, IVAN, CRATE_ITEM, 1, rng=scenario.rng)
    await scenario.act(collect, ROS, code, 1, scenario.now, scenario.rng, (one,))


async def test_a_haul_carries_pieces_and_a_loss_takes_them_along(scenario: PackagingScenario) -> None:
    one, two = await buy(scenario, "A1", "A2")
    ends, crate = (ROS_STALL, HUB_2), Crate(assets=(one, two))
    haul = await scenario.act(send_haul, ROS, ends, crate, state=CLEAN, now=scenario.now)
    assert (await piece(scenario, "A1")).place is None
    left = await scenario.act(receive_haul, IVAN, haul, Crate(assets=(one,)), mixed=False, now=scenario.now)
    assert left.units == {CRATE: 1}
    [three] = await buy(scenario, "A3")
    await lend(scenario, three)
    scenario.now += 60 * DAY
    await scenario.act(write_off, KEN, (await scenario.loan()).id, now=scenario.now)
    assert (await piece(scenario, "A3")).state is PackagingState.LOST
    await scenario.act(take_asset_back, HANA, await type_code(scenario), "A3", now=scenario.now)
    assert (await piece(scenario, "A3")).state is PackagingState.RETURNED


async def test_a_damaged_piece_is_quarantined_and_retired(scenario: PackagingScenario) -> None:
    [one] = await buy(scenario, "A1")
    await lend(scenario, one)
    how = PackagingReturn(condition=ReturnCondition.DAMAGED)
    await scenario.act(
        take_asset_back, HANA, await type_code(scenario), "A1", now=scenario.now, packaging_return=how
    )
    chosen = StockUnits(place=HUB, packaging=CRATE, state=PackagingState.QUARANTINED, assets=(one,))
    await scenario.act(retire, HANA, chosen, units=1, now=scenario.now)
    assert (await piece(scenario, "A1")).state is PackagingState.RETIRED


@pytest.mark.parametrize(
    ("packaging", "serials", "refusal"),
    [
        (BOWL, ("B1",), PackagingTermsUnfit),
        (CRATE, ("A-1",), SerialUnfit),
        (CRATE, ("A" * 17,), SerialUnfit),
        (CRATE, ("A1", "a1"), AssetExists),
        (CRATE, ("A0",), AssetExists),
    ],
)
async def test_only_a_new_serial_of_a_type_of_pieces_is_bought(
    scenario: PackagingScenario, packaging: int, serials: tuple[str, ...], refusal: type[Refusal]
) -> None:
    await buy(scenario, "A0")
    with pytest.raises(refusal):
        await scenario.act(buy_assets, KEN, ROS_STALL, packaging, serials=serials, now=scenario.now)


async def test_a_hub_gets_pieces_of_the_types_that_it_takes(scenario: PackagingScenario) -> None:
    await scenario.act(stop_packaging, KEN, HUB.id, CRATE)
    with pytest.raises(HubDoesNotTake):
        await scenario.act(buy_assets, KEN, HUB, CRATE, serials=("A1",), now=scenario.now)
    await scenario.act(buy_assets, KEN, HUB_2, CRATE, serials=("A1",), now=scenario.now)
    found = await piece(scenario, "A1")
    assert found.place is not None
    assert found.place.ref == HUB_2


async def test_more_pieces_than_units_or_one_twice_is_refused(scenario: PackagingScenario) -> None:
    one, two = await buy(scenario, "A1", "A2")
    code = await scenario.store.write(book, AINA, CRATE_ITEM, 2, rng=scenario.rng)
    for units, assets in ((1, (one, two)), (2, (one, one))):
        with pytest.raises(ButtonForged):
            await scenario.act(collect, ROS, code, units, scenario.now, scenario.rng, assets)
    with pytest.raises(AssetUnknown):
        await scenario.act(take_asset_back, HANA, "NONE", "A1", now=scenario.now)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/A/B0WL01/0001", ("B0WL01", "0001")),
        ("https://lorong.example/a/b0wl01/x7", ("B0WL01", "X7")),
        (" /A/08712345678906/1234567890ABCDEF ", ("08712345678906", "1234567890ABCDEF")),
        ("/A/B0WL01/", None),
        ("/A/B0WL01/0001/more", None),
        ("/A/123456789012345/1", None),
        ("/A/B0WL01/12345678901234567", None),
        ("/d/B0WL01", None),
    ],
)
def test_a_path_is_read_and_leaves_room_for_a_grai(text: str, read: tuple[str, str] | None) -> None:
    assert read_asset_path(text) == read
    if read:
        assert read_asset_path(asset_path(*read)) == read


async def test_new_pieces_are_numbered_after_the_highest_and_found_by_what_was_bought_with_them(
    scenario: PackagingScenario,
) -> None:
    assert await scenario.store.read(next_serials, CRATE, 2) == ("0001", "0002")
    first, _ = await buy(scenario, "0041", "A1")
    scenario.now += DAY
    await buy(scenario, "7")
    assert await scenario.store.read(next_serials, CRATE, 2) == ("0042", "0043")
    ken = actor_of(KEN)
    assert await scenario.store.read(serials_of, ken, CRATE) == ("7", "A1", "0041")
    assert await scenario.store.read(serials_bought_with, ken, first, 9) == (CRATE, ("0041", "A1"))
    assert await scenario.store.read(serials_bought_with, ken, first, 1) == (CRATE, ("0041",))
