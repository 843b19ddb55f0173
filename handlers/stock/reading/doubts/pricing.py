"""Why a price may not be that of one: it may be of all of them, of a part, of another unit, or no price at all."""

import re
from collections.abc import Callable

from handlers.stock.reading.candidates import MARKS_READ
from handlers.stock.reading.features import Role
from handlers.stock.reading.fields import says_free
from handlers.stock.reading.gaps import is_empty
from handlers.stock.reading.interpretation import Interpretation, LineFacts
from handlers.stock.reading.marks import UNIT
from handlers.stock.reading.names import Segment
from handlers.stock.reading.tokens import Mark, Number
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from locales.formats import printed_digits, ringgit_of
from locales.stock import UNITS, words_for
from locales.units import ItemUnit

PRICE_MARKS = (Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.PRICE_LABEL, Mark.EACH, Mark.FREE, Mark.FOREIGN)
SURE_PRICE_MARKS = tuple(mark for mark in PRICE_MARKS if mark is not Mark.EACH)
SMALLEST_BARE_PRICE = 1000
FEW, SOME = range(2, 7), range(2, 11)
"""8 packs RM30: at the beginning more of them may be sold together."""
PAIRS = range(2, 4)
PRICE_SIGNS = (Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.PRICE_LABEL)
USUAL_SHARE, BARE_SHARE = 1.9, 4
"""Where less of the currency would be paid for one, a price beside a few that are counted, or beside two, three or a bare few, may be of all."""
GLUED_SHARE = 10
"""The same where they are written as one: 3盆RM20."""
CONTAINER_SHARE = 15
"""The same of two or three boxes or packs."""
CONTAINERS_SHARE = 1
"""The same of more of them: a pack costs more than a piece."""
MANY, MUCH, MANY_SHARE = 20, 15, 1.6
TEN, TEN_SHARES = 10, (0.8, 1.25)
GLUED_TEN_SHARES, MOST_GLUED = (0.4, 1.25), 40
"""So many small pieces for so much, in ringgit, are sold together or one by one."""
PRICE_FIRST_SHARE, PAIR_AFTER_SHARE = 0.7, 2
"""The same where the price stands before what is counted: kuih RM2 5 biji."""
PRICED_PART = re.compile(r"\s*(?:/|per\s)\s*[^\W\d]")
"""RM1/min: a price of something that was not understood."""
GOODS_AND_STROKE = re.compile(r"[^\W\d]/$")
COLLECTED = re.compile(r"(?<![a-z])(?:se)?(set|tray|platter|dulang|box|kotak)(?![a-z])|([盒套箱])")
PACKED = re.compile(
    r"(?<![a-z])(?:se)?(?:bungkus|bks|pek|paket|packet|pack|pkt|bag|beg|balang|botol|jar|tub|pair|pasang)(?![a-z])|[包袋罐瓶双对]"
)
PIECES = frozenset(
    (*words_for("small_units"), *words_for("single_units"), "slices", "kpg", "keping", "个", "片")
)
SIZE_LAST = re.compile(
    rf"[{HAN}]\s+[大中小][{HAN}]?$|^[大中小]$|{UNIT}\s+{any_of_pattern(words_for('sizes_after_unit'))}$"
)
IN_ONE_BEFORE = re.compile(r"(?<![a-z])(?:in|dalam|dlm)\s*$")
"""corn in a cup RM3.50: a name, and no price of one."""
BEFORE_ALL = re.compile(rf"[^\W\d]\s+{any_of_pattern(('for', 'untuk', 'utk'))}\s*$")
ALL = any_of_pattern(words_for("all_of_them"))
COUNT_FOLLOWS = rf"{any_of_pattern(words_for('count_labels'))}\s*\d"
LEAST_OF_ALL = 0.25
"""So much for each of them, in ringgit, would be too little: "35 ears of corn for RM4" is the price of one."""
ALL_BEFORE, ALL_AFTER = (
    re.compile(rf"(?:{ALL}|{any_of_pattern(words_for('total_labels'))})\s*$"),
    re.compile(
        rf"[\s,(]*(?!{COUNT_FOLLOWS}|all\s+(?:natural|materials|tools|levels|ages|sizes|home|hand|welcome|day|included|ingredients)){ALL}(?!-)"
    ),
)
"""RM60 all, borong RM200, 全部RM200: the price of all, beside a quantity."""
ALL_COUNTED = re.compile(r"全部\s*$|(?<![a-z])(?:borong|kesemua|semua)\s+$")
"""全部20个RM100"""
ONE_BEFORE = re.compile(rf"[^\W\d]\s*{any_of_pattern(words_for('one_of_a_kind'))}\s*$")
ANY_ONE_BEFORE = re.compile(
    rf"[^\W\d]\s*(?:[一1]\s*{UNIT}|{any_of_pattern(word for word in words_for('each') if word.startswith('se'))})\s*$"
)
LEAST_PRICE = 0.04
"""In ringgit."""
DEAR, ONE_DEAR = 50, 30
"""What costs more, in ringgit, is rather a thing of which there is one."""
CODE_LETTERS = 3
DIGIT = re.compile(r"(?<=[a-z])\d")
LAST_DIGIT = re.compile(r"\d\s*$")
SIGN_AGAIN = re.compile(rf"\s*{any_of_pattern(('ringgit', 'rm', '令吉', 'rupiah'))}")
MISSPELT_SIGN = re.compile(r"(?<![a-z])[a-z]\s?[a-z]?\s?$")
"""MR8, R M8: what may be the sign of the money."""
ONE_AND_TENTHS = re.compile(r"(?<![\d一二三四五六七八九十百半两])块[一二三四五六七八九半]")
"""1.50, with the 1 left out: 块五."""
LABEL_BEFORE = re.compile(rf"{any_of_pattern(words_for('price_nouns'))}[\s:=]*$")
"""harga runding kereta sorong: what is said of a price is no name."""
ONE_WEIGHT = re.compile(any_of_pattern(("kg", "kgs", "kilo", "斤", "公斤", "千克")))


