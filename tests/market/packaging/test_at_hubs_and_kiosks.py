"""Loans without a booking and staff of hubs, wherever tickets are read: the kiosk, the status page, the signature, all of a person's at once."""

import pytest
from sqlmodel import Session, col, select

from locales.say import speak
from market.kiosk.conflicts import conflict_list
from market.packaging.refund import owed_for, pay_back
from market.packaging.refusals import NothingOwed
from market.ticket.bearer import lend_packaging
from market.ticket.facts import RETURNED_AFTER_DUE, TicketFacts, facts_of, signed_content
from market.ticket.lookup import look_up
from market.ticket.signed_ticket import ANY_DROP
from market.ticket.together import others_here, scan_together, undo_together
from storage.kiosk import ScanRefusal
from storage.notification import Notification
from storage.ticket import Loan, Scan, Ticket
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.packaging.conftest import PackagingScenario
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
    NOW,
    PLAIN_ITEM,
    ROS,
    WEI,
    actor_of,
)
from tests.people import admins
from web.ticket_page import ticket_html


@pytest.fixture
def kiosk(scenario: PackagingScenario) -> Kiosk:
    return Kiosk(scenario.store, admins(KEN))


async def lend_at_hub(scenario: PackagingScenario, units: int = 2) -> str:
    """Two bowls of the first hub, with whoever has the ticket; the ticket's code."""
    lent: str = await scenario.act(lend_packaging, HANA, HUB, BOWL, units, now=scenario.now, rng=scenario.rng)
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
    conflicts = await scenario.store.read(conflict_list, actor_of(WEI), 2)
    assert [each.claim.scan for each in conflicts] == [scan]
    told = await scenario.store.read(
        lambda session: session.exec(select(Notification.person_id, Notification.kind)).all()
    )
    assert (WEI, "TwoScans") in told
    counted = await scenario.store.read(
        lambda session: session.exec(select(Scan.id).where(col(Scan.undone_at).is_(None))).all()
    )
    assert await scenario.store.read(owed_for, counted[-1]) == 0
    with pytest.raises(NothingOwed):
        await scenario.store.write(pay_back, actor_of(WEI), counted[-1], now=NOW)


async def test_the_ticket_of_a_hub_is_signed_for_any_drop(scenario: PackagingScenario) -> None:
    content = signed_content(await ticket(scenario, await lend_at_hub(scenario)))
    assert (content.drop, content.units) == (ANY_DROP, 2)
    assert content.expires_at == NOW + 14 * DAY + RETURNED_AFTER_DUE


async def test_the_status_page_says_where_packaging_comes_back(scenario: PackagingScenario) -> None:
    say = speak("en")
    bowls = await ticket(scenario, await lend_at_hub(scenario))
    page = ticket_html(say, bowls, NOW, "")
    assert "RM6.00 back at any stall of this market and at its hubs, by Tue 8 Dec." in page
    cups = await ticket(scenario, await scenario.borrow(1, CUP_ITEM))
    page = ticket_html(say, cups, NOW, "")
    assert "It comes back at any stall of this market and at its hubs, by Tue 1 Dec." in page
    assert "RM" not in page
    plain = await ticket(scenario, await scenario.borrow(1, PLAIN_ITEM))
    assert "RM2.00 back at any stall of this market, by" in ticket_html(say, plain, NOW, "")


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
    done = await scenario.act(scan_together, HANA, bowls, NOW, scenario.rng)
    assert await scenario.stock(HUB) == {"returned": 3}
    await scenario.act(undo_together, HANA, done.scan, NOW, scenario.rng)
    assert await scenario.stock(HUB) == {}


async def test_a_loan_of_nobody_has_no_others(scenario: PackagingScenario) -> None:
    code = await lend_at_hub(scenario)
    await scenario.borrow(1, person=AINA)
    done = await scenario.act(scan_together, ROS, code, NOW, scenario.rng)
    assert (done.others, done.ticket.code) == ((), code)
