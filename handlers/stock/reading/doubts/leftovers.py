"""What of a line was not understood: words, digits or money without a role, and who does not offer anything."""

import re
from collections.abc import Callable

from handlers.stock.reading.candidates import Candidate
from handlers.stock.reading.features import Role
from handlers.stock.reading.interpretation import Interpretation
from handlers.stock.reading.marks import SE_WEIGHTS, WEIGHT, money_patterns
from handlers.stock.reading.names import Segment, is_description
from handlers.stock.reading.numbers import DOUBLED
from handlers.stock.reading.sentences import CHATTER, REMARK, SENTENCE, SHORT, is_address, is_bracketed
from handlers.stock.reading.tokens import DOUBTFUL, Mark
from handlers.typed_time.normalized_text import CONSUMED, HAN, any_of_pattern
from locales.stock import words_for

UNCLEAR = re.compile(
    any_of_pattern((*words_for("unclear"), *words_for("deposit"), *words_for("price_nouns")))
)
WEIGHED = re.compile(
    rf"{any_of_pattern(words_for('per'))}\s*{WEIGHT}|{any_of_pattern((*SE_WEIGHTS, 'kg', 'kilo', '公斤', '斤'))}"
)
"""Words left over that make a count or a price unclear: or so, half; the kilo of "RM8, per kilo"."""
LONE_SIGN = re.compile(rf"[{HAN}]")
"""价, left over of 原价: a word was cut."""


def is_no_offer(found: Interpretation) -> bool:
    return found.line.is_no_offer


def has_number_without_role(found: Interpretation) -> bool:
    return bool(found.candidate.all(Role.UNREAD))


def has_doubtful_number(found: Interpretation) -> bool:
    """Returns whether a mark beside a number says that it is of some, about right, or of other money."""
    roles = (Role.QUANTITY, Role.PRICE, Role.DEPOSIT, Role.LIMIT, Role.NAME)
    return any(number.has(*DOUBTFUL) for number in found.candidate.all(*roles))


def has_unread_digit(found: Interpretation) -> bool:
    return _has_unread_digit(found.left, found.candidate, found.name)


def has_unread_money(found: Interpretation) -> bool:
    return money_patterns(found.line.currency).sign.search(found.left) is not None


def has_cut_word(found: Interpretation) -> bool:
    """Returns whether a single Chinese sign is left over, which belongs to a word that was cut: 原价 without 价."""
    return any(
        LONE_SIGN.fullmatch(found.left, *each.span) is not None and not is_description(found.left, each)
        for each in found.others
    )


def has_unclear_words(found: Interpretation) -> bool:
    """Returns whether words beside the name make a count or a price unclear."""
    return any(
        UNCLEAR.search(found.left, *each.span) or WEIGHED.fullmatch(found.left, *each.span)
        for each in found.others
    )


def has_other_goods_before(found: Interpretation) -> bool:
    """Returns whether other words before the name may be the goods: "nasi lemak, ayam goreng 10"; a heading is none."""
    left, name = found.left, found.name
    if name is None:
        return False
    is_last = all(number < name.begin for number in found.line.neighbours)
    return any(
        each.end <= name.begin
        and each.closing not in (":", "!")
        and not is_description(left, each)
        and not SENTENCE.fullmatch(left, *each.span)
        and (is_last or not CHATTER.search(left, *each.span))
        and not is_address(left, each)
        and not SHORT.fullmatch(left, *each.span)
        for each in found.segments
    )


def has_unread_bracket(found: Interpretation) -> bool:
    """Returns whether words in brackets after the price may be part of the name: "pau RM1.60 (kaya) 50 pcs"."""
    left, price = found.left, found.price
    if price is None:
        return False
    return any(
        each.begin > price.begin
        and is_bracketed(left, each)
        and not is_description(left, each)
        and REMARK.match(left, *each.span) is None
        for each in found.others
    )


def has_words_after_stroke(found: Interpretation) -> bool:
    """Returns whether a stroke alone parts words from the name: "wantan mee dry / soup"."""
    name = found.name
    return name is not None and any(_is_cut(found.left, name, each) for each in found.others)


def has_words_after_colon(found: Interpretation) -> bool:
    """Returns whether a colon after what was read leads to words, which may be the goods: "6 cakes, RM65 each: banana"."""
    befores = (found.left[: each.begin].rstrip() for each in found.others)
    return any(before.endswith(":") and before[:-1].rstrip().endswith(CONSUMED) for before in befores)


def _is_cut(left: str, name: Segment, segment: Segment) -> bool:
    first, last = sorted((name, segment), key=lambda each: each.begin)
    return left[first.end : last.begin].strip() == "/"


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
    has_number_without_role,
    has_doubtful_number,
    has_unread_digit,
    has_unread_money,
    has_cut_word,
    has_unclear_words,
    has_other_goods_before,
    has_unread_bracket,
    has_words_after_stroke,
    has_words_after_colon,
)