def is_no_amount(found: Interpretation) -> bool:
    return any(each is not None and each.price is None for each in (found.price, found.deposit))


def is_unmarked(found: Interpretation) -> bool:
    """Returns whether nothing says that the price is money."""
    return found.price is not None and not is_price(found.price, found.line.currency)


def is_too_little(found: Interpretation) -> bool:
    """Returns whether nothing costs so little: Rp8, where thousands are meant."""
    price = found.price
    if price is None or not price.price or price.has(Mark.FREE, Mark.AT):
        return False
    return price.price < LEAST_PRICE * ringgit_of(found.line.currency)


def has_second_amount(found: Interpretation) -> bool:
    """Returns whether a number in the name may be a second price: "satay 1.20/stick RM2"."""
    return any(
        not number.has(Mark.MEASURE, Mark.MODEL, Mark.GLUED)
        and (number.has_decimals or number.has(Mark.EACH, Mark.SIGN_OR_UNIT))
        for number in found.named
    )


def is_equated(found: Interpretation) -> bool:
    """Returns whether a sign says that so many cost so much: "10 pcs = RM8"."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None:
        return False
    first, last = sorted((quantity, price), key=lambda each: each.begin)
    between = found.text[first.span_with(Mark.UNIT)[1] : last.span_with(Mark.SIGN)[0]]
    return between.strip() == "=" and not quantity.has(Mark.TIMES) and not price.has(Mark.EACH)


def is_of_container(found: Interpretation) -> bool:
    """Returns whether the last word of a name holds several of what is counted, and is priced: "curry puffs tray RM8, 30 pcs"."""
    quantity, price, name = found.quantity, found.price, found.name
    if quantity is None or price is None or name is None:
        return False
    is_single = quantity.word_of(Mark.UNIT, found.text) in words_for("single_units")
    is_holding = found.text[slice(*name.span)].split()[-1] in words_for("several_units")
    is_beside = not found.text[name.end : price.span_with(Mark.SIGN)[0]].strip()
    return is_holding and is_single and is_beside and not price.has(Mark.EACH)


def deposit_may_be_price(found: Interpretation) -> bool:
    """Returns whether the packaging is counted, or costs as much as the goods: "20 RM12 balang RM15", but not "RM3 jar deposit"."""
    deposit, price = found.deposit, found.price
    if deposit is None:
        return False
    is_dear = price is not None and (deposit.price or 0) >= (price.price or 0)
    is_said = deposit.has(Mark.DEPOSIT) and deposit.has(Mark.SIGN)
    return (deposit.has(Mark.UNIT) and not is_said) or (is_dear and not deposit.has(Mark.DEPOSIT))


def may_be_of_all(found: Interpretation) -> bool:
    """Returns whether a price beside a small number may be that of all of them: karipap 3 RM1, RM5有两包."""
    return bool(
        found.quantity and found.price and may_be_price_of_all(found.line, found.quantity, found.price)
    )


def may_be_of_one(found: Interpretation) -> bool:
    """Returns whether the 1 of a cheap thing says only what the price is for: "roti canai 1 RM1.50"."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None or quantity.count != 1 or quantity.is_word:
        return False
    is_said = found.is_first(quantity) or quantity.has(Mark.TIMES, Mark.COUNT_LABEL)
    return not is_said and (price.price or 0) < ONE_DEAR * ringgit_of(found.line.currency)


