"""The notes with which a buyer is likely to pay a sum in cash."""

from locales.formats import exponent

NOTES = {
    "AUD": (5, 10, 20, 50, 100),
    "BND": (1, 5, 10, 50, 100),
    "CNY": (1, 5, 10, 20, 50, 100),
    "EUR": (5, 10, 20, 50, 100),
    "GBP": (5, 10, 20, 50),
    "HKD": (10, 20, 50, 100, 500, 1000),
    "IDR": (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
    "INR": (10, 20, 50, 100, 200, 500),
    "JPY": (1000, 5000, 10_000),
    "KHR": (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
    "KRW": (1000, 5000, 10_000, 50_000),
    "LAK": (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
    "LKR": (20, 50, 100, 500, 1000, 5000),
    "MMK": (100, 200, 500, 1000, 5000, 10_000),
    "MYR": (1, 5, 10, 20, 50, 100),
    "PHP": (20, 50, 100, 200, 500, 1000),
    "SGD": (2, 5, 10, 50, 100),
    "THB": (20, 50, 100, 500, 1000),
    "TWD": (100, 500, 1000),
    "USD": (1, 5, 10, 20, 50, 100),
    "VND": (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000),
    "ZAR": (10, 20, 50, 100, 200),
}
"""In whole units. For any other currency no notes are offered, and the sum is written."""
OFFERED, MOST_OF_ONE = 3, 5
"""So many sums are offered, and nobody counts out more of one note, but for the largest."""


def likely_notes(sum_due: int, currency: str) -> tuple[int, ...]:
    """Return the lowest sums above what is due that somebody pays with one kind of note, all in minor units: RM20, RM50 and RM100 for RM18.00."""
    minor = 10 ** exponent(currency)
    sums = set[int]()
    notes = NOTES.get(currency, ())
    for note in notes:
        count = sum_due // (note * minor) + 1
        if count <= MOST_OF_ONE or note == notes[-1]:
            sums.add(count * note * minor)
    return tuple(sorted(sums)[:OFFERED])
