"""Gates: what their devices record counts once; the limit, who is told of it, and who may do what."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import NotOrganiser
from market.alley import AlleyUnknown
from market.gate.limit import filling_alley, set_people_limit
from market.gate.people_inside import PAGE_DAYS, counted_alley, people_inside, public_people_inside
from market.gate.refusals import LimitUnfit, RoomAgain
from market.kiosk.call_help import call_help_from_device
from market.kiosk.devices import device_of, gate_state, revoke_device
from market.kiosk.kiosk_place import GateRef
from market.kiosk.refusals import KioskError, KioskRefused, TooManyDevices
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import MAX_DEVICES, SignIn, make_link, sign_in_from_chat
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Blocked
from storage.alley import Alley
from storage.gate import GateCount
from storage.help_call import HelpCall
from storage.kiosk import KioskScan
from storage.notification import Notification
from tests.market.kiosk.device import Kiosk, SampleDevice, uuid_of
from tests.market.ticket.conftest import AINA, DAY, HOUR, KEN, NOW, ROS, TOM, TicketScenario, actor_of
from tests.people import admins

GATE = GateRef(1)
ADMINS = admins(KEN)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


async def inside(scenario: TicketScenario, now: Any = NOW) -> int:
    return await scenario.store.read(
        lambda session: people_inside(session, session.get_one(Alley, 1), now).inside
    )


async def counts(scenario: TicketScenario) -> list[tuple[int, int]]:
    rows = select(GateCount.entered, GateCount.exited).order_by(col(GateCount.minute))
    return await scenario.store.read(lambda session: [(*row,) for row in session.exec(rows)])  # type: ignore[misc]


async def told(scenario: TicketScenario) -> list[tuple[int, bool]]:
    rows = select(Notification).where(col(Notification.kind) == "AlleyFilling")
    found = await scenario.store.read(lambda session: session.exec(rows).all())
    return sorted((each.person_id, each.payload["is_full"]) for each in found)


def people(device: SampleDevice, units: int, at: Any = NOW, action: str = "enter") -> SentScan:
    return device.record("", at, action, units)


async def test_entries_exits_and_undos_of_two_gates_are_one_number(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    south = await kiosk.device("south", actor_of(KEN), GATE, NOW)
    wrong = people(north, 2, NOW + MINUTE)
    sent = [people(north, 6), wrong, north.undo(wrong, NOW + 2 * MINUTE)]
    results = await kiosk.send(north, sent, NOW)
    assert [each.outcome for each in results] == ["accepted"] * 3
    await kiosk.send(south, [people(south, 4, NOW + HOUR, "leave")], NOW + HOUR)
    assert await inside(scenario, NOW + HOUR) == 2
    assert await counts(scenario) == [(6, 0), (0, 0), (0, 4)]
    await kiosk.send(north, sent, NOW + HOUR)
    assert await inside(scenario, NOW + HOUR) == 2, "what is sent again counts once"


async def test_an_undo_counts_within_a_minute_of_its_own_device_alone_and_once(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    south = await kiosk.device("south", actor_of(KEN), GATE, NOW)
    entry = people(north, 5)
    await kiosk.send(north, [entry], NOW)
    late, foreign = north.undo(entry, NOW + 61 * SECOND), south.undo(entry, NOW + SECOND)
    [result] = await kiosk.send(north, [late], NOW + 2 * MINUTE)
    assert (result.outcome, result.why) == ("refused", "too_late")
    [result] = await kiosk.send(south, [foreign], NOW + 2 * MINUTE)
    assert (result.outcome, result.why) == ("refused", "too_late")
    assert await inside(scenario) == 5
    twice = [north.undo(entry, NOW + MINUTE), north.undo(entry, NOW + SECOND)]
    results = await kiosk.send(north, twice, NOW + HOUR)
    assert [each.outcome for each in results] == ["accepted"] * 2, "also an hour later: the network was away"
    assert await inside(scenario) == 0
    assert await counts(scenario) == [(0, 0)]


async def test_an_undo_that_comes_before_its_entry_makes_it_count_nothing(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    entry = people(north, 5)
    await kiosk.send(north, [north.undo(entry, NOW + SECOND)], NOW)
    await kiosk.send(north, [entry], NOW + MINUTE)
    assert await inside(scenario) == 0
    assert await counts(scenario) == []


async def test_what_is_wrong_counts_nothing_and_is_stored(scenario: TicketScenario, kiosk: Kiosk) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    code = await scenario.booking(1)
    forged = people(north, 6)
    wrong = [
        (north.record(code, NOW), "other_action"),
        (north.record("", NOW, "take_back"), "other_action"),
        (
            north.record(
                "", NOW, "sell", 0, sale={"method": "cash", "lines": [{"item": 1, "units": 1, "price": 1}]}
            ),
            "other_action",
        ),
        (north.record("", NOW, "refused", 0), "other_action"),
        (north.record(code, NOW, "enter"), "other_action"),
        (people(north, 0), "units"),
        (people(north, 6, NOW + 11 * MINUTE), "clock"),
        (people(north, 6, NOW - DAY), "clock"),
        (people(north, 6, NOW + 3 * DAY), "clock"),
        (SentScan(forged.body, bytes(64)), "signature"),
    ]
    results = await kiosk.send(north, [scan for scan, _ in wrong], NOW)
    assert [(each.outcome, each.why) for each in results] == [("refused", why) for _, why in wrong]
    assert await counts(scenario) == []
    assert (await scenario.ticket(code)).done == 0
    rows = await scenario.store.read(
        lambda session: session.exec(select(KioskScan.why).order_by(col(KioskScan.id))).all()
    )
    assert [*rows] == [why for _, why in wrong]
    undo = north.undo(wrong[5][0], NOW)
    await kiosk.send(north, [undo], NOW)
    assert await counts(scenario) == []


async def test_more_than_six_at_once_is_no_record(scenario: TicketScenario, kiosk: Kiosk) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    with pytest.raises(KioskRefused) as refused:
        await kiosk.send(north, [people(north, 7)], NOW)
    assert refused.value.error is KioskError.MALFORMED


async def test_another_body_under_the_same_uuid_or_number_counts_nothing(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    entry = people(north, 1)
    await kiosk.send(north, [entry], NOW)
    north.seq -= 1
    [result] = await kiosk.send(north, [people(north, 6)], NOW)
    assert result.outcome == "different"
    assert await inside(scenario) == 1
    assert uuid_of(entry)


@pytest.mark.parametrize("action", ["enter", "leave"])
async def test_the_device_of_a_stall_counts_nobody(
    scenario: TicketScenario, kiosk: Kiosk, action: str
) -> None:
    counter = await kiosk.device("counter", actor_of(ROS), 1, NOW)
    entry = people(counter, 3, action=action)
    results = await kiosk.send(counter, [entry, counter.undo(entry, NOW)], NOW)
    assert (results[0].outcome, results[0].why) == ("refused", "other_action")
    assert await counts(scenario) == []


async def test_a_gate_is_for_organisers_alone(scenario: TicketScenario, kiosk: Kiosk) -> None:
    store = scenario.store
    for person in (ROS, TOM, AINA):
        with pytest.raises(NotOrganiser):
            await store.write(make_link, actor_of(person), GATE, NOW, kiosk.rng)
        with pytest.raises(NotOrganiser):
            await store.read(gate_state, actor_of(person), 1, NOW)
        request = SignIn(code="x" * 43, public_key=SampleDevice(name="x").public_key, name="x")
        with pytest.raises(KioskRefused) as refused:
            await store.write(sign_in_from_chat, request, person, GATE, NOW, admins=ADMINS)
        assert refused.value.error is KioskError.LINK_OVER
    with pytest.raises(AlleyUnknown):
        await store.write(make_link, actor_of(KEN), GateRef(99), NOW, kiosk.rng)
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    for person in (ROS, TOM):
        with pytest.raises(NotOrganiser):
            await store.read(device_of, actor_of(person), north.number)
        with pytest.raises(NotOrganiser):
            await store.write(revoke_device, actor_of(person), north.number, NOW)
    assert await store.write(revoke_device, actor_of(KEN), north.number, NOW) == GATE
    with pytest.raises(KioskRefused):
        await kiosk.send(north, [people(north, 1)], NOW)


async def test_inside_telegram_an_organiser_signs_a_gate_in(scenario: TicketScenario, kiosk: Kiosk) -> None:
    request = SignIn(code="x" * 43, public_key=SampleDevice(name="x").public_key, name="north")
    signed_in = await scenario.store.write(sign_in_from_chat, request, KEN, GATE, NOW, admins=ADMINS)
    assert (signed_in.place, signed_in.place_name) == (GATE, "Lorong Bakau")


async def test_the_devices_of_a_former_and_of_a_blocked_organiser_count_no_more(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    ken = actor_of(KEN)
    for person, ended_by in ((ROS, remove_organiser), (TOM, None)):
        await scenario.store.write(name_organiser, ken, person, ADMINS, NOW)
        gate = await kiosk.device(f"gate {person}", actor_of(person), GATE, NOW)
        await kiosk.send(gate, [people(gate, 1)], NOW)
        if ended_by:
            await scenario.store.write(ended_by, ken, person, ADMINS, NOW)
        else:
            await scenario.store.write(remove_organiser, ken, person, ADMINS, NOW)
            await scenario.store.write(block, ken, person, ADMINS, NOW)
        with pytest.raises(KioskRefused) as refused:
            await kiosk.send(gate, [people(gate, 6)], NOW)
        assert refused.value.error is KioskError.REVOKED
        with pytest.raises(KioskRefused):
            await kiosk.list(gate, NOW)
        with pytest.raises((NotOrganiser, Blocked)):
            await scenario.store.write(set_people_limit, actor_of(person), 1, 5)
    assert await inside(scenario) == 2, "what was counted stays"


async def test_an_alley_has_ten_gates_at_most(scenario: TicketScenario, kiosk: Kiosk) -> None:
    for number in range(MAX_DEVICES):
        await kiosk.device(f"gate {number}", actor_of(KEN), GATE, NOW)
    with pytest.raises(TooManyDevices):
        await scenario.store.write(make_link, actor_of(KEN), GATE, NOW, kiosk.rng)
    await kiosk.device("counter", actor_of(ROS), 1, NOW)


async def test_a_gates_list_says_who_is_inside_and_nothing_else(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    await scenario.booking(1)
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    await scenario.store.write(set_people_limit, actor_of(KEN), 1, 50)
    await kiosk.send(north, [people(north, 3)], NOW)
    found = await kiosk.list(north, NOW)
    assert found.people is not None
    assert (found.people.inside, found.people.limit, found.people.name) == (3, 50, "Lorong Bakau")
    assert found.people.ends_at == NOW + 18 * HOUR, "four in the morning"
    assert (found.keys, found.drops, found.tickets, found.sale) == ({}, (), (), None)


async def test_help_is_called_to_the_alley_of_a_gate(scenario: TicketScenario, kiosk: Kiosk) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    await scenario.store.write(call_help_from_device, north.number, ADMINS, NOW)
    row = await scenario.store.read(lambda session: session.exec(select(HelpCall)).one())
    assert (row.alley_id, row.stall_id) == (1, None)


async def test_organisers_are_told_once_a_market_day_that_it_is_nearly_full_and_full(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    await scenario.store.write(set_people_limit, actor_of(KEN), 1, 20)
    await kiosk.send(north, [people(north, 6) for _ in range(2)] + [people(north, 5)], NOW)
    assert await told(scenario) == []
    await kiosk.send(north, [people(north, 1)], NOW)
    assert await told(scenario) == [(KEN, False)]
    later = NOW + HOUR
    await kiosk.send(north, [people(north, 6, later, "leave")], later)
    with pytest.raises(RoomAgain):
        await scenario.store.read(filling_alley, 1, later)
    await kiosk.send(north, [people(north, 6, later)], later)
    assert await told(scenario) == [(KEN, False)], "once a market day"
    await kiosk.send(north, [people(north, 2, later)], later)
    await kiosk.send(north, [people(north, 2, later)], later)
    assert await told(scenario) == [(KEN, False), (KEN, True)]
    assert (await scenario.store.read(filling_alley, 1, later)).inside == 22
    tomorrow = NOW + DAY
    await kiosk.send(north, [people(north, 6, tomorrow) for _ in range(4)], tomorrow)
    assert await told(scenario) == [(KEN, False), (KEN, True), (KEN, True)]


async def test_a_gate_that_syncs_late_tells_nothing_of_what_is_over(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    await scenario.store.write(set_people_limit, actor_of(KEN), 1, 6)
    crowd = [people(north, 6), people(north, 6, NOW + HOUR, "leave")]
    await kiosk.send(north, crowd, NOW + 2 * HOUR)
    await kiosk.send(north, [people(north, 6, NOW + 3 * HOUR)], NOW + DAY)
    assert await told(scenario) == []
    found = await scenario.store.read(counted_alley, actor_of(KEN), 1, NOW + DAY, days=PAGE_DAYS)
    assert [(each.people.entered, each.people.peak) for each in found.days] == [(12, 6)]


async def test_without_a_limit_nobody_is_told(scenario: TicketScenario, kiosk: Kiosk) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    await kiosk.send(north, [people(north, 6) for _ in range(9)], NOW)
    assert await told(scenario) == []


@pytest.mark.parametrize("limit", [1, 100_000, None])
async def test_a_limit_is_set_and_removed(scenario: TicketScenario, limit: int | None) -> None:
    await scenario.store.write(set_people_limit, actor_of(KEN), 1, limit)
    found = await scenario.store.read(public_people_inside, "BAKAU", NOW)
    assert (found.limit, found.inside, found.is_counted) == (limit, 0, False)


@pytest.mark.parametrize("limit", [0, -1, 100_001, 10**12])
async def test_what_is_no_limit_is_refused(scenario: TicketScenario, limit: int) -> None:
    with pytest.raises(LimitUnfit):
        await scenario.store.write(set_people_limit, actor_of(KEN), 1, limit)


async def test_a_market_day_begins_with_nobody_at_four_in_the_morning(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    north = await kiosk.device("north", actor_of(KEN), GATE, NOW)
    night = NOW + 18 * HOUR - SECOND
    await kiosk.send(north, [people(north, 6, night)], night)
    assert await inside(scenario, night) == 6
    assert await inside(scenario, night + SECOND) == 0
    await kiosk.send(north, [people(north, 2, night + SECOND)], night + HOUR)
    found = await scenario.store.read(counted_alley, actor_of(KEN), 1, night + HOUR, days=PAGE_DAYS)
    assert [(f"{each.day}", each.people.entered, each.people.peak) for each in found.days] == [
        ("2026-11-25", 2, 2),
        ("2026-11-24", 6, 6),
    ]
    [hour] = found.days[1].hours
    assert hour.begins_at.hour == 3


async def test_the_rows_name_nobody_and_outlive_their_organiser(
    scenario: TicketScenario, kiosk: Kiosk
) -> None:
    await scenario.store.write(name_organiser, actor_of(KEN), ROS, ADMINS, NOW)
    gate = await kiosk.device("north", actor_of(ROS), GATE, NOW)
    await kiosk.send(gate, [people(gate, 4)], NOW)

    def names(session: Session) -> set[str]:
        row = session.exec(select(GateCount)).one()
        return {*row.model_dump()}

    assert await scenario.store.read(names) == {"device_id", "minute", "alley_id", "entered", "exited"}