def begins_with_price_of_few(found: Interpretation) -> bool:
    """Returns whether a line begins with a price and a few, which may be sold for it: "RM15 2 helai t-shirt"."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None or quantity.count not in FEW or price.has(Mark.EACH):
        return False
    begin, end = price.span_with(*PRICE_SIGNS)
    is_beside = end <= quantity.begin and not found.text[end : quantity.begin].strip()
    return is_beside and is_empty(found.text, 0, begin) and not quantity.has(Mark.TIMES, Mark.COUNT_LABEL)


def may_be_of_many(found: Interpretation) -> bool:
    """Returns whether a price is as high as that of all small pieces would be: "apam 50 biji RM35", 水饺 15元20个."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None or price.has(Mark.EACH, Mark.AT, Mark.FREE):
        return False
    unit = quantity.word_of(Mark.UNIT, found.text)
    is_glued = price.span_with(*PRICE_SIGNS)[1] == quantity.begin
    count, paid = quantity.count or 0, (price.price or 0) / ringgit_of(found.line.currency)
    is_many = count >= MANY and MUCH <= paid <= count * MANY_SHARE
    return (unit in words_for("small_units") or is_glued) and (
        is_many or _may_be_of_some(quantity, price, count, paid)
    )


def _may_be_of_some(quantity: Number, price: Number, count: int, paid: float) -> bool:
    """Returns whether ten to twenty small pieces may be sold for the price after them: "satay 10 cucuk RM12", 鸡蛋 30粒RM14."""
    is_glued = quantity.span_with(Mark.UNIT)[1] == price.span_with(*PRICE_SIGNS)[0]
    least, most = TEN_SHARES if not is_glued else GLUED_TEN_SHARES
    is_like = least * count <= paid <= most * count
    return TEN <= count <= (MOST_GLUED if is_glued else MANY) and quantity.begin < price.begin and is_like


def is_said_to_be_of_all(found: Interpretation) -> bool:
    """Returns whether a word beside a price says that all are sold for it: "40 kuih for RM12", "20 pcs RM60 all"."""
    price = found.price
    if price is None:
        return False
    begin, end = price.span_with(Mark.SIGN, Mark.PRICE_LABEL, Mark.AT)
    before = found.text[:begin]
    is_counted = found.quantity is None or found.quantity.begin < begin
    least = (found.quantity.count or 0) * LEAST_OF_ALL if found.quantity else 0
    is_cheap = (price.price or 0) < least * ringgit_of(found.line.currency)
    is_for = is_counted and not is_cheap and BEFORE_ALL.search(before) is not None
    is_counted_all = found.quantity is not None and ALL_COUNTED.search(found.text[: found.quantity.begin])
    is_said = any((is_counted_all, is_for, ALL_BEFORE.search(before), ALL_AFTER.match(found.text, end)))
    return is_said and not price.has(Mark.EACH, Mark.FREE)


def is_of_another_unit(found: Interpretation) -> bool:
    """Returns whether a price is that of a box or a set, where something else is counted: "12 cakes RM36 per set"."""
    quantity, price = found.quantity, found.price
    if quantity is None or price is None:
        return False
    if _is_of_pack(found, quantity, price):
        return True
    priced = COLLECTED.search(price.word_of(Mark.EACH, found.text))
    if priced is None or not (quantity.has(Mark.UNIT) or found.is_first(quantity)):
        return False
    return (priced[1] or priced[2]) not in quantity.word_of(Mark.UNIT, found.text)


