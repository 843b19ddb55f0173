"""Every decision about a deposit is made on locked rows."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from market.actor import Actor
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned, report_paid
from market.deposit.deposit_offer import choose_way
from market.deposit.payee import allow_deposits, set_payee
from market.deposit.payment import RawPayment, match_payment, record_payment
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.waitlist.shopper_actions import decline
from storage.deposit import Deposit
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Hold
from tests.databases import ON_POSTGRESQL
from tests.market.deposit.conftest import AINA, DAY, KEN, MARIUS, NOW, DepositScenario
from tests.market.deposit.payloads import DUITNOW
from tests.market.locks import Deed, waits_where_it_looks

pytestmark = ON_POSTGRESQL

STALL, ORGANISER = Actor(MARIUS), Actor(KEN, is_configured_admin=True)


async def asked(scenario: DepositScenario) -> tuple[int, int]:
    """Aina's hold, and the deposit she was asked for."""
    hold = await scenario.hold()
    return hold, await scenario.choose(hold, "bank")


async def said(scenario: DepositScenario) -> int:
    _, deposit = await asked(scenario)
    await scenario.say(deposit)
    return deposit


async def choosing(scenario: DepositScenario) -> Deed:
    hold, _ = await asked(scenario)
    return choose_way, AINA, hold, "cash", True, NOW, scenario.rng


async def saying(scenario: DepositScenario) -> Deed:
    return report_paid, AINA, (await asked(scenario))[1], NOW


async def confirming(scenario: DepositScenario) -> Deed:
    return confirm_deposit, STALL, await said(scenario), NOW, scenario.rng


async def denying(scenario: DepositScenario) -> Deed:
    return deny_deposit, STALL, await said(scenario), NOW


async def paying(scenario: DepositScenario) -> Deed:
    hold, deposit = await asked(scenario)
    paid = RawPayment(
        charge="ch", payload=f"deposit:{deposit}:{hold}", amount=1000, currency="MYR", payer=AINA
    )
    await scenario.store.write(record_payment, paid, NOW)
    return match_payment, "ch", NOW, scenario.rng


async def declining(scenario: DepositScenario) -> Deed:
    return decline, AINA, (await asked(scenario))[0], NOW


async def giving_back(scenario: DepositScenario) -> Deed:
    deposit, booking = await scenario.paid()
    await scenario.release(booking)
    return mark_returned, STALL, deposit, NOW


async def moving(scenario: DepositScenario) -> Deed:
    await scenario.paid()
    return move_drop, STALL, scenario.drop, StockLine(day=(NOW + 6 * DAY).date()), NOW


async def allowing(scenario: DepositScenario) -> Deed:
    return allow_deposits, ORGANISER, 2, True, NOW


async def setting_a_payee(scenario: DepositScenario) -> Deed:
    return set_payee, STALL, 1, DUITNOW, NOW


@pytest.mark.parametrize(
    ("action", "table", "where"),
    [
        (choosing, Person, f"id = {AINA}"),
        (choosing, Deposit, "TRUE"),
        (saying, Person, f"id = {AINA}"),
        (saying, Deposit, "TRUE"),
        (confirming, Hold, "TRUE"),
        (confirming, Deposit, "TRUE"),
        (denying, Deposit, "TRUE"),
        (paying, Hold, "TRUE"),
        (paying, Deposit, "TRUE"),
        (declining, Deposit, "TRUE"),
        (giving_back, Deposit, "TRUE"),
        (moving, Deposit, "TRUE"),
        (moving, Hold, "TRUE"),
        (allowing, Stall, "id = 2"),
        (setting_a_payee, Stall, "id = 1"),
    ],
)
async def test_whoever_decides_waits_for_who_has_the_row(
    scenario: DepositScenario,
    action: Callable[[DepositScenario], Awaitable[Deed]],
    table: type[Any],
    where: str,
) -> None:
    await waits_where_it_looks(scenario.store, await action(scenario), table, where)
