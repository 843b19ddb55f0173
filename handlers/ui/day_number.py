"""A day as the number that buttons carry: 20261127."""

from datetime import date, datetime

from market.refusal import ButtonForged

DIGITS = 8


def day_number(day: date) -> int:
    """Returns the number of a day."""
    return int(f"{day:%Y%m%d}")


def day_in(number: int) -> date:
    """Returns the day of a number. Raises ButtonForged where there is no such day."""
    if len(str(number)) != DIGITS:
        raise ButtonForged
    try:
        return datetime.strptime(str(number), "%Y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise ButtonForged from error
