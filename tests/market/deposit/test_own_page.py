"""A refund that did not come in time: its payer tells the organisers, once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from market.actor import Actor
from market.admins import Admins
from market.deposit.own_page import OwnDeposit, own_deposit_page, tell_overdue
from market.deposit.refusals import DepositChanged, DepositNotYours
from market.ledger.deposit_end import BACK_WITHIN
from storage.support import SupportMessage
from tests.market.deposit.conftest import AINA, KEN, TOM, DepositScenario
from tests.people import telegram_id

ADMINS = Admins(frozenset({telegram_id(KEN)}))


async def due(scenario: DepositScenario) -> int:
    """A deposit whose refund was due just now."""
    deposit, booking = await scenario.paid()
    await scenario.release(booking)
    await scenario.sweep()
    scenario.now += timedelta(minutes=2)
    await scenario.sweep()
    assert await scenario.state(deposit) == "due"
    scenario.now = (await own(scenario, deposit)).facts.back_by
    return deposit


async def own(scenario: DepositScenario, deposit: int) -> OwnDeposit:
    return await scenario.store.read(own_deposit_page, AINA, deposit, scenario.now)


async def tell(scenario: DepositScenario, deposit: int, person: int = AINA) -> None:
    words = f"Where is {(await scenario.deposit(deposit)).reference}?"
    await scenario.store.write(tell_overdue, Actor(person), deposit, words, admins=ADMINS, now=scenario.now)


async def test_organisers_are_told_once_and_the_page_leads_to_the_question(scenario: DepositScenario) -> None:
    deposit = await due(scenario)
    assert (await own(scenario, deposit)).question is None
    await tell(scenario, deposit)
    await tell(scenario, deposit)
    [thread] = await scenario.store.read(lambda session: [*session.exec(select(SupportMessage.thread_id))])
    assert (await own(scenario, deposit)).question == thread
    assert await scenario.notifications("SupportAsked") == [KEN]


async def test_a_refund_with_time_left_is_not_overdue(scenario: DepositScenario) -> None:
    deposit = await due(scenario)
    scenario.now -= timedelta(seconds=1)
    with pytest.raises(DepositChanged):
        await tell(scenario, deposit)
    assert not (await own(scenario, deposit)).facts.is_overdue(scenario.now)


async def test_a_refund_that_came_is_not_overdue(scenario: DepositScenario) -> None:
    deposit = await due(scenario)
    await scenario.report_refund(deposit)
    scenario.now += BACK_WITHIN
    with pytest.raises(DepositChanged):
        await tell(scenario, deposit)


async def test_nobody_else_tells_of_it(scenario: DepositScenario) -> None:
    deposit = await due(scenario)
    with pytest.raises(DepositNotYours):
        await tell(scenario, deposit, TOM)
