"""Reads a stock line: tokens, candidate readings, a score from few features, and the best one if it is clearly better than the next."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.stock.reading import features
from handlers.stock.reading.candidates import MARKS_READ, Candidate, candidates
from handlers.stock.reading.doubtful_names import has_counted_at_end, is_doubtful_name
from handlers.stock.reading.features import CLEAR, Role
from handlers.stock.reading.fields import (
    AROUND_ALLERGENS,
    CONTACT,
    LIST_MARK,
    LONGEST_ALLERGENS,
    MINIMUM,
    OTHER_CLOCK,
    QUOTED,
    STAND,
    allergens_span,
    free_prices,
    is_no_offer,
    says_free,
    take_hours,
    take_tags,
)
from handlers.stock.reading.marks import SE_WEIGHTS, WEIGHT, money_patterns
from handlers.stock.reading.names import (
    FILLER_AFTER,
    Segment,
    is_description,
    segments_of,
    stripped,
)
from handlers.stock.reading.numbers import DOUBLED, numbers_of
from handlers.stock.reading.outdated_prices import without_outdated_prices
from handlers.stock.reading.result import PositionCause, Reason, StockLineReading, UnparsedSpan
from handlers.stock.reading.tokens import DOUBTFUL, Mark, Number
from handlers.typed_time.normalized_text import CONSUMED, HAN, Span, any_of_pattern, consume, normalize
from locales.formats import exponent, printed_digits
from locales.stock import (
    COUNTED_OR_GOODS,
    RINGGIT_WORTH,
    SEVERAL_UNITS,
    SINGLE_UNITS,
    UNITS,
    WHOLE_UNITS,
    words_for,
)
from locales.time_vocabulary import WEEKDAYS
from locales.units import ItemUnit
from market.stock.stock_line import StockLine

TIMES_SIGNS = str.maketrans("×✕✖＊", "****")
WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d)")
"""Between two numbers, never between thousands."""
PROTECTED = re.compile("|".join(map(re.escape, words_for("protected"))))
MASK = "\u3400"
VAGUE = re.compile(any_of_pattern(words_for("vague")))
UNCLEAR = re.compile(
    any_of_pattern((*words_for("unclear"), *words_for("deposit"), *words_for("price_nouns")))
)
WEIGHED = re.compile(
    rf"{any_of_pattern(words_for('per'))}\s*{WEIGHT}|{any_of_pattern((*SE_WEIGHTS, 'kg', 'kilo', '公斤', '斤'))}"
)
"""Words left over that make a count or a price unclear: or so, half; the kilo of "RM8, per kilo"."""
PRICED_PART = re.compile(r"\s*(?:/|per\s)\s*[^\W\d]")
"""RM1/min: a price of something that was not understood."""
PRAISE_BEFORE = re.compile(rf"{any_of_pattern(words_for('praise'))}[\s的]*(?=[^\W\d])")
SHORT = re.compile(rf"[a-z]{{1,2}}|[{HAN}]")
"""eh got 10 lemang: too short for a name, where other words are there."""
COLLECTED = re.compile(r"(?<![a-z])(?:se)?(set|tray|platter|dulang|box|kotak)(?![a-z])|([盒套箱])")
LONE_SIGN = re.compile(rf"[{HAN}]")
"""价, left over of 原价: a word was cut."""
SIZE_LAST = re.compile(rf"(?:\s|^)[大中小][{HAN}]?$")
IN_ONE_BEFORE = re.compile(r"(?<![a-z])(?:in|dalam|dlm)\s*$")
"""corn in a cup RM3.50: a name, and no price of one."""
EACH_OF_SEVERAL = re.compile(r"(?:各|masing-masing|masing2)\s*$")
OWNER = re.compile(r"[a-z]{3,}['’]s\s")
OWN_BEFORE = re.compile(r"(?<![a-z])(?:my|our)\s+$")
"""my grandma's achar: how much of it is the name?"""
BEFORE_ALL = re.compile(rf"[^\W\d]\s+{any_of_pattern(('for', 'untuk', 'utk'))}\s*$")
ALL = any_of_pattern(words_for("all_of_them"))
COUNT_FOLLOWS = rf"{any_of_pattern(words_for('count_labels'))}\s*\d"
ALL_BEFORE, ALL_AFTER = re.compile(rf"{ALL}\s*$"), re.compile(rf"\s*(?!{COUNT_FOLLOWS}){ALL}")
"""RM60 all, borong RM200, 全部RM200: the price of all, beside a quantity."""
ONE_BEFORE = re.compile(rf"[^\W\d]\s*{any_of_pattern(words_for('one_of_a_kind'))}\s*$")
UNITS_OF_PEOPLE = re.compile(
    any_of_pattern(("pax", "ppl", "persons", "people", "orang", "org", "peserta", "人", "位", "名"))
)
SIGN_AGAIN = re.compile(rf"\s*{any_of_pattern(('ringgit', 'rm', '令吉', 'rupiah'))}")
GLUED_COUNT = re.compile(r"\d{1,4}(?!in\d)[^\W\d_]{3,}")
"""22karipap: a quantity without a blank after it, or a name."""
ADDED = re.compile(rf"(?:[+&加配送附连]|{any_of_pattern(('with', 'dengan', 'dgn', 'serta'))})\s*$")
"""What is counted comes along: meja + 4 kerusi."""
LETTER_COUNT = re.compile(r"[lio]\d{1,2}\s")
"""l2 kuih: a letter that looks like a digit."""
MISSPELT_SIGN = re.compile(r"(?<![a-z])[a-z]\s?[a-z]?\s?$")
"""MR8, R M8: what may be the sign of the money."""
ONE_AND_TENTHS = re.compile(r"(?<![\d一二三四五六七八九十百半两])块[一二三四五六七八九半]")
"""1.50, with the 1 left out: 块五."""
COUNTED_AFTER = re.compile(rf"\s*{any_of_pattern(words_for('count_after'))}")
GREETING = re.compile(rf"{any_of_pattern(words_for('greetings'))}[\s,]*$")
GREETING_ENDS = (",", "!", "~", ".", "。", "、", ";")
MOST_GREETED = 2
AFTER_COLON = re.compile(r"[^:]*:[\s\0]*[^\W\d]")
REMARK = re.compile(any_of_pattern(words_for("remarks")))
SIZED = re.compile(r"(?:g|gm|gms|gr|gram|grams|kg|ml|l|ltr|oz|cm|克|毫升|公斤)(?![a-z])")
"""40 bottles 500ml: a size beside the goods, as likely part of the name."""
UNIT_WORD = re.compile(any_of_pattern(UNITS))
GOODS_UNIT = re.compile(any_of_pattern(words_for("unit_goods")))
AFTER_NUMBER = re.compile(rf"[\s:]*(?:{FILLER_AFTER})")
TWO_PARTS = re.compile(
    rf"[{HAN}]{{2,}} +(?![大中小][{HAN}]?(?![{HAN}])|外|[两一三四五六七八九十]|二(?!手))(?:[{HAN}]{{2,}}|[{HAN}]的)"
)
"""晚市 炒面, 手冲壶 二手: a word beside a blank may be no part of a name."""
MOST_LIMIT = 9
"""A larger limit, where a line says no quantity, may be that: 限20份."""
FEW, SOME = range(2, 7), range(2, 11)
"""8 packs RM30: at the beginning more of them may be sold together."""
USUAL_SHARE = 4
"""Where less of the currency would be paid for one, a price beside a few may be that of all of them."""
SMALL_SHARE = 0.7
"""The same beside up to ten that are counted after the goods: 10 biji RM3."""
MOST_IN_EACH = 6
SMALLEST_MODEL = 100
"""A number at the end of a name, where another one is marked as the quantity: Nokia 3310 RM80 x 2."""
GLUED_SHARE = 10
"""The same where they are written as one: 3盆RM20."""
NO_NAME = re.compile(any_of_pattern(words_for("no_name")))
CHATTER = re.compile(any_of_pattern(words_for("chatter")))
HEADING = re.compile(any_of_pattern(words_for("headings")))
SAME_PART = re.compile(r"^.*[\0,;:.!]", re.DOTALL)
SENTENCE = re.compile(rf"(?:{any_of_pattern(words_for('no_name'))}|\s)+")
PRICE_MARKS = (Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.PRICE_LABEL, Mark.EACH, Mark.FREE, Mark.FOREIGN)
SURE_PRICE_MARKS = tuple(mark for mark in PRICE_MARKS if mark is not Mark.EACH)
SMALLEST_BARE_PRICE = 1000
FOR_SOME = re.compile(rf"{any_of_pattern(word for word in words_for('bundle') if word.isascii())}\s*$")
ONE_OF_THEM = re.compile(
    rf"{any_of_pattern(word for word in words_for('each') if word.startswith('se'))}\s*$"
)
"""sepek 10 biji: so many are in each."""
AND_ANOTHER = re.compile(rf"\s*(?:{any_of_pattern(('and', 'dan', 'or', 'atau'))}|[,&/和或、])\s*")
"""saiz 7 dan 8"""
LABEL_BEFORE = re.compile(rf"{any_of_pattern(words_for('price_nouns'))}[\s:=]*$")
"""harga runding kereta sorong: what is said of a price is no name."""
ONE_WEIGHT = re.compile(any_of_pattern(("kg", "kgs", "kilo", "斤", "公斤", "千克")))
COUNTED_MARKS = (Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL, Mark.AT, Mark.PRICE_LABEL)
LONGEST = 500
"""Signs of the longest line that is read."""
OFFERED, MOST_NEAR = 2, 6
"""Readings to choose from."""
NAME_CLEAR = 2
LONGEST_SHORT_DAY = 4
"""Letters of a short weekday, such as thur."""
LONGEST_NAME_WORDS = 9


