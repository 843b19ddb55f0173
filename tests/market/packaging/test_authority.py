"""Rights: strangers, blocked and former helpers may do nothing; each person with the right may."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotOrganiser, NotYourStall
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.organiser.roles import remove_organiser
from market.packaging.asset import buy_assets, mark_lid, serials_bought_with, serials_of
from market.packaging.crate import Crate
from market.packaging.figures_of import packaging_figures, type_figures
from market.packaging.hauling import (
    add_to_haul,
    hauls_from,
    hauls_to,
    lose_haul,
    open_hauls,
    overseen_haul,
    receive_haul,
    send_haul,
)
from market.packaging.hub import (
    change_hub,
    close_hub,
    name_hub_staff,
    open_hub,
    remove_hub_staff,
    stop_packaging,
    take_packaging,
)
from market.packaging.hub_facts import hub_helpers, packaging_desk
from market.packaging.hub_invite import cancel_hub_invite, invite_hub_staff, open_hub_invites
from market.packaging.loss import late_loans, write_off
from market.packaging.overview import (
    overseen_hub,
    overseen_hubs,
    overseen_packaging,
    overseen_place,
    overseen_types,
    packaging_overview,
)
from market.packaging.packaging_type import change_costs, end_packaging_type, make_packaging_type
from market.packaging.place import other_places, staffed_places
from market.packaging.refund import leave_to_alley, pay_back, settle_place, take_fee
from market.packaging.refusals import HubClosed, NothingOwed, NotHubStaff
from market.packaging.stock import (
    StockUnits,
    buy_packaging,
    count_stock,
    quarantine,
    release_quarantined,
    retire,
)
from market.packaging.waiver import waive_fee
from market.packaging.washing import finish_wash, open_washes, start_wash, wash_all
from market.person import Blocked
from market.ticket.asset_scan import take_asset_back
from market.ticket.bearer import bearer_tickets, lend_apart, lend_packaging
from market.ticket.lookup import TicketRole, look_up
from market.ticket.refusals import NotStaff, UndoExpired
from market.ticket.returned import owed_returns, returned, unpaid_returns
from market.ticket.scan import PackagingReturn, PackagingSwap, swap_packaging, take_packaging_back, undo_scan
from storage.hub import HubInvite, HubStaff
from storage.organiser import Organiser
from storage.packaging import MovementReason, PackagingMovement, PackagingState, PackagingType, Stream, Wash
from storage.packaging_ledger import PackagingTransfer
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.market.packaging.conftest import MARKET, PackagingScenario
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    CRATE,
    CUP,
    CUP_ITEM,
    DAY,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    NOW,
    PLAN,
    ROS,
    ROS_STALL,
    TYPES,
    ZUL,
    actor_of,
)

Deed = Callable[[Session, Actor, "Prepared"], Any]
LATE = NOW + 60 * DAY
CLEAN, QUARANTINED = PackagingState.CLEAN, PackagingState.QUARANTINED


class Prepared:
    """The rows on which the actions work: a bearer ticket, returns of a bowl and of a late cup, a wash, a haul, a piece, an old loan."""

    rng: Random
    ticket: str
    scan: int
    late_scan: int
    sent: int
    wash: int
    haul: int
    piece: int
    code: str
    loan: int
    hub_loan: int


def chosen(state: PackagingState = CLEAN) -> StockUnits:
    return StockUnits(place=HUB, packaging=BOWL, state=state)


AT_HUB: dict[str, Deed] = {
    "quarantine": lambda s, a, p: quarantine(s, a, chosen(), units=1, reason=MovementReason.DAMAGED, now=NOW),
    "retire": lambda s, a, p: retire(s, a, chosen(), units=1, now=NOW),
    "count": lambda s, a, p: count_stock(s, a, HUB, BOWL, counted={CLEAN: 1}, now=NOW),
    "start a wash": lambda s, a, p: start_wash(s, a, HUB, Crate(units={BOWL: 1}), now=NOW),
    "finish a wash": lambda s, a, p: finish_wash(s, a, p.wash, now=NOW),
    "look at washes": lambda s, a, p: open_washes(s, a, HUB),
    "send": lambda s, a, p: send_haul(s, a, (HUB, HUB_2), Crate(units={BOWL: 1}), state=CLEAN, now=NOW),
    "receive": lambda s, a, p: receive_haul(s, a, p.haul, Crate(units={BOWL: 1}), mixed=False, now=NOW),
    "look at hauls": lambda s, a, p: hauls_to(s, a, HUB),
    "look at the desk": lambda s, a, p: packaging_desk(s, a, HUB, NOW),
    "pay back": lambda s, a, p: pay_back(s, a, p.scan, now=NOW),
    "leave to the alley": lambda s, a, p: leave_to_alley(s, a, p.scan, 100, now=NOW),
    "lend": lambda s, a, p: lend_packaging(s, a, HUB, BOWL, units=1, now=NOW, rng=p.rng),
    "lend apart": lambda s, a, p: lend_apart(s, a, HUB, BOWL, count=2, now=NOW, rng=p.rng),
    "look at bearer tickets": lambda s, a, p: bearer_tickets(s, a, p.hub_loan, 9),
    "take back": lambda s, a, p: take_packaging_back(s, a, p.ticket, 1, now=NOW),
    "take back here": lambda s, a, p: take_packaging_back(
        s, a, p.ticket, 1, now=NOW, packaging_return=PackagingReturn(place=HUB)
    ),
    "swap": lambda s, a, p: swap_packaging(s, a, p.ticket, 1, now=NOW, swap=PackagingSwap(place=HUB)),
    "take a piece back": lambda s, a, p: take_asset_back(s, a, p.code, "OUT1", now=NOW),
    "mark a lid": lambda s, a, p: mark_lid(s, a, p.piece, True, now=NOW),
    "wash all": lambda s, a, p: wash_all(s, a, HUB, Stream.HALAL, now=NOW),
    "look at places for crates": lambda s, a, p: other_places(s, a, HUB),
    "look at open crates": lambda s, a, p: open_hauls(s, a, HUB, NOW),
    "look at sent crates": lambda s, a, p: hauls_from(s, a, HUB),
    "add to crates": lambda s, a, p: add_to_haul(s, a, p.sent, Crate(units={BOWL: 1}), now=NOW),
    "look at refunds": lambda s, a, p: owed_returns(s, a, HUB),
    "look at a return": lambda s, a, p: returned(s, a, p.scan),
}
"""What the staff of a hub do, and an organiser."""


def open_link(session: Session) -> int:
    """Write a link of Ken's, and return its id."""
    link = HubInvite(code_hash="ab" * 32, hub_id=1, person_id=KEN, until=NOW + DAY)
    session.add(link)
    session.flush()
    return link.id or 0


