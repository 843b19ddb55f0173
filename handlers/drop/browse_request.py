"""Reads what drops a text asks for: a day, an alley, and words to look for. Pure functions."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import CONSUMED, any_of_pattern, consume, normalize
from locales.conversation_vocabulary import (
    NEXT_WEEK,
    QUESTION_PHRASES,
    QUESTION_WORDS,
    WEEK,
    WEEKDAY_SIGNS,
    WEEKEND,
)
from locales.time_vocabulary import BEFORE_CLOCK, BEFORE_DAY, BEFORE_PART
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.search import SHORTEST_FORGIVEN, one_slip, split_words

PERIODS = {
    when: re.compile(rf"{any_of_pattern(words)}(?![{WEEKDAY_SIGNS}])")
    for when, words in (
        (DropPeriod.NEXT_WEEK, NEXT_WEEK),
        (DropPeriod.WEEKEND, WEEKEND),
        (DropPeriod.WEEK, WEEK),
    )
}
ASKING = re.compile(any_of_pattern(QUESTION_PHRASES))
WORD = re.compile(r"[^\W\d_]+")
BESIDE_DAYS = {*BEFORE_DAY, *BEFORE_CLOCK, *BEFORE_PART, "ini"}


@dataclass(frozen=True, kw_only=True)
class BrowseRequest:
    """`when` is as in a `DropFilter`, "" for no day; `alley` is 0 for none; `words` are those to look for."""

    when: str = ""
    alley: int = 0
    words: str = ""

    @property
    def drop_filter(self) -> DropFilter:
        return DropFilter(self.when or DropPeriod.ALL, self.alley)


def read_request(text: str, today: date, alleys: Mapping[int, str]) -> BrowseRequest:
    """Return the day or period, the alley and the other words in a text."""
    rest = normalize(text.replace(CONSUMED, " "))
    when, rest = take_period(rest, today)
    words = split_words(ASKING.sub(" ", rest.replace(CONSUMED, " ")))
    alley, words = take_alley(words, alleys)
    return BrowseRequest(
        when=when,
        alley=alley,
        words=" ".join(word for word in words if word not in QUESTION_WORDS and not word.isdecimal()),
    )


def only_asks(text: str) -> bool:
    """Return whether a text has the words of a question and no others: "what do you have?"."""
    asked = normalize(text)
    others = [word for word in split_words(ASKING.sub(" ", asked)) if word not in QUESTION_WORDS]
    return bool(split_words(asked)) and not others


def take_period(text: str, today: date) -> tuple[str, str]:
    """Return the day or period in a text, and the text without it; "saturday next week" is a day."""
    for when, pattern in PERIODS.items():
        if found := pattern.search(text):
            rest = consume(text, [found.span()])
            first, _ = DropFilter(when).days(today)
            day, without_day = _take_day(rest, first)
            return (day, without_day) if day else (when, rest)
    return _take_day(text, today)


def _take_day(text: str, today: date) -> tuple[str, str]:
    for asked in (text, _without_question(text)):
        hours = read_hours(asked, today, among_goods=True)
        if hours.day:
            return f"{hours.day:%Y%m%d}", consume(text, hours.spans)
    return "", text


def _without_question(text: str) -> str:
    """Return the text of the same length without the words of a question, but for those that a day may be written with."""
    asking = (found for found in WORD.finditer(text) if found[0] in QUESTION_WORDS - BESIDE_DAYS)
    spans = [*(found.span() for found in asking), *(found.span() for found in ASKING.finditer(text))]
    return consume(text, spans).replace(CONSUMED, " ")


def take_alley(words: list[str], alleys: Mapping[int, str]) -> tuple[int, list[str]]:
    """Return the alley whose whole name is among the words, or of whose own words the text consists, and the other words."""
    common = _common_words(alleys)
    for alley, name in alleys.items():
        own = split_words(name)
        others = [word for word in words if not _is_like_any(word, own)]
        if own and all(_is_like_any(one, words) for one in own):
            return alley, others
        told = [word for word in words if word not in QUESTION_WORDS]
        if told and all(_is_like_any(word, own) for word in told) and not {*told} <= common:
            return alley, others
    return 0, words


def _common_words(alleys: Mapping[int, str]) -> set[str]:
    """Return the words that several alleys have in their names."""
    counted = Counter(word for name in alleys.values() for word in {*split_words(name)})
    return {word for word, count in counted.items() if count > 1}


def _is_like_any(word: str, others: list[str]) -> bool:
    return word in others or (
        len(word) >= SHORTEST_FORGIVEN and any(one_slip(word, other) for other in others)
    )
