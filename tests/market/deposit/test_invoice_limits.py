"""An invoice outside Telegram's limits is not offered."""

import pytest

from market.alley_zone import BY_ZONE
from market.deposit.invoice_limits import LIMITS, invoice_fits
from market.deposit.refusals import PaymentWayClosed
from storage.drop import Drop
from tests.market.deposit.conftest import EACH, DepositScenario


@pytest.mark.parametrize(
    ("amount", "currency", "fits"),
    [
        (414, "MYR", False),
        (415, "MYR", True),
        (4_158_501, "MYR", True),
        (4_158_502, "MYR", False),
        (109, "JPY", True),
        (10**6, "LAK", False),
    ],
)
def test_the_limits_are_those_of_the_currency(amount: int, currency: str, fits: bool) -> None:
    assert invoice_fits(amount, currency) is fits


def test_every_limit_is_a_range_and_most_alleys_have_one() -> None:
    assert all(0 < least < most for least, most in LIMITS.values())
    without = {city.currency for city in BY_ZONE.values()} - LIMITS.keys()
    assert without <= {"KHR", "LAK", "MMK", "MOP", "BDT", "BTN", "MNT", "PGK", "XPF", "USD"}, without


async def test_a_deposit_below_the_least_is_not_payable_by_card(scenario: DepositScenario) -> None:
    await scenario.change(Drop, scenario.drop, deposit=300)
    hold = await scenario.hold(units=1)
    with pytest.raises(PaymentWayClosed):
        await scenario.choose(hold, "invoice")
    assert await scenario.choose(hold, "cash")
    assert EACH > 415, "what the other tests ask is within the limits"
