"""Scores of a number in a role: few features with a weight each. The weights are compared, never added up to a probability."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.stock.reading.tokens import Mark, Number


class Role(StrEnum):
    """The meaning of a number in one reading. PART: it belongs to the mark of another, as the 1 of "RM9 for 1 box"."""

    QUANTITY = "quantity"
    PRICE = "price"
    LIMIT = "limit"
    DEPOSIT = "deposit"
    NAME = "name"
    PART = "part"
    UNREAD = "unread"


CLEAR = 3
"""A reading that is this much better than the next is sure."""

WEIGHTS: Mapping[Role, Mapping[Mark, int]] = {
    Role.QUANTITY: {
        Mark.TIMES: 9,
        Mark.UNIT: 8,
        Mark.COUNT_LABEL: 8,
        Mark.SIGN_OR_UNIT: 4,
        Mark.DOZEN: 8,
        Mark.EACH: -4,
        Mark.PRICE_LABEL: -4,
        Mark.MODEL: -6,
        Mark.MEASURE: -9,
        Mark.PER_PERSON: -4,
    },
    Role.PRICE: {
        Mark.SIGN: 10,
        Mark.SIGN_OR_UNIT: 6,
        Mark.AT: 9,
        Mark.PRICE_LABEL: 8,
        Mark.EACH: 6,
        Mark.FREE: 6,
        Mark.FOREIGN: 8,
        Mark.TIMES: -4,
        Mark.UNIT: -6,
        Mark.COUNT_LABEL: -4,
        Mark.MODEL: -6,
        Mark.MEASURE: -9,
        Mark.DOZEN: -9,
    },
    Role.NAME: {
        Mark.MODEL: 9,
        Mark.MEASURE: 12,
        Mark.GLUED: 11,
        Mark.UNIT: -5,
        Mark.TIMES: -7,
        Mark.COUNT_LABEL: -2,
        Mark.SIGN: -20,
        Mark.SIGN_OR_UNIT: -7,
        Mark.AT: -9,
        Mark.FOREIGN: -20,
    },
}
LIMIT, DEPOSIT, PACKAGING, UNREAD = 12, 14, 3, -8
COUNTED = -4
"""What is counted by a word beside it is hardly nothing."""
CONFLICT = -12
"""A quantity that may be the one of \"1 box RM9\"."""
BARE, INSIDE, DECIMALS, LAST, ANYWHERE = 4, 2, 5, 2, 1
SINGLE_WORD, LARGE, YEAR = -3, -2, -3
NO_QUANTITY = (Mark.SIGN, Mark.AT, Mark.FOREIGN, Mark.LIMIT, Mark.DEPOSIT, Mark.FREE)
BRACKETED = 5
YEARS = range(1900, 2100)
LARGEST_USUAL = 999


@dataclass(frozen=True, kw_only=True)
class NumberPosition:
    """Where a number stands: what words are beside it. `last`: no number or word follows but fillers."""

    word_before: bool
    word_after: bool
    first: bool
    last: bool
    bracketed: bool


def quantity_score(number: Number, place: NumberPosition) -> int | None:
    """Returns how well a number is a quantity; None if it can't be one."""
    is_nothing = number.count == 0 and not number.has(Mark.TIMES, Mark.UNIT)
    if number.count is None or is_nothing or number.has(*NO_QUANTITY):
        return None
    score = _marked(Role.QUANTITY, number)
    score += _place_score(place)
    if number.is_word and number.count == 1:
        score += SINGLE_WORD
    if number.count in YEARS and not score > BARE:
        score += YEAR
    return score + (LARGE if number.count > LARGEST_USUAL and not place.first else 0)


def price_score(number: Number, place: NumberPosition, has_minor_units: bool) -> int | None:
    """Returns how well a number is a price; None if it can't be one."""
    is_money = number.has(Mark.SIGN, Mark.AT, Mark.FOREIGN, Mark.FREE)
    if number.has(Mark.LIMIT, Mark.DEPOSIT) or (number.price is None and not is_money):
        return None
    score = _marked(Role.PRICE, number)
    if number.has(Mark.SIGN, Mark.FREE):
        return score
    if has_minor_units:
        score += DECIMALS if number.has_decimals else 0
    elif (number.count or LARGEST_USUAL) >= LARGEST_USUAL / 10:
        score += BARE
    is_large = not has_minor_units and (number.count or 0) > LARGEST_USUAL
    if number.is_word and not number.has(Mark.SIGN_OR_UNIT) and not is_large and not number.has_decimals:
        score += SINGLE_WORD
    return score + ANYWHERE + (LAST if place.last else 0)


def name_score(number: Number, place: NumberPosition) -> int:
    """Returns how well a number is part of a name, or the penalty for one that is read as nothing."""
    score = _marked(Role.NAME, number)
    beside = place.word_before + place.word_after
    if number.has(Mark.FREE):
        return 0
    if (
        beside == 0
        and not (place.bracketed and number.has(Mark.UNIT))
        and not number.has(Mark.MEASURE, Mark.MODEL, Mark.GLUED)
    ):
        return UNREAD + (COUNTED if number.has(Mark.UNIT, Mark.TIMES) else 0)
    return max(UNREAD, score + beside + (BRACKETED if place.bracketed else 0))


def limit_score(number: Number) -> int | None:
    """Returns how well a number is what one person gets at most; None if it isn't."""
    if number.count and number.has(Mark.LIMIT) and not number.has(Mark.SIGN):
        return LIMIT
    is_limit = number.count and number.has(Mark.PER_PERSON) and not number.has(Mark.SIGN, Mark.AT)
    return LIMIT if is_limit else None


def deposit_score(number: Number) -> int | None:
    """Returns how well an amount is the deposit on packaging; None if it isn't."""
    if number.has(Mark.DEPOSIT):
        return DEPOSIT
    is_named = number.has(Mark.PACKAGING) and number.has(Mark.SIGN)
    return PACKAGING if is_named and not number.has(Mark.EACH) else None


def _place_score(place: NumberPosition) -> int:
    """Returns how well a number counts what is beside it: at one end of the goods best, in the middle of words less."""
    if place.word_before and place.word_after:
        return INSIDE
    return BARE if place.first or place.word_before or place.word_after else ANYWHERE


def _marked(role: Role, number: Number) -> int:
    weights = WEIGHTS[role]
    return sum(weights.get(mark, 0) for mark in {found.mark for found in number.marks})
