"""Converts Chinese numerals before an hour or a duration to digits: 十二点 to 12点. Others stay as they are."""

import re

from locales.reminder_vocabulary import AFTER_ONE, NUMERALS, TEN

DIGITS = "".join(NUMERALS)
NUMERAL = rf"[{DIGITS}]?{TEN}[{DIGITS}]?|[{DIGITS}]"
AFTER = r"(?:之?[后後]|以[后後])"
SPANS = r"(?:个|個)?(?:小时|小時|钟头|鐘頭|分钟|分鐘|天|周|週|星期|礼拜)"
SPOKEN = re.compile(
    rf"(?<![{''.join(AFTER_ONE)}])一(?=[点點])"
    rf"|(?!一[点點])(?:{NUMERAL})(?=\s*(?:[点點时時]|{SPANS}{AFTER}))"
    rf"|(?<=[点點时時])(?:{NUMERAL})(?=分)"
)


def with_arabic_digits(text: str) -> str:
    return SPOKEN.sub(lambda found: str(_number(found[0])), text)


def _number(signs: str) -> int:
    """Returns a numeral up to 99: 二十一 is 21, 十 is 10."""
    tens, ten, ones = signs.partition(TEN)
    if not ten:
        return NUMERALS[signs]
    return 10 * (NUMERALS[tens] if tens else 1) + (NUMERALS[ones] if ones else 0)
