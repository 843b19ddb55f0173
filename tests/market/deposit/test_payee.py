"""The payee of a stall, whose bank QR is the point of theft."""

from datetime import timedelta

import pytest

from market.actor import Actor, NotOrganiser, NotYourStall, StallUnknown
from market.admins import NO_ADMINS
from market.deposit.payee import (
    SERVES_AFTER,
    allow_deposits,
    confirm_payee,
    deposit_settings,
    own_payee,
    payee_serving,
    set_payee,
)
from market.deposit.refusals import DepositsNotAllowed, PayeeGone, QrBroken, QrOtherMoney
from storage.organiser import Organiser
from storage.stall import Stall
from tests.market.deposit.conftest import AINA, KEN, MARIUS, NOW, STRANGER, DepositScenario
from tests.market.deposit.payloads import DUITNOW, QRIS, payload, tag
from tests.people import admins

OURS = payload(tag("26", tag("00", "A0000006150001")), "458", "MY", "MARIUS OMBAK", city="KOTA KINABALU")
OWNER, STALL = Actor(MARIUS), 1
ADMINS = admins(KEN, STRANGER)


async def send(scenario: DepositScenario, text: str = OURS) -> int:
    return await scenario.store.write(set_payee, OWNER, STALL, text, now=scenario.now)


async def serving(scenario: DepositScenario) -> str:
    found = await scenario.store.read(payee_serving, STALL, scenario.now)
    return found.name if found else ""


async def test_a_new_qr_serves_a_day_after_its_owner_confirmed_it_and_all_are_told(
    scenario: DepositScenario,
) -> None:
    await scenario.store.write(lambda session: session.add(Organiser(person_id=AINA, named_at=NOW)))
    payee = await send(scenario)
    scenario.now += timedelta(days=2)
    assert await serving(scenario) == "OMBAK PRINT", "what is not confirmed never serves"
    await scenario.store.write(confirm_payee, OWNER, payee, ADMINS, now=scenario.now)
    assert sorted(await scenario.notifications("PayeeChanged")) == sorted([MARIUS, KEN, STRANGER, AINA])
    scenario.now += SERVES_AFTER - timedelta(seconds=1)
    assert await serving(scenario) == "OMBAK PRINT"
    both = await scenario.store.read(deposit_settings, OWNER, STALL, scenario.now)
    assert both.next is not None
    assert both.next.name == "MARIUS OMBAK"
    scenario.now += timedelta(seconds=1)
    assert await serving(scenario) == "MARIUS OMBAK"
    assert (await scenario.store.read(deposit_settings, OWNER, STALL, scenario.now)).next is None


async def test_only_the_newest_is_confirmed_and_once(scenario: DepositScenario) -> None:
    first, second = await send(scenario, DUITNOW), await send(scenario)
    with pytest.raises(PayeeGone):
        await scenario.store.write(confirm_payee, OWNER, first, NO_ADMINS, now=NOW)
    await scenario.store.write(confirm_payee, OWNER, second, NO_ADMINS, now=NOW)
    for known in (second, 999_999):
        with pytest.raises(PayeeGone):
            await scenario.store.write(confirm_payee, OWNER, known, NO_ADMINS, now=NOW)


async def test_the_owner_alone_not_even_an_organiser(scenario: DepositScenario) -> None:
    payee = await send(scenario)
    for other in (Actor(STRANGER), Actor(KEN, is_configured_admin=True)):
        with pytest.raises(NotYourStall):
            await scenario.store.write(set_payee, other, STALL, OURS, now=NOW)
        with pytest.raises(NotYourStall):
            await scenario.store.write(confirm_payee, other, payee, NO_ADMINS, now=NOW)
        with pytest.raises(NotYourStall):
            await scenario.store.read(own_payee, other, payee)
    with pytest.raises(StallUnknown):
        await scenario.store.write(set_payee, OWNER, 99, OURS, now=NOW)
    with pytest.raises(PayeeGone):
        await scenario.store.read(own_payee, OWNER, payee + 1)


async def test_no_qr_before_an_organiser_said_so_and_none_after_they_took_it_back(
    scenario: DepositScenario,
) -> None:
    payee = await send(scenario)
    with pytest.raises(NotOrganiser):
        await scenario.store.write(allow_deposits, OWNER, STALL, False, now=NOW)
    organiser = Actor(KEN, is_configured_admin=True)
    await scenario.store.write(allow_deposits, organiser, STALL, False, now=NOW)
    await scenario.store.write(allow_deposits, organiser, STALL, False, now=NOW)
    assert await scenario.notifications("DepositsStopped") == [MARIUS]
    for action, about in ((set_payee, (STALL, OURS)), (confirm_payee, (payee, NO_ADMINS))):
        with pytest.raises(DepositsNotAllowed):
            await scenario.store.write(action, OWNER, *about, NOW)  # type: ignore[arg-type]
    await scenario.store.write(allow_deposits, organiser, STALL, True, now=NOW)
    assert await scenario.notifications("DepositsAllowed") == [MARIUS]
    row = await scenario.store.read(lambda session: session.get_one(Stall, STALL))
    assert (row.deposits_at, row.deposits_by) == (NOW, KEN)
    with pytest.raises(StallUnknown):
        await scenario.store.write(allow_deposits, organiser, 99, True, now=NOW)


async def test_what_cannot_be_paid_to_is_not_kept(scenario: DepositScenario) -> None:
    for text, why in ((QRIS, QrOtherMoney), (OURS[:-2], QrBroken)):
        with pytest.raises(why):
            await send(scenario, text)
