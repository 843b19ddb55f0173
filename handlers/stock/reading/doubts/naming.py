"""Why a name may be cut in the wrong place, or say what else the price is for."""

import re
from collections.abc import Callable

from handlers.stock.reading.candidates import MARKS_READ
from handlers.stock.reading.features import Role
from handlers.stock.reading.interpretation import Interpretation
from handlers.stock.reading.marks import UNIT, WEIGHT
from handlers.stock.reading.names import EMOJI
from handlers.stock.reading.sentences import has_sentence_word
from handlers.stock.reading.tokens import Mark
from handlers.typed_time.normalized_text import HAN, any_of_pattern, consume
from locales.stock import UNIT_ONLY, UNITS, words_for
from locales.time_vocabulary import WEEKDAYS

LONGEST_NAME_WORDS = 9
MOST_GOODS = 2
"""Words of goods that end with a counting word: satay sticks, but 40 satay celup sticks may be celup."""
PRAISE_BEFORE = re.compile(rf"{any_of_pattern(words_for('praise'))}[\s的]*(?=[^\W\d])")
OWNER = re.compile(r"[a-z]{3,}['’]s\s")
OWN_BEFORE = re.compile(r"(?<![a-z])(?:my|our)\s+$")
"""my grandma's achar: how much of it is the name?"""
TWO_PARTS = re.compile(
    rf"[{HAN}]{{2,}} +(?![大中小][{HAN}]?(?![{HAN}])|外|[两一三四五六七八九十]|二(?!手))(?:[{HAN}]{{2,}}|[{HAN}]的)"
)
"""晚市 炒面, 手冲壶 二手: a word beside a blank may be no part of a name."""
HALF = re.compile(rf"{any_of_pattern(words_for('halves'))}\s*(?:of\s+)?(?:an?\s+)?(?:{UNIT}|{WEIGHT})")
"""Half a chicken, separuh ekor, 半只: what is counted may be halves or wholes."""
WEIGHED_LAST = re.compile(rf"(?<![\d.])(?<!\d\s){any_of_pattern(words_for('weighed'))}$")
"""sapi kg RM32: a price of a weight, which no number says."""
PICTURE_BETWEEN = re.compile(rf"\w[^\w\0]*[{EMOJI}]\s*\w")
GLUED_MONEY = re.compile(r"[a-z](?:rm|rp)\d|(?<![a-z])(?:rm|rp)\s?\d")
"""lasagnaRM15; Rp20000 keropok, where the money is ringgit."""
ODD_SIGN = re.compile(r"[@=<>*|\\]|(?<!\S)['‘][^'’]*$")
"""gig @ lorong, tote bag 'KL"""
DOTTED = re.compile(r"[a-z]{2,}\.[a-z]{2,}")
"""kuih.bakar: signs in place of blanks."""
LONE_SIZE = re.compile(rf"[{HAN}]\s+[大中小]$")
"""年糕 小RM6: there are other sizes."""
UNCOUNTED = re.compile(rf"{any_of_pattern(words_for('uncounted'))}\s|{any_of_pattern(UNITS)}\s+of\s")
"""A counting word without a number before it: pek nasi ayam, trays of bihun."""
MADE_BY = re.compile(r"[做煮烤种包炸炉卖摘腌织缝钓酿晒]的")
"""阿姨做的娘惹糕: how much of it is the name?"""
REMARK_AT_END = any_of_pattern(
    word for word in words_for("descriptions") if " " in word and word not in words_for("praise")
)
WITH_REMARK = re.compile(rf"{REMARK_AT_END}\s|.*\s{REMARK_AT_END}$")
"""sedap sangat nasi ulam, nasi ulam sedap sangat: what is said of the goods, without a sign between."""
FIRST_WORD = re.compile(rf"(?:^|[.,;:!\0])\s*{any_of_pattern(words_for('may_begin_name'))}\s+$")
WORDS = re.compile(r"\s*[a-z]+(?:\s+[a-z]+)*\s*")
JOINING = re.compile(rf"(?:\s|{any_of_pattern((*words_for('joining'), *UNITS))})+")
PRAISE_LAST = re.compile(r"\sfresh$")
"""kuih ketayap fresh: what is said of it."""
DAY_LAST = re.compile(rf"\son\s+{any_of_pattern(WEEKDAYS)}$")
"""haircuts on Sunday: when, and not of what."""
TIMES_LAST = re.compile(r"\s[x*]$")
"""scones x RM3: a count was left out."""
SWAPPED = re.compile(r"(?<![替更轮])换(?![洗装芯鞋])")
"""娘惹糕换植物: it is not sold."""
UNIT_WORD = re.compile(any_of_pattern(UNITS))
EITHER = re.compile(rf"\s{any_of_pattern(('or', 'atau', 'dan'))}\s|(?<=[{HAN}])(?:或者?|还是)(?=[{HAN}])")
"""mee goreng atau bihun goreng, nasi lemak dan mee: one of two goods, or both."""
TWO_GOODS = re.compile(
    rf"^[a-z]+\s+(?:and|&|n)\s+[a-z]+$|[a-z][a-rtv-z]s\s+(?:and|&|n)\s+(?:[a-z]+\s+)*[a-z]+[a-rtv-z]s$"
    rf"|[{HAN}]{{2}}\s*(?:和(?![风服果式平])|跟|与|以及|[&+])\s*[{HAN}]"
)
"""chutney & relish, muffins and scones, 炒饭和炒面: two goods, or one of both."""
SO_MANY_IN_ONE = re.compile(r"\d-([a-z]+)")
"""nuggets 12-pack RM16, 20 packs: the price may be of so many packs."""
WORN_LAST = re.compile(r"\s[\d一二三四五六七八九]成新$")
"""瑜伽垫 9成新: what is said of used goods."""
REDUCED = re.compile(r"[\d一二三四五六七八九]折(?!叠|纸|扇)")
"""芋头糕 五折: a part of a price that is not said."""
DATE_LAST = re.compile(r"\s\d{1,2}(?:hb|号|日)$")
"""pai ayam 15hb: a day of a month that is not said."""
VERB_LAST = re.compile(rf"[{HAN}]{{2,}}[来去带拿给]$")
"""明天带20包椰浆饭来: the end of the sentence."""
SIZES = re.compile(r"(?<![a-z])(?:x*[sl]|m)[\s,]+(?:x*[sl]|m)(?![a-z'’.])")
"""baju M L XL: of which there are so many each."""
PERSON_UNITS = frozenset("人个位")
SAID_LAST = re.compile(
    rf"\s(?:for\s(?:the|this|today|now)|(?:hot|fresh|straight|right)\s(?:from|off|out))(?![a-z])|\sbaru\s(?:angkat|siap|di)|[{HAN}](?:好|过(?:年|节|圣诞|中秋|端午|冬至))$"
    r"|\sfor\s(?:christmas|xmas|cny|raya|deepavali)$"
)
"""sambal for the year, pisang goreng baru angkat, 妈妈的仁当鸡好: what is said of it."""
BAG_OF = re.compile(rf"beg\s(?!{any_of_pattern(words_for('bag_kinds'))})")
"""8 beg limau: so many bags."""
PLURAL_UNITS = frozenset(
    word for word in UNITS if word.isascii() and word.endswith("s") and UNITS.keys() & {word[:-1], word[:-2]}
)
"""20 lunch boxes chicken chop: so many boxes."""
BRACKET_FIRST = re.compile(r"\([^)]*\d")
"""12 pairs (24 pcs) socks: what is in a bracket counts."""
WEIGHT_LAST = re.compile(r"[一二两三四五六七八九十半]斤$")
"""番石榴 三斤RM10: the price of a weight."""
INSIDE = (
    WEIGHT_LAST,
    PICTURE_BETWEEN,
    GLUED_MONEY,
    ODD_SIGN,
    DOTTED,
    LONE_SIZE,
    MADE_BY,
    EITHER,
    TWO_GOODS,
    DAY_LAST,
    TIMES_LAST,
    SWAPPED,
    VERB_LAST,
    DATE_LAST,
    REDUCED,
    PRAISE_LAST,
    WORN_LAST,
    SIZES,
    SAID_LAST,
)


