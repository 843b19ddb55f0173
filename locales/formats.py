"""Dates, money, numbers and lists: the reader's language, the alley's wall clock, the alley's price tag."""

import datetime as dt
from collections.abc import Sequence
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, get_currency_symbol
from markupsafe import Markup, escape

from locales.say import Say, digits
from locales.words import width

WIDEST_HEAD = 3
EXPONENT = {"JPY": 0, "KRW": 0, "VND": 0, "XTR": 0}
"""How many digits of a minor unit stand behind the point; 2 where a currency is not named."""
PRINTED = {**EXPONENT, "IDR": 0}
SIGN = {"JPY": "¥", "XTR": "★"}


def day(say: Say, when: dt.datetime, zone: str) -> str:
    """Weekday and date in the zone: "Fri 27 Nov"."""
    return day_of(say, _local(when, zone).date())


def day_of(say: Say, date: dt.date) -> str:
    """Weekday and date of a calendar day, without the comma that some languages put in it: "Fri 27 Nov"."""
    return _skeleton(say.locale, "MMMEd", date).replace(",", "")


def full_day(say: Say, date: dt.date) -> str:
    """As `day_of`, with its year: "Thu 24 Dec 2026"."""
    return _skeleton(say.locale, "yMMMEd", date).replace(",", "")


def clock(say: Say, when: dt.datetime, zone: str) -> str:
    """The time on the zone's wall: "18:00"."""
    return _skeleton(say.locale, "Hm", _local(when, zone).time().replace(second=0, microsecond=0))


def clock_of(say: Say, minute: int) -> str:
    """A minute of the day as a clock shows it: "18:00"."""
    return _skeleton(say.locale, "Hm", dt.time(*divmod(minute, 60)))


@lru_cache(maxsize=4096)
def moment(say: Say, when: dt.datetime, zone: str) -> str:
    """Weekday, date and time as one word: "Fri 27 Nov 18:00"."""
    # text: a weekday and date, then a time of day
    return say.plain("{day} {clock}", day=day(say, when, zone), clock=clock(say, when, zone))


def dated(say: Say, when: dt.datetime, zone: str, now: dt.datetime) -> str:
    """As `moment`, with the year where it is another one: "Mon 1 Nov 2027 09:00"."""
    there = _local(when, zone)
    if there.year == _local(now, zone).year:
        return moment(say, when, zone)
    # text: a weekday and date with its year, then a time of day
    return say.plain("{day} {clock}", day=full_day(say, there.date()), clock=clock(say, when, zone))


def hours(say: Say, start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """ "18:00 to 22:00"."""
    # text: two times of one day
    return say.plain("{start} to {end}", start=clock(say, start, zone), end=clock(say, end, zone))


def day_hours(say: Say, start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """ "Fri 27 Nov, 18:00 to 22:00"."""
    return say.plain("{day}, {hours}", day=day(say, start, zone), hours=hours(say, start, end, zone))


def month_name(say: Say, date: dt.date) -> str:
    """A month alone, short: "Dec"."""
    return str(say.locale.months["stand-alone"]["abbreviated"][date.month])


def month(say: Say, date: dt.date) -> str:
    """Month and year: "November 2026"."""
    return _skeleton(say.locale, "yMMMM", date.replace(day=1))


@lru_cache(maxsize=256)
def heads(say: Say, territory: str) -> tuple[str, ...]:
    """Heads of a month's columns, from the first day of the territory's week; narrow where short is wide."""
    names = say.locale.days["stand-alone"]
    short = [names["short"][weekday] for weekday in range(7)]
    narrow = any(width(head) > WIDEST_HEAD for head in short)
    shown = [names["narrow"][weekday] for weekday in range(7)] if narrow else short
    first = first_weekday(territory)
    return (*shown[first:], *shown[:first])


def first_weekday(territory: str) -> int:
    """The day a week starts on there; Monday is 0."""
    return _alley(territory).first_week_day


@lru_cache(maxsize=4096)
def money(say: Say, minor: int, currency: str, territory: str) -> str:
    """Minor units as the alley's own price tag writes them, in every language: "RM8.50"."""
    locale, printed = _alley(territory), PRINTED.get(currency, 2)
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (printed, printed)
    amount = format_currency(
        _rounded(minor, currency, printed), currency, pattern, locale, currency_digits=False
    )
    return amount.replace(
        get_currency_symbol(currency, locale), SIGN.get(currency, get_currency_symbol(currency, locale))
    )


def listed(say: Say, words: Sequence[str]) -> str:
    """ "a, b and c"; Markup where one of the words is, with the others escaped."""
    if any(isinstance(word, Markup) for word in words):
        return Markup(format_list([escape(word) for word in words], locale=say.locale))  # noqa: S704
    return format_list(words, locale=say.locale)


def either(say: Say, words: Sequence[str]) -> Markup:
    """ "a, b or c", escaped."""
    return Markup(format_list([escape(word) for word in words], "or", locale=say.locale))  # noqa: S704


@lru_cache(maxsize=256)
def language_in(say: Say, code: str) -> str:
    """A language's name in the reader's language: "Malay"."""
    return Locale.parse(code).get_language_name(say.locale) or code


def number(say: Say, n: int) -> str:
    """A whole number, grouped: "4,312"."""
    return digits(say.locale, n)


def until(say: Say, when: dt.datetime, now: dt.datetime) -> str:
    """How long from now, rounded down: minutes under 2 h, hours under 48 h, then days."""
    minutes = max(0, int((when - now).total_seconds())) // 60
    if minutes < 120:
        return say.many("in {count} min", "in {count} min", minutes)
    if minutes < 48 * 60:
        return say.many("in {count} h", "in {count} h", minutes // 60)
    return say.many("in {count} day", "in {count} days", minutes // (24 * 60))


def _local(when: dt.datetime, zone: str) -> dt.datetime:
    if when.tzinfo is None:
        raise ValueError("a time without its zone")
    return when.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=4096)
def _skeleton(locale: Locale, skeleton: str, when: dt.date | dt.time) -> str:
    return format_skeleton(skeleton, _moment(when), locale=locale)


def _moment(when: dt.date | dt.time) -> dt.datetime:
    """Babel's skeletons want a whole datetime; the missing half is never printed."""
    if isinstance(when, dt.time):
        return dt.datetime.combine(dt.date.min, when, dt.UTC)
    return dt.datetime.combine(when, dt.time(), dt.UTC)


@lru_cache(maxsize=256)
def _alley(territory: str) -> Locale:
    """How the people of a territory write; ValueError where it is no territory."""
    return Locale.parse(f"und_{territory}")


def _rounded(minor: int, currency: str, printed: int) -> Decimal:
    amount = Decimal(minor).scaleb(-EXPONENT.get(currency, 2))
    return amount.quantize(Decimal(1).scaleb(-printed), ROUND_HALF_UP) + 0
