"""Scans of devices: applied once, in any sequence, and refused with a reason."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from nacl.signing import SigningKey
from sqlmodel import Session, col, select

from market.actor import NotYourStall
from market.admins import NO_ADMINS
from market.kiosk.apply_scans import KioskScanResult
from market.kiosk.conflicts import conflict_list, settle_conflict
from market.kiosk.devices import revoke_device
from market.kiosk.refusals import DeviceGone, KioskError, KioskRefused, TooManyDevices
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import make_link
from market.packaging.place import stall_ref
from market.privacy.forget import forget
from market.sale.hand_over import hand_over_units
from market.stock.wind_up import wind_up
from market.ticket.facts import TicketStatus, ticket_status
from market.ticket.refusals import TooManyCodes, UndoExpired
from market.ticket.scan import HandOverPayment
from market.ticket.signed_ticket import TicketContent, TicketSigner, to_symbols
from market.ticket.ticket_code import draw_code
from market.waitlist.shopper_actions import release
from storage.kiosk import KioskScan, ScanChoice, ScanConflict
from storage.person import Person
from storage.sale import Receipt, SaleMethod
from storage.stall import Stall, StallApproval
from storage.ticket import TicketKind
from storage.ticket_key import TicketKeyRow
from tests.market.kiosk.device import Kiosk, SampleDevice, uuid_of
from tests.market.ticket.conftest import AINA, DAY, HOUR, KEN, NOW, ROS, TOM, WEI, TicketScenario, actor_of

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
async def phone(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("phone", actor_of(ROS), 1, NOW)


@pytest.fixture
async def tablet(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("tablet", actor_of(ROS), 1, NOW)


async def row_of(scenario: TicketScenario, scan: SentScan) -> KioskScan:
    stored = select(KioskScan).where(col(KioskScan.uuid) == uuid_of(scan))
    return await scenario.store.read(lambda session: session.exec(stored).one())


async def add_key(scenario: TicketScenario, key: SigningKey) -> TicketSigner:
    """A key that signs tickets, with its public half in the table."""
    public = bytes(key.verify_key).hex()
    await scenario.store.write(
        lambda session: session.add(TicketKeyRow(id=1, public_key=public, first_used_at=NOW))
    )
    return TicketSigner(1, key)


def content(code: str) -> TicketContent:
    return TicketContent(code=code, kind=TicketKind.PICKUP, drop=1, expires_at=NOW + DAY, units=2)


def said(results: list[KioskScanResult]) -> list[str]:
    return [each.why or each.outcome for each in results]


async def test_a_scan_counts_once_however_often_it_is_sent(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(2)
    scan = phone.record(code, NOW - MINUTE)
    for _ in range(3):
        assert said(await kiosk.send(phone, [scan, scan], NOW)) == ["accepted"] * 2
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.last.at if ticket.last else None) == (1, NOW - MINUTE)
    assert (await scenario.ticket(await scenario.back())).units == 1


async def test_two_devices_and_the_first_wins_also_if_it_is_synced_last(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scenario.booking(1)
    early, late = phone.record(code, NOW - 2 * MINUTE), tablet.record(code, NOW - MINUTE)
    assert said(await kiosk.send(tablet, [late], NOW)) == ["accepted"]
    assert said(await kiosk.send(phone, [early], NOW + HOUR)) == ["accepted"]
    assert said(await kiosk.send(tablet, [late], NOW + HOUR)) == ["conflict"]
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.last.at if ticket.last else None) == (1, NOW - 2 * MINUTE)
    assert [person for person, _ in await scenario.notifications("TwoScans")] == [ROS]
    assert uuid_of(early) != uuid_of(late)


async def test_another_body_with_a_known_uuid_or_number_is_different_and_kept(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scenario.booking(2)
    scan = phone.record(code, NOW)
    body = json.loads(scan.body)
    same_uuid = phone.sign({**body, "units": 2})
    same_number = phone.sign({**body, "uuid": str(UUID(int=7)), "units": 2})
    in_one_batch = await kiosk.send(phone, [scan, same_uuid, same_number], NOW)
    assert said(in_one_batch) == ["accepted", "different", "different"]
    for other in (same_uuid, same_number):
        assert said(await kiosk.send(phone, [other], NOW)) == ["different"]
        assert (await row_of(scenario, scan)).other_body == other.body
    assert said(await kiosk.send(phone, [scan], NOW)) == ["accepted"]
    stolen = tablet.sign(body)
    assert said(await kiosk.send(tablet, [stolen], NOW)) == ["accepted"], "the same body is the same scan"
    assert (await scenario.ticket(code)).done == 1


async def test_a_signature_of_another_device_counts_nothing(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scenario.booking(1)
    scan = phone.record(code, NOW)
    forged = replace(scan, signature=tablet.key.sign(scan.body.encode()).signature)
    assert said(await kiosk.send(phone, [forged], NOW)) == ["signature"]
    assert (await scenario.ticket(code)).done == 0


async def test_what_names_no_ticket_of_this_stall_is_refused_and_kept(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    elsewhere = await kiosk.device("Wei’s", actor_of(WEI), 2, NOW)
    code = await scenario.booking(2)
    signer = await add_key(scenario, SigningKey(b"\1" * 32))
    signed = to_symbols(signer.sign(content(code)))
    forged = to_symbols(TicketSigner(1, SigningKey(b"\2" * 32)).sign(content(code)))
    unknown = to_symbols(signer.sign(content(draw_code(Random(1)))))
    refused = [
        (phone, phone.record(forged, NOW), "forged"),
        (phone, phone.record("A" * 135, NOW), "forged"),
        (phone, phone.record(unknown, NOW), "unknown"),
        (phone, phone.record("22222222", NOW), "unknown"),
        (phone, phone.record("", NOW), "unknown"),
        (phone, phone.record(code, NOW, "take_back"), "other_action"),
        (phone, phone.record(code, NOW, units=3), "units"),
        (phone, phone.record(code, NOW, units=0), "units"),
        (phone, phone.record(code, NOW + 25 * HOUR), "clock"),
        (elsewhere, elsewhere.record(signed, NOW), "other_stall"),
        (elsewhere, elsewhere.record(code, NOW), "unknown"),
    ]
    for device, scan, why in refused:
        assert said(await kiosk.send(device, [scan], NOW)) == [why]
        assert (await row_of(scenario, scan)).body == scan.body
    assert said(await kiosk.send(phone, [phone.record(signed, NOW)], NOW)) == ["accepted"]
    assert said(await kiosk.send(phone, [phone.record(code.lower(), NOW)], NOW)) == ["accepted"]
    assert (await scenario.ticket(code)).done == 2


async def test_what_ended_is_refused_and_what_was_handed_over_before_is_not(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    released = await scenario.booking(1)
    ticket = await scenario.ticket(released)
    await scenario.store.write(release, AINA, ticket.booking, NOW)
    assert said(await kiosk.send(phone, [phone.record(released, NOW)], NOW)) == ["ended"]
    code = await scenario.booking(2)
    over = (await scenario.ticket(code)).drop_ends_at
    await scenario.store.write(wind_up, 1, over + SECOND)
    assert (await scenario.ticket(code)).state == "missed"
    late = over + 20 * HOUR
    assert said(await kiosk.send(phone, [phone.record(code, over + DAY)], over + DAY)) == ["ended"]
    scan = phone.record(code, over - HOUR)
    assert said(await kiosk.send(phone, [scan], late)) == ["accepted"]
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.state, ticket_status(ticket, late)) == (1, "collected", TicketStatus.VALID)
    undo = phone.undo(scan, over - HOUR + SECOND)
    assert said(await kiosk.send(phone, [undo], late)) == ["accepted"]
    assert (await scenario.ticket(code)).state == "missed"


async def test_a_device_undoes_its_own_scan_within_a_minute_of_it(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scenario.booking(1)
    scan = phone.record(code, NOW)
    late, foreign = phone.undo(scan, NOW + 61 * SECOND), tablet.undo(scan, NOW + SECOND)
    await kiosk.send(phone, [scan, late], NOW)
    assert said(await kiosk.send(phone, [late], NOW)) == ["too_late"]
    assert said(await kiosk.send(tablet, [foreign], NOW)) == ["too_late"]
    assert (await scenario.ticket(code)).done == 1
    undo = phone.undo(scan, NOW + 60 * SECOND)
    assert said(await kiosk.send(phone, [undo], NOW + 10 * MINUTE)) == ["accepted"]
    assert (await scenario.ticket(code)).done == 0
    first = phone.record(code, NOW + HOUR)
    assert (
        said(await kiosk.send(phone, [phone.undo(first, NOW + HOUR), first], NOW + HOUR)) == ["accepted"] * 2
    )
    assert (await scenario.ticket(code)).done == 0


async def test_a_collected_ticket_is_not_reopened_hours_later(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    """The device says that it undid the scan at once; the server got the scan nine hours ago."""
    code = await scenario.booking(1)
    scan = phone.record(code, NOW)
    await kiosk.send(phone, [scan], NOW)
    undo, again = phone.undo(scan, NOW + SECOND), phone.record(code, NOW + 9 * HOUR)
    assert said(await kiosk.send(phone, [undo, again], NOW + 9 * HOUR)) == ["too_late", "conflict"]
    assert (await scenario.ticket(code)).done == 1
    offline = phone.record(await scenario.booking(1, person=TOM), NOW)
    undo = phone.undo(offline, NOW + SECOND)
    assert said(await kiosk.send(phone, [offline, undo], NOW + 9 * HOUR)) == ["accepted"] * 2


@pytest.mark.parametrize("claimed", [NOW.replace(year=2002), NOW - DAY, NOW + 11 * MINUTE])
async def test_a_scan_of_a_day_out_of_reach_counts_once_a_person_says_so(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, claimed: datetime
) -> None:
    code = await scenario.booking(2)
    scan = phone.record(code, claimed)
    assert said(await kiosk.send(phone, [scan], NOW)) == ["conflict"]
    assert (await scenario.ticket(code)).done == 0
    (conflict,) = await scenario.store.read(conflict_list, actor_of(ROS), stall_ref(1))
    assert (conflict.claim.claimed_at, conflict.claim.at) == (claimed, NOW)
    decided = {"newest_counted": 0, "now": NOW, "rng": scenario.rng}
    await scenario.store.write(settle_conflict, actor_of(ROS), conflict.id, ScanChoice.BOTH, **decided)
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.last.at if ticket.last else None) == (1, NOW)
    assert said(await kiosk.send(phone, [scan], NOW)) == ["accepted"]


async def test_typed_codes_that_name_no_ticket_are_counted_as_in_the_chat(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    """Packaging comes back at any stall, so a kiosk could try one code after the other."""
    await kiosk.send(phone, [phone.record(await scenario.booking(1), NOW)], NOW)
    back, rng = await scenario.back(), Random(4)
    tried = [phone.record(draw_code(rng), NOW, "take_back") for _ in range(12)]
    assert said(await kiosk.send(phone, tried, NOW)) == ["unknown"] * 10 + ["tried"] * 2
    assert said(await kiosk.send(phone, tried, NOW)) == ["unknown"] * 10 + ["tried"] * 2, "counted once"
    right = phone.record(back, NOW, "take_back")
    assert said(await kiosk.send(phone, [right], NOW)) == ["tried"], "not even the right one is read"
    with pytest.raises(TooManyCodes):
        await scenario.type("22222222", ROS)
    later = NOW + 61 * MINUTE
    assert said(await kiosk.send(phone, [phone.record(back, later, "take_back")], later)) == ["accepted"]


async def test_packaging_comes_back_at_another_stall_and_never_to_its_holder(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    elsewhere = await kiosk.device("Wei’s", actor_of(WEI), 2, NOW)
    await kiosk.send(phone, [phone.record(await scenario.booking(2), NOW, units=2)], NOW)
    back = await scenario.back()
    scan = elsewhere.record(back, NOW, "take_back", units=2)
    assert said(await kiosk.send(elsewhere, [scan], NOW)) == ["accepted"]
    assert await scenario.notifications("PackagingReturned") == [(AINA, NOW + MINUTE)]
    assert said(await kiosk.send(phone, [phone.record(back, NOW + SECOND, "take_back")], NOW)) == ["conflict"]
    await kiosk.send(phone, [phone.record(await scenario.booking(1, person=WEI), NOW)], NOW)
    own = await scenario.back_of(WEI)
    assert said(await kiosk.send(elsewhere, [elsewhere.record(own, NOW, "take_back")], NOW)) == [
        "own_packaging"
    ]


async def test_a_scan_in_the_chat_and_one_of_a_device_are_judged_alike(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(1)
    scan = await scenario.collect(code)
    early = phone.record(code, NOW - MINUTE)
    assert said(await kiosk.send(phone, [early], NOW)) == ["accepted"]
    with pytest.raises(UndoExpired):
        await scenario.undo(scan)
    await scenario.collect(await scenario.booking(1, person=TOM))
    undo = phone.undo(early, NOW - MINUTE + SECOND)
    await kiosk.send(phone, [undo], NOW)
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.last.id if ticket.last else 0) == (1, scan), "now the chat's counts"


async def test_a_receipt_of_the_chat_stands_while_its_scan_counts(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    """A device's scan that came first takes the place of the chat's, and its undo gives it back. What a device handed over has no receipt."""
    code = await scenario.booking(1)
    payment, now = HandOverPayment(method=SaleMethod.CASH), scenario.now
    await scenario.store.write(
        hand_over_units, actor_of(ROS), code, 1, now=now, rng=scenario.rng, payment=payment
    )
    early = phone.record(code, NOW - MINUTE)
    await kiosk.send(phone, [early], NOW)
    await kiosk.send(phone, [phone.undo(early, NOW - MINUTE + SECOND)], NOW)

    def stored(session: Session) -> list[tuple[int, str, int]]:
        rows = session.exec(select(Receipt).order_by(col(Receipt.number)))
        return [(row.number, row.kind.value, row.paid) for row in rows]

    assert await scenario.store.read(stored) == [(1, "sale", 1150), (2, "void", -1150), (3, "sale", 1150)]


@pytest.mark.parametrize("harm", ["block", "sold", "closed", "forgotten", "no organiser"])
async def test_a_device_has_the_rights_that_its_person_has_now(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, harm: str
) -> None:
    code = await scenario.booking(1)
    if harm == "no organiser":
        phone = await kiosk.device("Ken’s", actor_of(KEN), 1, NOW)
        kiosk.admins = NO_ADMINS

    def change(session: Session) -> None:
        match harm:
            case "block":
                session.get_one(Person, ROS).blocked_at = NOW
            case "sold":
                session.get_one(Stall, 1).owner_id = TOM
            case "closed":
                session.get_one(Stall, 1).state = StallApproval.TURNED_DOWN
            case "forgotten":
                forget(session, ROS, NOW)

    await scenario.store.write(change)
    for refused in (kiosk.send(phone, [phone.record(code, NOW)], NOW), kiosk.list(phone, NOW)):
        with pytest.raises(KioskRefused) as told:
            await refused
        assert told.value.error is KioskError.REVOKED


async def test_only_the_stalls_owner_and_organisers_make_links_and_revoke(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    for stranger in (AINA, WEI, TOM):
        for action, thing in ((make_link, stall_ref(1)), (revoke_device, phone.number)):
            given = (NOW, kiosk.rng) if action is make_link else (NOW,)
            with pytest.raises(NotYourStall):
                await scenario.store.write(action, actor_of(stranger), thing, *given)
    await scenario.store.write(revoke_device, actor_of(KEN), phone.number, NOW)
    with pytest.raises(DeviceGone):
        await scenario.store.write(revoke_device, actor_of(KEN), phone.number, NOW)
    with pytest.raises(KioskRefused):
        await kiosk.send(phone, [], NOW)


async def test_a_stall_has_ten_devices_at_most(scenario: TicketScenario, kiosk: Kiosk) -> None:
    for number in range(10):
        await kiosk.device(f"device {number}", actor_of(ROS), 1, NOW)
    with pytest.raises(TooManyDevices):
        await kiosk.device("one more", actor_of(KEN), 1, NOW)


async def test_two_devices_at_the_same_moment_count_once(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    other = await kiosk.device("Ken’s", actor_of(KEN), 1, NOW)
    codes = [await scenario.booking(2), await scenario.booking(2, person=TOM)]
    sent = [
        (device, [device.record(code, NOW, units=2) for code in order])
        for device, order in ((phone, codes), (other, codes[::-1]))
        for _ in range(4)
    ]
    results = await asyncio.gather(*(kiosk.send(*each, NOW) for each in sent))
    assert len(results) == 8
    for code in codes:
        assert (await scenario.ticket(code)).done == 2
    conflicts = await scenario.store.read(lambda session: session.exec(select(ScanConflict)).all())
    assert len(conflicts) == 14


async def receipts(scenario: TicketScenario) -> list[tuple[int, str, SaleMethod, int]]:
    rows = await scenario.store.read(
        lambda session: session.exec(select(Receipt).order_by(col(Receipt.number))).all()
    )
    return [(row.number, row.kind.value, row.method, row.paid) for row in rows]


async def test_a_hand_over_that_says_how_it_was_paid_has_one_receipt_at_its_own_time(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(2)
    scan = phone.record(code, NOW - MINUTE, units=2, method="qr")
    for _ in range(2):
        [result] = await kiosk.send(phone, [scan], NOW)
        assert (result.outcome, result.number) == ("accepted", 1)
    [receipt] = await scenario.store.read(lambda session: session.exec(select(Receipt)).all())
    assert (receipt.number, receipt.method, receipt.sold_at) == (1, SaleMethod.QR, NOW - MINUTE)
    assert receipt.paid == receipt.total > 0


async def test_a_record_of_an_earlier_page_says_no_method_and_has_no_receipt(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(2)
    [result] = await kiosk.send(phone, [phone.record(code, NOW, units=1)], NOW)
    assert (result.outcome, result.number) == ("accepted", None)
    assert await receipts(scenario) == []
    [result] = await kiosk.send(phone, [phone.record(code, NOW, units=1, method="cash")], NOW)
    assert result.number == 1


async def test_an_undone_hand_over_of_one_batch_has_no_receipt_and_of_two_a_void(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(2)
    first = phone.record(code, NOW, units=1, method="cash")
    await kiosk.send(phone, [first, phone.undo(first, NOW)], NOW)
    assert await receipts(scenario) == []
    second = phone.record(code, NOW, units=1, method="cash")
    await kiosk.send(phone, [second], NOW)
    await kiosk.send(phone, [phone.undo(second, NOW)], NOW)
    assert [(number, kind) for number, kind, *_ in await receipts(scenario)] == [(1, "sale"), (2, "void")]
    assert sum(paid for *_, paid in await receipts(scenario)) == 0
