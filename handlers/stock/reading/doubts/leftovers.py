"""Doubts about the rest of a line: words, digits or money without a role, and who does not offer anything."""

import re
from collections.abc import Callable

from handlers.stock.reading.candidates import MARKS_READ, Candidate
from handlers.stock.reading.features import Role
from handlers.stock.reading.fields import says_free
from handlers.stock.reading.interpretation import Interpretation
from handlers.stock.reading.marks import SE_WEIGHTS, WEIGHT, money_patterns
from handlers.stock.reading.names import Segment
from handlers.stock.reading.numbers import DOUBLED
from handlers.stock.reading.sentences import REMARK, REMARK_SIGN, is_address, is_aside, is_said_aside
from handlers.stock.reading.tokens import DOUBTFUL, Mark
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from locales.formats import ringgit_of
from locales.stock import UNITS, words_for
from locales.units import ItemUnit

UNCLEAR = re.compile(
    any_of_pattern((*words_for("unclear"), *words_for("deposit"), *words_for("price_nouns")))
)
WEIGHED = re.compile(
    rf"{any_of_pattern(words_for('per'))}\s*{WEIGHT}|{any_of_pattern((*SE_WEIGHTS, 'kg', 'kilo', '公斤', '斤'))}"
)
"""Words left over that make a count or a price unclear: or so, half; the kilo of "RM8, per kilo"."""
EITHER = re.compile(rf"{any_of_pattern(('or', 'atau'))}|(?<=[{HAN}])(?:或者?|还是)(?=[{HAN}])")
"""black or white: one of two goods."""
CHINESE_BUNDLE = re.compile("|".join(word for word in words_for("bundle") if not word.isascii()))
MANY, FILLED_SHARE, PIECE_SHARE = 8, 0.9, 0.3
ABOUT = re.compile(r"(?:^|\s)[~≈<>≤≥±]$")
DISCOUNTED = re.compile(r"优惠\s*$")
TAKEN_BACK = re.compile(
    rf"{any_of_pattern(words_for('taken_back'))}(?:\s*{any_of_pattern((*words_for('after_name'), 'already', 'now', 'yesterday', '了'))})*\s*$"
)
"""Words left over that end with: sold, telah ditempah, 已订."""
PART_END = re.compile(r"[\0,;:.!。、]")
NOT_YET = re.compile(rf"{any_of_pattern(words_for('not_yet'))}.*$")
SHORT_LETTERS = re.compile(r"(?!(?:x?[sl]|m)\b)[a-z]{1,2}")


def is_no_offer(found: Interpretation) -> bool:
    return found.line.is_no_offer


def is_taken_back(found: Interpretation) -> bool:
    """Returns whether words beside the goods say that they are gone, kept for somebody or not sold: "12 kuih RM8 reserved", 已订."""
    return any(_is_taken_back(found.left, each) for each in found.others)


def _is_taken_back(left: str, segment: Segment) -> bool:
    match = TAKEN_BACK.search(left, segment.begin, _part_end(left, segment))
    return match is not None and NOT_YET.search(left, segment.begin, match.start()) is None


def has_number_without_role(found: Interpretation) -> bool:
    return bool(found.candidate.all(Role.UNREAD))


def has_number_beside_name(found: Interpretation) -> bool:
    """Returns whether a number that is read as part of a name stands beside it: "eight ringgit fifty no MSG"."""
    name = found.name
    return name is not None and any(
        number.is_word and not number.marks and not name.begin <= number.begin < name.end
        for number in found.named
    )


def has_doubtful_number(found: Interpretation) -> bool:
    """Returns whether a mark beside a number says that it is of some, about right, or of other money."""
    roles = (Role.QUANTITY, Role.PRICE, Role.DEPOSIT, Role.LIMIT, Role.NAME)
    return any(
        number.has(*(mark for mark in DOUBTFUL if mark is not Mark.BUNDLE))
        or (number.has(Mark.BUNDLE) and not _is_each_of_many(found) and not _is_of_each(found))
        for number in found.candidate.all(*roles)
    )


