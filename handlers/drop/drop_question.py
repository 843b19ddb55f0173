"""Reads what a text asks about goods: how many are left, what they cost, when and where, what is in them, how many somebody wants. Pure functions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from handlers.drop.browse_request import ASKING, only_asks, take_alley, take_period
from handlers.typed_time.normalized_text import (
    CONSUMED,
    NUMERAL,
    any_of_pattern,
    normalize,
    to_number,
)
from locales.conversation_vocabulary import QUESTION_WORDS
from locales.formats import exponent
from locales.search_vocabulary import (
    BELOW_AFTER,
    BELOW_BEFORE,
    CHEAP,
    CONTENTS,
    DIETS,
    FILLERS,
    MONEY,
    NUMBER_WORDS,
    TOPICS,
)
from locales.stock import CURRENCY_SIGNS, UNITS
from market.alley import AlleyName
from market.drop.planned_drops import DropFilter, DropPeriod, Planned
from market.drop.search import NAMES_TYPED, search_drops, split_words
from storage.drop import DropState

MOST_UNITS = 99


class Topic(StrEnum):
    """The subject of a question about goods."""

    LEFT = "left"
    WHEN = "when"
    PRICE = "price"
    WHERE = "where"


@dataclass(frozen=True, kw_only=True)
class DropQuestion:
    """`words` name the goods, `contents` are the groups of what may be in them or whom they suit.

    `below` is in whole units of money; `units` is 0 where no number is named.
    """

    when: str = ""
    alley: int = 0
    words: str = ""
    topic: Topic | None = None
    contents: tuple[str, ...] = ()
    units: int = 0
    below: Decimal | None = None
    cheapest: bool = False

    @property
    def drop_filter(self) -> DropFilter:
        return DropFilter(self.when or DropPeriod.ALL, self.alley)

    @property
    def searches_by_price(self) -> bool:
        return self.cheapest or self.below is not None

    @property
    def asks(self) -> bool:
        """Return whether it asks something of the goods, or for a number of them."""
        return bool(self.topic or self.contents or self.units)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(any_of_pattern(words))


CURRENCY = any_of_pattern({*MONEY, *(sign for signs in CURRENCY_SIGNS.values() for sign in signs)})
SPELLED = any_of_pattern(NUMBER_WORDS)
AMOUNT = rf"(?P<number>\d{{1,6}}(?:\.\d{{1,2}})?|{SPELLED}|{NUMERAL})"
PRICE = rf"(?:{CURRENCY}\s*)?{AMOUNT}(?:\s*{CURRENCY})?"
BELOW = (
    re.compile(rf"{any_of_pattern(BELOW_BEFORE)}\s*{PRICE}"),
    re.compile(rf"{PRICE}\s*{any_of_pattern(BELOW_AFTER)}"),
)
CHEAPEST = _pattern(CHEAP)
TOPIC = {Topic(name): _pattern(words) for name, words in TOPICS.items()}
FILLER = re.compile(any_of_pattern([word for word in FILLERS if not word.isascii()]))
COUNTED = "|".join(sorted((re.escape(word) for word in UNITS if not word.isascii()), key=len, reverse=True))
WANTED = (
    re.compile(rf"(?P<number>{NUMERAL}|\d{{1,2}})\s*(?:{COUNTED})"),
    re.compile(rf"(?<![\w.])(?P<number>\d{{1,2}}|{SPELLED})(?![\w.])"),
)


def read_question(text: str, today: date, alleys: Mapping[int, str]) -> DropQuestion:
    """Return what a text asks about goods, and the words that name them."""
    when, rest = take_period(normalize(text.replace(CONSUMED, " ")), today)
    rest = rest.replace(CONSUMED, " ")
    below, rest = _take_number(BELOW, rest)
    cheapest, rest = bool(CHEAPEST.search(rest)), CHEAPEST.sub(" ", rest)
    topic = next((each for each, pattern in TOPIC.items() if pattern.search(rest)), None)
    for pattern in (*TOPIC.values(), ASKING):
        rest = pattern.sub(" ", rest)
    units, rest = _take_number(WANTED, rest)
    alley, named = take_alley(split_words(rest), alleys)
    contents, words = _take_contents(named)
    return DropQuestion(
        when=when,
        alley=alley,
        words=words,
        topic=topic,
        contents=contents,
        units=int(units) if units and units <= MOST_UNITS else 0,
        below=below,
        cheapest=cheapest,
    )


def drops_asked(
    drops: tuple[Planned, ...], text: str, today: date, places: Sequence[AlleyName]
) -> tuple[Planned, ...]:
    """Return the drops that a text asks for: by its words as they are, else by a price, its day, its alley and what it looks for.

    A question that names nothing asks for all of them.
    """
    alleys = {alley.id: alley.name for alley in places}
    if found := search_drops(drops, text, alleys):
        return found
    if only_asks(text):
        return drops
    question = read_question(text, today, alleys)
    if question.searches_by_price:
        return drops_by_price(drops, question, today, places)
    chosen = question.drop_filter.chosen(drops, today)
    if not question.words:
        return chosen if question.when or question.alley else ()
    exactly = search_drops(chosen, question.words, alleys)
    return exactly or search_drops(chosen, question.words, alleys, forgiving=True)


def drops_by_price(
    drops: tuple[Planned, ...], question: DropQuestion, today: date, places: Sequence[AlleyName]
) -> tuple[Planned, ...]:
    """Return the drops that take place and have something at the price of the question, the cheapest first."""
    chosen = question.drop_filter.chosen(drops, today)
    alleys = {alley.id: alley.name for alley in places}
    named = search_drops(chosen, question.words, alleys) if question.words else chosen
    digits = {place.id: exponent(place.currency) for place in places}
    priced = [
        (Decimal(drop.lowest_price).scaleb(-digits[drop.alley]), drop)
        for drop in named
        if drop.lowest_price is not None and drop.alley in digits and drop.state != DropState.CANCELLED
    ]
    below = [(price, drop) for price, drop in priced if question.below is None or price <= question.below]
    return tuple(drop for _, drop in sorted(below, key=lambda each: (each[0], each[1].starts_at)))


def _take_number(patterns: Iterable[re.Pattern[str]], text: str) -> tuple[Decimal | None, str]:
    """Return the number in the first place that has one of the patterns, and the text without the place."""
    for pattern in patterns:
        if found := pattern.search(text):
            return written_number(found["number"]), f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def written_number(text: str) -> Decimal:
    """Return the value of a number in digits, spelled out or in Chinese numerals."""
    if text in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[text])
    return Decimal(text) if text.isascii() else Decimal(to_number(text))


def _take_contents(named: list[str]) -> tuple[tuple[str, ...], str]:
    """Return what is asked of goods that the other words name. Without other words, they are what is looked for."""
    text = " ".join(named)
    found = {group: NAMES_TYPED[group] for group in (*DIETS, *CONTENTS) if NAMES_TYPED[group].search(text)}
    others = text
    for pattern in found.values():
        others = pattern.sub(" ", others)
    if goods := _without_fillers(others):
        return tuple(found), goods
    return (), _without_fillers(text)


def _without_fillers(text: str) -> str:
    """Return the words of a text that may name goods. Chinese has no spaces between words."""
    words = split_words(FILLER.sub(" ", text))
    return " ".join(word for word in words if word not in QUESTION_WORDS and word not in FILLERS)