def has_doubtful_words(found: Interpretation) -> bool:
    """Returns whether the words of a name say that it is cut in the wrong place, or that it is priced by a part or a weight."""
    words = found.name_words
    halves = HALF.search(words)
    if halves is not None and not _is_of_others(found, halves[0]):
        return True
    return bool(words) and (
        (halves is None and WEIGHED_LAST.search(words) is not None)
        or WITH_REMARK.match(words) is not None
        or BRACKET_FIRST.match(words) is not None
        or UNCOUNTED.match(words) is not None
        or any(each.search(words) for each in INSIDE)
    )


def begins_with_day(found: Interpretation) -> bool:
    """Returns whether a name may begin with a weekday: "Sunday roast", "sat kuih"."""
    first, _, others = found.name_words.partition(" ")
    return bool(others) and first in WEEKDAYS


def begins_with_praise(found: Interpretation) -> bool:
    """Returns whether praise after words of a sentence may be no part of the name: "selling homemade tarts"."""
    if found.name is None:
        return False
    before = found.left[: found.name.begin]
    if OWNER.match(found.left, *found.name.span) and OWN_BEFORE.search(before):
        return True
    has_praise = PRAISE_BEFORE.match(found.left, *found.name.span) is not None
    return has_praise and any(sign.isalpha() for sign in before)