OF_ORGANISERS: dict[str, Deed] = {
    "make a type": lambda s, a, p: make_packaging_type(s, a, TYPES[0], now=NOW, rng=p.rng),
    "change costs": lambda s, a, p: change_costs(s, a, BOWL, TYPES[1].costs),
    "end a type": lambda s, a, p: end_packaging_type(s, a, BOWL, NOW),
    "open a hub": lambda s, a, p: open_hub(s, a, 1, PLAN, now=NOW, rng=p.rng),
    "change a hub": lambda s, a, p: change_hub(s, a, 1, PLAN),
    "close a hub": lambda s, a, p: close_hub(s, a, 1, NOW),
    "give a slot": lambda s, a, p: take_packaging(s, a, 1, CUP),
    "take a slot": lambda s, a, p: stop_packaging(s, a, 2, CRATE),
    "appoint": lambda s, a, p: name_hub_staff(s, a, 1, AINA, now=NOW),
    "invite": lambda s, a, p: invite_hub_staff(s, a, 1, now=NOW, rng=p.rng),
    "cancel an invitation": lambda s, a, p: cancel_hub_invite(s, a, 1, open_link(s)),
    "look at invitations": lambda s, a, p: open_hub_invites(s, a, 1, NOW),
    "remove": lambda s, a, p: remove_hub_staff(s, a, 2, IVAN, now=NOW),
    "look at helpers": lambda s, a, p: hub_helpers(s, a, 1),
    "buy": lambda s, a, p: buy_packaging(s, a, HUB, BOWL, units=1, now=NOW),
    "buy pieces": lambda s, a, p: buy_assets(s, a, HUB, CRATE, serials=("NEW",), now=NOW),
    "release": lambda s, a, p: release_quarantined(s, a, HUB, BOWL, units=1, now=NOW),
    "count a haul lost": lambda s, a, p: lose_haul(s, a, p.haul, now=NOW),
    "write off": lambda s, a, p: write_off(s, a, p.loan, now=LATE),
    "waive": lambda s, a, p: waive_fee(s, a, p.late_scan, now=NOW),
    "look at unpaid fees": lambda s, a, p: unpaid_returns(s, a, 1),
    "settle": lambda s, a, p: settle_place(s, a, ROS_STALL, now=NOW),
    "look at figures": lambda s, a, p: packaging_figures(s, a, "UTC", NOW),
    "look at the figures of a type": lambda s, a, p: type_figures(s, a, BOWL, "UTC", now=NOW),
    "look at all of it": lambda s, a, p: packaging_overview(s, a, NOW),
    "look at types": lambda s, a, p: overseen_types(s, a),
    "look at a type": lambda s, a, p: overseen_packaging(s, a, BOWL),
    "look at hubs": lambda s, a, p: overseen_hubs(s, a),
    "look at a hub": lambda s, a, p: overseen_hub(s, a, 1),
    "look at a haul": lambda s, a, p: overseen_haul(s, a, p.haul),
    "look at a place": lambda s, a, p: overseen_place(s, a, ROS_STALL, NOW),
    "look at what is late": lambda s, a, p: late_loans(s, a, LATE),
    "look at serials": lambda s, a, p: serials_of(s, a, CRATE),
    "look at serials of a purchase": lambda s, a, p: serials_bought_with(s, a, p.piece, 9),
}
REFUSED = (Blocked, NotHubStaff, NotStaff, NotOrganiser)


