"""Amounts of money as vendors write them, with the separators and signs of the currency."""

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol

from locales.formats import exponent, printed_digits
from locales.languages import LANGUAGES
from locales.stock import CURRENCY_SIGNS, UNITS, words_for

MAX_DIGITS = 12
GROUPED = {
    ",": (r"\d{1,3}(?:,\d{3})+(?:\.\d{1,%d})?", r"\d{1,3}(?:\.\d{3})+,\d{1,%d}"),
    ".": (r"\d{1,3}(?:\.\d{3})+(?:,\d{1,%d})?", r"\d{1,3}(?:,\d{3})+\.\d{1,%d}"),
}
"""Amounts with thousands, by the sign that the currency has between them; with decimals the other way round is clear too."""


def minor_units(number: str, currency: str, scale: int = 1) -> int | None:
    """Returns "8.50" times a scale in minor units of the currency; None if it is no valid amount."""
    if sum(sign.isdigit() for sign in number) > MAX_DIGITS:
        return None
    unit = scale * int("1" + "0" * exponent(currency))
    if printed_digits(currency) == 0 or scale > 1:
        return _whole_amount(number, unit, scale > 1)
    places = exponent(currency)
    if any(re.fullmatch(pattern % places, number) for pattern in GROUPED[_group_sign(currency)]):
        decimal = number[-3:].lstrip("0123456789")[:1] if re.search(r"[.,]\d{1,2}$", number) else ""
        whole, _, part = number.rpartition(decimal) if decimal else (number, "", "")
        number = re.sub(r"\D", "", whole) + (f".{part}" if part else "")
    if not re.fullmatch(rf"\d+(?:[.,]\d{{1,{places}}})?", number):
        return None
    whole, _, part = number.replace(",", ".").partition(".")
    return int(whole) * unit + int(part.ljust(places, "0") or 0)


def _whole_amount(number: str, unit: int, is_scaled: bool) -> int | None:
    """Returns an amount without minor units: "15.000", "15,000.00"; "1,5" only where a scale follows, as in 1,5jt."""
    if re.fullmatch(r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]00)?", number):
        return int(re.sub(r"\D", "", re.sub(r"[.,]00$", "", number))) * unit
    if is_scaled and (parts := re.fullmatch(r"(\d+)[.,](\d{1,2})", number)):
        return int(parts[1]) * unit + int(parts[2]) * unit // int("1" + "0" * len(parts[2]))
    return None


def nearest_price(number: str, currency: str) -> int | None:
    """Returns the price that "8.5.0" may mean."""
    parts = re.findall(r"\d+", number)
    if not parts:
        return None
    if printed_digits(currency) == 0 or len(parts[-1]) == 3 or len(parts) == 1:
        return minor_units("".join(parts), currency)
    return minor_units(f"{parts[0]}.{''.join(parts[1:])[:2]}", currency)


@lru_cache(maxsize=64)
def signs_of(currency: str) -> tuple[str, ...]:
    """Returns the signs of a currency in lower case, longest first: those people type and those that Babel knows."""
    own = CURRENCY_SIGNS.get(currency, ())
    others = {currency.lower(), *_babel_signs(currency)} - set(UNITS)
    return tuple(sorted({*own, *others}, key=len, reverse=True))


@lru_cache(maxsize=64)
def foreign_signs(currency: str) -> tuple[str, ...]:
    """Returns the words of money of other currencies."""
    own = set(signs_of(currency))
    return tuple(sign for sign in words_for("foreign_signs") if sign not in own)


def _babel_signs(currency: str) -> Iterator[str]:
    """Yields the symbols of a currency in our languages and at home, its Chinese name and the noun of its English one."""
    locales = [_locale(each.code) for each in LANGUAGES] + [_home_locale(currency)]
    symbols = {get_currency_symbol(currency, locale) for locale in locales if locale}
    names = {
        get_currency_name(currency, locale="zh_Hans"),
        get_currency_name(currency, locale="en").split()[-1],
    }
    for sign in symbols | names:
        if len(sign) > 1 or not (sign.isascii() and sign.isalnum()):
            yield sign.lower().strip()


@lru_cache(maxsize=64)
def _group_sign(currency: str) -> str:
    """Returns the sign between thousands where the currency is at home, "," or "."."""
    locale = _home_locale(currency)
    return "." if locale and locale.number_symbols["latn"]["group"] == "." else ","


@lru_cache(maxsize=64)
def _home_locale(currency: str) -> Locale | None:
    territory = currency[:2]
    if any(each[0] == currency for each in get_global("territory_currencies").get(territory, ())):
        return _locale(f"und_{territory}")
    return None


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None
