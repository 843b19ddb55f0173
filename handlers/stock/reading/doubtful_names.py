"""Words of a name that make a reading doubtful: a half, a weight that is priced, a picture between words, the word that is counted."""

import re

from handlers.stock.reading.marks import UNIT, WEIGHT
from handlers.stock.reading.names import EMOJI, Segment
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from locales.stock import UNITS, words_for

HALF = re.compile(rf"{any_of_pattern(words_for('halves'))}\s*(?:of\s+)?(?:an?\s+)?(?:{UNIT}|{WEIGHT})")
"""Half a chicken, separuh ekor, 半只: what is counted may be halves or wholes."""
WEIGHED_LAST = re.compile(rf"(?<![\d.])(?<!\d\s){any_of_pattern(words_for('weighed'))}$")
"""sapi kg RM32: a price of a weight, which no number says."""
PICTURE_BETWEEN = re.compile(rf"\w[^\w\0]*[{EMOJI}]\s*\w")
GLUED_MONEY = re.compile(r"[a-z](?:rm|rp)\d")
"""lasagnaRM15"""
DOTTED = re.compile(r"[a-z]{2,}\.[a-z]{2,}")
"""kuih.bakar: signs in place of blanks."""
LONE_SIZE = re.compile(rf"[{HAN}]\s+[大中小]$")
"""年糕 小RM6: there are other sizes."""
UNCOUNTED = re.compile(rf"{any_of_pattern(words_for('uncounted'))}\s|{any_of_pattern(UNITS)}\s+of\s")
"""A counting word without a number before it: pek nasi ayam, trays of bihun."""
MADE_BY = re.compile(r"[做煮烤种包炸]的")
"""阿姨做的娘惹糕: how much of it is the name?"""
REMARK_AT_END = any_of_pattern(
    word for word in words_for("descriptions") if " " in word and word not in words_for("praise")
)
WITH_REMARK = re.compile(rf"{REMARK_AT_END}\s|.*\s{REMARK_AT_END}$")
"""sedap sangat nasi ulam, nasi ulam sedap sangat: what is said of the goods, without a sign between."""
UNIT_WORD = re.compile(any_of_pattern(UNITS))


EITHER = re.compile(rf"\s{any_of_pattern(('or', 'atau'))}\s|(?<=[{HAN}])(?:或者?|还是)(?=[{HAN}])")
"""mee goreng atau bihun goreng: one of two goods."""
VERB_LAST = re.compile(rf"[{HAN}]{{2,}}[来去带拿给]$")
"""明天带20包椰浆饭来: the end of the sentence."""
WEIGHT_LAST = re.compile(r"[一二两三四五六七八九十半]斤$")
"""番石榴 三斤RM10: the price of a weight."""
INSIDE = (WEIGHT_LAST, HALF, PICTURE_BETWEEN, GLUED_MONEY, DOTTED, LONE_SIZE, MADE_BY, EITHER, VERB_LAST)


def is_doubtful_name(left: str, name: Segment) -> bool:
    """Returns whether the words of a name say that it is cut in the wrong place, or that it is priced by a part or a weight."""
    words = left[slice(*name.span)]
    is_weighed = WEIGHED_LAST.search(words) is not None
    is_remarked = WITH_REMARK.match(words) is not None
    return (
        is_weighed
        or is_remarked
        or UNCOUNTED.match(words) is not None
        or any(each.search(words) for each in INSIDE)
    )


def has_counted_at_end(left: str, name: Segment, counted: str) -> bool:
    """Returns whether the first or last word of a name is the one that is counted: "gift set RM25, 10 set"."""
    units = [word.rstrip("s") for word in UNIT_WORD.findall(counted)]
    words = [word.rstrip("s") for word in left[slice(*name.span)].split()]
    return words[0] in units or words[-1] in units
