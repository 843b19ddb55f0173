"""What devices recorded: once, in whatever sequence, and refused with a reason."""

from datetime import timedelta

import pytest

from market.kiosk.apply_scans import ScanResult
from tests.market.kiosk.device import Kiosk, SampleDevice, uuid_of
from tests.market.ticket.conftest import HOUR, NOW, ROS, TicketScenario, actor_of

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
async def phone(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("phone", actor_of(ROS), 1, NOW)


@pytest.fixture
async def tablet(scenario: TicketScenario, kiosk: Kiosk) -> SampleDevice:
    return await kiosk.device("tablet", actor_of(ROS), 1, NOW)


def said(results: list[ScanResult]) -> list[str]:
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
