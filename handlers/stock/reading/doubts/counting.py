"""Why a quantity may be none: the number may be another's, or another number may be it."""

import re
from collections.abc import Callable

from handlers.stock.reading.interpretation import Interpretation
from handlers.stock.reading.tokens import Mark, Number
from handlers.typed_time.normalized_text import CONSUMED, HAN, any_of_pattern
from handlers.typed_time.number_words import LATIN_NUMBER
from locales.stock import UNITS, words_for

SMALLEST_MODEL = 100
"""A number at the end of a name, where another one is marked as the quantity: Nokia 3310 RM80 x 2."""
MOST_IN_EACH = 6
MOST_COUNTED = 100_000
LONGEST_UNCOUNTED = 3
"""Words of a name in a line without numbers; more of them are a sentence."""
MOST_LIMIT = 9
"""A larger limit, where a line says no quantity, may be that: 限20份."""
FEW = range(2, 7)
LARGEST_LIST_NUMBER = 9
COUNTED_MARKS = (Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL, Mark.AT, Mark.PRICE_LABEL)
ONE_OF_THEM = re.compile(
    rf"{any_of_pattern(word for word in words_for('each') if word.startswith('se'))}\s*$"
)
"""sepek 10 biji: so many are in each."""
AND_ANOTHER = re.compile(rf"\s*(?:{any_of_pattern(('and', 'dan', 'or', 'atau'))}|[,&/和或、])\s*")
"""saiz 7 dan 8"""
FOR_SOME = re.compile(rf"{any_of_pattern(word for word in words_for('bundle') if word.isascii())}\s*$")
ADDED = re.compile(rf"(?:[+&加配送附连]|{any_of_pattern(('with', 'dengan', 'dgn', 'serta'))})\s*$")
"""What is counted comes along: meja + 4 kerusi."""
EACH_OF_SEVERAL = re.compile(r"(?:各|masing-masing|masing2)\s*$")
COUNTED_AFTER = re.compile(rf"\s*{any_of_pattern(words_for('count_after'))}")
LETTER_COUNT = re.compile(r"[lio]\d{1,2}\s")
"""l2 kuih: a letter that looks like a digit."""
GLUED_COUNT = re.compile(r"\d{1,4}(?!in\d)[^\W\d_]{3,}")
"""22karipap: a quantity without a blank after it, or a name."""
COUNT_GLUED_LAST = re.compile(r"(?<![a-z])(?!iphone|redmi|galaxy)[a-z]{4,}\d{1,3}$")
"""kuih12RM8: the same after it."""
UNITS_OF_PEOPLE = re.compile(
    any_of_pattern(("pax", "ppl", "persons", "people", "orang", "org", "peserta", "人", "位", "名"))
)
SIZED = re.compile(r"(?:g|gm|gms|gr|gram|grams|kg|ml|l|ltr|oz|cm|克|毫升|公斤)(?![a-z])")
"""40 bottles 500ml: a size beside the goods, as likely part of the name."""
NO_GOODS = re.compile(r"no\s+[a-z]")
"""no kuih lapis today"""
UNIT_WORD = re.compile(any_of_pattern(UNITS))
VAGUE = re.compile(any_of_pattern(words_for("vague")))
LARGEST_OF_TIME = 31
BLANKS = f" {CONSUMED}"
SEVERAL_KINDS = re.compile(
    rf"(?:\d|(?<![a-z]){LATIN_NUMBER}|[二三四五六七八九十两])(?:\s+(?:different|assorted))?\s*{any_of_pattern(words_for('kinds'))}(?!子)"
)
LIMIT_WORD = re.compile(any_of_pattern(word for word in words_for("limit") if word.isascii()))
ARTICLE_BEFORE = re.compile(r"(?<![a-z])an?\s+[a-z]+\s+$")
SEVERAL_LAST = re.compile(r"[a-rt-z]s$")


def has_vague_count(found: Interpretation) -> bool:
    """A few, plenty."""
    return VAGUE.search(found.text) is not None


