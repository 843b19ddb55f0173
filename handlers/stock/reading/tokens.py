"""A number of a stock line and the marks beside it: "RM" before 8.50, "pcs" after 12."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.typed_time.normalized_text import Span


class Mark(StrEnum):
    """A mark beside a number that says what the number may be."""

    SIGN = "sign"
    SIGN_OR_UNIT = "sign_or_unit"
    AT = "at"
    PRICE_LABEL = "price_label"
    EACH = "each"
    TIMES = "times"
    UNIT = "unit"
    COUNT_LABEL = "count_label"
    LIMIT = "limit"
    PER_PERSON = "per_person"
    DEPOSIT = "deposit"
    PACKAGING = "packaging"
    MODEL = "model"
    MEASURE = "measure"
    GLUED = "glued"
    FREE = "free"
    DOZEN = "dozen"
    WEIGHT = "weight"
    BUNDLE = "bundle"
    RANGE = "range"
    ABOUT = "about"
    FOREIGN = "foreign"
    DISCOUNT = "discount"


DOUBTFUL = (
    Mark.DOZEN,
    Mark.WEIGHT,
    Mark.BUNDLE,
    Mark.RANGE,
    Mark.ABOUT,
    Mark.FOREIGN,
    Mark.DISCOUNT,
)
"""Beside a number that is read as a quantity or a price they make it a question."""


@dataclass(frozen=True)
class Found:
    """A mark and where it stands."""

    mark: Mark
    begin: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number, in digits or in words. `count` is None if it is no whole number, `price` None if it is no amount.

    `likely_price`: what an amount that is none may mean. `begin` and `end` are those of the number without its marks.
    """

    begin: int
    end: int
    count: int | None = None
    price: int | None = None
    likely_price: int | None = None
    has_decimals: bool = False
    is_word: bool = False
    marks: tuple[Found, ...] = ()

    def has(self, *marks: Mark) -> bool:
        return any(found.mark in marks for found in self.marks)

    def span_with(self, *marks: Mark) -> Span:
        """Returns the span of the number and of these marks."""
        spans = [(found.begin, found.end) for found in self.marks if found.mark in marks]
        return min([self.begin, *(begin for begin, _ in spans)]), max([self.end, *(end for _, end in spans)])

    def word_of(self, mark: Mark, text: str) -> str:
        """Returns the words of a mark as they were typed; "" if it has none."""
        found = next((found for found in self.marks if found.mark == mark), None)
        return text[found.begin : found.end].strip(" :=/()") if found else ""
