"""Parses numbers and times as vendors write them: digits of any script, separators by the currency."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import time

from locales.formats import EXPONENT, PRINTED_DIGITS
from locales.stock_vocabulary import EVENING, NOON

LOOKALIKES = {
    "×": "x",
    "✕": "x",
    "￥": "¥",
    "￦": "₩",
    "＄": "$",
    "–": "-",
    "—": "-",
    "～": "-",
    "~": "-",
    "點": "点",
    "時": "时",
    "週": "周",
}
INVISIBLE, JOINER = ("Cc", "Cf", "Cs", "Zs"), "\u200d"
MAX_DIGITS = 12


def normalize(text: str) -> str:
    """Returns text of the same length: lower case, ASCII digits, narrow forms, plain spaces; a control character becomes a space."""
    return "".join(map(_normalize_sign, text))


def _normalize_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    if sign in LOOKALIKES:
        return LOOKALIKES[sign]
    if "！" <= sign <= "～":
        return chr(ord(sign) - 0xFEE0).lower()
    if sign.isspace() or (unicodedata.category(sign) in INVISIBLE and sign != JOINER):
        return " "
    lower = sign.lower()
    return lower if len(lower) == 1 else sign


def any_of_pattern(words: Iterable[str]) -> str:
    """Returns a pattern for any of the words, longest first, none inside a longer word in Latin letters."""
    return "(?:" + "|".join(map(_whole_word, sorted(words, key=len, reverse=True))) + ")"


def _whole_word(word: str) -> str:
    before = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word) + after


def minor_units(number: str, thousand: bool, currency: str) -> int | None:
    """Returns "8.50" in minor units of the currency; None if it is no valid amount."""
    if sum(sign.isdigit() for sign in number) > MAX_DIGITS:
        return None
    exponent = EXPONENT.get(currency, 2)
    if PRINTED_DIGITS.get(currency, 2) == 0 or thousand:
        whole = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d+", number)
        scale: int = 10**exponent * (1000 if thousand else 1)
        return int(re.sub(r"\D", "", number)) * scale if whole else None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", number):
        number = number.replace(",", "")
    if not re.fullmatch(r"\d+(?:[.,]\d{1,2})?", number):
        return None
    whole_part, _, part = number.replace(",", ".").partition(".")
    scale = int("1" + "0" * exponent)
    return int(whole_part) * scale + int(part.ljust(exponent, "0")[:exponent] or 0)


def nearest_price(number: str, currency: str) -> int | None:
    """Returns the price that "8.5.0" may mean."""
    parts = re.findall(r"\d+", number)
    if not parts:
        return None
    if PRINTED_DIGITS.get(currency, 2) == 0 or len(parts[-1]) == 3 or len(parts) == 1:
        return minor_units("".join(parts), thousand=False, currency=currency)
    return minor_units(f"{parts[0]}.{''.join(parts[1:])[:2]}", thousand=False, currency=currency)


def parse_clock(hour: str, minute: str | None, part_of_day: str | None) -> time | None:
    """Returns the time of day; None if it does not exist."""
    hours, minutes = int(hour), int(minute or 0)
    if part_of_day in EVENING and hours <= 12:
        hours = hours % 12 + 12
    elif part_of_day in NOON and hours < 6:
        hours += 12
    elif part_of_day in ("am", "a.m.") and hours == 12:
        hours = 0
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
