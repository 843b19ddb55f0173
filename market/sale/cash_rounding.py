"""The amount that is paid in cash where the smallest coin is more than one minor unit. Only a payment is rounded, never a price or a total."""

SMALLEST_COIN = {"MYR": 5}
"""In minor units. Malaysia has had no coin of one sen since 2008; what is paid by QR is not rounded. Any other currency is paid exactly."""


def smallest_coin(currency: str) -> int:
    """Return the smallest coin of a currency, in minor units."""
    return SMALLEST_COIN.get(currency, 1)


def in_cash(total: int, currency: str) -> int:
    """Return a total in minor units as it is paid in cash: the nearest multiple of the smallest coin, half a coin up."""
    coin = smallest_coin(currency)
    return (2 * total + coin) // (2 * coin) * coin
