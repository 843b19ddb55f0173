"""Words that are said around the goods and are no part of a name: sentences, greetings, headings, remarks."""

import re

from handlers.stock.reading.names import Segment
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from locales.stock import words_for

NO_NAME = re.compile(any_of_pattern(words_for("no_name")))
SENTENCE = re.compile(rf"(?:{any_of_pattern(words_for('no_name'))}|\s)+")
CHATTER = re.compile(any_of_pattern(words_for("chatter")))
HEADING = re.compile(any_of_pattern(words_for("headings")))
REMARK = re.compile(any_of_pattern(words_for("remarks")))
SHORT = re.compile(rf"[a-z]{{1,2}}|[{HAN}]")
"""eh got 10 lemang: too short for a name, where other words are there."""
GREETING = re.compile(rf"{any_of_pattern(words_for('greetings'))}[\s,]*$")
GREETING_ENDS = (",", "!", "~", ".", "。", "、", ";")
MOST_GREETED = 2
AFTER_COLON = re.compile(r"[^:]*:[\s\0]*[^\W\d]")


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
