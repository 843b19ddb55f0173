"""A bank QR that nobody recognises: who may stop it, what that revokes, and whom it warns."""

import pytest
from sqlmodel import col, select

from market.actor import Actor, NotYourStall
from market.admins import NO_ADMINS
from market.deposit.payee import (
    allow_deposits,
    confirm_payee,
    deposit_settings,
    payee_serving,
    set_payee,
    stop_payee,
)
from market.deposit.refusals import PayeeGone
from storage.deposit import Payee
from storage.stall import Stall
from tests.market.deposit.conftest import AINA, DAY, HOUR, KEN, MARIUS, NOW, STRANGER, TOM, DepositScenario
from tests.market.deposit.payloads import DUITNOW
from tests.people import admins

OWNER, ORGANISER, STALL = Actor(MARIUS), Actor(KEN, is_configured_admin=True), 1
ADMINS = admins(KEN)


async def new_payee(scenario: DepositScenario, confirmed: bool = True) -> int:
    payee = await scenario.store.write(set_payee, OWNER, STALL, DUITNOW, now=scenario.now)
    if confirmed:
        await scenario.store.write(confirm_payee, OWNER, payee, ADMINS, now=scenario.now)
    return payee


async def revoked(scenario: DepositScenario) -> list[int]:
    rows = select(Payee.id).where(col(Payee.revoked_at).is_not(None)).order_by(col(Payee.id))
    return [one or 0 for one in await scenario.store.read(lambda session: session.exec(rows).all())]


async def test_a_new_payee_revokes_what_is_pending(scenario: DepositScenario) -> None:
    serving = await scenario.store.read(payee_serving, STALL, NOW)
    first = await new_payee(scenario)
    scenario.now += HOUR
    second = await new_payee(scenario)
    assert await revoked(scenario) == [first]
    scenario.now += DAY
    now_serving = await scenario.store.read(payee_serving, STALL, scenario.now)
    assert serving is not None
    assert now_serving is not None
    assert serving.id < first
    assert now_serving.id == second


@pytest.mark.parametrize(("actor", "by_owner"), [(OWNER, True), (ORGANISER, False)])
async def test_owner_and_organisers_stop_it_with_all_that_is_pending(
    scenario: DepositScenario, actor: Actor, by_owner: bool
) -> None:
    payee = await new_payee(scenario)
    drafted = await new_payee(scenario, confirmed=False)
    await scenario.store.write(stop_payee, actor, payee, ADMINS, now=NOW)
    await scenario.store.write(stop_payee, actor, payee, ADMINS, now=NOW + HOUR)
    assert await revoked(scenario) == [payee, drafted]
    stall = await scenario.store.read(lambda session: session.get_one(Stall, STALL))
    assert (stall.deposits_at, stall.deposits_by) == (None, actor.person)
    assert sorted(await scenario.notifications("PayeeStopped")) == [MARIUS, KEN]
    await scenario.store.write(allow_deposits, ORGANISER, STALL, True, now=NOW + HOUR)
    with pytest.raises(PayeeGone):
        await scenario.store.write(confirm_payee, OWNER, drafted, NO_ADMINS, now=NOW + HOUR)
    settings = await scenario.store.read(deposit_settings, OWNER, STALL, NOW + 2 * DAY)
    assert settings.serving is not None
    assert settings.serving.id < payee, "the one of before serves again"
    assert settings.next is None


async def test_one_that_serves_already_is_stopped_too(scenario: DepositScenario) -> None:
    payee = await new_payee(scenario)
    scenario.now += 2 * DAY
    await scenario.store.write(stop_payee, OWNER, payee, NO_ADMINS, now=scenario.now)
    serving = await scenario.store.read(payee_serving, STALL, scenario.now)
    assert serving is not None
    assert serving.id < payee


async def test_everybody_who_was_shown_a_bank_qr_and_had_no_answer_is_warned(
    scenario: DepositScenario,
) -> None:
    payee = await new_payee(scenario)
    await scenario.choose(await scenario.hold(), "bank")
    said = await scenario.choose(await scenario.hold(TOM), "bank", TOM)
    await scenario.say(said, TOM)
    await scenario.choose(await scenario.hold(3), "cash", 3)
    await scenario.paid(4)
    await scenario.store.write(stop_payee, OWNER, payee, NO_ADMINS, now=NOW)
    assert await scenario.notifications("BankQrStopped") == [AINA, TOM]


async def test_a_stranger_stops_nothing(scenario: DepositScenario) -> None:
    payee = await new_payee(scenario)
    with pytest.raises(NotYourStall):
        await scenario.store.write(stop_payee, Actor(STRANGER), payee, NO_ADMINS, now=NOW)
    with pytest.raises(PayeeGone):
        await scenario.store.write(stop_payee, OWNER, 10**6, NO_ADMINS, now=NOW)
    assert await revoked(scenario) == []


async def test_stopping_deposits_revokes_what_is_pending(scenario: DepositScenario) -> None:
    payee = await new_payee(scenario)
    await scenario.store.write(allow_deposits, ORGANISER, STALL, False, now=NOW)
    assert await revoked(scenario) == [payee]
    await scenario.store.write(allow_deposits, ORGANISER, STALL, True, now=NOW)
    serving = await scenario.store.read(payee_serving, STALL, NOW + 2 * DAY)
    assert serving is not None
    assert serving.id < payee