class TriedOut(Exception):
    """The deed was done, and is not kept."""


async def prepare(store: Store) -> Prepared:
    await MARKET.lay(store)
    scenario, found, ken = PackagingScenario(store), Prepared(), actor_of(KEN)
    found.rng = scenario.rng
    await store.write(buy_packaging, ken, HUB, BOWL, units=12, now=NOW)
    ends = HUB, HUB_2
    found.sent = await store.write(send_haul, ken, ends, Crate(units={BOWL: 1}), state=CLEAN, now=NOW)
    await store.write(quarantine, ken, chosen(), units=2, reason=MovementReason.MIXED, now=NOW)
    scan = await scenario.take_back(await scenario.lend(4), 4)
    found.wash = await store.write(start_wash, ken, HUB, Crate(units={BOWL: 1}), now=NOW)
    found.haul = await store.write(
        send_haul, ken, (ROS_STALL, HUB), Crate(units={BOWL: 2}), state=CLEAN, now=NOW
    )
    [piece, out] = await store.write(buy_assets, ken, HUB, CRATE, serials=("HERE", "OUT1"), now=NOW)
    await store.write(lend_packaging, ken, HUB, CRATE, units=1, now=NOW, rng=scenario.rng, assets=(out,))
    found.hub_loan = (await scenario.loan()).id or 0
    cups = await scenario.borrow(1, CUP_ITEM)
    scenario.now = LATE
    found.late_scan = await scenario.take_back(cups, 1, IVAN)
    scenario.now = NOW
    found.scan, found.piece, found.ticket = scan, piece, await scenario.lend(2)
    found.loan = (await scenario.loan()).id or 0
    found.code = await store.read(
        lambda session: session.exec(select(PackagingType.code).where(col(PackagingType.id) == CRATE)).one()
    )
    return found


MARKET_AT_WORK = KeptRows(prepare)


@pytest.fixture
async def prepared(store: Store) -> Prepared:
    return await MARKET_AT_WORK.lay(store)


@pytest.fixture
def scenario(store: Store, prepared: Prepared) -> PackagingScenario:
    return PackagingScenario(store, rng=prepared.rng)


async def try_out(scenario: PackagingScenario, deed: Deed, person: int, prepared: Prepared) -> None:
    """Do it and take it back. Raises what it raises, or TriedOut."""

    def deed_and_back(session: Session) -> None:
        deed(session, actor_of(person), prepared)
        raise TriedOut

    await scenario.store.write(deed_and_back)


async def rows(scenario: PackagingScenario) -> list[int]:
    def count(session: Session) -> list[int]:
        tables = (PackagingMovement, PackagingTransfer, Wash, HubStaff)
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]

    return await scenario.store.read(count)


async def refused(scenario: PackagingScenario, deeds: dict[str, Deed], person: int, found: Prepared) -> None:
    before, allowed = await rows(scenario), []
    for name, deed in deeds.items():
        try:
            await try_out(scenario, deed, person, found)
        except TriedOut:
            allowed.append(name)
        except REFUSED:
            continue
    assert allowed == []
    assert await rows(scenario) == before


async def done(scenario: PackagingScenario, deeds: dict[str, Deed], person: int, found: Prepared) -> None:
    for name, deed in deeds.items():
        try:
            await try_out(scenario, deed, person, found)
        except TriedOut:
            continue
        pytest.fail(name)


async def test_a_stranger_does_nothing(scenario: PackagingScenario, prepared: Prepared) -> None:
    await refused(scenario, AT_HUB | OF_ORGANISERS, ZUL, prepared)


