"""The least and the most that an invoice in Telegram may ask for, by currency."""

LIMITS = {
    "AUD": (136, 1_366_680),
    "BND": (134, 1_341_800),
    "CNY": (644, 6_444_198),
    "EUR": (84, 848_788),
    "GBP": (72, 723_134),
    "HKD": (778, 7_783_265),
    "IDR": (1_425_350, 14_253_500_000),
    "INR": (7_342, 73_420_499),
    "JPY": (109, 1_093_219),
    "KRW": (1_172, 11_720_801),
    "LKR": (19_964, 199_641_772),
    "MVR": (1_539, 15_399_549),
    "MYR": (415, 4_158_501),
    "NPR": (11_791, 117_910_536),
    "NZD": (140, 1_405_110),
    "PHP": (4_994, 49_945_018),
    "PKR": (16_950, 169_500_733),
    "SGD": (134, 1_342_580),
    "THB": (3_297, 32_976_498),
    "TWD": (2_770, 27_704_501),
    "USD": (100, 1_000_000),
    "VND": (22_756, 227_565_000),
}
"""Minor units, as Telegram published them in July 2021 (core.telegram.org/bots/payments/currencies.json). Telegram's rule is one US dollar to
ten thousand, so they move with the exchange rates: what Telegram refuses today all the same is told to the payer when it is refused."""


def invoice_fits(amount: int, currency: str) -> bool:
    """Return whether Telegram takes an invoice of this amount; none in a currency that it does not list."""
    least, most = LIMITS.get(currency, (1, 0))
    return least <= amount <= most
