"""Finds the name in what is left of a line once everything else is taken out."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from handlers.typed_time.normalized_text import HAN, Span, any_of_pattern
from locales.stock import UNITS, words_for
from locales.time_vocabulary import WEEKDAYS

EMOJI = "\u2600-\u27bf\u2b50\U0001f300-\U0001faff"
PART = re.compile(
    rf"(?:\([^()\0]{{1,40}}\)|(?!\0|[;|•·●▪►\n。！!？?、]|,(?!\d{{3}}|\s*(?:(?:box|pack|set|tray)\s+of|with|dengan|dgn)\b)|\s[-/=~]+(?=\s|\0|$)|(?:^|(?<=\0))[-/=~]+|[-/=~:]+(?=\0|$)|(?<!\bno)(?<!\bvol)(?<!\bver)(?<!\b[a-z])\.(?=\s|\0|$)|:(?=\s|[{HAN}])|(?<=\w)\s?[{EMOJI}\ufe0f]+(?=\s*\w)|…).)+"
)
EDGE = r"\s\-–/:=+*_~.,;•·|@&'’`<>^#"
FILLER_BEFORE = any_of_pattern(words_for("before_name"))
FILLER_AFTER = any_of_pattern(words_for("after_name"))
LABEL = rf"[(\[【「](?:[{EDGE}!]|{FILLER_BEFORE}|{any_of_pattern(words_for('descriptions'))})+[)\]】」]"
"""Brackets with nothing of the name in them: 【预购】."""
ONE_OF = rf"(?:an?|one)\s+{any_of_pattern(UNITS)}\s+of(?![a-z])"
OFFERED_BY = (
    rf"(?:{any_of_pattern(words_for('titles'))}\s+[a-z]+\s+|{any_of_pattern(words_for('sellers'))}\s*)"
    rf"{any_of_pattern(words_for('offers'))}(?![a-z的])"
)
"""My mum baked, kak Ros jual, mak saya masak, 我们做了."""
BEFORE_NAME = re.compile(
    rf"(?:[{EDGE})\]】」]|{LABEL}|{ONE_OF}|{OFFERED_BY}|(?>{FILLER_BEFORE})(?!机|牛(?![仔肉油奶腩杂角筋])|果|色|[-'’])(?![a-z]))+"
)
COUNTING_LAST = any_of_pattern(word[::-1] for word in words_for("after_name") if word in UNITS)
OTHERS_LAST = any_of_pattern(word[::-1] for word in words_for("after_name") if word not in UNITS)
AFTER_NAME = re.compile(rf"(?:(?!\+\d)[{EDGE}(\[【「]|{COUNTING_LAST}(?!\s*\d)|{OTHERS_LAST}(?!\d))+")
"""A counting word after a number is part of the name, and so is what is written as one with it: chicken wings 2 pcs, cake 7in."""
DESCRIPTION = re.compile(rf"(?:[{EDGE}!]|(?:{any_of_pattern((*words_for('descriptions'), *WEEKDAYS))}))+")
BRACKETS = (("(", ")"), ("[", "]"), ("【", "】"), ("「", "」"), ("{", "}"), ("《", "》"), ("<", ">"))


@dataclass(frozen=True)
class Segment:
    """Words that may be the name, without the fillers around them. `closing` is the sign that ends their part of the line."""

    begin: int
    end: int
    closing: str

    @property
    def span(self) -> Span:
        return self.begin, self.end


def segments_of(left: str) -> list[Segment]:
    """Returns the parts of a line that have letters or an emoji, of a text with `CONSUMED` for what was taken out."""
    found = []
    for part in PART.finditer(left):
        begin, end = stripped(left, *part.span())
        if begin < end and any(map(_names, left[begin:end])):
            found.append(Segment(begin, end, left[part.end() : part.end() + 2].strip()[:1]))
    lettered = [each for each in found if any(sign.isalpha() for sign in left[each.begin : each.end])]
    return lettered or found


def stripped(left: str, begin: int, end: int) -> Span:
    """Returns the span without fillers, signs and emoji around the words."""
    while True:
        first, last = _without_edges(left, begin, end)
        if (first, last) == (begin, end) or first >= last:
            return (first, last) if first < last else (begin, begin)
        begin, end = first, last


def _without_edges(left: str, begin: int, end: int) -> Span:
    if found := BEFORE_NAME.match(left, begin, end):
        begin = found.end()
    if found := AFTER_NAME.match(left[begin:end][::-1]):
        end -= found.end()
    has_words = any(sign.isalnum() for sign in left[begin:end])
    while begin < end and has_words and _is_decoration(left[begin]):
        begin += 1
    while begin < end and has_words and _is_decoration(left[end - 1]):
        end -= 1
    return _balanced(left, begin, end)


def _balanced(left: str, begin: int, end: int) -> Span:
    """Returns the span without a bracket that has no partner in it."""
    words = left[begin:end]
    for opening, closing in BRACKETS:
        if words.endswith(closing) and words.count(opening) < words.count(closing):
            return begin, end - 1
        if words.startswith(opening) and words.count(opening) > words.count(closing):
            return begin + 1, end
        if words.startswith(opening) and words.endswith(closing) and words.count(opening) == 1:
            return begin + 1, end - 1
    return begin, end


def is_description(left: str, segment: Segment) -> bool:
    """Returns whether the words only praise: "fresh", "sedap"."""
    return DESCRIPTION.fullmatch(left, *segment.span) is not None


def _names(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign) == "So"


@lru_cache(maxsize=4096)
def _is_decoration(sign: str) -> bool:
    """Returns whether the sign is an emoji or another picture."""
    return (
        unicodedata.category(sign) in ("So", "Sk", "Cf", "Mn", "Me", "Sm", "Co", "Cn")
        and not sign.isalnum()
        and sign != "+"
    )
