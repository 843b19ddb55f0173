"""The values of number words: "dua belas", "twenty-five", 两百."""

import re

from handlers.typed_time.normalized_text import any_of_pattern
from locales.stock import HAN_DIGITS, HAN_SCALES, HAN_TENS, LISTS, words_for

NUMBERS, SCALES, TEENS = (LISTS.numbers(name) for name in ("numbers", "scales", "teens"))
LATIN_WORD = any_of_pattern((*NUMBERS, *SCALES, *TEENS))
JOIN = (
    rf"(?:\s*-\s*|\s+(?:{any_of_pattern(word for word in words_for('number_joins') if word.isalpha())}\s+)?)"
)
LATIN_NUMBER = rf"{LATIN_WORD}(?:{JOIN}{LATIN_WORD}){{0,6}}"
HAN_NUMBER = rf"[{''.join((*HAN_DIGITS, *HAN_SCALES, *HAN_TENS))}]+"


def latin_value(words: str) -> int | None:
    """Returns the value of number words in Latin letters; None if they make no number, as "dua tiga" (two or three) or "puluh"."""
    thousands, hundreds, part = 0, 0, 0
    for word in re.findall(r"[a-z]+", words):
        value, scale = _value_and_scale(word)
        if (value and not _may_follow(part, value)) or (word in TEENS and not 2 <= part <= 9):
            return None
        part += value + TEENS.get(word, 0)
        if scale == 10 and 1 <= part <= 9:
            part *= scale
        elif scale == 100 and part and not hundreds:
            hundreds, part = part * scale, 0
        elif scale > 100 and hundreds + part and not thousands:
            thousands, hundreds, part = (hundreds + part) * scale, 0, 0
        elif scale > 1:
            return None
    return thousands + hundreds + part


def _value_and_scale(word: str) -> tuple[int, int]:
    """Returns what a word adds to the number before it, and what multiplies it: "seratus" is one hundred."""
    value = 1 if word == "a" else NUMBERS.get(word, 0)
    return (1, value) if value >= 100 else (value, SCALES.get(word, 1))


def _may_follow(part: int, value: int) -> bool:
    """Returns whether a number below a hundred follows `part`: five after twenty, anything after nothing."""
    return part == 0 or (part % 10 == 0 and part >= 20 and value < 10)


def han_value(numeral: str) -> int | None:
    """Returns the value of a Chinese numeral: 两百五 is 250, 十二 is 12; None for signs in no such sequence."""
    numeral = "".join(HAN_TENS.get(sign, sign) for sign in numeral)
    if len(numeral) > 1 and not any(sign in HAN_SCALES for sign in numeral):
        return None
    total, digit, last_scale = 0, 0, 0
    for place, sign in enumerate(numeral):
        if sign in HAN_SCALES:
            if place and digit == 0 and numeral[place - 1] in HAN_DIGITS:
                return None
            last_scale = HAN_SCALES[sign]
            total += (digit or (1 if place == 0 or last_scale == 10 else 0)) * last_scale
            digit = 0
        elif digit:
            return None
        else:
            digit = HAN_DIGITS[sign]
            last_scale = 10 if digit == 0 else last_scale
    short_tens = digit and last_scale >= 100 and numeral[-2:-1] not in ("零", "〇")
    return total + digit * (last_scale // 10 if short_tens else 1)
