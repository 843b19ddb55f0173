"""What is answered to a payment that was made."""

from handlers.deposit.views import my_deposit
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.deposit.facts import own_deposit
from market.deposit.payment import Payment, take_payment


async def payment_came(tap: Tap, payment: Payment) -> Screen:
    """Counted by its charge, so that the same update may come twice."""
    deposit = await tap.house.store.write(take_payment, tap.person, payment, tap.now, tap.house.dice)
    return my_deposit(tap.say, await tap.read(own_deposit, tap.person, deposit))
