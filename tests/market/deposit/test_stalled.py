"""Deposits of a stall that cannot answer, since its owner is blocked, gone or silent: organisers answer."""

import pytest

from market.actor import Actor, NotOrganiser, NotYourStall
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned
from market.deposit.stalled import SILENT_AFTER, count_stalled, stalled_deposit, stalled_deposits
from market.ledger.deposit_end import BACK_WITHIN
from storage.person import Person
from storage.stall import Stall
from tests.market.deposit.conftest import HOUR, KEN, MARIUS, NOW, STRANGER, DepositScenario

ORGANISER = Actor(KEN, is_configured_admin=True)


async def said(scenario: DepositScenario) -> int:
    deposit = await scenario.choose(await scenario.hold(), "bank")
    await scenario.say(deposit)
    return deposit


async def shown(scenario: DepositScenario) -> list[int]:
    page = await scenario.store.read(stalled_deposits, ORGANISER, 1, now=scenario.now)
    assert len(page.deposits) == await scenario.store.read(count_stalled, scenario.now)
    return [one.id for one in page.deposits]


async def test_a_stall_that_can_answer_answers_alone(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    assert await shown(scenario) == []
    with pytest.raises(NotYourStall):
        await scenario.store.write(confirm_deposit, ORGANISER, deposit, NOW, rng=scenario.rng)


async def test_a_blocked_owner_leaves_the_answer_to_organisers(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    await scenario.change(Person, MARIUS, blocked_at=NOW)
    assert await shown(scenario) == [deposit]
    assert await scenario.store.write(confirm_deposit, ORGANISER, deposit, NOW, rng=scenario.rng)
    assert await scenario.state(deposit) == "paid"
    assert await shown(scenario) == []


async def test_a_forgotten_owner_too(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    await scenario.change(Stall, 1, owner_id=None)
    assert await shown(scenario) == [deposit]
    assert await scenario.store.write(deny_deposit, ORGANISER, deposit, NOW)


async def test_a_silent_stall_too_after_two_days(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    scenario.now += SILENT_AFTER - HOUR
    assert await shown(scenario) == []
    scenario.now += HOUR
    assert await shown(scenario) == [deposit]
    assert await scenario.store.write(confirm_deposit, ORGANISER, deposit, scenario.now, rng=scenario.rng), (
        "the hold stood still for it"
    )


async def test_a_refund_that_is_overdue_is_marked_by_organisers(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    await scenario.release(booking)
    with pytest.raises(NotYourStall):
        await scenario.store.write(mark_returned, ORGANISER, deposit, scenario.now)
    scenario.now += BACK_WITHIN
    assert await shown(scenario) == [deposit]
    await scenario.store.write(mark_returned, ORGANISER, deposit, scenario.now)
    assert await scenario.state(deposit) == "returned"


async def test_strangers_neither_see_nor_answer(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    await scenario.change(Stall, 1, owner_id=None)
    with pytest.raises(NotOrganiser):
        await scenario.store.read(stalled_deposits, Actor(STRANGER), 1, now=NOW)
    with pytest.raises(NotOrganiser):
        await scenario.store.read(stalled_deposit, Actor(STRANGER), deposit)
    with pytest.raises(NotYourStall):
        await scenario.store.write(deny_deposit, Actor(STRANGER), deposit, NOW)
