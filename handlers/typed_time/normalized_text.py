"""Text as people type it, normalized so that patterns match it, and the spans that were read."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

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


@lru_cache(maxsize=4096)
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
    ordered = sorted(words, key=lambda word: (-len(word), _word_edges(word)))
    return "(?:" + "|".join(_whole_words(*run) for run in groupby(ordered, _word_edges)) + ")"


def _word_edges(word: str) -> tuple[str, str]:
    """Returns what may not stand before and after a word: a Latin letter where it begins or ends with one."""
    return ("(?<![a-z])" if _is_latin(word[0]) else "", "(?![a-z])" if _is_latin(word[-1]) else "")


def _whole_words(edges: tuple[str, str], words: Iterable[str]) -> str:
    before, after = edges
    return f"{before}(?:{'|'.join(map(re.escape, words))}){after}"


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def after_any_of_pattern(words: Iterable[str]) -> str:
    """Returns a pattern for a place behind any of the words. Those of one length stand together, as a lookbehind has one width."""
    by_length = groupby(sorted(words, key=len), len)
    return "(?:" + "|".join(rf"(?<=\b(?:{'|'.join(alike)}))" for _, alike in by_length) + ")"


def to_number(digits: str) -> int:
    """Returns the value of digits or of a Chinese numeral up to 99: 二十一 is 21, 十 is 10."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.partition(TEN)
    if not ten:
        return NUMERALS[digits]
    return 10 * (NUMERALS[tens] if tens else 1) + (NUMERALS[ones] if ones else 0)