def is_about(found: Interpretation) -> bool:
    """Returns whether a sign right before the quantity or the price says that it is about right, or a word that it is taken off: "kuih ~20", ">20", 优惠2块."""
    roles = ((found.quantity, Role.QUANTITY), (found.price, Role.PRICE))
    spans = (number.span_with(*MARKS_READ[role]) for number, role in roles if number)
    if found.quantity is not None and DISCOUNTED.search(found.text[: found.quantity.begin]) is not None:
        return True
    return any(ABOUT.search(found.text[:begin]) is not None for begin, _ in spans)


def has_unread_digit(found: Interpretation) -> bool:
    return _has_unread_digit(found.left, found.candidate, found.name)


def has_unread_money(found: Interpretation) -> bool:
    return money_patterns(found.line.currency).sign.search(found.left) is not None


def has_gift(found: Interpretation) -> bool:
    """Returns whether something else is free: "RM5 percuma air", but not "free delivery"."""
    return any(
        says_free(found.left, each.span)
        and not _is_known(found.left, each)
        and REMARK.match(found.left, *each.span) is None
        for each in found.others
    )


def has_unclear_words(found: Interpretation) -> bool:
    """Returns whether words beside the name make a count or a price unclear."""
    return any(
        UNCLEAR.search(found.left, *each.span)
        or WEIGHED.fullmatch(found.left, *each.span)
        or (EITHER.search(found.left, *each.span) and not _is_known(found.left, each))
        for each in found.others
    )


def has_unknown_words(found: Interpretation) -> bool:
    """Returns whether words beside the name are none that are known to change nothing, so that they may be goods, money or a condition.

    A heading ("panas-panas!") may say anything, as may one or two letters ("eh got 10 lemang") and who is greeted.
    """
    left = found.left
    return any(
        each.closing != "!"
        and not SHORT_LETTERS.fullmatch(left, *each.span)
        and not is_aside(left, each)
        and not is_address(left, each)
        for each in found.others
    )


def _part_end(left: str, segment: Segment) -> int:
    """Returns where the part of the line ends that words stand in, fillers after them included."""
    end = PART_END.search(left, segment.end)
    return end.start() if end else len(left)


def _is_known(left: str, segment: Segment) -> bool:
    """Returns whether words are known to say nothing of the goods: "cash or TNG", "rain or shine"."""
    return is_said_aside(left, segment) or REMARK_SIGN.search(left, *segment.span) is not None


def _is_of_each(found: Interpretation) -> bool:
    """Returns whether a word says that the price is that of one, where another number counts: "twelve for RM8.50 each"."""
    return found.quantity is not None and found.price is not None and found.price.has(Mark.EACH)


def _is_each_of_many(found: Interpretation) -> bool:
    """Returns whether so many cannot be sold for so little, as in 16瓶 只要RM8.50: it is the price of one. English says so of all of them."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None or (quantity.count or 0) < MANY:
        return False
    between = found.text[quantity.end : price.begin]
    is_filled = UNITS.get(quantity.word_of(Mark.UNIT, found.text)) not in (None, ItemUnit.PIECE)
    least = (quantity.count or 0) * (FILLED_SHARE if is_filled else PIECE_SHARE)
    return CHINESE_BUNDLE.search(between) is not None and (price.price or 0) < least * ringgit_of(
        found.line.currency
    )


def _has_unread_digit(left: str, candidate: Candidate, name: Segment | None) -> bool:
    """Returns whether a digit stands outside of the name and of what was read."""
    inside = range(name.begin, name.end) if name else range(0)
    parts = [
        (number.begin, number.end)
        for number in candidate.all(Role.PART, Role.NAME)
        if number in candidate.all(Role.PART) or number.has(Mark.MEASURE)
    ]
    return any(
        sign.isnumeric()
        and sign.isascii()
        and place not in inside
        and not (sign == "2" and DOUBLED.search(left[:place]))
        and not any(b <= place < e for b, e in parts)
        for place, sign in enumerate(left)
    )


LEFTOVER_DOUBTS: tuple[Callable[[Interpretation], bool], ...] = (
    is_no_offer,
    is_taken_back,
    has_number_without_role,
    has_number_beside_name,
    has_doubtful_number,
    is_about,
    has_unread_digit,
    has_unread_money,
    has_unclear_words,
    has_gift,
    has_unknown_words,
)
