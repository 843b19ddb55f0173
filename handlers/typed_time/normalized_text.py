"""Text as people type it, normalized so that patterns match it, and the spans that were read."""

import re
import unicodedata
from collections.abc import Iterable

from locales.time_vocabulary import NUMERALS, TEN

Span = tuple[int, int]

CONSUMED = "\0"
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
    "號": "号",
}
INVISIBLE, JOINER = ("Cc", "Cf", "Cs", "Zs"), "\u200d"
HAN = r"\u3400-\u9fff"
UNITS_DIGITS = "".join(sign for sign, value in NUMERALS.items() if value)
NUMERAL = rf"(?:[{UNITS_DIGITS}]?{TEN}[{UNITS_DIGITS}]?|[{''.join(NUMERALS)}])"
"""A Chinese numeral up to 99."""


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


def consume(text: str, spans: Iterable[Span]) -> str:
    """Returns the text of the same length with `CONSUMED` in place of the spans."""
    for begin, end in spans:
        text = text[:begin] + CONSUMED * (end - begin) + text[end:]
    return text


def any_of_pattern(words: Iterable[str]) -> str:
    """Returns a pattern for any of the words, longest first, none inside a longer word in Latin letters."""
    return "(?:" + "|".join(map(_whole_word, sorted(words, key=len, reverse=True))) + ")"


def _whole_word(word: str) -> str:
    before = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word) + after


def to_number(digits: str) -> int:
    """Returns the value of digits or of a Chinese numeral up to 99: 二十一 is 21, 十 is 10."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.partition(TEN)
    if not ten:
        return NUMERALS[digits]
    return 10 * (NUMERALS[tens] if tens else 1) + (NUMERALS[ones] if ones else 0)
