"""A day and a time of day as the numbers that buttons carry: 20261127, 1110."""

from datetime import date, datetime, time

from market.refusal import ButtonForged

DIGITS = 8
DAY_MINUTES = 24 * 60


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


def minute_number(clock: time) -> int:
    """Returns the minute of the day, from 0 on."""
    return 60 * clock.hour + clock.minute


def clock_in(number: int) -> time:
    """Returns the time of day of a minute. Raises ButtonForged where a day has no such minute."""
    if not 0 <= number < DAY_MINUTES:
        raise ButtonForged
    return time(*divmod(number, 60))