def is_nothing(found: Interpretation) -> bool:
    """Returns whether none are counted: "kuih RM1x0", or a line only says that there is none."""
    is_none = NO_GOODS.match(found.name_words) is not None and found.quantity is None and found.price is None
    is_nothing_counted = found.quantity is None and found.price is None
    if is_nothing_counted and (found.others or _is_more_said(found)):
        return True
    if found.quantity is None or found.quantity.count != 0:
        return is_none
    return not found.is_first(found.quantity)


def are_too_many(found: Interpretation) -> bool:
    return found.quantity is not None and (found.quantity.count or 0) > MOST_COUNTED


def _is_more_said(found: Interpretation) -> bool:
    """Returns whether a line without numbers is a sentence: longer than a name, or with words beside it: "saya perlukan pengasuh"."""
    words = found.name_words.split()
    if len(words) > LONGEST_UNCOUNTED:
        return True
    return bool(words) and any(sign.isalpha() for sign in found.left.replace(found.name_words, "", 1))


def has_second_count(found: Interpretation) -> bool:
    """Returns whether a number in the name counts something, outside of brackets as in "macarons (6 pcs)"."""
    return any(_is_second_count(found, number) for number in found.named)


def has_number_that_may_count(found: Interpretation) -> bool:
    """Returns whether a number in the name, with nothing beside it that says so, may be a quantity after all."""
    return any(_may_count(found, number) for number in found.named)


def is_another_model(found: Interpretation) -> bool:
    """Returns whether a quantity may be one more model: "saiz 7 dan 8"."""
    quantity = found.quantity
    if quantity is None:
        return False
    models = [each for each in found.named if each.has(Mark.MODEL)]
    between = (found.text[each.end : quantity.begin] for each in models if each.end <= quantity.begin)
    is_another = not quantity.has(Mark.UNIT) and any(map(AND_ANOTHER.fullmatch, between))
    return is_another or (quantity.has(Mark.MODEL) and not quantity.has(Mark.TIMES))


def is_in_each(found: Interpretation) -> bool:
    return found.quantity is not None and bool(ONE_OF_THEM.search(found.left[: found.quantity.begin]))


def is_for_some(found: Interpretation) -> bool:
    """Returns whether the words before a number say for how many it is: "for thirty people"."""
    numbers = (*found.named, *([found.quantity] if found.quantity else []))
    return any(
        FOR_SOME.search(found.text[max(0, number.begin - 12) : number.begin]) is not None
        for number in numbers
    )


def is_packed(found: Interpretation) -> bool:
    """Returns whether a number says how many are in each of what is counted: 8 boxes of 6 macarons."""
    if found.quantity is None:
        return False
    end = found.quantity.span_with(Mark.UNIT)[1]
    return any(
        found.text[end : number.begin].strip() == "of" and not number.has(Mark.MEASURE, Mark.MODEL)
        for number in found.named
    )


def comes_along(found: Interpretation) -> bool:
    return found.quantity is not None and bool(ADDED.search(found.text[: found.quantity.begin]))


def is_of_each_of_several(found: Interpretation) -> bool:
    if found.quantity is None:
        return False
    return EACH_OF_SEVERAL.search(found.text[: found.quantity.span_with(Mark.UNIT)[0]]) is not None


def may_be_one(found: Interpretation) -> bool:
    """Returns whether "1 box" may say only what the price is for; at the beginning a digit counts."""
    quantity, price = found.quantity, found.price
    if quantity is None or (found.is_first(quantity) and not quantity.is_word):
        return False
    is_whole = quantity.word_of(Mark.UNIT, found.text) in words_for("whole_units")
    is_whole = is_whole or (price is not None and price.end <= quantity.begin and not quantity.is_word)
    is_said = is_whole or quantity.has(Mark.TIMES, Mark.COUNT_LABEL) or price is None or price.has(Mark.EACH)
    return quantity.count == 1 and quantity.has(Mark.UNIT) and not is_said


def price_may_count_one(found: Interpretation) -> bool:
    """Returns whether the "1 unit" of "RM650 1 unit" may be the quantity, where there is no other."""
    price = found.price
    if found.quantity is not None or price is None:
        return False
    end = price.span_with(Mark.EACH)[1]
    word = price.word_of(Mark.EACH, found.text).lstrip(", ")
    is_one = word.startswith(("one", "se", "satu", "一"))
    return word.startswith("1") or (is_one and COUNTED_AFTER.match(found.text, end) is not None)