def _is_of_pack(found: Interpretation, quantity: Number, price: Number) -> bool:
    """Returns whether a price is that of a pack, where its pieces are counted: "murtabak 20 keping RM7 sebungkus"."""
    words = PACKED.search(price.word_of(Mark.EACH, found.text)) is not None
    return words and quantity.word_of(Mark.UNIT, found.text) in PIECES


def is_of_weight(found: Interpretation) -> bool:
    """Returns whether a price beside it is that of a weight: 1kg RM8."""
    return any(
        number.count == 1 and ONE_WEIGHT.fullmatch(number.word_of(Mark.MEASURE, found.text)) is not None
        for number in found.named
        if found.quantity is None or (found.name and number.begin == found.name.begin)
    )


def is_of_size(found: Interpretation) -> bool:
    """Returns whether the last word of a name is a size with a price of its own: 奶茶 大杯RM8."""
    if found.price is None or found.name is None:
        return False
    is_beside = not found.text[found.name.end : found.price.span_with(Mark.SIGN)[0]].strip()
    return is_beside and SIZE_LAST.search(found.name_words) is not None


def is_of_part(found: Interpretation) -> bool:
    """Returns whether what is priced was not understood: RM1/min, fishcake/RM1."""
    if found.price is None:
        return False
    begin, end = found.price.span_with(*MARKS_READ[Role.PRICE])
    is_of_goods = GOODS_AND_STROKE.search(found.left[:begin]) is not None
    return is_of_goods or PRICED_PART.match(found.left, end) is not None


def is_of_one_before(found: Interpretation) -> bool:
    """Returns whether one is named before a price, which may be how many there are: 茶几一张 RM120, "kerusi sebuah RM90"."""
    price = found.price
    if price is None or found.quantity is not None:
        return False
    begin = price.span_with(Mark.SIGN)[0]
    is_before = any(each.mark == Mark.EACH and each.end <= begin for each in price.marks)
    is_one = ONE_BEFORE.search(found.text[:begin]) is not None
    is_dear = (price.price or 0) >= DEAR * ringgit_of(found.line.currency)
    return is_before and (is_one or (is_dear and ANY_ONE_BEFORE.search(found.text[:begin]) is not None))


def is_in_one(found: Interpretation) -> bool:
    marks = found.price.marks if found.price else ()
    return any(
        each.mark == Mark.EACH and IN_ONE_BEFORE.search(found.text[: each.begin]) is not None
        for each in marks
    )


def unit_may_be_name(found: Interpretation) -> bool:
    """Returns whether the unit of a price may begin the name after it: "RM6 each glass terrariums, 17 boxes"."""
    quantity, price, name = found.quantity, found.price, found.name
    if price is None or name is None:
        return False
    begin, end = next(((each.begin, each.end) for each in price.marks if each.mark == Mark.EACH), (0, 0))
    words = found.text[begin:end].split()
    is_beside = words[:1] == ["each"] and len(words) > 1 and found.text[end : name.begin].isspace()
    return is_beside and not (quantity and words[-1] in quantity.word_of(Mark.UNIT, found.text))


def may_go_on(found: Interpretation) -> bool:
    """Returns whether a number right after a price may be the rest of it: RM8 9, 8k5, "four ringgit fifty"."""
    quantity, price = found.quantity, found.price
    if price is not None and DIGIT.match(found.text, price.span_with(*PRICE_SIGNS)[1]):
        return True
    if quantity is None or price is None or not printed_digits(found.line.currency):
        return False
    if quantity.marks or price.has_decimals or price.has(Mark.FREE):
        return False
    between = found.text[price.end : quantity.begin]
    is_short = (quantity.count or 0) < 10 or (quantity.is_word and price.is_word)
    between = found.text[price.span_with(Mark.SIGN)[1] : quantity.begin] if quantity.is_word else between
    return price.end <= quantity.begin and not between.strip() and is_short


def code_may_be_of_number_before(found: Interpretation) -> bool:
    """Returns whether the code of a currency may belong to the number before it: "carved soap 150 THB 9 pcs"."""
    price = found.price
    if price is None:
        return False
    begin, _ = price.span_with(Mark.SIGN)
    if price.has_decimals or (found.quantity and found.quantity.has(Mark.TIMES, Mark.COUNT_LABEL)):
        return False
    sign = found.text[begin : price.begin].strip()
    is_code = sign.isascii() and sign.isalpha() and len(sign) == CODE_LETTERS
    return is_code and LAST_DIGIT.search(found.text[:begin]) is not None


