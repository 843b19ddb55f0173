"""Formats dates, money, numbers and lists in the reader's language, the alley's time zone and the alley's currency."""

import datetime as dt
import re
from collections.abc import Sequence
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol
from markupsafe import Markup, escape

from locales.say import Say, digits
from locales.stock import RINGGIT_WORTH
from locales.user_text import width

WIDEST_HEAD = 3
OWN_EXPONENT = {"XTR": 0}
"""Decimal digits of what Babel does not know as a currency."""
WHOLE_PRICES = ("IDR", "KHR")
"""Currencies that have minor units and prices without them."""
CHINESE_AND = re.compile(r"和(?=\d)")
MALAY_OR = ", atau "
CURRENCY_SIGN = {"JPY": "¥", "XTR": "★"}


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Returns the decimal digits of a currency's minor units: 2 for MYR, 0 for JPY, 3 for KWD."""
    return OWN_EXPONENT.get(currency, get_currency_precision(currency))


def ringgit_of(currency: str) -> int:
    """Returns about as many minor units of the currency as a ringgit is worth."""
    return RINGGIT_WORTH.get(currency, 1) * int("1" + "0" * exponent(currency))


def printed_digits(currency: str) -> int:
    """Returns the decimal digits that prices are written with: 0 for IDR, which has minor units all the same."""
    return 0 if currency in WHOLE_PRICES else exponent(currency)


def format_day(say: Say, instant: dt.datetime, zone: str) -> str:
    """Returns weekday and date in the zone: "Fri 27 Nov"."""
    return format_date(say, _local(instant, zone).date())


def format_date(say: Say, date: dt.date) -> str:
    """Returns weekday and date of a calendar day, without the comma of some languages: "Fri 27 Nov"."""
    return _format_skeleton(say.locale, "MMMEd", date).replace(",", "")


def format_short_date(say: Say, date: dt.date) -> str:
    """Returns day and month: "27 Nov"."""
    return _format_skeleton(say.locale, "MMMd", date)


def format_long_date(say: Say, date: dt.date) -> str:
    """Returns a date as `format_date` does, with its year: "Thu 24 Dec 2026"."""
    return _format_skeleton(say.locale, "yMMMEd", date).replace(",", "")


def format_time(say: Say, instant: dt.datetime, zone: str) -> str:
    """Returns the local time in the zone: "18:00"."""
    return _format_skeleton(say.locale, "Hm", _local(instant, zone).time().replace(second=0, microsecond=0))


def format_clock(say: Say, instant: dt.datetime, zone: str) -> str:
    """Returns the local time in the zone to the second: "18:00:07"."""
    return _format_skeleton(say.locale, "Hms", _local(instant, zone).time().replace(microsecond=0))


def format_minute_of_day(say: Say, minute: int) -> str:
    """Returns a minute of the day as a time: "18:00"."""
    return _format_skeleton(say.locale, "Hm", dt.time(*divmod(minute, 60)))


@lru_cache(maxsize=4096)
def format_datetime(say: Say, instant: dt.datetime, zone: str) -> str:
    """Returns weekday, date and time as one word: "Fri 27 Nov 18:00"."""
    # text: a weekday and date, then a time of day
    return say.plain(
        "{day} {clock}", day=format_day(say, instant, zone), clock=format_time(say, instant, zone)
    )


def format_datetime_with_year(say: Say, instant: dt.datetime, zone: str, now: dt.datetime) -> str:
    """Returns a time as `format_datetime` does, with the year if it is another one: "Mon 1 Nov 2027 09:00"."""
    there = _local(instant, zone)
    if there.year == _local(now, zone).year:
        return format_datetime(say, instant, zone)
    # text: a weekday and date with its year, then a time of day
    return say.plain(
        "{day} {clock}", day=format_long_date(say, there.date()), clock=format_time(say, instant, zone)
    )


def format_repeat(say: Say, minute: int, weekday: int | None) -> str:
    """Returns what happens every day, or every week on a weekday, at a minute of the day: "Every Friday 08:00"."""
    clock = format_minute_of_day(say, minute)
    if weekday is None:
        return say.plain("Every day {clock}", clock=clock)
    day = _whole_weekday(say, weekday)
    # text: a weekday, as Friday, and a time of day
    return say.plain("Every {day} {clock}", day=day, clock=clock)


