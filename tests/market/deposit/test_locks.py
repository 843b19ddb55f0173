"""What is decided about a deposit is decided by rows that nobody else has."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from market.acting import Acting
from market.deposit.answering import confirm_deposit, deny_deposit, give_back, say_paid
from market.deposit.asking import choose_way
from market.deposit.payee import allow_deposits, set_payee
from market.deposit.payment import Payment, take_payment
from market.drop.change import move
from market.drop.stock import Stock
from market.waitlist.actions import decline
from storage.deposit import Deposit
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Hold
from tests.market.deposit.conftest import AINA, DAY, KEN, MARIUS, NOW, Till
from tests.market.deposit.payloads import DUITNOW
from tests.market.locks import ON_POSTGRESQL, Deed, waits_where_it_looks

pytestmark = ON_POSTGRESQL

STALL, ORGANISER = Acting(MARIUS), Acting(KEN, named=True)


async def asked(till: Till) -> tuple[int, int]:
    """Aina's hold, and the deposit she was asked for."""
    hold = await till.hold()
    return hold, await till.choose(hold, "bank")


async def said(till: Till) -> int:
    _, deposit = await asked(till)
    await till.say(deposit)
    return deposit


async def choosing(till: Till) -> Deed:
    hold, _ = await asked(till)
    return choose_way, AINA, hold, "cash", True, NOW, till.dice


async def saying(till: Till) -> Deed:
    return say_paid, AINA, (await asked(till))[1], NOW


async def confirming(till: Till) -> Deed:
    return confirm_deposit, STALL, await said(till), NOW, till.dice


async def denying(till: Till) -> Deed:
    return deny_deposit, STALL, await said(till), NOW


async def paying(till: Till) -> Deed:
    hold, deposit = await asked(till)
    return take_payment, AINA, Payment(f"deposit:{deposit}:{hold}", 1000, "MYR", "ch"), NOW, till.dice


async def declining(till: Till) -> Deed:
    return decline, AINA, (await asked(till))[0], NOW


async def giving_back(till: Till) -> Deed:
    deposit, claim = await till.paid()
    await till.release(claim)
    return give_back, STALL, deposit, NOW


async def moving(till: Till) -> Deed:
    await till.paid()
    return move, STALL, till.drop, Stock(day=(NOW + 6 * DAY).date()), NOW


async def allowing(till: Till) -> Deed:
    return allow_deposits, ORGANISER, 2, True, NOW


async def setting_a_payee(till: Till) -> Deed:
    return set_payee, STALL, 1, DUITNOW, NOW


@pytest.mark.parametrize(
    ("doing", "table", "where"),
    [
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
    till: Till, doing: Callable[[Till], Awaitable[Deed]], table: type[Any], where: str
) -> None:
    await waits_where_it_looks(till.store, await doing(till), table, where)
