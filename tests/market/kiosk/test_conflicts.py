"""Conflicting scans: who decides, what follows, and that a decision is final."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import NotYourStall
from market.desk import desk
from market.kiosk.conflicts import ConflictFacts, conflict_list, settle_conflict
from market.kiosk.refusals import OwnClaim, ScansSettled
from market.packaging.place import stall_ref
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from storage.kiosk import KioskDevice, KioskLink, ScanChoice, ScanConflict
from storage.person import Person
from storage.staff import StaffRole, StallStaff
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.ticket.conftest import AINA, HOUR, KEN, NOW, ROS, TOM, WEI, TicketScenario, actor_of
from tests.merging import merge_by_word

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def phone(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("phone", actor_of(ROS), 1, NOW)


@pytest.fixture
async def tablet(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("tablet", actor_of(KEN), 1, NOW)


async def conflicts(scenario: TicketScenario) -> tuple[ConflictFacts, ...]:
    return await scenario.store.read(conflict_list, actor_of(ROS), stall_ref(1))


async def decide(
    scenario: TicketScenario, conflict: ConflictFacts, choice: ScanChoice, person: int = ROS
) -> None:
    await scenario.store.write(
        settle_conflict,
        actor_of(person),
        conflict.id,
        choice,
        newest_counted=conflict.newest_counted,
        now=scenario.now,
        rng=scenario.rng,
    )


async def scan_twice(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice, units: int = 1
) -> str:
    """Two devices hand over the same units; the ticket's code."""
    code = await scenario.booking(units)
    await kiosk.send(phone, [phone.record(code, NOW, units=units)], NOW)
    await kiosk.send(tablet, [tablet.record(code, NOW + 2 * MINUTE, units=units)], NOW + 5 * MINUTE)
    return code


@pytest.mark.parametrize(
    ("choice", "minutes"),
    [(ScanChoice.BOTH, 0), (ScanChoice.ONLY_OTHERS, 0), (ScanChoice.ONLY_THIS, 2)],
)
async def test_what_is_decided_counts_and_stays(
    scenario: TicketScenario,
    kiosk: Kiosk,
    phone: SampleDevice,
    tablet: SampleDevice,
    choice: ScanChoice,
    minutes: int,
) -> None:
    code = await scan_twice(scenario, kiosk, phone, tablet)
    [conflict] = await conflicts(scenario)
    assert [(each.by, each.at) for each in (*conflict.counted, conflict.claim)] == [
        ("phone", NOW),
        ("tablet", NOW + 2 * MINUTE),
    ]
    await decide(scenario, conflict, choice)
    assert await conflicts(scenario) == ()
    ticket = await scenario.ticket(code)
    assert (ticket.done, ticket.state) == (1, "collected")
    assert ticket.last is not None
    assert ticket.last.at == NOW + minutes * MINUTE
    assert (await scenario.ticket(await scenario.back())).units == 1
    with pytest.raises(ScansSettled):
        await decide(scenario, conflict, ScanChoice.BOTH)
    await kiosk.send(phone, [phone.record(code, NOW - HOUR)], NOW + HOUR)
    again = await scenario.ticket(code)
    assert again.last == ticket.last, "an earlier scan that comes later changes nothing that was decided"
    [new] = await conflicts(scenario)
    assert new.claim.at == NOW - HOUR


