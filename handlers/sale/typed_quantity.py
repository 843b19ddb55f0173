"""Reads the quantity that is written while a cart is open."""

from datetime import date

from handlers.stock.price_parsing import read_number_alone

NO_QUANTITY = 0
"""What a text is read as that is no quantity and nothing else: "12.5", "-3", a picture sign."""


def quantity_in(words: str, currency: str, today: date) -> int | None:
    """Returns the number that a text is, "12" or "12 boxes"; 0 for one that no quantity can be; None for words, which mean something else."""
    text = words.strip()
    if not text.startswith(("+", "-", "\N{MINUS SIGN}")):
        number = read_number_alone(text, currency, today)
        if number is not None:
            return number
    return None if any(sign.isalpha() for sign in text) else NO_QUANTITY