async def test_a_helper_of_another_hub_does_nothing_here(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    elsewhere = {"take back", "take a piece back"}
    here = {name: deed for name, deed in AT_HUB.items() if name not in elsewhere}
    await refused(scenario, here | OF_ORGANISERS, IVAN, prepared)


async def test_a_helper_does_what_is_done_at_the_hub_and_nothing_more(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    await done(scenario, AT_HUB, HANA, prepared)
    await refused(scenario, OF_ORGANISERS, HANA, prepared)


async def test_a_blocked_helper_does_nothing(scenario: PackagingScenario, prepared: Prepared) -> None:
    await scenario.store.write(block, actor_of(KEN), HANA, NO_ADMINS, now=NOW)
    looks = {name for name in AT_HUB if name.startswith("look at")}
    acts = {name: deed for name, deed in AT_HUB.items() if name not in looks}
    await refused(scenario, acts | OF_ORGANISERS, HANA, prepared)


async def test_a_former_helper_does_nothing_and_was_told(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    await scenario.act(remove_hub_staff, KEN, 1, HANA, now=NOW)
    await refused(scenario, AT_HUB | OF_ORGANISERS, HANA, prepared)
    assert await scenario.notified("HubStaffRemoved") == [HANA]
    assert await scenario.notified("HubStaffNamed") == [HANA, IVAN]
    seen = await scenario.store.read(look_up, actor_of(HANA), prepared.ticket, NOW)
    assert seen is not None
    assert seen.role is TicketRole.ANYONE
    with pytest.raises(UndoExpired):
        await scenario.undo(prepared.scan + 1000, HANA)


async def test_a_former_helper_undoes_their_last_scan_no_more(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    scan = await scenario.take_back(prepared.ticket)
    await scenario.act(remove_hub_staff, KEN, 1, HANA, now=NOW)
    with pytest.raises(NotHubStaff):
        await scenario.act(undo_scan, HANA, scan, NOW, scenario.rng)


async def test_an_organiser_does_all_of_it(scenario: PackagingScenario, prepared: Prepared) -> None:
    await done(scenario, AT_HUB | OF_ORGANISERS, KEN, prepared)


async def test_a_named_organiser_does_all_of_it_until_the_role_is_gone_and_nothing_when_blocked(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    def name(session: Session) -> None:
        session.add_all(Organiser(person_id=each, named_by=KEN, named_at=NOW) for each in (KEN, ZUL))

    await scenario.store.write(name)
    await done(scenario, AT_HUB | OF_ORGANISERS, ZUL, prepared)
    await scenario.store.write(remove_organiser, actor_of(KEN), ZUL, NO_ADMINS, now=NOW)
    await refused(scenario, AT_HUB | OF_ORGANISERS, ZUL, prepared)
    await scenario.store.write(block, actor_of(KEN), ZUL, NO_ADMINS, now=NOW)
    await refused(scenario, AT_HUB | OF_ORGANISERS, ZUL, prepared)


async def test_staff_of_a_closed_hub_do_nothing_there(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    await scenario.act(close_hub, KEN, 1, NOW)
    with pytest.raises(HubClosed):
        await try_out(scenario, AT_HUB["retire"], HANA, prepared)
    with pytest.raises(NotStaff):
        await try_out(scenario, AT_HUB["take back"], HANA, prepared)
    assert await scenario.store.read(staffed_places, actor_of(HANA)) == ()


async def test_a_stall_is_its_owners(scenario: PackagingScenario, prepared: Prepared) -> None:
    with pytest.raises(NotYourStall):
        await scenario.act(count_stock, HANA, ROS_STALL, BOWL, counted={CLEAN: 1}, now=NOW)
    await scenario.act(count_stock, ROS, ROS_STALL, BOWL, counted={CLEAN: 1}, now=NOW)


async def test_a_fee_is_taken_where_it_was_scanned(scenario: PackagingScenario, prepared: Prepared) -> None:
    for person in (ZUL, HANA):
        with pytest.raises(NotHubStaff):
            await scenario.act(take_fee, person, prepared.late_scan, now=NOW)
    await scenario.act(take_fee, IVAN, prepared.late_scan, now=NOW)
    with pytest.raises(NothingOwed):
        await scenario.act(take_fee, IVAN, prepared.late_scan, now=NOW)


@pytest.mark.empty_market("lists every hub")
async def test_places_are_listed_for_those_who_work_there(
    scenario: PackagingScenario, prepared: Prepared
) -> None:
    listed = {
        person: [place.ref for place in await scenario.store.read(staffed_places, actor_of(person))]
        for person in (ROS, HANA, KEN, ZUL)
    }
    assert listed == {ROS: [ROS_STALL], HANA: [HUB], KEN: [HUB, HUB_2], ZUL: []}
