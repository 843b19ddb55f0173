"""Reads a stock line: tokens, candidate readings, a score from few features, and the best one if it is clearly better than the next."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.stock.reading import features
from handlers.stock.reading.candidates import Candidate, candidates
from handlers.stock.reading.deposits import DepositPurpose, deposit_purpose
from handlers.stock.reading.doubts.every_doubt import first_doubt
from handlers.stock.reading.doubts.pricing import is_price, may_be_price_of_all
from handlers.stock.reading.features import CLEAR, Role
from handlers.stock.reading.fields import (
    AROUND_ALLERGENS,
    CLOSING,
    CONTACT,
    LIST_MARK,
    LONGEST_ALLERGENS,
    MINIMUM,
    OTHER_CLOCK,
    QUOTED,
    STAND,
    allergens_span,
    bare_times,
    free_prices,
    is_no_offer,
    option_list,
    options_span,
    take_hours,
    take_tags,
    without_offering_questions,
    without_one_of_them,
)
from handlers.stock.reading.gaps import is_empty, is_gap
from handlers.stock.reading.interpretation import Interpretation, LineFacts, Neighbours
from handlers.stock.reading.names import DESCRIPTION, FILLER_AFTER, Segment, is_description, segments_of
from handlers.stock.reading.numbers import numbers_of
from handlers.stock.reading.outdated_prices import without_outdated_prices
from handlers.stock.reading.result import PositionCause, Reason, StockLineReading, UnparsedSpan
from handlers.stock.reading.sentences import (
    CHATTER,
    REMARK,
    REMARK_SIGN,
    SHORT,
    has_sentence_word,
    is_address,
    is_bracketed,
    is_heading,
    is_said_aside,
)
from handlers.stock.reading.tokens import DOUBTFUL, Mark, Number
from handlers.typed_time.normalized_text import CONSUMED, Span, any_of_pattern, consume, normalize
from locales.formats import printed_digits
from locales.stock import UNITS, words_for
from locales.units import ItemUnit
from market.stock.stock_line import StockLine

TIMES_SIGNS = str.maketrans("×✕✖＊", "****")
TRADITIONAL = str.maketrans(
    "塊個張條雙隻盤顆籃組對賣買價錢還現貨們這裡麵餅雞魚湯飯豬鴨蝦燒滷糰麼幾頂雜點擔盞鍋",
    "块个张条双只盘颗篮组对卖买价钱还现货们这里面饼鸡鱼汤饭猪鸭虾烧卤团么几顶杂点担盏锅",
)
"""Traditional signs of words that sellers use; a name keeps those that were typed."""
NARROW = {
    wide: unicodedata.normalize("NFKC", chr(wide))
    for wide in range(0xFF10, 0xFF5B)
    if unicodedata.category(chr(wide)) in ("Nd", "Lu", "Ll")
} | {ord("％"): "%"}
"""Letters and digits of full width; brackets and commas of a Chinese name stay as they are."""
WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d)")
"""Between two numbers, never between thousands."""
ABOUT_SIGN = re.compile(
    r"(?:^|(?<=\s))[~～](?=(?:rm\s?)?\d)(?!\S*~)(?!\d{1,2}(?:[.:]\d\d)?\s*(?:[ap]m|点|时|pagi|petang|malam))",
    re.IGNORECASE,
)
"""~20 is about so many, in "~ 20 ~" the sign parts fields."""
PROTECTED = re.compile(any_of_pattern(words_for("protected")))
MASK = "\u3400"
UNIT_WORD = re.compile(any_of_pattern(UNITS))
GOODS_UNIT = re.compile(any_of_pattern(words_for("unit_goods")))
AFTER_NUMBER = re.compile(rf"[\s:]*(?:{FILLER_AFTER})")
SAME_PART = re.compile(r"^.*[\0,;:.!]", re.DOTALL)
LONGEST = 500
"""Signs of the longest line that is read."""
OFFERED, MOST_NEAR = 2, 6
"""Readings to choose from."""
NAME_CLEAR = 2


class LineReader:
    """Reads one line. `left` is as long as the text, without the parts that were understood before the numbers."""

    def __init__(self, text: str, currency: str, today: date) -> None:
        self.text, self.currency, self.today = text, currency, today
        signs = WIDE_COMMA.sub("、", ABOUT_SIGN.sub("≈", text.translate(TIMES_SIGNS)))
        self.left = normalize(signs.replace(CONSUMED, " ")).translate(TRADITIONAL)
        self.said = self.left
        """The normalized line, with all that is taken out of `left`."""
        self.unparsed: list[UnparsedSpan] = []

    def read(self) -> StockLineReading:
        if len(self.text) > LONGEST:
            return StockLineReading(stock=StockLine(), unparsed=self._whole(), sure=False)
        self.quoted = QUOTED.search(self.left)
        self._blank([self.quoted.span()] if self.quoted else [])
        self.tags, spans = take_tags(self.left)
        self._blank(spans)
        self.left = masked(self.left)
        self._blank([match.span() for match in CLOSING.finditer(self.left)])
        self.left = without_offering_questions(self.left)
        self.is_no_offer = is_no_offer(self.left)
        self._contacts()
        self._list_mark()
        self.left = without_one_of_them(self.left)
        self.left = without_outdated_prices(self.left, self.currency)
        read = take_hours(self.left, self.currency, self.today)
        self.hours, self.may_be_goods = read.hours, read.may_be_goods
        self.dates, self.times = bare_times(self.left, self.hours.spans)
        self._blank(self.hours.spans)
        self._other_clocks()
        numbers = numbers_of(self.left, self.currency)
        if numbers is None:
            return StockLineReading(stock=StockLine(), unparsed=self._whole(), sure=False)
        self.allergens = self._allergens(numbers)
        self.options = self._options(numbers)
        numbers = [each for each in numbers if self.left[each.begin] != CONSUMED]
        numbers = sorted([*numbers, *free_prices(self.left)], key=lambda each: each.begin)
        self.facts = LineFacts(
            text=self.left,
            currency=self.currency,
            neighbours={number.begin: self._neighbours(number) for number in numbers},
            is_no_offer=self.is_no_offer,
            may_be_goods=self.may_be_goods,
            has_minimum=self.has_minimum,
            list_number=self.list_number,
            dates=self.dates,
            named_to=self.quoted.end() if self.quoted else 0,
            times=self.times,
        )
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

    def _options(self, numbers: Sequence[Number]) -> str:
        spans = options_span(self.left, numbers, self.hours.spans)
        options = option_list(self.text[slice(*spans[1])]) if spans else ""
        if spans and options:
            self._blank([spans[0]])
        return options

    def _neighbours(self, number: Number) -> Neighbours:
        begin, end = number.span_with(*(found.mark for found in number.marks))
        before = self.left[:begin].rstrip()
        after = len(self.left) - len(self.left[end:].lstrip())
        if found := AFTER_NUMBER.match(self.left, end):
            after = max(
                after, found.end() + len(self.left[found.end() :]) - len(self.left[found.end() :].lstrip())
            )
        is_begun = before.endswith((":", ",", "-", "!", ".", "。", "、", ";", "|"))
        preceding = SAME_PART.sub("", before)
        first = is_begun or is_empty(self.left, 0, begin) or CHATTER.search(preceding) is not None
        first = first or DESCRIPTION.fullmatch(preceding) is not None
        last = is_empty(self.left, end, len(self.left))
        return Neighbours(before=len(before) - 1, after=after, first=first, last=last)

    def _place(self, number: Number, taken: Sequence[Span]) -> features.NumberPosition:
        beside = self.facts.neighbours[number.begin]
        return features.NumberPosition(
            word_before=not beside.first and self._is_word(beside.before, taken),
            word_after=self._is_word(beside.after, taken),
            first=beside.first,
            last=beside.last,
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
        alternatives = tuple(replace(each, sure=True, doubt="") for each in offered)
        return replace(best, sure=False, alternatives=alternatives)

    def _with_other_numbers(self, found: list[Candidate]) -> list[StockLineReading]:
        """Returns the next reading where the price has nothing beside it that says so: kuih 12 8."""
        price = found[0].first(Role.PRICE)
        if price is None or is_price(price, self.currency):
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
            (
                each
                for each in candidate.numbers
                # in "RM8 each, 2 for RM15" the count belongs to another price
                if each.has(Mark.BUNDLE) and (each.count or 0) > 1 and price and each.begin < price.begin
            ),
            None,
        )
        if bundled and bundled.count and best.stock.price:
            others.append(replace(best, stock=replace(best.stock, price=best.stock.price // bundled.count)))
        elif (
            quantity
            and price
            and quantity.count
            and best.stock.price
            and may_be_price_of_all(self.facts, quantity, price)
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
        score -= 4 if segment.closing == "!" or is_heading(left, segment) else 0
        score -= 4 if SHORT.fullmatch(left, *segment.span) else 0
        score -= 4 if is_address(left, segment) or is_bracketed(left, segment) else 0
        is_remark = has_sentence_word(left[slice(*segment.span)]) or REMARK.match(left, *segment.span)
        score -= 5 if is_said_aside(left, segment) else 3 if is_remark else 0
        score -= 2 if REMARK_SIGN.search(left, *segment.span) else 0
        number = candidate.first(Role.QUANTITY)
        span = number.span_with(*(Mark.TIMES, Mark.UNIT, Mark.COUNT_LABEL, Mark.DOZEN)) if number else None
        if span is None and (number := candidate.first(Role.PRICE)):
            span = number.span_with(Mark.SIGN, Mark.AT, Mark.PRICE_LABEL, Mark.EACH)
        if span is None:
            return score
        score -= 3 if segment.end <= span[0] and CHATTER.search(left, *segment.span) else 0
        if segment.end <= span[0] and is_gap(left, segment.end, span[0]):
            return score + (2 if "," in left[segment.end : span[0]] else 4)
        if segment.begin >= span[1] and is_gap(left, span[1], segment.begin):
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
        deposits = self._deposits(deposit)
        stock = StockLine(
            quantity=quantity.count if quantity else None,
            name=words,
            price=price.price if price and not price.has(Mark.FOREIGN) else None,
            unit=unit,
            limit=limit.count if limit else None,
            deposit=deposits.get(DepositPurpose.PACKAGING),
            order_deposit=deposits.get(DepositPurpose.ORDER),
            open_deposit=deposits.get(DepositPurpose.UNSAID),
            tags=self.tags,
            day=self.hours.day,
            start=self.hours.start,
            end=self.hours.end,
            part=self.hours.part,
            allergens=self.allergens,
            options=self.options,
        )
        unparsed = [*self.unparsed, *self._leftover(candidate, segments, name)]
        found = Interpretation(line=self.facts, candidate=candidate, left=left, segments=segments, name=name)
        doubt = first_doubt(found)
        return StockLineReading(
            stock=stock,
            unparsed=self._joined(unparsed),
            sure=not doubt,
            doubt=doubt,
            reasons=self._reasons(candidate),
        )

    def _deposits(self, deposit: Number | None) -> dict[DepositPurpose, int | None]:
        """Returns the amount of a deposit by its purpose; nothing where the line has none."""
        return {deposit_purpose(self.said, deposit, self.tags): deposit.price} if deposit else {}

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
            return unit, " ".join(self.text[slice(*name.span)].translate(NARROW).split())
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

    def _reasons(self, candidate: Candidate) -> tuple[Reason, ...]:
        found = []
        for number, role in zip(candidate.numbers, candidate.roles, strict=True):
            cause = _cause(number, role, self.facts.neighbours[number.begin].first)
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
    stock = reading.stock
    deposits = stock.deposit, stock.order_deposit, stock.open_deposit
    return stock.quantity, stock.price, stock.name.casefold(), deposits


def _distinct(readings: Sequence[StockLineReading]) -> list[StockLineReading]:
    """Returns the readings that say different things, the first of each."""
    return list({_key(each): each for each in reversed(readings)}.values())[::-1]
