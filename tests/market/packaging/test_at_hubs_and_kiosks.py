"""Loans without a booking and staff of hubs, wherever tickets are read: the kiosk, the status page, the signature, and return of all at once."""

import pytest
from sqlmodel import Session, col, select

from market.admins import NO_ADMINS
from market.kiosk.conflicts import conflict_facts, conflict_list, hub_of_undecided, settle_conflict
from market.kiosk.devices import kiosk_state, revoke_device
from market.kiosk.refusals import KioskRefused, OwnClaim, ScansSettled
from market.kiosk.sign_in import make_link
from market.organiser.block import block
from market.packaging.hub import close_hub, name_hub_staff, remove_hub_staff
from market.packaging.place import stall_ref
from market.packaging.refund import owed_for, pay_back
from market.packaging.refusals import NothingOwed, NotHubStaff
from market.ticket.bearer import lend_packaging
from market.ticket.facts import RETURNED_AFTER_DUE, TicketFacts, facts_of, signed_content
from market.ticket.lookup import look_up
from market.ticket.signed_ticket import ANY_DROP
from market.ticket.together import (
    others_here,
    pay_back_together,
    scan_together,
    take_fees_together,
    together_money,
    undo_together,
)
from storage.kiosk import ScanChoice, ScanRefusal
from storage.notification import Notification
from storage.packaging import PackagingMovement
from storage.ticket import Loan, Scan, Ticket
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.invariants import check
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    BOWL_ITEM,
    CRATE_ITEM,
    CUP_ITEM,
    DAY,
    HANA,
    HOUR,
    HUB,
    IVAN,
    KEN,
    MINUTE,
    NOW,
    PLAIN_ITEM,
    ROS,
    WEI,
    ZUL,
    actor_of,
    book,
)
from tests.people import admins
from tests.web.test_ticket_page import page_of as ticket_page_of


@pytest.fixture
def kiosk(scenario: PackagingScenario) -> Kiosk:
    return Kiosk(scenario.store, admins(KEN))


async def lend_at_hub(scenario: PackagingScenario, units: int = 2) -> str:
    """Lend two bowls of the first hub to a bearer ticket; return its code."""
    lent: str = await scenario.act(
        lend_packaging, HANA, HUB, BOWL, units=units, now=scenario.now, rng=scenario.rng
    )
    return lent


async def ticket(scenario: PackagingScenario, code: str) -> TicketFacts:
    def read(session: Session) -> TicketFacts:
        return facts_of(session, session.exec(select(Ticket).where(col(Ticket.code) == code)).one())

    return await scenario.store.read(read)


