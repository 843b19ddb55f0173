"""Reads an amount of money that stands alone, or with a few words before or after it."""

from datetime import date

from handlers.stock.price_parsing import read_price_alone


def read_amount(words: str, currency: str, today: date) -> tuple[int, str] | None:
    """Returns the amount in minor units and the words beside it: "20 ice", "RM 20 ice", "ice RM20"; None where there is no amount."""
    parts = words.split()
    splits = [(parts, parts[:0])]
    splits += [(parts[:count], parts[count:]) for count in (1, 2)]
    splits += [(parts[-count:], parts[:-count]) for count in (1, 2)]
    for amount, beside in splits:
        price = read_price_alone(" ".join(amount), currency, today) if amount else None
        if price is not None:
            return price, " ".join(beside)
    return None