def may_begin_earlier(found: Interpretation) -> bool:
    """Returns whether a word that was taken for a filler may begin the name: "spare ribs", "open sewing class"."""
    if found.name is None:
        return False
    return FIRST_WORD.search(found.left[: found.name.begin]) is not None or _has_word_after_number(found)


def _has_word_after_number(found: Interpretation) -> bool:
    """Returns whether a word between a number and the name is none that joins them: "12 ready meals", but not "12 of these meals"."""
    if found.name is None:
        return False
    numbers = ((found.quantity, Role.QUANTITY), (found.price, Role.PRICE))
    ends = [number.span_with(*MARKS_READ[role])[1] for number, role in numbers if number]
    between = [found.left[end : found.name.begin] for end in ends if end <= found.name.begin]
    return any(WORDS.fullmatch(words) and not JOINING.fullmatch(words) for words in between)


def _is_of_others(found: Interpretation, half: str) -> bool:
    """Returns whether what is counted holds a half: "setengah kilo RM14 10 pek", 半只烧鸡 12份; but not 半只32块."""
    if found.quantity is None or found.name is None or not found.quantity.has(Mark.UNIT):
        return False
    is_priced = found.price is not None and found.price.span_with(Mark.SIGN)[0] == found.name.end
    unit = found.quantity.word_of(Mark.UNIT, found.text)
    return unit not in half and not is_priced


def has_counted_word_at_end(found: Interpretation) -> bool:
    """Returns whether a name may be shorter by the word that is counted: "soil 10L bag RM8, 25 bags", but not "aloe in pot"."""
    if found.name is None or found.quantity is None:
        return False
    counted = UNIT_WORD.findall(found.quantity.word_of(Mark.UNIT, found.text))
    words = found.text[slice(*found.name.span)].split()
    units = [word.rstrip("s") for word in counted if word not in words_for("unit_in_names")]
    kinds = [UNITS[word] for word in counted if word not in words_for("unit_in_names")]
    is_inside = not {"in", "dalam"}.isdisjoint(words[-4:-1])
    if words[0].rstrip("s") in units or (words[-1].rstrip("s") in units and not is_inside):
        return True
    packed = [word.rstrip("s") for word in SO_MANY_IN_ONE.findall(found.name_words)]
    if any(unit.startswith(word) for unit in units for word in packed):
        return True
    is_like = len(words) > 1 and words[-1] in words_for("filled_with") and UNITS[words[-1]] in kinds
    is_counted = found.quantity.has(Mark.UNIT)
    is_cut = words[-1] == "slices" and is_counted
    is_said = len(words) > 1 and words[-1] in UNIT_ONLY and not words[-2].isdecimal() and not is_cut
    is_said = is_said or (
        words[-1] in words_for("served_last") and len(words) > 1 and _is_beside(found) and not is_counted
    )
    is_said = is_said or (
        len(words) > MOST_GOODS and words[-1] in words_for("counted_last") and not is_counted
    )
    return is_said or (is_like and not is_inside)


def _is_beside(found: Interpretation) -> bool:
    """Returns whether only blanks stand between a quantity and the name after it."""
    if found.quantity is None or found.name is None or found.quantity.end > found.name.begin:
        return False
    return not found.text[found.quantity.end : found.name.begin].strip()


def has_counted_word_inside(found: Interpretation) -> bool:
    """Returns whether a word of a name right after a bare number may be what is counted: "20 lunch boxes chicken chop", "8 beg limau"."""
    if found.quantity is None or found.quantity.has(Mark.UNIT) or not _is_beside(found):
        return False
    words = found.name_words.split()
    is_inside = len(words) > MOST_GOODS and words[1] in PLURAL_UNITS
    return is_inside or BAG_OF.match(found.name_words) is not None


def begins_with_unit(found: Interpretation) -> bool:
    """Returns whether a name begins with the sign that counts, right after the number: 12人套餐, 我拿12个糕."""
    quantity, name = found.quantity, found.name
    if quantity is None or name is None or quantity.has(Mark.UNIT) or quantity.end != name.begin:
        return False
    return found.text[name.begin] in PERSON_UNITS


def has_two_parts(found: Interpretation) -> bool:
    name = found.name
    return name is not None and TWO_PARTS.match(found.left, name.begin, name.end + 1) is not None


def has_sentence(found: Interpretation) -> bool:
    """Returns whether words of sentences are in the name; the "min" of "30 min massage" measures."""
    if found.name is None:
        return False
    measures = [number.span_with(Mark.MEASURE) for number in found.named if number.has(Mark.MEASURE)]
    return has_sentence_word(consume(found.left, measures)[slice(*found.name.span)])


NAMING_DOUBTS: tuple[Callable[[Interpretation], bool], ...] = (
    has_doubtful_words,
    begins_with_day,
    begins_with_praise,
    may_begin_earlier,
    has_counted_word_at_end,
    has_counted_word_inside,
    begins_with_unit,
    has_two_parts,
    has_sentence,
)