async def test_fewer_that_went_out_are_fewer_to_come_back(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    """A person decides about returned units beyond that, too."""
    code = await scenario.booking(2)
    await kiosk.send(phone, [phone.record(code, NOW, units=2)], NOW)
    back = await scenario.back()
    await kiosk.send(phone, [phone.record(back, NOW + MINUTE, "take_back", units=2)], NOW)
    await kiosk.send(tablet, [tablet.record(code, NOW + MINUTE, units=1)], NOW)
    [conflict] = await conflicts(scenario)
    await decide(scenario, conflict, ScanChoice.ONLY_THIS)
    assert (await scenario.ticket(code)).done == 1
    returns = await scenario.ticket(back)
    assert (returns.units, returns.done) == (1, 0)
    [conflict] = await conflicts(scenario)
    assert (conflict.counted, conflict.newest_counted, conflict.claim.units) == ((), 0, 2)
    await decide(scenario, conflict, ScanChoice.BOTH)
    assert await conflicts(scenario) == ()
    assert await scenario.notifications("PackagingReturned") == []


@pytest.mark.parametrize("person", [AINA, WEI, TOM])
async def test_a_stranger_decides_nothing(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice, person: int
) -> None:
    await scan_twice(scenario, kiosk, phone, tablet)
    [conflict] = await conflicts(scenario)
    with pytest.raises(NotYourStall):
        await decide(scenario, conflict, ScanChoice.BOTH, person)
    with pytest.raises(NotYourStall):
        await scenario.store.read(conflict_list, actor_of(person), stall_ref(1))


async def test_a_blocked_owner_decides_nothing_and_an_organiser_may(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    await scan_twice(scenario, kiosk, phone, await kiosk.device("tablet", actor_of(ROS), 1, NOW))
    [conflict] = await conflicts(scenario)

    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    await scenario.store.write(block)
    with pytest.raises(Blocked):
        await decide(scenario, conflict, ScanChoice.BOTH)
    await decide(scenario, conflict, ScanChoice.BOTH, KEN)


async def test_whoever_made_a_scan_does_not_settle_it(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    """A helper's device caused the conflict: the owner decides, about their own as well, or others who had no part in it."""

    def hire(session: Session) -> None:
        for person in (TOM, AINA):
            session.add(StallStaff(stall_id=1, person_id=person, role=StaffRole.SCAN, since=NOW))

    await scenario.store.write(hire)
    toms = await kiosk.device("Tom’s", actor_of(TOM), 1, NOW)
    await scan_twice(scenario, kiosk, phone, toms)
    [conflict] = await conflicts(scenario)
    with pytest.raises(OwnClaim):
        await decide(scenario, conflict, ScanChoice.BOTH, TOM)
    await decide(scenario, conflict, ScanChoice.BOTH, AINA)
    kens = await kiosk.device("Ken’s", actor_of(KEN), 1, NOW)
    code = await scenario.booking(1, person=WEI)
    await kiosk.send(kens, [kens.record(code, NOW), kens.record(code, NOW + MINUTE)], NOW)
    [conflict] = await conflicts(scenario)
    with pytest.raises(OwnClaim):
        await decide(scenario, conflict, ScanChoice.BOTH, KEN)
    await decide(scenario, conflict, ScanChoice.BOTH, ROS)


async def test_who_saw_other_scans_than_count_now_decides_nothing(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scan_twice(scenario, kiosk, phone, tablet)
    [seen] = await conflicts(scenario)
    await kiosk.send(phone, [phone.record(code, NOW - HOUR)], NOW)
    with pytest.raises(ScansSettled):
        await decide(scenario, seen, ScanChoice.ONLY_THIS)
    assert len(await conflicts(scenario)) == 2


async def test_eight_decide_at_once_and_one_does(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scan_twice(scenario, kiosk, phone, tablet)
    [conflict] = await conflicts(scenario)
    choices = [ScanChoice.ONLY_THIS, ScanChoice.ONLY_OTHERS] * 4
    tries = await asyncio.gather(
        *(decide(scenario, conflict, each) for each in choices), return_exceptions=True
    )
    assert sum(each is None for each in tries) == 1
    assert sum(isinstance(each, ScansSettled) for each in tries) == 7
    assert (await scenario.ticket(code)).done == 1


async def test_a_conflict_that_is_none_any_more_is_gone_with_its_message(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scenario.booking(1)
    first = phone.record(code, NOW)
    await kiosk.send(phone, [first, phone.record(code, NOW + MINUTE)], NOW)
    assert len(await scenario.notifications("TwoScans")) == 1
    page = await scenario.store.read(desk, actor_of(ROS), 1, NOW)
    assert page.conflicts == 1
    await kiosk.send(phone, [phone.undo(first, NOW)], NOW)
    assert await scenario.notifications("TwoScans") == []
    page = await scenario.store.read(desk, actor_of(ROS), 1, NOW)
    assert page.conflicts == 0


async def test_mydata_has_devices_links_and_decisions_and_forget_takes_them(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice, tablet: SampleDevice
) -> None:
    code = await scan_twice(scenario, kiosk, phone, tablet)
    [conflict] = await conflicts(scenario)
    await decide(scenario, conflict, ScanChoice.BOTH)
    data = await scenario.store.read(mydata, ROS)
    assert [each["name"] for each in data["kiosk_device"]] == ["phone"]
    assert len(data["kiosk_link"]) == len(data["scan_conflict"]) == 1
    await scenario.store.write(forget, ROS, NOW)

    def left(session: Session) -> list[object]:
        device = session.get_one(KioskDevice, phone.number)
        links = session.exec(select(KioskLink.person_id)).all()
        settled = session.exec(select(ScanConflict.settled_by)).one()
        return [device.name, device.person_id, device.revoked_at, list(links), settled]

    assert await scenario.store.read(left) == ["", None, NOW, [], None], (
        "the stall is closed, and Ken’s link to it too"
    )
    assert (await scenario.ticket(code)).done == 1


async def test_a_device_goes_with_the_account_that_its_person_merged_into(
    scenario: TicketScenario, kiosk: Kiosk, phone: SampleDevice
) -> None:
    code = await scenario.booking(1)
    await merge_by_word(scenario.store, TOM, ROS, KEN, now=NOW)
    owner = select(KioskDevice.person_id).where(col(KioskDevice.id) == phone.number)
    assert await scenario.store.read(lambda session: session.exec(owner).one()) == TOM
    [said] = await kiosk.send(phone, [phone.record(code, NOW)], NOW)
    assert said.outcome == "accepted"