class LineReader:
    """Reads one line. `left` is as long as the text, without the parts that were understood before the numbers."""

    def __init__(self, text: str, currency: str, today: date) -> None:
        self.text, self.currency, self.today = text, currency, today
        signs = WIDE_COMMA.sub("、", text.translate(TIMES_SIGNS))
        self.left = masked(normalize(signs.replace(CONSUMED, " ")))
        self.unparsed: list[UnparsedSpan] = []

    def read(self) -> StockLineReading:
        if len(self.text) > LONGEST:
            return StockLineReading(stock=StockLine(), unparsed=self._whole(), sure=False)
        self.quoted = QUOTED.search(self.left)
        self._blank([self.quoted.span()] if self.quoted else [])
        self.tags, spans = take_tags(self.left)
        self._blank(spans)
        self.doubtful = is_no_offer(self.left)
        self._contacts()
        self._list_mark()
        self.left = without_outdated_prices(self.left, self.currency)
        read = take_hours(self.left, self.currency, self.today)
        self.hours, self.may_be_goods = read.hours, read.may_be_goods
        self._blank(self.hours.spans)
        self._other_clocks()
        numbers = numbers_of(self.left, self.currency)
        if numbers is None:
            return StockLineReading(stock=StockLine(), unparsed=self._whole(), sure=False)
        self.allergens = self._allergens(numbers)
        numbers = [each for each in numbers if self.left[each.begin] != CONSUMED]
        numbers = sorted([*numbers, *free_prices(self.left)], key=lambda each: each.begin)
        self.places = {number.begin: self._neighbours(number) for number in numbers}
        return self._chosen(candidates(numbers, self._place, printed_digits(self.currency) > 0))

    def _whole(self) -> tuple[UnparsedSpan, ...]:
        words = self.text.strip()
        return (UnparsedSpan(words, self.text.index(words)),) if words else ()

    def _contacts(self) -> None:
        spans = [
            match.span() for pattern in (CONTACT, STAND, MINIMUM) for match in pattern.finditer(self.left)
        ]
        self.has_minimum = MINIMUM.search(self.left) is not None
        for span in spans:
            self._quote(*span)
        self._blank(spans)

    def _other_clocks(self) -> None:
        """Takes out the clocks beside the hours that were read; they are quoted."""
        if self.hours.start is None and self.hours.end is None:
            return
        spans = [match.span() for match in OTHER_CLOCK.finditer(self.left)]
        for span in spans:
            self._quote(*span)
        self._blank(spans)

    def _list_mark(self) -> None:
        """Takes out the number of an entry in a list: "1. kuih lapis"."""
        self.list_number = 0
        if found := LIST_MARK.match(self.left):
            self.list_number = int(found[1] or 1)
            self._blank([found.span()])

    def _allergens(self, numbers: Sequence[Number]) -> str:
        """Returns the allergens as they were written. Too many of them are quoted, as some of them must not be left out."""
        spans = allergens_span(self.left, numbers, self.hours.spans)
        if spans is None:
            return ""
        words = " ".join(self.text[slice(*spans[1])].strip(AROUND_ALLERGENS).split())
        if len(words) > LONGEST_ALLERGENS:
            self._quote(*spans[0])
            words = ""
        self._blank([spans[0]])
        return words

    def _neighbours(self, number: Number) -> tuple[int, int, bool, bool]:
        """Returns the places of the signs beside a number and its marks, and whether nothing is before, or after it."""
        begin, end = number.span_with(*(found.mark for found in number.marks))
        before = self.left[:begin].rstrip()
        after = len(self.left) - len(self.left[end:].lstrip())
        if found := AFTER_NUMBER.match(self.left, end):
            after = max(
                after, found.end() + len(self.left[found.end() :]) - len(self.left[found.end() :].lstrip())
            )
        is_begun = before.endswith((":", ",", "-", "!", ".", "。", "、", ";", "|"))
        first = (
            is_begun
            or _is_empty(self.left, 0, begin)
            or CHATTER.search(SAME_PART.sub("", before)) is not None
        )
        return len(before) - 1, after, first, _is_empty(self.left, end, len(self.left))

    def _place(self, number: Number, taken: Sequence[Span]) -> features.NumberPosition:
        before, after, first, last = self.places[number.begin]
        return features.NumberPosition(
            word_before=not first and self._is_word(before, taken),
            word_after=self._is_word(after, taken),
            first=first,
            last=last,
            bracketed=self.left[: number.begin].rstrip().endswith("("),
        )

    def _is_word(self, place: int, taken: Sequence[Span]) -> bool:
        if not 0 <= place < len(self.left) or not self.left[place].isalpha():
            return False
        return not any(begin <= place < end for begin, end in taken)

    def _chosen(self, found: list[Candidate]) -> StockLineReading:
        """Returns the best reading, with the next one if that is nearly as good."""
        near = [each for each in found if found[0].score - each.score < CLEAR]
        distinct = _distinct(
            [reading for candidate in near[:MOST_NEAR] for reading in self._readings(candidate)]
        )
        best = distinct[0]
        if best.sure and len(distinct) == 1:
            return best
        others = [*self._doubted(found[0], best), *distinct[1:]] or self._with_other_numbers(found)
        offered = _distinct([best, *others])[:OFFERED]
        alternatives = tuple(replace(each, sure=True) for each in offered)
        return replace(best, sure=False, alternatives=alternatives)

    def _with_other_numbers(self, found: list[Candidate]) -> list[StockLineReading]:
        """Returns the next reading where the price has nothing beside it that says so: kuih 12 8."""
        price = found[0].first(Role.PRICE)
        if price is None or self._is_price(price):
            return []
        whole = [
            each for each in found[1:] if not each.all(Role.UNREAD) and each.first(Role.QUANTITY) is not None
        ]
        priced = [each for each in whole if each.first(Role.PRICE) is not None]
        return [reading for candidate in (priced or whole)[:1] for reading in self._readings(candidate)]

    def _doubted(self, candidate: Candidate, best: StockLineReading) -> list[StockLineReading]:
        """Returns what "2 for RM5" and "2 dozen" may also mean."""
        price, quantity = candidate.first(Role.PRICE), candidate.first(Role.QUANTITY)
        others = []
        bundled = next(
            (each for each in candidate.numbers if each.has(Mark.BUNDLE) and each.count and each.count > 1),
            None,
        )
        if bundled and bundled.count and best.stock.price and price is not bundled:
            others.append(replace(best, stock=replace(best.stock, price=best.stock.price // bundled.count)))
        elif (
            quantity
            and price
            and quantity.count
            and best.stock.price
            and self._may_be_price_of_all(quantity, price)
        ):
            others.append(
                replace(
                    best, stock=replace(best.stock, price=best.stock.price // quantity.count, quantity=None)
                )
            )
        if (
            quantity
            and quantity.has(Mark.DOZEN)
            and quantity.count
            and quantity.count % 12 == 0
            and quantity.count > 12
        ):
            others.append(replace(best, stock=replace(best.stock, quantity=quantity.count // 12)))
        return others

    def _readings(self, candidate: Candidate) -> list[StockLineReading]:
        """Returns the reading of a candidate, one for each name that is as likely."""
        left = consume(self.left, candidate.spans)
        segments = segments_of(left)
        if self.quoted:
            return [self._reading(candidate, left, segments, None)]
        scored = sorted(
            ((self._name_score(candidate, left, each), each) for each in segments), key=lambda pair: -pair[0]
        )
        if not scored:
            return [self._reading(candidate, left, segments, None)]
        names = [each for score, each in scored if scored[0][0] - score < NAME_CLEAR]
        return [self._reading(candidate, left, segments, name) for name in names[:OFFERED]]

    def _name_score(self, candidate: Candidate, left: str, segment: Segment) -> int:
        """Returns how well words are the name: those beside the quantity, then those beside the price, then the first."""
        if is_description(left, segment) or self._is_measure(candidate, segment):
            return -5
        score = 1 if not any(sign.isalpha() for sign in left[: segment.begin]) else 0
        score -= 4 if segment.closing == "!" or _is_heading(left, segment) else 0
        score -= 4 if SHORT.fullmatch(left, *segment.span) else 0
        score -= 4 if _is_address(left, segment) or _is_bracketed(left, segment) else 0
        is_remark = NO_NAME.search(left, *segment.span) or REMARK.match(left, *segment.span)
        score -= 3 if is_remark else 0
        number = candidate.first(Role.QUANTITY)
        span = number.span_with(*(Mark.TIMES, Mark.UNIT, Mark.COUNT_LABEL, Mark.DOZEN)) if number else None
        if span is None and (number := candidate.first(Role.PRICE)):
            span = number.span_with(Mark.SIGN, Mark.AT, Mark.PRICE_LABEL, Mark.EACH)
        if span is None:
            return score
        score -= 3 if segment.end <= span[0] and CHATTER.search(left, *segment.span) else 0
        if segment.end <= span[0] and _is_gap(left, segment.end, span[0]):
            return score + (2 if "," in left[segment.end : span[0]] else 4)
        if segment.begin >= span[1] and _is_gap(left, span[1], segment.begin):
            between = left[span[1] : segment.begin]
            return score + (1 if "," in between else 4) + (2 if "of" in between.split() else 0)
        return score + (2 if segment.end <= span[0] else 0)

    def _is_measure(self, candidate: Candidate, segment: Segment) -> bool:
        """Returns whether the words only measure: "15 min"."""
        measures = [
            number.span_with(Mark.MEASURE) for number in candidate.all(Role.NAME) if number.has(Mark.MEASURE)
        ]
        return any(begin <= segment.begin and segment.end <= end for begin, end in measures)

    def _reading(
        self, candidate: Candidate, left: str, segments: Sequence[Segment], name: Segment | None
    ) -> StockLineReading:
        quantity, price = candidate.first(Role.QUANTITY), candidate.first(Role.PRICE)
        limit, deposit = candidate.first(Role.LIMIT), candidate.first(Role.DEPOSIT)
        unit, words = self._unit_and_name(quantity, name)
        stock = StockLine(
            quantity=quantity.count if quantity else None,
            name=words,
            price=price.price if price and not price.has(Mark.FOREIGN) else None,
            unit=unit,
            limit=limit.count if limit else None,
            deposit=deposit.price if deposit else None,
            tags=self.tags,
            day=self.hours.day,
            start=self.hours.start,
            end=self.hours.end,
            allergens=self.allergens,
        )
        unparsed = [*self.unparsed, *self._leftover(candidate, segments, name)]
        return StockLineReading(
            stock=stock,
            unparsed=self._joined(unparsed),
            sure=self._is_sure(candidate, left, segments, name),
            reasons=self._reasons(candidate),
        )

    def _unit_and_name(self, quantity: Number | None, name: Segment | None) -> tuple[ItemUnit, str]:
        word = quantity.word_of(Mark.UNIT, self.left) if quantity else ""
        found = [match[0] for match in UNIT_WORD.finditer(word)]
        unit = UNITS[found[-1]] if found else ItemUnit.PIECE
        if self.quoted:
            words = next(
                filter(
                    None,
                    (self.text[slice(*self.quoted.span(group))] for group in (1, 2, 3) if self.quoted[group]),
                )
            )
            return unit, " ".join(words.split())
        if name:
            return unit, " ".join(self.text[slice(*name.span)].split())
        if quantity and (goods := GOODS_UNIT.search(self.left, *quantity.span_with(Mark.UNIT))):
            return ItemUnit.PIECE, self.text[slice(*goods.span())]
        return unit, ""

    def _leftover(
        self, candidate: Candidate, segments: Sequence[Segment], name: Segment | None
    ) -> list[UnparsedSpan]:
        """Returns what was not understood: words beside the name, numbers without a role, marks that make a price unclear."""
        found = [self._span(*each.span) for each in segments if each is not name]
        for number in candidate.all(Role.UNREAD, Role.NAME):
            inside = any(each.begin <= number.begin < each.end for each in segments)
            if not inside and not number.has(Mark.FREE):
                found.append(self._span(*number.span_with(*(each.mark for each in number.marks))))
        for number in candidate.all(Role.PRICE, Role.QUANTITY, Role.DEPOSIT, Role.LIMIT):
            is_price = number is candidate.first(Role.PRICE)
            if is_price and (number.price is None or number.has(Mark.FOREIGN)):
                found.append(self._span(*number.span_with(Mark.SIGN, Mark.FOREIGN), number.likely_price))
            elif number is candidate.first(Role.DEPOSIT) and number.price is None:
                found.append(self._span(*number.span_with(Mark.SIGN, Mark.DEPOSIT)))
            else:
                marks = [each for each in number.marks if each.mark in DOUBTFUL]
                found += [self._span(*number.span_with(each.mark)) for each in marks[:1]]
        return [each for each in found if each.words]

    def _is_sure(
        self, candidate: Candidate, left: str, segments: Sequence[Segment], name: Segment | None
    ) -> bool:
        quantity, price, deposit = map(candidate.first, (Role.QUANTITY, Role.PRICE, Role.DEPOSIT))
        limit = candidate.first(Role.LIMIT)
        read = list(candidate.all(Role.QUANTITY, Role.PRICE, Role.DEPOSIT, Role.LIMIT))
        named = candidate.all(Role.NAME)
        doubts = (
            self.doubtful,
            bool(candidate.all(Role.UNREAD)),
            any(number.has(*DOUBTFUL) for number in (*read, *named)),
            any(number.has(Mark.GLUED) for number in named) and quantity is None,
            any(self._is_second_count(number, quantity, price) for number in named),
            any(_may_be_amount(number) for number in named),
            bool(quantity and self._is_model(candidate, quantity)),
            bool(quantity and ONE_OF_THEM.search(left[: quantity.begin])),
            deposit is not None and deposit.has(Mark.UNIT),
            bool(quantity and price and self._is_equated(quantity, price)),
            bool(name and quantity and price and self._is_priced_container(quantity, price, name)),
            bool(name and price is None and LABEL_BEFORE.search(left[: name.begin])),
            bool(price and deposit and _is_dearer_packaging(deposit, price)),
            any(_is_cut_off(left, each) for each in segments if each is not name),
            any(
                not self._is_in_name(number, name) and not self._is_aside(number, quantity, price, segments)
                for number in named
            ),
            any(self._is_for_some(number) for number in (*named, *([quantity] if quantity else []))),
            bool(quantity and self._may_be_one(quantity, price)),
            self._may_count_one(quantity, price),
            any(self._is_packed(number, quantity) for number in named if quantity),
            price is not None and not self._is_price(price),
            bool(quantity and limit and 0 < (quantity.count or 0) < (limit.count or 0)),
            any(self._may_count(number, name, quantity) for number in named),
            bool(quantity and price and self._may_be_price_of_all(quantity, price)),
            price is not None and price.price is None,
            deposit is not None and deposit.price is None,
            (self.may_be_goods or self.has_minimum) and quantity is None,
            VAGUE.search(left) is not None,
            any(_is_unclear(left, each) for each in segments if each is not name),
            ONE_AND_TENTHS.search(left) is not None,
            bool(price is None and any(_may_be_misspelt_price(left, each, name) for each in named)),
            bool(name and quantity is None and LETTER_COUNT.match(left, *name.span)),
            bool(name and quantity is None and GLUED_COUNT.match(left, *name.span)),
            bool(quantity and price and self._may_be_tenths(quantity, price)),
            any(
                self._is_one_weight(number)
                for number in named
                if quantity is None or (name and number.begin == name.begin)
            ),
            self.list_number > 9 and quantity is None,
            bool(quantity and ADDED.search(self.left[: quantity.begin])),
            bool(name and self._is_list(left, segments, name)),
            bool(name and _begins_with_day(left, name)),
            bool(name and quantity and self._ends_with_unit(quantity, name)),
            bool(name and quantity and self._may_be_goods(quantity, name)),
            bool(name and is_doubtful_name(left, name)),
            bool(name and self._begins_with_praise(left, name)),
            any(self._is_unread_bracket(left, price, each) for each in segments if each is not name),
            any(number.has(Mark.COUNT_LABEL) for number in named) and quantity is None,
            bool(name and price is None and says_free(left, name.span)),
            bool(name and price and self._is_size_priced(left, price, name)),
            any(
                each.mark == Mark.EACH and IN_ONE_BEFORE.search(self.left[: each.begin])
                for each in (price.marks if price else ())
            ),
            bool(quantity and price and self._is_price_of_another(quantity, price)),
            bool(quantity and EACH_OF_SEVERAL.search(self.left[: quantity.span_with(Mark.UNIT)[0]])),
            bool(quantity and price and self._is_for_all(price)),
            bool(name and price and self._is_priced_noun(price, quantity, name)),
            quantity is None and price is not None and self._is_one_before(price),
            bool(quantity is None and limit and UNITS_OF_PEOPLE.search(limit.word_of(Mark.UNIT, self.left))),
            price is not None and self._is_signed_twice(price),
            bool(name and any(_is_cut(left, name, each) for each in segments if each is not name)),
            any(_is_after_colon(left, each) for each in segments if each is not name),
            bool(name and any(_may_be_genre(left, each, name) for each in segments)),
            price is not None
            and PRICED_PART.match(left, price.span_with(*MARKS_READ[Role.PRICE])[1]) is not None,
            bool(name and "@" in left[slice(*name.span)]),
            bool(name and TWO_PARTS.match(left, name.begin, name.end + 1)),
            bool(name and self._has_sentence(left, named, name)),
            bool(name and len(left[slice(*name.span)].split()) > LONGEST_NAME_WORDS),
            quantity is None and limit is not None and (limit.count or 0) > MOST_LIMIT,
            _has_unread_digit(left, candidate, name),
            money_patterns(self.currency).sign.search(left) is not None,
        )
        return not any(doubts)

    def _may_count(self, number: Number, name: Segment | None, quantity: Number | None) -> bool:
        """Returns whether a number in the name, with nothing beside it that says so, may be a quantity after all."""
        if number.marks:
            return False
        if name is None or quantity is None or number.count is None:
            return True
        if number.end == name.end:
            is_marked = quantity.has(Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL)
            return not is_marked or number.count < SMALLEST_MODEL
        is_glued = re.match(rf"[{HAN}]", self.left[number.end :]) is not None
        if self.places[number.begin][2] and not is_glued:
            return not number.is_word or quantity.is_word or not self._counts_more(quantity, number)
        return not self._counts_more(quantity, number)

    def _counts_more(self, quantity: Number, number: Number) -> bool:
        """Returns whether a quantity is surer than a number in the name: by its mark, or at the beginning and larger than a few."""
        if quantity.has(Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL):
            return True
        is_first = self.places[quantity.begin][2] and quantity.begin < number.begin
        return is_first and number.count in FEW and (quantity.count or 0) > FEW.stop

    def _may_be_one(self, quantity: Number, price: Number | None) -> bool:
        """Returns whether "1 box" may say only what the price is for; at the beginning a digit counts."""
        if self.places[quantity.begin][2] and not quantity.is_word:
            return False
        is_whole = quantity.word_of(Mark.UNIT, self.left) in WHOLE_UNITS
        is_said = (
            is_whole or quantity.has(Mark.TIMES, Mark.COUNT_LABEL) or price is None or price.has(Mark.EACH)
        )
        return quantity.count == 1 and quantity.has(Mark.UNIT) and not is_said

    def _is_packed(self, number: Number, quantity: Number) -> bool:
        """Returns whether a number says how many are in each of what is counted: 8 boxes of 6 macarons."""
        between = self.left[quantity.span_with(Mark.UNIT)[1] : number.begin]
        return between.strip() == "of" and not number.has(Mark.MEASURE, Mark.MODEL)

    def _is_second_count(self, number: Number, quantity: Number | None, price: Number | None) -> bool:
        """Returns whether a number in the name counts something, outside of brackets as in "macarons (6 pcs)"."""
        before, after = self.left[: number.begin].rstrip(), self.left[number.end :]
        is_packing = before.endswith("(") and ")" in after
        is_counting = number.has(*COUNTED_MARKS) and not number.has(Mark.MODEL, Mark.MEASURE)
        return is_counting and not is_packing and not self._is_in_each(number, quantity, price)

    def _is_in_each(self, number: Number, quantity: Number | None, price: Number | None) -> bool:
        """Returns whether a few before the price are in each of what is counted after it: "wings 2 pcs RM7.50, 40 sets"."""
        if quantity is None or price is None or not number.begin < price.begin < quantity.begin:
            return False
        units = {each.word_of(Mark.UNIT, self.left).strip(" -s") for each in (number, quantity)}
        is_other = quantity.has(Mark.UNIT) and len(units) > 1 and not price.has(Mark.EACH)
        return is_other and number.has(Mark.UNIT) and 1 < (number.count or 0) <= MOST_IN_EACH

    def _may_be_price_of_all(self, quantity: Number, price: Number) -> bool:
        """Returns whether a price beside a small number may be that of all of them: karipap 3 RM1, RM5有两包."""
        if quantity.count in FEW and self.left[price.end : quantity.begin] == "有":
            return True
        if (
            quantity.count not in (SOME if quantity.has(Mark.UNIT) else FEW)
            or quantity.has(Mark.TIMES, Mark.COUNT_LABEL)
            or price.has(Mark.EACH, Mark.AT)
        ):
            return False
        counted, paid = quantity.span_with(Mark.UNIT), price.span_with(Mark.SIGN, Mark.PRICE_LABEL)
        between = self.left[min(counted[1], paid[1]) : max(counted[0], paid[0])]
        is_glued = paid[0] == counted[1] and quantity.has(Mark.UNIT)
        is_bundle = quantity.has(Mark.UNIT) and quantity.count in FEW and counted[1] <= paid[0]
        if is_bundle and not between.strip() and _is_empty(self.left, 0, quantity.begin):
            return True
        ringgit = RINGGIT_WORTH.get(self.currency, 1) * int("1" + "0" * exponent(self.currency))
        is_begun = quantity.count in FEW or _is_empty(self.left, 0, quantity.begin)
        if not is_begun and UNITS.get(quantity.word_of(Mark.UNIT, self.left)) != ItemUnit.PIECE:
            return False
        usual = (GLUED_SHARE if is_glued and is_begun else USUAL_SHARE if is_begun else SMALL_SHARE) * ringgit
        return not between.strip() and (price.price or 0) <= (quantity.count or 0) * usual

    def _may_be_tenths(self, quantity: Number, price: Number) -> bool:
        """Returns whether a number right after a price may be the rest of it: RM8 9."""
        if quantity.marks or price.has_decimals or price.has(Mark.FREE) or not printed_digits(self.currency):
            return False
        between = self.left[price.end : quantity.begin]
        return price.end <= quantity.begin and not between.strip() and (quantity.count or 0) < 100

    def _is_price(self, number: Number) -> bool:
        """Returns whether an amount says itself that it is money: by a mark, its decimals or its size."""
        is_one = number.is_word and number.count == 1
        is_each = number.has(Mark.EACH) and not number.has(Mark.UNIT) and not is_one
        if is_each or number.has(*SURE_PRICE_MARKS):
            return True
        if printed_digits(self.currency):
            return number.has_decimals
        return (number.price or 0) >= SMALLEST_BARE_PRICE

    def _is_for_some(self, number: Number) -> bool:
        """Returns whether the words before a number say for how many it is: "for thirty people"."""
        return FOR_SOME.search(self.left[max(0, number.begin - 12) : number.begin]) is not None

    def _is_one_weight(self, number: Number) -> bool:
        """Returns whether a price beside it is that of a weight: 1kg RM8."""
        return number.count == 1 and ONE_WEIGHT.match(number.word_of(Mark.MEASURE, self.left)) is not None

    def _begins_with_praise(self, left: str, name: Segment) -> bool:
        """Returns whether praise after words of a sentence may be no part of the name: "selling homemade tarts"."""
        if OWNER.match(left, *name.span) and OWN_BEFORE.search(left[: name.begin]):
            return True
        has_praise = PRAISE_BEFORE.match(left, *name.span) is not None
        return has_praise and any(sign.isalpha() for sign in left[: name.begin])

    def _is_unread_bracket(self, left: str, price: Number | None, segment: Segment) -> bool:
        """Returns whether words in brackets after the price may be part of the name: "pau RM1.60 (kaya) 50 pcs"."""
        is_after = price is not None and segment.begin > price.begin
        is_other = is_description(left, segment) or REMARK.match(left, *segment.span) is not None
        return is_after and _is_bracketed(left, segment) and not is_other

    def _is_price_of_another(self, quantity: Number, price: Number) -> bool:
        """Returns whether a price is that of a box or a set, where something else is counted: "12 cakes RM36 per set"."""
        priced = COLLECTED.search(price.word_of(Mark.EACH, self.left))
        if priced is None or not (quantity.has(Mark.UNIT) or self.places[quantity.begin][2]):
            return False
        return (priced[1] or priced[2]) not in quantity.word_of(Mark.UNIT, self.left)

    def _is_size_priced(self, left: str, price: Number, name: Segment) -> bool:
        """Returns whether the last word of a name is a size with a price of its own: 奶茶 大杯RM8."""
        is_beside = price.span_with(Mark.SIGN)[0] == name.end
        return is_beside and SIZE_LAST.search(left[slice(*name.span)]) is not None

    def _is_for_all(self, price: Number) -> bool:
        """Returns whether a word beside a price says that all are sold for it: "40 kuih for RM12", "20 pcs RM60 all"."""
        begin, end = price.span_with(Mark.SIGN, Mark.PRICE_LABEL, Mark.AT)
        before = self.left[:begin]
        is_said = any((BEFORE_ALL.search(before), ALL_BEFORE.search(before), ALL_AFTER.match(self.left, end)))
        return is_said and not price.has(Mark.EACH, Mark.FREE)

    def _is_signed_twice(self, price: Number) -> bool:
        """Returns whether the money is named before and after an amount, so that one may belong to another: "RM8 ringgit 12"."""
        is_before = any(each.mark == Mark.SIGN and each.end <= price.begin for each in price.marks)
        return is_before and SIGN_AGAIN.match(self.left, price.end) is not None

    def _is_priced_noun(self, price: Number, quantity: Number | None, name: Segment) -> bool:
        """Returns whether the unit of a price may begin the name after it: "RM6 each glass terrariums, 17 boxes"."""
        begin, end = next(((each.begin, each.end) for each in price.marks if each.mark == Mark.EACH), (0, 0))
        words = self.left[begin:end].split()
        is_beside = words[:1] == ["each"] and len(words) > 1 and self.left[end : name.begin].isspace()
        return is_beside and not (quantity and words[-1] in quantity.word_of(Mark.UNIT, self.left))

    def _is_one_before(self, price: Number) -> bool:
        """Returns whether one is named before a price, which may be how many there are: 茶几一张 RM120."""
        begin = price.span_with(Mark.SIGN)[0]
        is_before = any(each.mark == Mark.EACH and each.end <= begin for each in price.marks)
        return is_before and ONE_BEFORE.search(self.left[:begin]) is not None

    def _is_in_name(self, number: Number, name: Segment | None) -> bool:
        if number.has(Mark.FREE):
            return True
        return name is not None and name.begin <= number.begin and number.end <= name.end

    def _is_list(self, left: str, segments: Sequence[Segment], name: Segment) -> bool:
        """Returns whether other words before the name may be the goods: "nasi lemak, ayam goreng 10"; a heading is none."""
        is_last = all(number < name.begin for number in self.places)
        return any(
            each.end <= name.begin
            and each.closing not in (":", "!")
            and not is_description(left, each)
            and not SENTENCE.fullmatch(left, *each.span)
            and (is_last or not CHATTER.search(left, *each.span))
            and not _is_address(left, each)
            and not SHORT.fullmatch(left, *each.span)
            for each in segments
        )

    def _is_aside(
        self, number: Number, quantity: Number | None, price: Number | None, segments: Sequence[Segment]
    ) -> bool:
        """Returns whether a measure may stand outside of the name: in a heading ("2nd batch! 15 rolls"), or where a mark counts.

        Else the quantity may be part of the name ("ipad mini 5 64GB") or the price that of a weight ("RM25 1 kg").
        """
        is_heading = any(
            each.begin <= number.begin < each.end and each.closing in (":", "!") for each in segments
        )
        if is_heading or not number.has(Mark.MEASURE):
            return is_heading and (number.has(Mark.MEASURE) or number.count in features.YEARS)
        paid = price.span_with(Mark.SIGN)[1] if price else number.end
        if paid <= number.begin and not self.left[paid : number.begin].strip(" ("):
            return False
        is_counted = quantity is None or quantity.has(Mark.UNIT, Mark.TIMES, Mark.COUNT_LABEL)
        word = number.word_of(Mark.MEASURE, self.left)
        return is_counted and len(word) > 1 and not word.isdigit() and not SIZED.match(word)

    def _ends_with_unit(self, quantity: Number, name: Segment) -> bool:
        """Returns whether a name may be shorter by the word that is counted: "soil 10L bag RM8, 25 bags"."""
        counted = UNIT_WORD.findall(quantity.word_of(Mark.UNIT, self.left))
        if has_counted_at_end(self.left, name, quantity.word_of(Mark.UNIT, self.left)):
            return True
        last = self.left[slice(*name.span)].split()[-1:]
        unit = UNITS.get(last[0]) if last and counted else None
        return unit not in (None, ItemUnit.PIECE) and unit == UNITS[counted[-1]]

    def _is_model(self, candidate: Candidate, quantity: Number) -> bool:
        """Returns whether a quantity may be one more model: "saiz 7 dan 8"."""
        models = [each for each in candidate.all(Role.NAME) if each.has(Mark.MODEL)]
        between = (self.left[each.end : quantity.begin] for each in models if each.end <= quantity.begin)
        is_another = not quantity.has(Mark.UNIT) and any(map(AND_ANOTHER.fullmatch, between))
        return is_another or quantity.has(Mark.MODEL)

    def _is_equated(self, quantity: Number, price: Number) -> bool:
        """Returns whether a sign says that so many cost so much: "10 pcs = RM8"."""
        first, last = sorted((quantity, price), key=lambda each: each.begin)
        between = self.left[first.span_with(Mark.UNIT)[1] : last.span_with(Mark.SIGN)[0]]
        return between.strip() == "=" and not quantity.has(Mark.TIMES)

    def _is_priced_container(self, quantity: Number, price: Number, name: Segment) -> bool:
        """Returns whether the last word of a name holds several of what is counted, and is priced: "curry puffs tray RM8, 30 pcs"."""
        last = self.left[slice(*name.span)].split()[-1]
        is_single = quantity.word_of(Mark.UNIT, self.left) in SINGLE_UNITS
        is_holding = last in SEVERAL_UNITS
        return is_holding and is_single and name.end <= price.begin and not price.has(Mark.EACH)

    def _may_be_goods(self, quantity: Number, name: Segment) -> bool:
        """Returns whether the counting word before a name may begin it: "50 tiket cabutan"."""
        word = quantity.word_of(Mark.UNIT, self.left)
        return word in COUNTED_OR_GOODS and quantity.span_with(Mark.UNIT)[1] + 1 == name.begin

    def _has_sentence(self, left: str, named: Sequence[Number], name: Segment) -> bool:
        """Returns whether words of sentences are in the name; the "min" of "30 min massage" measures."""
        measures = [number.span_with(Mark.MEASURE) for number in named if number.has(Mark.MEASURE)]
        return NO_NAME.search(consume(left, measures), *name.span) is not None

    def _may_count_one(self, quantity: Number | None, price: Number | None) -> bool:
        """Returns whether the "1 unit" of "RM650 1 unit" may be the quantity, where there is no other."""
        if quantity is not None or price is None:
            return False
        end = price.span_with(Mark.EACH)[1]
        word = price.word_of(Mark.EACH, self.left).lstrip(", ")
        is_one = word.startswith(("one", "se", "satu", "一"))
        return word.startswith("1") or (is_one and COUNTED_AFTER.match(self.left, end) is not None)

    def _reasons(self, candidate: Candidate) -> tuple[Reason, ...]:
        found = []
        for number, role in zip(candidate.numbers, candidate.roles, strict=True):
            cause = _cause(number, role, self.places[number.begin][2])
            if cause is None:
                continue
            word = number.word_of(cause, self.text) if isinstance(cause, Mark) else ""
            found.append(
                Reason(role=role, cause=cause, value=self.text[number.begin : number.end], word=word)
            )
        return tuple(found)

    def _joined(self, parts: Sequence[UnparsedSpan]) -> tuple[UnparsedSpan, ...]:
        """Returns the parts in the sequence of the line; those with one sign between them are one, as 31/2."""
        joined: list[UnparsedSpan] = []
        for part in sorted(parts, key=lambda each: each.offset):
            last = joined[-1] if joined else None
            end = last.offset + len(last.words) if last else -2
            if last and part.offset - end <= 1 and last.price is None and part.price is None:
                joined[-1] = self._span(last.offset, max(end, part.offset + len(part.words)))
            else:
                joined.append(part)
        return tuple(joined)

    def _span(self, begin: int, end: int, price: int | None = None) -> UnparsedSpan:
        words = self.text[begin:end]
        return UnparsedSpan(words.strip(), begin + len(words) - len(words.lstrip()), price)

    def _quote(self, begin: int, end: int) -> None:
        self.unparsed.append(self._span(begin, end))

    def _blank(self, spans: Sequence[Span]) -> None:
        self.left = consume(self.left, spans)


CAUSES: dict[Role, tuple[Mark, ...]] = {
    Role.QUANTITY: (Mark.TIMES, Mark.UNIT, Mark.COUNT_LABEL, Mark.DOZEN),
    Role.PRICE: (Mark.FREE, Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.PRICE_LABEL, Mark.EACH),
    Role.LIMIT: (Mark.LIMIT, Mark.PER_PERSON),
    Role.DEPOSIT: (Mark.DEPOSIT, Mark.PACKAGING),
    Role.NAME: (Mark.MODEL, Mark.MEASURE, Mark.GLUED),
}


def masked(text: str) -> str:
    """Returns the text of the same length with a sign of no meaning in place of names that have words of the reader in them."""
    return PROTECTED.sub(lambda match: MASK * len(match[0]), text)


def _is_heading(left: str, segment: Segment) -> bool:
    """Returns whether words follow a colon, after a number or not: "Sat only: 16 laksa", but not "laksa: 16, RM9"."""
    return segment.closing == ":" and AFTER_COLON.match(left, segment.end) is not None


def _may_be_genre(left: str, segment: Segment, name: Segment) -> bool:
    """Returns whether a word and a colon right before the name may be part of it: "workshop: block printing", but not "new: kuih lapis"."""
    is_before = segment.closing == ":" and left[segment.end : name.begin].strip(": ") == ""
    is_said = any(words.search(left, *segment.span) for words in (HEADING, CHATTER))
    is_sentence = SENTENCE.fullmatch(left, *segment.span) is not None
    return is_before and segment.end <= name.begin and not (is_said or is_sentence)


def _is_address(left: str, segment: Segment) -> bool:
    """Returns whether one or two words after a greeting say who is greeted: "good morning ladies, 20 pau"."""
    is_short = len(left[slice(*segment.span)].split()) <= MOST_GREETED
    return (
        is_short and segment.closing in GREETING_ENDS and GREETING.search(left[: segment.begin]) is not None
    )


def _is_bracketed(left: str, segment: Segment) -> bool:
    """Returns whether brackets around words set them apart: "(cash only)"."""
    before, after = left[: segment.begin].rstrip(), left[segment.end :].lstrip("!. ")
    return before.endswith(("(", "[", "【")) and after.startswith((")", "]", "】"))


def _is_cut(left: str, name: Segment, segment: Segment) -> bool:
    """Returns whether a stroke alone parts words from the name: "wantan mee dry / soup"."""
    first, last = sorted((name, segment), key=lambda each: each.begin)
    return left[first.end : last.begin].strip() == "/"


def _is_after_colon(left: str, segment: Segment) -> bool:
    """Returns whether a colon after what was read leads to words, which may be the goods: "6 cakes, RM65 each: banana"."""
    before = left[: segment.begin].rstrip()
    return before.endswith(":") and before[:-1].rstrip().endswith(CONSUMED)


def _may_be_amount(number: Number) -> bool:
    """Returns whether a number in the name may be a second price: "satay 1.20/stick RM2"."""
    is_measured = number.has(Mark.MEASURE, Mark.MODEL, Mark.GLUED)
    return not is_measured and (number.has_decimals or number.has(Mark.EACH, Mark.SIGN_OR_UNIT))


def _is_dearer_packaging(deposit: Number, price: Number) -> bool:
    """Returns whether the packaging costs as much as the goods, so that it may be counted: "20 RM12 balang RM15"."""
    return not deposit.has(Mark.DEPOSIT) and (deposit.price or 0) >= (price.price or 0)


def _is_cut_off(left: str, segment: Segment) -> bool:
    """Returns whether a single Chinese sign is left over, which belongs to a word that was cut: 原价 without 价."""
    return LONE_SIGN.fullmatch(left, *segment.span) is not None and not is_description(left, segment)


def _is_unclear(left: str, segment: Segment) -> bool:
    """Returns whether words beside the name make a count or a price unclear."""
    return bool(UNCLEAR.search(left, *segment.span) or WEIGHED.fullmatch(left, *segment.span))


def _may_be_misspelt_price(left: str, number: Number, name: Segment | None) -> bool:
    """Returns whether a number at the end of a name, after a letter or two, may be the price: "kuih MR8"."""
    is_last = name is not None and number.end == name.end and number.begin > name.begin
    return is_last and MISSPELT_SIGN.search(left[: number.begin]) is not None


def _begins_with_day(left: str, name: Segment) -> bool:
    """Returns whether a name may begin with a weekday: "Sunday roast", "sat kuih"."""
    first, _, others = left[slice(*name.span)].partition(" ")
    return (
        bool(others)
        and first in WEEKDAYS
        and (len(first) > LONGEST_SHORT_DAY or _is_empty(left, 0, name.begin))
    )


def _cause(number: Number, role: Role, first: bool) -> Mark | PositionCause | None:
    """Returns what says most clearly that a number has its role."""
    if role not in CAUSES:
        return None
    if found := next((mark for mark in CAUSES[role] if number.has(mark)), None):
        return found
    if role == Role.PRICE:
        return PositionCause.DECIMALS if number.has_decimals else PositionCause.BARE
    return (PositionCause.FIRST if first else PositionCause.BARE) if role == Role.QUANTITY else None


def _key(reading: StockLineReading) -> tuple[object, ...]:
    return reading.stock.quantity, reading.stock.price, reading.stock.name.casefold(), reading.stock.deposit


def _distinct(readings: Sequence[StockLineReading]) -> list[StockLineReading]:
    """Returns the readings that say different things, the first of each."""
    return list({_key(each): each for each in reversed(readings)}.values())[::-1]


def _is_empty(left: str, begin: int, end: int) -> bool:
    """Returns whether there is nothing but fillers and signs."""
    first, last = stripped(left.replace(CONSUMED, " "), begin, end)
    return not any(sign.isalnum() for sign in left[first:last])


def _is_gap(left: str, begin: int, end: int) -> bool:
    """Returns whether only fillers and signs stand between, in one part of the line."""
    return not re.search(r"[\0!?;。]|\.\s", left[begin:end]) and _is_empty(left, begin, end)


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
