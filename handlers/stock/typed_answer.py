"""Reads the number or the amount that answers a question; what is neither is asked for once more."""

from datetime import date

from handlers.stock.price_parsing import read_number, read_price_alone
from handlers.ui.prompt import NoAnswer
from locales.say import Say


def number_in(say: Say, words: str, *, maximum: int | None = None) -> int:
    """Return the number that a text is, from 1 to `maximum` where that is given. Raises NoAnswer."""
    number = read_number(words)
    if number is None or (maximum is not None and not 1 <= number <= maximum):
        raise NoAnswer(say("That is not a number. Write only the number, like 20."))
    return number


def amount_above_zero(say: Say, words: str, currency: str, today: date) -> int:
    """Return the amount in minor units that a text is. Raises NoAnswer."""
    amount = read_price_alone(words, currency, today)
    if not amount:
        raise NoAnswer(say("Write only an amount above zero, like <code>5</code> or <code>0.50</code>."))
    return amount