def format_time_range(say: Say, start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """Returns "18:00 to 22:00"."""
    # text: two times of one day
    return say.plain("{start} to {end}", start=format_time(say, start, zone), end=format_time(say, end, zone))


def day_hours(say: Say, start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """Returns "Fri 27 Nov, 18:00 to 22:00"."""
    return say.plain(
        "{first}, {second}",
        first=format_day(say, start, zone),
        second=format_time_range(say, start, end, zone),
    )


def weekday_name(say: Say, date: dt.date) -> str:
    """Returns the short name of a weekday: "Fri"."""
    return str(say.locale.days["format"]["abbreviated"][date.weekday()])


def whole_weekday_name(say: Say, date: dt.date) -> str:
    """Returns the name of a weekday: "Friday"."""
    return _whole_weekday(say, date.weekday())


def _whole_weekday(say: Say, weekday: int) -> str:
    return str(say.locale.days["format"]["wide"][weekday])


def month_name(say: Say, date: dt.date) -> str:
    """Returns the short name of a month: "Dec"."""
    return str(say.locale.months["stand-alone"]["abbreviated"][date.month])


def format_month(say: Say, date: dt.date) -> str:
    """Returns month and year: "November 2026"."""
    return _format_skeleton(say.locale, "yMMMM", date.replace(day=1))


@lru_cache(maxsize=256)
def weekday_heads(say: Say, territory: str) -> tuple[str, ...]:
    """Returns the column heads of a month, from the first day of the territory's week; narrow if short names are wide."""
    names = say.locale.days["stand-alone"]
    short = [names["short"][weekday] for weekday in range(7)]
    narrow = any(width(head) > WIDEST_HEAD for head in short)
    shown = [names["narrow"][weekday] for weekday in range(7)] if narrow else short
    first = first_weekday(territory)
    return (*shown[first:], *shown[:first])


def first_weekday(territory: str) -> int:
    """Returns the first weekday of the territory; Monday is 0."""
    return _territory_locale(territory).first_week_day


@lru_cache(maxsize=4096)
def format_money(say: Say, minor: int, currency: str, territory: str) -> str:
    """Returns minor units as the alley writes prices, in every language: "RM8.50"."""
    return _money(minor, currency, territory, printed_digits(currency))


def format_note(say: Say, minor: int, currency: str, territory: str) -> str:
    """Returns the sum of banknotes without decimals: "RM20"."""
    return _money(minor, currency, territory, 0)


def _money(minor: int, currency: str, territory: str, printed: int) -> str:
    locale = _territory_locale(territory)
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (printed, printed)
    amount = format_currency(
        _rounded_amount(minor, currency, printed), currency, pattern, locale, currency_digits=False
    )
    return amount.replace(
        get_currency_symbol(currency, locale),
        CURRENCY_SIGN.get(currency, get_currency_symbol(currency, locale)),
    )


def format_list_and(say: Say, words: Sequence[str]) -> str:
    """Returns "a, b and c"; Markup if one of the words is, with the others escaped."""
    if any(isinstance(word, Markup) for word in words):
        return Markup(_spaced(format_list([escape(word) for word in words], locale=say.locale)))  # noqa: S704
    return _spaced(format_list(words, locale=say.locale))


def _spaced(text: str) -> str:
    """Returns a list with a space between a Chinese "and" and a digit, as in all our Chinese."""
    return CHINESE_AND.sub("和 ", text)


def format_list_or(say: Say, words: Sequence[str]) -> Markup:
    """Returns "a, b or c", escaped; without the comma that CLDR sets in Malay before the last of several alone."""
    text = format_list([escape(word) for word in words], "or", locale=say.locale)
    return Markup(text.replace(MALAY_OR, MALAY_OR[1:]))  # noqa: S704


@lru_cache(maxsize=256)
def format_language(say: Say, code: str) -> str:
    """Returns a language's name in the reader's language: "Malay"."""
    return Locale.parse(code).get_language_name(say.locale) or code


def format_script(say: Say, code: str) -> str:
    """Returns the name of a script by its ISO 15924 code; the code where the language has no name for it."""
    return str(say.locale.scripts.get(code, code))


def format_number(say: Say, n: int) -> str:
    """Returns a grouped whole number: "4,312"."""
    return digits(say.locale, n)


def format_decimal_number(say: Say, number: Fraction) -> str:
    """Returns a number with one decimal: "3.1"."""
    return str(format_decimal(round(float(number), 1), format="#,##0.0", locale=say.locale))


def format_weight(say: Say, grams: int) -> str:
    """Returns a weight in kilograms, to ten grams and without zeros at its end: "0.25", "1.5"."""
    kilograms = Decimal(grams) / 1000
    return str(format_decimal(round(kilograms, 2), format="#,##0.##", locale=say.locale))


def format_exact_percent(say: Say, hundredths: int) -> str:
    """Returns hundredths of a per cent without zeros at their end: "20 %", "12.5 %"."""
    percent = Decimal(hundredths) / 100
    return say.plain("{count} %", count=format_decimal(percent, format="#,##0.##", locale=say.locale))


def format_percent(say: Say, share: Fraction) -> str:
    """Returns a share as a whole percentage: "92 %"."""
    return say.plain("{count} %", count=format_number(say, round(100 * share)))


def format_ordinal(say: Say, n: int) -> str:
    """Returns "1st", "2nd", "42nd"."""
    number = format_number(say, n)
    match say.locale.ordinal_form(n):
        case "one":
            return say.plain("{number}st", number=number)
        case "two":
            return say.plain("{number}nd", number=number)
        case "few":
            return say.plain("{number}rd", number=number)
        case _:
            return say.plain("{number}th", number=number)


def _local(instant: dt.datetime, zone: str) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError("a time without its zone")
    return instant.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=4096)
def _format_skeleton(locale: Locale, skeleton: str, moment: dt.date | dt.time) -> str:
    return format_skeleton(skeleton, _as_datetime(moment), locale=locale)


def _as_datetime(moment: dt.date | dt.time) -> dt.datetime:
    """Returns a datetime for Babel's skeletons; the missing half is never printed."""
    if isinstance(moment, dt.time):
        return dt.datetime.combine(dt.date.min, moment, dt.UTC)
    return dt.datetime.combine(moment, dt.time(), dt.UTC)


@lru_cache(maxsize=256)
def _territory_locale(territory: str) -> Locale:
    """Returns the locale of a territory. Raises ValueError if it is unknown."""
    return Locale.parse(f"und_{territory}")


def _rounded_amount(minor: int, currency: str, printed: int) -> Decimal:
    amount = Decimal(minor).scaleb(-exponent(currency))
    return amount.quantize(Decimal(1).scaleb(-printed), ROUND_HALF_UP) + 0