def is_below_limit(found: Interpretation) -> bool:
    """Returns whether one person may have more than there are."""
    quantity, limit = found.quantity, found.limit
    return bool(quantity and limit and 0 < (quantity.count or 0) < (limit.count or 0))


def limit_may_count(found: Interpretation) -> bool:
    """Returns whether the limit may be the quantity: it is large, or of people."""
    limit = found.limit
    if limit is None or found.quantity is not None:
        return False
    is_large = (limit.count or 0) > MOST_LIMIT
    return is_large or UNITS_OF_PEOPLE.search(limit.word_of(Mark.UNIT, found.text)) is not None


def hours_may_count(found: Interpretation) -> bool:
    return found.line.may_be_goods and found.quantity is None


def is_beside_time(found: Interpretation) -> bool:
    """Returns whether a bare quantity stands right beside a date or an hour that may be it: "12 dec 15 kuih", "RM1 sabtu 9"."""
    quantity, line = found.quantity, found.line
    if quantity is None or quantity.is_word or quantity.has(*COUNTED_MARKS):
        return False
    if not (line.dates or line.times) or (quantity.count or 0) > LARGEST_OF_TIME:
        return False
    is_beside_date = any(
        _is_blank_between(line.text, end, quantity.begin) or _is_blank_between(line.text, quantity.end, begin)
        for begin, end in line.dates
    )
    is_after_time = any(_is_blank_between(line.text, end, quantity.begin) for _, end in line.times)
    place = line.neighbours[quantity.begin].after
    is_followed = place < len(line.text) and line.text[place].isalpha()
    return is_beside_date or (is_after_time and (line.may_be_goods or not is_followed))


def is_of_several_kinds(found: Interpretation) -> bool:
    """Returns whether a name says how many kinds there are, of which each may have a price and a count: "two kinds of jam", 糖水 三种口味."""
    return SEVERAL_KINDS.search(found.name_words) is not None


def has_limit_left(found: Interpretation) -> bool:
    """Returns whether a word of a limit is left over, so that a number may be one: "25 kids max"."""
    return any(LIMIT_WORD.search(found.left, *each.span) for each in found.others)


def is_one_of_some(found: Interpretation) -> bool:
    """Returns whether an article stands before what counts: "a spare 8 tickets"."""
    return found.quantity is not None and bool(ARTICLE_BEFORE.search(found.left, 0, found.quantity.begin))


def measure_may_count(found: Interpretation) -> bool:
    """Returns whether a measure that begins a name of several may count them, where nothing else does: "5 year aged vinegar bottles"."""
    if found.quantity is not None or found.name is None or SEVERAL_LAST.search(found.name_words) is None:
        return False
    return any(number.begin == found.name.begin and number.has(Mark.MEASURE) for number in found.named)


def has_minimum(found: Interpretation) -> bool:
    """Returns whether only several are sold together: min 5 sticks."""
    return found.line.has_minimum


def list_number_may_count(found: Interpretation) -> bool:
    return found.line.list_number > LARGEST_LIST_NUMBER and found.quantity is None


def name_may_hold_count(found: Interpretation) -> bool:
    if found.quantity is not None:
        return False
    words = found.name_words
    return any((LETTER_COUNT.match(words), GLUED_COUNT.match(words), COUNT_GLUED_LAST.search(words)))


def unit_may_be_goods(found: Interpretation) -> bool:
    """Returns whether the counting word before a name may begin it, or be it: "50 tiket cabutan", "RM5 each for these 20 succulents"."""
    if found.quantity is None:
        return False
    word = found.quantity.word_of(Mark.UNIT, found.text)
    if found.name is None:
        return bool(word) and UNIT_WORD.search(word) is None
    return (
        word in words_for("counted_or_goods")
        and found.quantity.span_with(Mark.UNIT)[1] + 1 == found.name.begin
    )


def _is_blank_between(text: str, begin: int, end: int) -> bool:
    """Returns whether there are only blanks and what was taken out between two places."""
    return begin <= end and not text[begin:end].strip(BLANKS)


