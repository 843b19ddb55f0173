"""Words that are said around the goods and are no part of a name: sentences, greetings, headings, remarks."""

import re

from handlers.stock.reading.names import Segment
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from locales.stock import words_for
from locales.time_vocabulary import DAY_PARTS, ENGLISH_PARTS, MONTHS, SHORT_WEEKDAYS, WEEKDAYS

LATIN_WORD = re.compile(rf"(?<![\da-z])[a-z]+(?:-[a-z]+)*(?![\da-z{HAN}])")
"""What hyphens join is one word: left-handed, ready-to-eat."""
LATIN_WORDS = frozenset(word for word in words_for("no_name") if LATIN_WORD.fullmatch(word))
"""Looked up one by one, as there are hundreds."""
OTHER_WORDS = re.compile(any_of_pattern(word for word in words_for("no_name") if word not in LATIN_WORDS))
CHATTER = re.compile(any_of_pattern(words_for("chatter")))
REMARK = re.compile(any_of_pattern(words_for("remarks")))
REMARK_SIGN = re.compile(any_of_pattern(words_for("remark_signs")))
SHORT = re.compile(rf"[a-z]{{1,2}}|[{HAN}]")
"""eh got 10 lemang: too short for a name, where other words are there."""
GREETING = re.compile(rf"{any_of_pattern(words_for('greetings'))}[\s,]*$")
GREETING_ENDS = (",", "!", "~", ".", "。", "、", ";")
MOST_GREETED = 2
AFTER_COLON = re.compile(r"[^:]*:[\s\0]*[^\W\d]")


ASIDES = (
    *("no_name", "before_name", "after_name", "descriptions", "chatter", "headings", "greetings", "praise"),
    *("asides", "contact"),
)
"""The words that may stand beside a name without changing what is sold, how many there are or for how much."""
DAYS = (*WEEKDAYS, *SHORT_WEEKDAYS, *MONTHS, *DAY_PARTS, *ENGLISH_PARTS)
ASIDE_WORDS = frozenset((*(word for field in ASIDES for word in words_for(field)), *DAYS))
ASIDE = re.compile(rf"(?:{any_of_pattern(ASIDE_WORDS)}|[^\w\0]|\d)+")


PLACE_SIGN = "📍"


def has_sentence_word(words: str) -> bool:
    """Returns whether a word of sentences is among normalized words: a pronoun, a verb of selling, a word of time."""
    is_latin = any(word in LATIN_WORDS for word in LATIN_WORD.findall(words))
    return is_latin or OTHER_WORDS.search(words) is not None


def is_aside(left: str, segment: Segment) -> bool:
    """Returns whether the words are of a sentence, or each is known as one that says nothing of the goods: "order before", 周四前预订."""
    words = left[slice(*segment.span)]
    return (
        words in ASIDE_WORDS
        or has_sentence_word(words)
        or left[: segment.begin].rstrip().endswith(PLACE_SIGN)
        or REMARK.match(left, *segment.span) is not None
        or REMARK_SIGN.search(left, *segment.span) is not None
        or ASIDE.fullmatch(left, *segment.span) is not None
    )


def is_said_aside(left: str, segment: Segment) -> bool:
    """Returns whether each of the words is known to say nothing of the goods: 前取, "last day"."""
    return ASIDE.fullmatch(left, *segment.span) is not None


def is_heading(left: str, segment: Segment) -> bool:
    """Returns whether words follow a colon, after a number or not: "Sat only: 16 laksa", but not "laksa: 16, RM9"."""
    return segment.closing == ":" and AFTER_COLON.match(left, segment.end) is not None


def is_address(left: str, segment: Segment) -> bool:
    """Returns whether one or two words after a greeting say who is greeted: "good morning ladies, 20 pau"."""
    is_short = len(left[slice(*segment.span)].split()) <= MOST_GREETED
    return (
        is_short and segment.closing in GREETING_ENDS and GREETING.search(left[: segment.begin]) is not None
    )


def is_bracketed(left: str, segment: Segment) -> bool:
    """Returns whether brackets around words set them apart: "(cash only)"."""
    before, after = left[: segment.begin].rstrip(), left[segment.end :].lstrip("!. ")
    return before.endswith(("(", "[", "【")) and after.startswith((")", "]", "】"))