async def weis_device(kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("counter", actor_of(WEI), 2, NOW)


async def test_a_loan_of_nobody_is_on_the_kiosk_s_list_by_its_packaging(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    code = await lend_at_hub(scenario)
    listed = (await kiosk.list(await weis_device(kiosk), NOW)).tickets
    assert [(each.code, each.item, each.drop, each.left, each.deposit) for each in listed] == [
        (code, "Bowl", 0, 2, 300)
    ]


async def test_pieces_and_what_is_written_off_are_not_on_the_list(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    await scenario.borrow(1, CRATE_ITEM)
    code = await scenario.borrow(2)

    def write_one_off(session: Session) -> None:
        loan = session.exec(select(Loan).order_by(col(Loan.id).desc())).first()
        assert loan is not None
        loan.lost = 2

    device = await weis_device(kiosk)
    assert [each.code for each in (await kiosk.list(device, NOW)).tickets] == [code]
    await scenario.store.write(write_one_off)
    assert (await kiosk.list(device, NOW)).tickets == ()


async def test_a_kiosk_takes_back_what_a_hub_lent(scenario: PackagingScenario, kiosk: Kiosk) -> None:
    code, device = await lend_at_hub(scenario), await weis_device(kiosk)
    back = device.record(code, NOW, "take_back", 2)
    for _ in range(2):
        assert [each.outcome for each in await kiosk.send(device, [back], NOW)] == ["accepted"]
    assert (await scenario.loan()).returned == 2


@pytest.mark.parametrize(
    ("condition", "state"), [("fine", "returned"), ("damaged", "quarantined"), ("mixed", "quarantined")]
)
async def test_a_kiosk_says_in_which_condition_packaging_comes_back(
    scenario: PackagingScenario, kiosk: Kiosk, condition: str, state: str
) -> None:
    code = await lend_at_hub(scenario)
    device = await weis_device(kiosk)
    back = device.record(code, NOW, "take_back", 1, condition=condition)
    assert [each.outcome for each in await kiosk.send(device, [back], NOW)] == ["accepted"]
    [scan] = await scenario.store.read(lambda session: session.exec(select(Scan)).all())
    assert (scan.condition, scan.units) == (condition, 1)
    moved = select(PackagingMovement.to_state).where(col(PackagingMovement.scan_id) == scan.id)
    assert await scenario.store.read(lambda session: session.exec(moved).all()) == [state]
    undone = device.undo(back, NOW)
    await kiosk.send(device, [undone, back], NOW)
    await scenario.store.read(check)


@pytest.mark.parametrize("action", ["hand_over", "undo", "refused"])
async def test_what_goes_out_has_no_condition(scenario: PackagingScenario, kiosk: Kiosk, action: str) -> None:
    device = await weis_device(kiosk)
    body = device.record("7KQ2M9XF3", NOW, action, 1, condition="damaged")
    with pytest.raises(KioskRefused):
        await kiosk.send(device, [body], NOW)


async def test_a_kiosk_does_not_take_back_pieces_which_are_scanned_by_their_serial(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    code, device = await scenario.borrow(1, CRATE_ITEM), await weis_device(kiosk)
    [sent] = await kiosk.send(device, [device.record(code, NOW, "take_back", 1)], NOW)
    assert sent.why is ScanRefusal.OTHER_ACTION


async def test_two_scans_of_a_loan_of_a_hub_are_decided_where_the_kiosk_is(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    """The hub's scan came first and was paid; the kiosk's is earlier by its time, so the hub's is in conflict, and Wei is asked."""
    code, device = await lend_at_hub(scenario, 1), await weis_device(kiosk)
    scan = await scenario.take_back(code)
    await scenario.act(pay_back, HANA, scan, now=NOW)
    await kiosk.send(device, [device.record(code, NOW - HOUR, "take_back", 1)], NOW)
    conflicts = await scenario.store.read(conflict_list, actor_of(WEI), stall_ref(2))
    assert [each.claim.scan for each in conflicts] == [scan]
    notified = await scenario.store.read(
        lambda session: session.exec(select(Notification.person_id, Notification.kind)).all()
    )
    assert (WEI, "TwoScans") in notified
    counted = await scenario.store.read(
        lambda session: session.exec(select(Scan.id).where(col(Scan.undone_at).is_(None))).all()
    )
    assert await scenario.store.read(owed_for, counted[-1]) == 0
    with pytest.raises(NothingOwed):
        await scenario.store.write(pay_back, actor_of(WEI), counted[-1], now=NOW)


async def hanas_device(kiosk: Kiosk, name: str = "gate") -> SampleDevice:
    return await kiosk.device(name, actor_of(HANA), HUB, NOW)


async def test_the_list_of_a_hub_is_the_packaging_that_it_takes(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    bowls, lent = await scenario.borrow(2), await lend_at_hub(scenario)
    for item in (CUP_ITEM, PLAIN_ITEM, CRATE_ITEM):
        await scenario.borrow(1, item)
    await scenario.store.write(book, AINA, BOWL_ITEM, 1, rng=scenario.rng)
    listed = await kiosk.list(await hanas_device(kiosk), NOW)
    assert listed.drops == ()
    assert {each.code for each in listed.tickets} == {bowls, lent}
    assert {(each.deposit, each.currency) for each in listed.tickets} == {(300, "MYR")}
    assert (listed.device.place, listed.device.place_name) == (HUB, "Hub Bakau")


async def test_the_kiosk_of_a_hub_takes_back_what_the_hub_takes_and_hands_nothing_over(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    device = await hanas_device(kiosk)
    bowls, cups = await scenario.borrow(2), await scenario.borrow(1, CUP_ITEM)
    plain = await scenario.borrow(1, PLAIN_ITEM)
    pickup = await scenario.store.write(book, AINA, BOWL_ITEM, 1, rng=scenario.rng)
    back = device.record(bowls, NOW, "take_back", 1)
    assert [each.outcome for each in await kiosk.send(device, [back], NOW)] == ["accepted"]
    assert await scenario.stock(HUB) == {"returned": 1}
    [scan] = await scenario.store.read(
        lambda session: session.exec(select(Scan.id, Scan.hub_id).where(col(Scan.hub_id).is_not(None))).all()
    )
    assert scan[1] == HUB.id
    assert await scenario.act(pay_back, HANA, scan[0], now=NOW) == 300
    refused = [
        (device.record(cups, NOW, "take_back"), ScanRefusal.OTHER_STALL),
        (device.record(plain, NOW, "take_back"), ScanRefusal.OTHER_STALL),
        (device.record(pickup, NOW, "hand_over"), ScanRefusal.UNKNOWN),
    ]
    sent = await kiosk.send(device, [each for each, _ in refused], NOW)
    assert [each.why for each in sent] == [why for _, why in refused]
    await scenario.store.read(check)


@pytest.mark.parametrize("who", [IVAN, ROS, ZUL])
async def test_a_link_of_a_hub_is_for_its_staff(scenario: PackagingScenario, who: int) -> None:
    with pytest.raises(NotHubStaff):
        await scenario.act(make_link, who, HUB, NOW, scenario.rng)


@pytest.mark.parametrize("end", ["removed", "blocked", "closed"])
async def test_a_device_of_a_hub_works_as_long_as_its_person_works_there(
    scenario: PackagingScenario, kiosk: Kiosk, end: str
) -> None:
    device, kens = await hanas_device(kiosk), await kiosk.device("spare", actor_of(KEN), HUB, NOW)
    link = await scenario.store.write(make_link, actor_of(HANA), HUB, NOW, kiosk.rng)
    match end:
        case "removed":
            await scenario.act(remove_hub_staff, KEN, HUB.id, HANA, now=NOW)
        case "blocked":
            await scenario.store.write(block, actor_of(KEN), HANA, NO_ADMINS, now=NOW)
        case _:
            await scenario.act(close_hub, KEN, HUB.id, NOW)
    with pytest.raises(KioskRefused):
        await kiosk.list(device, NOW)
    with pytest.raises(KioskRefused):
        await kiosk.send(device, [], NOW)
    with pytest.raises(KioskRefused):
        await kiosk.sign_in(SampleDevice(name="late"), link.code, NOW)
    if end == "closed":
        with pytest.raises(KioskRefused):
            await kiosk.list(kens, NOW)
    else:
        await kiosk.list(kens, NOW)


async def test_two_scans_at_a_hub_are_decided_by_its_staff(scenario: PackagingScenario, kiosk: Kiosk) -> None:
    code, first, second = (
        await lend_at_hub(scenario, 1),
        await hanas_device(kiosk),
        await hanas_device(kiosk, "side"),
    )
    await kiosk.send(first, [first.record(code, NOW, "take_back")], NOW)
    late = second.record(code, NOW + HOUR, "take_back")
    assert [each.outcome for each in await kiosk.send(second, [late], NOW + HOUR)] == ["conflict"]
    assert await scenario.notified("TwoScans") == [HANA]
    [conflict] = await scenario.store.read(conflict_list, actor_of(HANA), HUB)
    assert (conflict.place, conflict.claim.by) == (HUB, "side")
    assert (await scenario.store.read(kiosk_state, actor_of(HANA), HUB)).conflicts == 1
    for other in (IVAN, ZUL):
        with pytest.raises(NotHubStaff):
            await scenario.store.read(conflict_list, actor_of(other), HUB)
        with pytest.raises(NotHubStaff):
            await scenario.store.read(conflict_facts, actor_of(other), conflict.id)
    choice = {"newest_counted": conflict.newest_counted, "now": NOW + HOUR, "rng": scenario.rng}
    with pytest.raises(OwnClaim):
        await scenario.act(settle_conflict, HANA, conflict.id, ScanChoice.ONLY_THIS, **choice)
    await scenario.act(name_hub_staff, KEN, HUB.id, IVAN, now=NOW)
    assert await scenario.act(settle_conflict, IVAN, conflict.id, ScanChoice.ONLY_THIS, **choice) == HUB
    assert await scenario.store.read(conflict_list, actor_of(HANA), HUB) == ()
    assert (await scenario.loan()).returned == 1
    state = await scenario.store.read(kiosk_state, actor_of(HANA), HUB)
    assert await scenario.act(revoke_device, HANA, state.devices[0].id, NOW) == HUB


async def scan_twice(scenario: PackagingScenario, kiosk: Kiosk, *devices: SampleDevice) -> None:
    """Each device takes the same cup back, a minute after the one before."""
    code = await lend_at_hub(scenario, 1)
    for minutes, device in enumerate(devices):
        at = NOW + minutes * MINUTE
        await kiosk.send(device, [device.record(code, at, "take_back")], at)


async def test_organisers_are_told_and_settle_what_nobody_at_a_hub_may(
    scenario: PackagingScenario, kiosk: Kiosk
) -> None:
    gate, side = await hanas_device(kiosk), await hanas_device(kiosk, "side")
    for _ in range(3):
        await scan_twice(scenario, kiosk, gate, side)
    assert await scenario.notified("HubScansUndecided") == [KEN], "one message for all of them"
    for conflict in await scenario.store.read(conflict_list, actor_of(KEN), HUB):
        await scenario.act(
            settle_conflict,
            KEN,
            conflict.id,
            ScanChoice.ONLY_THIS,
            newest_counted=conflict.newest_counted,
            now=NOW + HOUR,
            rng=scenario.rng,
        )
    assert await scenario.store.read(conflict_list, actor_of(KEN), HUB) == ()
    with pytest.raises(ScansSettled):
        await scenario.store.read(hub_of_undecided, HUB.id)


@pytest.mark.parametrize("ivans_part", [False, True])
async def test_organisers_are_asked_only_where_everybody_at_the_hub_had_a_part(
    scenario: PackagingScenario, kiosk: Kiosk, ivans_part: bool
) -> None:
    await scenario.act(name_hub_staff, KEN, HUB.id, IVAN, now=NOW)
    second = IVAN if ivans_part else HANA
    await scan_twice(
        scenario, kiosk, await hanas_device(kiosk), await kiosk.device("side", actor_of(second), HUB, NOW)
    )
    assert await scenario.notified("HubScansUndecided") == ([KEN] if ivans_part else [])


async def test_the_ticket_of_a_hub_is_signed_for_any_drop(scenario: PackagingScenario) -> None:
    content = signed_content(await ticket(scenario, await lend_at_hub(scenario)))
    assert (content.drop, content.units) == (ANY_DROP, 2)
    assert content.expires_at == NOW + 14 * DAY + RETURNED_AFTER_DUE


async def test_the_status_page_says_where_packaging_comes_back(scenario: PackagingScenario) -> None:
    bowls = ticket_page_of(await ticket(scenario, await lend_at_hub(scenario)))
    assert "RM6.00 back at any stall of this market and at its hubs, by Tue 8 Dec." in bowls
    cups = ticket_page_of(await ticket(scenario, await scenario.borrow(1, CUP_ITEM)))
    assert "Return it at any stall of this market or at its hubs, by Tue 1 Dec." in cups
    assert "RM" not in cups
    plain = ticket_page_of(await ticket(scenario, await scenario.borrow(1, PLAIN_ITEM)))
    assert "RM2.00 back at any stall of this market, by" in plain


async def test_staff_of_a_hub_take_all_that_the_hub_takes_at_once(scenario: PackagingScenario) -> None:
    """Cups, untyped packaging and pieces stay out: the first hub has no slot for cups, and pieces are scanned one by one."""
    bowls = await scenario.borrow(2)
    for item in (CUP_ITEM, PLAIN_ITEM, CRATE_ITEM):
        await scenario.borrow(1, item)
    more = await scenario.borrow(1, BOWL_ITEM)
    seen = await scenario.store.read(look_up, actor_of(HANA), bowls, NOW)
    assert seen is not None
    assert [other.code for other in seen.others] == [more]
    both = await scenario.store.read(look_up, actor_of(IVAN), bowls, NOW)
    assert both is not None
    assert [other.item for other in both.others] == ["teh", "laksa"]
    at_stall = await scenario.store.read(others_here, seen.ticket, NOW)
    assert [other.item for other in at_stall] == ["teh", "kuih", "laksa"]
    done = await scenario.act(scan_together, HANA, bowls, now=NOW, rng=scenario.rng)
    assert await scenario.stock(HUB) == {"returned": 3}
    await scenario.act(undo_together, HANA, done.scan, NOW, scenario.rng)
    assert await scenario.stock(HUB) == {}


async def test_the_money_of_what_came_back_in_one_tap_is_paid_in_one_each_way(
    scenario: PackagingScenario,
) -> None:
    bowls = await scenario.borrow(2)
    for item in (BOWL_ITEM, CUP_ITEM):
        await scenario.borrow(1, item)
    scenario.now += 9 * DAY
    done = await scenario.act(scan_together, IVAN, bowls, now=scenario.now, rng=scenario.rng)
    money = await scenario.store.read(together_money, actor_of(IVAN), done.scan)
    assert (money.owed, money.fee) == (900, 100)
    for pay, amount in ((pay_back_together, 900), (take_fees_together, 100)):
        assert await scenario.act(pay, IVAN, done.scan, now=scenario.now) == amount
        with pytest.raises(NothingOwed):
            await scenario.act(pay, IVAN, done.scan, now=scenario.now)
    money = await scenario.store.read(together_money, actor_of(IVAN), done.scan)
    assert (money.owed, money.fee) == (0, 0)


async def test_a_loan_of_nobody_has_no_others(scenario: PackagingScenario) -> None:
    code = await lend_at_hub(scenario)
    await scenario.borrow(1, person=AINA)
    done = await scenario.act(scan_together, ROS, code, now=NOW, rng=scenario.rng)
    assert (done.others, done.ticket.code) == ((), code)