def _is_second_count(found: Interpretation, number: Number) -> bool:
    before, after = found.text[: number.begin].rstrip(), found.text[number.end :]
    is_packing = before.endswith("(") and ")" in after
    if _is_named_before_times(found, number):
        return False
    is_counting = number.has(*COUNTED_MARKS) and not number.has(Mark.MODEL, Mark.MEASURE)
    return is_counting and not is_packing and not _are_in_each(found, number) and not _are_many(found, number)


def _is_named_before_times(found: Interpretation, number: Number) -> bool:
    """Returns whether a number of a hundred or more ends a name that "x 12" counts: Nokia 3310 x 12."""
    quantity = found.quantity
    if quantity is None or (number.count or 0) < SMALLEST_MODEL or found.is_first(number):
        return False
    signs = [[each for each in marked.marks if each.mark == Mark.TIMES] for marked in (number, quantity)]
    return any(after.begin <= before.begin < after.end for after in signs[0] for before in signs[1])


def _are_many(found: Interpretation, number: Number) -> bool:
    """Returns whether a hundred or more are in each of what another mark counts: "puzzle 500 pieces, 3 boxes"."""
    is_other = found.quantity is not None and found.quantity.has(Mark.UNIT, Mark.TIMES)
    return is_other and number.has(Mark.UNIT) and (number.count or 0) >= SMALLEST_MODEL


def _are_in_each(found: Interpretation, number: Number) -> bool:
    """Returns whether a few before the price are in each of what is counted after it: "wings 2 pcs RM7.50, 40 sets"."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None or not number.begin < price.begin < quantity.begin:
        return False
    units = {each.word_of(Mark.UNIT, found.text).strip(" -s") for each in (number, quantity)}
    is_other = quantity.has(Mark.UNIT) and len(units) > 1 and not price.has(Mark.EACH)
    return is_other and number.has(Mark.UNIT) and 1 < (number.count or 0) <= MOST_IN_EACH


def _may_count(found: Interpretation, number: Number) -> bool:
    quantity, name = found.quantity, found.name
    if number.marks:
        return False
    if name is None or quantity is None or number.count is None:
        return True
    if number.end == name.end:
        is_marked = quantity.has(Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL)
        return not is_marked or number.count < SMALLEST_MODEL
    is_glued = re.match(rf"[{HAN}]", found.text[number.end :]) is not None
    if _are_multiplied(found, quantity, number):
        return True
    if found.is_first(number) and number.begin <= name.begin and not is_glued:
        return not number.is_word or quantity.is_word or not _counts_more(found, quantity, number)
    return not _counts_more(found, quantity, number)


def _are_multiplied(found: Interpretation, quantity: Number, number: Number) -> bool:
    """Returns whether a sign multiplies a quantity by a number that is no part of many names: "2 x 12 kuih", but not "12 x 3 cheese pizza"."""
    end = quantity.span_with(Mark.TIMES)[1]
    is_beside = quantity.has(Mark.TIMES) and _is_blank_between(found.text, end, number.begin)
    return is_beside and number.count not in FEW and (number.count or 0) < SMALLEST_MODEL


def _counts_more(found: Interpretation, quantity: Number, number: Number) -> bool:
    """Returns whether a quantity is surer than a number in the name: by its mark, or at the beginning and larger than a few."""
    if quantity.has(Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL):
        return True
    is_first = found.is_first(quantity) and quantity.begin < number.begin
    return is_first and number.count in FEW and (quantity.count or 0) > FEW.stop


COUNTING_DOUBTS: tuple[Callable[[Interpretation], bool], ...] = (
    has_vague_count,
    is_nothing,
    are_too_many,
    has_second_count,
    has_number_that_may_count,
    is_another_model,
    is_in_each,
    is_for_some,
    is_packed,
    comes_along,
    is_of_each_of_several,
    may_be_one,
    price_may_count_one,
    is_below_limit,
    limit_may_count,
    hours_may_count,
    is_beside_time,
    is_of_several_kinds,
    has_limit_left,
    is_one_of_some,
    measure_may_count,
    has_minimum,
    list_number_may_count,
    name_may_hold_count,
    unit_may_be_goods,
)