def may_be_misspelt(found: Interpretation) -> bool:
    """Returns whether a number at the end of a name, after a letter or two, may be the price: "kuih MR8"."""
    if found.price is None and LETTER_OF_MONEY.search(found.name_words) is not None:
        return True
    return found.price is None and any(_may_be_misspelt(found.left, each, found.name) for each in found.named)


def name_says_free(found: Interpretation) -> bool:
    return bool(found.name and found.price is None and says_free(found.left, found.name.span))


def is_price(number: Number, currency: str) -> bool:
    """Returns whether an amount says itself that it is money: by a mark, its decimals or its size."""
    is_one = number.is_word and number.count == 1
    is_each = number.has(Mark.EACH) and not number.has(Mark.UNIT) and not is_one
    if is_each or number.has(*SURE_PRICE_MARKS):
        return True
    if printed_digits(currency):
        return number.has_decimals
    return (number.price or 0) >= SMALLEST_BARE_PRICE


def may_be_price_of_all(line: LineFacts, quantity: Number, price: Number) -> bool:
    """Returns whether a price right beside a few may be that of all of them: karipap 3 RM1, RM5有两包, 5块3个."""
    counted, paid = quantity.span_with(Mark.UNIT, Mark.SIGN_OR_UNIT), price.span_with(*PRICE_SIGNS)
    between = line.text[min(counted[1], paid[1]) : max(counted[0], paid[0])].strip()
    if quantity.count in FEW and between == "有":
        return True
    if quantity.has(Mark.TIMES, Mark.COUNT_LABEL) or price.has(Mark.EACH, Mark.AT) or between:
        return False
    is_begun = is_empty(line.text, line.named_to, quantity.begin) and not 0 < line.named_to <= quantity.begin
    is_spoken = price.has(Mark.SIGN_OR_UNIT) and paid[1] <= counted[0] and quantity.count in FEW
    is_glued = counted[1] == paid[0] or paid[1] == counted[0] or is_spoken
    is_counted = quantity.has(Mark.UNIT, Mark.SIGN_OR_UNIT)
    if quantity.count not in (SOME if is_counted and (is_begun or is_glued) else FEW):
        return False
    if is_begun and counted[1] <= paid[0]:
        return True
    is_container = UNITS.get(quantity.word_of(Mark.UNIT, line.text)) in (ItemUnit.BOX, ItemUnit.PACK)
    is_price_first = paid[1] <= counted[0] and not line.neighbours[price.begin].first
    share = USUAL_SHARE if quantity.count not in PAIRS and is_counted else BARE_SHARE
    if is_price_first:
        share = PRICE_FIRST_SHARE if quantity.count not in PAIRS else PAIR_AFTER_SHARE
    if is_container:
        share = CONTAINER_SHARE if quantity.count in PAIRS else CONTAINERS_SHARE
    share = GLUED_SHARE if is_glued and is_counted else share
    return (price.price or 0) <= (quantity.count or 0) * share * ringgit_of(line.currency)


LETTER_OF_MONEY = re.compile(r"\d[cr]$")
"""kuih 50c"""


def _may_be_misspelt(left: str, number: Number, name: Segment | None) -> bool:
    is_last = name is not None and number.end == name.end and number.begin > name.begin
    return is_last and MISSPELT_SIGN.search(left[: number.begin]) is not None


PRICING_DOUBTS: tuple[Callable[[Interpretation], bool], ...] = (
    is_no_amount,
    is_unmarked,
    is_too_little,
    has_second_amount,
    is_equated,
    is_of_container,
    deposit_may_be_price,
    may_be_of_all,
    may_be_of_one,
    begins_with_price_of_few,
    may_be_of_many,
    is_said_to_be_of_all,
    is_of_another_unit,
    is_of_weight,
    is_of_size,
    is_of_part,
    is_of_one_before,
    is_in_one,
    unit_may_be_name,
    may_go_on,
    code_may_be_of_number_before,
    may_be_misspelt,
    name_says_free,
)
