"""Finds the numbers of a line and reads outward what stands beside each: "2.50/pc" has one mark, "harga RM8" has two."""

import re
from collections.abc import Iterator
from dataclasses import replace

from handlers.stock.reading.amounts import minor_units, nearest_price
from handlers.stock.reading.marks import (
    AFTER,
    ALONE,
    BEFORE,
    DEPOSIT_AFTER,
    DIGITS,
    DOZEN,
    MEASURED,
    PACKAGING,
    PER_WORD,
    PERSON_BEFORE,
    PERSON_FIRST,
    SIZE,
    UNIT,
    MoneyPatterns,
    money_patterns,
    own_unit_patterns,
)
from handlers.stock.reading.tokens import Found, Mark, Number
from handlers.typed_time.normalized_text import HAN, any_of_pattern
from handlers.typed_time.number_words import HAN_NUMBER, LATIN_NUMBER, han_value, latin_value
from locales.formats import exponent, printed_digits
from locales.stock import HAN_DIGITS, THOUSANDS, UNITS, cents_of, words_for

MOST_NUMBERS = 12
"""A line with more numbers is no stock line."""
MONEY_MARKS = (Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.PRICE_LABEL, Mark.DEPOSIT)
MOST_MARKS = 4
MIN_GLUED_COUNT, MAX_NUMBERS_BESIDE = 10, 2
"""22fried wantan RM1.50: a count without a space. A smaller one is a name, as in 7up, and a third number makes it unclear."""
GLUED_WORD = re.compile(r"[a-z]{4,}")
MOST_DIGITS = 7
"""Digits of the largest quantity."""

DIMENSION = r"\d+(?:[.,]\d+)?\s*x\s*\d+(?:[.,]\d+)?(?:\s*x\s*\d+(?:[.,]\d+)?)?\s*(?:cm|mm|inch(?:es)?|inci|in|ft|m|寸|吋|公分|\")(?![a-z])"
BARE_DIMENSION = rf"(?<=[^\W\d]\s)\d{{1,3}}x\d{{1,3}}(?=\s(?=.*\d\s*{UNIT}))"
"""photo frame 4x6 RM9, 15 pcs: another number counts."""
YEARS = r"(?:1[89]|20)\d\d-(?:1[89]|20)\d\d(?!\d)"
HALF_SIZE = rf"{any_of_pattern(('size', 'saiz', 'sz'))}\s*\d{{1,2}}\s+1/2"
PIECE_COUNT_IN_NAME = (
    r"\d{3,4}\s?(?:piece|pieces|pcs|pc|keping)\s+(?=jigsaw|puzzle|lego)|\d{3,4}[片块](?=拼图|积木)"
    r"|(?<=puzzle )\d{3,4}\s*(?:pieces|piece|pcs|pc|keping)(?![a-z])"
    r"|\d+-(?:pack|piece|pcs?|slice)\s+(?=[a-z])"
)
"""500 pcs jigsaw RM40, 6-pack eggs RM9: part of the name, not how many there are."""
AGES = (
    rf"{any_of_pattern(('age', 'ages', 'aged', 'umur', 'size', 'saiz'))}\s*\d+\s*(?:-\s*\d+(?!\d|[.,]\d)|\+)"
)
MONTHS_OLD = r"\d+\s*-\s*\d+\s*(?:个月(?![饼亮球])|月龄|周岁|岁|码)"
"""婴儿衣6-9个月"""
IN_ONE = r"\d+\s*-?\s*(?:in|dalam|dlm|合)\s*-?\s*(?:1|one|一)(?!\d)"
NUMBER = re.compile(
    rf"(?P<name>(?<!\d)(?:(?!\A\d+\s+x){DIMENSION}|{BARE_DIMENSION}|{YEARS}|{MONTHS_OLD}|{IN_ONE}|{PIECE_COUNT_IN_NAME})|{HALF_SIZE}|{AGES}|(?<![\w.,]){any_of_pattern(words_for('known_names'))}(?![.,]?\d|\s*x(?![a-z]|\s*\d)|\s*(?:{UNIT})))"
    rf"|(?P<half_dozen>{any_of_pattern(words_for('half_dozens'))})(?![包抛卤糕边])"
    r"|(?P<fraction>(?<![\d.,/])\d{1,2}/\d{1,2}(?![\d/]|[.,]\d))"
    rf"|(?P<digits>{DIGITS})(?P<slip>[.,]?o+(?![a-z]))?|(?P<latin>(?:a\s+(?=hundred|thousand))?{LATIN_NUMBER})|(?P<han>{HAN_NUMBER})"
    rf"|(?P<one>{any_of_pattern(words_for('one_unit'))})"
    rf"|(?<![{HAN}])(?P<dozen>(?:a\s+)?{any_of_pattern(words_for('dozens'))})(?![{HAN}])"
)
UNITS_AND_CENTS = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine)\s+(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
"""two fifty: what no number is, but an amount."""
CENTS_LEFT_OUT = re.compile(
    rf"\s+(?P<number>{LATIN_NUMBER})(?=\s*(?:$|[,.;()\0]|-\s|{any_of_pattern(words_for('each'))}|per\s))"
)
"""four ringgit fifty"""
COUNTED_SOMEWHERE = re.compile(rf"\d|(?<![a-z]){LATIN_NUMBER}(?![a-z])|{HAN_NUMBER}\s*{UNIT}")
COUNTED_IN_PIECES = re.compile(rf"[{''.join(words_for('piece_goods'))}]")
IS_HAN = re.compile(rf"[{HAN}]")
HAN_COUNTS = re.compile(
    rf"\s*(?:x(?![a-z])|{SIZE}{UNIT}|[分毛角仙元块令零马点円圆圓日盾铢]|{any_of_pattern(words_for('dozens'))}(?![包抛卤糕边]))"
)
TIMES_NUMBER = re.compile(r"x\s*\d")
LISTED = re.compile(r"\d+(?:\.\d+)?,\d{1,2}")
COUNTS_BEFORE = re.compile(rf"(?<![\d.,])(?:{DIGITS}|{HAN_NUMBER}|{LATIN_NUMBER})\s*$")
SIGN_OF_ANOTHER = re.compile(r"\d(?:[$¥€£฿₩₫₱₹]|rm|rp)[\s.]+\Z")
YEARS_SAID = range(2018, 2036)
YEAR_BESIDE = re.compile(rf"(?=[\s,)]|$)(?!\s*(?:x(?![a-z])|\d|{UNIT}\s))|年")
"""2026 calendar: a year is part of the name."""
MEASURE_WORD = re.compile(rf"\s*{any_of_pattern(words_for('measures'))}")
FIRST_TIMES = re.compile(rf"\W*\d{{1,4}}\s*x\s+(?=\d+\s*-?(?:[a-z]|[{HAN}]))")
"""12 x 3 cheese pizza RM8"""
POINT = re.compile(r"(?:[a-z]\s+|(?<![a-z])rm)\.$")
"""RM .60, RM.80: sixty or a part of one."""
WORD_AFTER_AMOUNT = re.compile(rf"\s+[{HAN}](?=[{HAN}])(?<![块元])|\s*[元角分千万块][{HAN}](?<![一每半整钱])")
"""RM8.50 元宵, RM5 万年青: goods after an amount that has its sign, and no more money."""
GLUED_BEFORE = re.compile(r"[a-z]+$|(?<![a-z])(?!qty|pcs|max|min|rm|rp|no|x-)[a-z]{1,3}-$")
"""iphone12, WD-40"""
COUNTED_NEXT = re.compile(rf"\s*{UNIT}")
MEASURED_RANGE = re.compile(rf"\s*-\s*{DIGITS}(?:{MEASURED})")
"""5-6 yrs: part of a name, not an amount that is unclear."""
DOUBLED = re.compile(rf"(?<![a-z])(?:{'|'.join(words_for('doubled'))})$")
LEADING_ZERO = re.compile(r"0\d")
"""RM050: a point was left out."""
WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def numbers_of(text: str, currency: str) -> list[Number] | None:
    """Returns the numbers of a normalized text; None if there are too many for a stock line."""
    found: list[Number] = []
    for number in _Lexer(text, currency).read():
        found.append(number)
        if len(found) > MOST_NUMBERS:
            return None
    return found


class _Lexer:
    """Reads the numbers of a text. `reversed` is the text backwards, for the patterns of what stands before a number."""

    def __init__(self, text: str, currency: str) -> None:
        self.text, self.currency = text, currency
        self.reversed = text[::-1]
        self.money: MoneyPatterns = money_patterns(currency)
        self.own_units = own_unit_patterns(text)
        self.priced_each = 0
        """Where the word ends that says of the last amount that it is the price of one."""
        self.has_amount = False
        found = FIRST_TIMES.match(text)
        self.first_times = found.end() if found and self.money.amount.search(text, found.end()) else 0
        """Where "12 x" ends before goods that begin with a number."""

    def read(self) -> Iterator[Number]:
        done = 0
        while match := NUMBER.search(self.text, done):
            match = self._listed(match)
            done, number = match.end(), self._number(match)
            if number is not None:
                done = max(done, number.span_with(Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.DOZEN)[1])
                self._note(number)
                if self.text.endswith(("satu", "one"), 0, self.priced_each):
                    done = max(done, self.priced_each)
                yield number

    def _note(self, number: Number) -> None:
        if number.has(Mark.SIGN):
            self.has_amount = True
            self.priced_each = number.span_with(Mark.EACH)[1] if number.has(Mark.EACH) else 0

    def _listed(self, match: re.Match[str]) -> re.Match[str]:
        """Returns the number before a comma where what follows counts, so that they are two: "rm8,20 bowls"."""
        is_two = LISTED.fullmatch(match["digits"] or "") and COUNTED_NEXT.match(self.text, match.end())
        first = (
            NUMBER.match(self.text, match.start(), self.text.index(",", match.start())) if is_two else None
        )
        return first or match

    def _number(self, match: re.Match[str]) -> Number | None:
        begin, end = match.span()
        if match["name"]:
            return self._amount_like_a_name(match) or Number(
                begin=begin, end=end, marks=(Found(Mark.MEASURE, begin, end),)
            )
        if match["fraction"]:
            return Number(begin=begin, end=end)
        if match["one"]:
            return self._one_unit(begin, end)
        if match["dozen"] or match["half_dozen"]:
            count = 12 if match["dozen"] else 6
            return Number(
                begin=begin, end=end, count=count, is_word=True, marks=(Found(Mark.DOZEN, begin, end),)
            )
        if (match["han"] and not self._counts(match)) or self._is_doubling(match):
            return None
        number, amount = self._value(match)
        return self._with_marks(number, amount)

    def _amount_like_a_name(self, match: re.Match[str]) -> Number | None:
        """Returns a number in digits that is a brand too (555) where money or a deposit is written before it; None otherwise."""
        begin, end = match.span()
        if not match["name"].isdecimal():
            return None
        number = self._with_marks(Number(begin=begin, end=end, count=int(match["name"])), match["name"])
        return number if number.has(Mark.SIGN, Mark.AT, Mark.DEPOSIT) else None

    def _one_unit(self, begin: int, end: int) -> Number:
        """Returns the price in a word for one unit of money, with the cents after it: seringgit lima puluh sen."""
        price = minor_units("1", self.currency)
        number = Number(
            begin=begin, end=end, price=price, is_word=True, marks=(Found(Mark.SIGN, begin, end),)
        )
        number, end = self._with_cents(number, end)
        return self._marks_before(self._marks_after(number, end), begin)

    def _is_doubling(self, match: re.Match[str]) -> bool:
        """Returns whether a 2 doubles the word before it: kanak2."""
        before = DOUBLED.search(self.text[: match.start()])
        after = self.text[match.end() : match.end() + 1]
        return match["digits"] == "2" and before is not None and not after.isalnum()

    def _counts(self, match: re.Match[str]) -> bool:
        """Returns whether a Chinese numeral is a number here, and no part of a word such as 三色."""
        begin, end = match.span()
        if HAN_COUNTS.match(self.text, end):
            return True
        before, after = self.text[begin - 1 : begin], self.text[end : end + 1]
        return not IS_HAN.match(after) and (not IS_HAN.match(before) or end - begin > 1)

    def _is_year(self, begin: int, end: int) -> bool:
        """Returns whether a number like a year stands alone among words, and another one counts."""
        rest = self.money.amount.sub(" ", f"{self.text[:begin]} {self.text[end:]}")
        return YEAR_BESIDE.match(self.text, end) is not None and COUNTED_SOMEWHERE.search(rest) is not None

    def _is_said_in_cents(self, match: re.Match[str]) -> bool:
        """Returns whether two number words are units and cents: "two fifty each"."""
        return exponent(self.currency) == 2 and UNITS_AND_CENTS.fullmatch(match["latin"] or "") is not None

    def _value(self, match: re.Match[str]) -> tuple[Number, str]:
        """Returns the number without its marks, and its amount in digits."""
        begin, end = match.span()
        if match["digits"]:
            amount = match["digits"] + (match["slip"] or "").replace("o", "0")
            whole = WHOLE.fullmatch(amount)
            count = int(amount.replace(",", "")) if whole and len(amount) <= MOST_DIGITS + 2 else None
            marks = [Found(Mark.RANGE, begin, end)] if LEADING_ZERO.match(amount) else []
            marks += [Found(Mark.ABOUT, end - len(match["slip"]), end)] if match["slip"] else []
            if count in YEARS_SAID and amount.isdecimal() and self._is_year(begin, end):
                marks.append(Found(Mark.MODEL, begin, end))
            decimals = bool(re.search(r"[.,]\d{1,2}$", amount))
            return Number(
                begin=begin, end=end, count=count, has_decimals=decimals, marks=tuple(marks)
            ), amount
        if self._is_said_in_cents(match):
            units, cents = match["latin"].split()
            amount = f"{latin_value(units)}.{latin_value(cents)}"
            return Number(begin=begin, end=end, has_decimals=True, is_word=True), amount
        count = latin_value(match["latin"]) if match["latin"] else han_value(match["han"])
        unclear = (Found(Mark.ABOUT, begin, end),) if count is None else ()
        return Number(begin=begin, end=end, count=count, is_word=True, marks=unclear), str(count or "")

    def _with_marks(self, number: Number, amount: str) -> Number:
        number, before = self._money_before(number)
        number, after = self._money_after(number, amount)
        if number.count is not None and POINT.search(self.text[before : number.begin]):
            number = _marked(number, Mark.RANGE, number.begin, number.end)
        if not number.has(Mark.SIGN) and number.price is None:
            number = replace(
                number,
                price=minor_units(amount, self.currency),
                likely_price=nearest_price(amount, self.currency),
            )
        if number.has(Mark.SIGN) and number.price is not None:
            number = replace(number, marks=tuple(each for each in number.marks if each.mark != Mark.ABOUT))
        number = self._dozen(number, after)
        number = self._marks_after(number, number.span_with(*Mark)[1])
        number = self._marks_before(number, before)
        return self._glued(self._bundle(number, after))

    def _money_before(self, number: Number) -> tuple[Number, int]:
        begin = number.begin
        if self._is_sign_of_another(begin):
            return number, begin
        for mark, pattern in ((Mark.SIGN, self.money.before), (Mark.FOREIGN, self.money.foreign_before)):
            if found := pattern.match(self.reversed, len(self.text) - begin):
                number = _marked(number, mark, len(self.text) - found.end(), begin)
                return number, len(self.text) - found.end()
        return number, begin

    def _is_sign_of_another(self, begin: int) -> bool:
        """Returns whether the sign before a number belongs to the amount before it: 29.000₫ 60."""
        return SIGN_OF_ANOTHER.search(self.text, 0, begin) is not None

    def _money_after(self, number: Number, amount: str) -> tuple[Number, int]:
        """Returns the number with its price, if it is an amount of money, and where that ends."""
        end, scale = number.end, 1
        if exponent(self.currency) == 2 and (found := self.money.tenths.match(self.text, end)):
            tenth = 5 if found["tenth"] == "半" else HAN_DIGITS.get(found["tenth"]) or int(found["tenth"])
            if number.count is not None:
                price = minor_units(amount, self.currency)
                number = replace(number, price=None if price is None else price + 10 * tenth)
                return _marked(number, Mark.SIGN, end, found.end()), found.end()
        is_signed = number.has(Mark.SIGN)
        if is_signed and WORD_AFTER_AMOUNT.match(self.text, end):
            return self._with_cents(self._priced(number, amount, scale), end)
        if (found := self.money.scale.match(self.text, end)) and self._is_scaled(number):
            scale, end = THOUSANDS[found["scale"]], found.end()
            amount += f".{found['tenth']}" if found["tenth"] else ""
        if found := self.money.cents.match(self.text, end):
            cents = cents_of(self.currency)[found["cent"]]
            price = (number.count * cents) if number.count is not None else minor_units(amount, self.currency)
            if number.has(Mark.SIGN) and number.count is not None:
                number = _marked(number, Mark.RANGE, number.end, found.end())
            return _marked(replace(number, price=price), Mark.SIGN, number.end, found.end()), found.end()
        found = self.money.after.match(self.text, end)
        if found:
            mark = Mark.SIGN_OR_UNIT if found["sign"] in words_for("sign_and_unit") else Mark.SIGN
            if mark is Mark.SIGN_OR_UNIT and self._is_surely_money(number):
                number = _marked(number, Mark.SIGN, number.end, found.end())
            number, end = _marked(number, mark, number.end, found.end()), found.end()
        elif scale > 1:
            number = _marked(number, Mark.SIGN, number.end, end)
        elif found := self.money.foreign_after.match(self.text, end):
            number, end = _marked(number, Mark.FOREIGN, end, found.end()), found.end()
        if number.has(Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.FOREIGN):
            number, end = self._with_cents(self._priced(number, amount, scale), end)
        return number, end

    def _is_surely_money(self, number: Number) -> bool:
        """Returns whether 块 after the words of a line is money: there is none else, and nothing that is counted in 块."""
        is_other = any(
            not match.start() <= number.begin < match.end() for match in self.money.amount.finditer(self.text)
        )
        is_first = not any(sign.isalpha() for sign in self.text[: number.begin])
        return not is_other and not is_first and COUNTED_IN_PIECES.search(self.text) is None

    def _is_scaled(self, number: Number) -> bool:
        return printed_digits(self.currency) == 0 or number.has(Mark.SIGN)

    def _priced(self, number: Number, amount: str, scale: int) -> Number:
        price = minor_units(amount, self.currency, scale)
        return replace(number, price=price, likely_price=nearest_price(amount, self.currency))

    def _with_cents(self, number: Number, end: int) -> tuple[Number, int]:
        """Returns the number with the cents after it: 8 ringgit 50 sen."""
        price, found = number.price, self.money.cents_after.match(self.text, end)
        is_piece = number.has(Mark.SIGN_OR_UNIT) and self.text[end : end + 1].isspace()
        if price is None:
            return number, end
        if is_piece:
            return (_marked(number, Mark.ABOUT, number.begin, number.end) if found else number), end
        if found:
            cents = (
                int(found["number"])
                if found["number"].isdecimal()
                else (
                    latin_value(found["number"]) if found["number"].isascii() else han_value(found["number"])
                )
            )
            if cents is None:
                return _marked(number, Mark.RANGE, number.begin, found.end()), found.end()
            price += cents * cents_of(self.currency)[found["cent"]]
        elif (found := self.money.half.match(self.text, end)) and exponent(self.currency) == 2:
            price += 50
        elif found := self._cents_left_out(number, end):
            price += latin_value(found["number"]) or 0
        if not found:
            return number, end
        return _marked(replace(number, price=price), Mark.SIGN, end, found.end()), found.end()

    def _cents_left_out(self, number: Number, end: int) -> re.Match[str] | None:
        """Returns number words after a word of money that are its cents, as something else is counted: four ringgit fifty."""
        found = CENTS_LEFT_OUT.match(self.text, end)
        if found is None or exponent(self.currency) != 2:
            return None
        is_worded = number.is_word and self.text[end - 1].isalpha()
        is_part = 10 <= (latin_value(found["number"]) or 0) <= 95
        rest = f"{self.text[: number.begin]},{self.text[found.end() :]}"
        return found if is_worded and is_part and COUNTED_SOMEWHERE.search(rest) else None

    def _dozen(self, number: Number, end: int) -> Number:
        found = DOZEN.match(self.text, end)
        if found and number.count is not None and not number.has(Mark.SIGN):
            return _marked(replace(number, count=12 * number.count), Mark.DOZEN, end, found.end())
        return number

    def _bundle(self, number: Number, end: int) -> Number:
        """Marks "2 for RM5" and "RM5 for 2"."""
        if number.has(Mark.SIGN, Mark.SIGN_OR_UNIT):
            if (found := self.money.range.match(self.text, end)) and not number.has(Mark.DOZEN):
                number = _marked(number, Mark.RANGE, end, found.end())
            found = self.money.bundle_before.match(self.text, end)
            value = found and (
                int(found["number"]) if found["number"].isdecimal() else latin_value(found["number"])
            )
            return _marked(number, Mark.BUNDLE, end, found.end()) if found and value != 1 else number
        is_counted = number.has(Mark.TIMES, Mark.COUNT_LABEL, Mark.LIMIT)
        found = self.money.bundle_after.match(self.text, end)
        if found and number.count != 1 and not is_counted:
            return _marked(number, Mark.BUNDLE, number.end, number.end)
        if self.money.range.match(self.text, end) and not MEASURED_RANGE.match(self.text, end):
            return _marked(number, Mark.RANGE, number.end, number.end)
        return number

    def _marks_after(self, number: Number, end: int) -> Number:
        if end < self.first_times:
            return _marked(number, Mark.TIMES, end, self.first_times)
        for _ in range(MOST_MARKS):
            for mark, pattern in (*AFTER, *self.own_units):
                if (
                    (found := pattern.match(self.text, end))
                    and found.end() > end
                    and (mark == Mark.TIMES or not number.has(mark))
                    and not (mark == Mark.MEASURE and number.has(Mark.UNIT, Mark.SIGN))
                ):
                    is_each = found[0].strip(" -") in UNITS and number.has(Mark.SIGN)
                    is_each = is_each and ALONE.match(self.text, found.end()) is not None
                    number = _marked(number, Mark.EACH if is_each else mark, end, found.end())
                    end = found.end()
                    break
            else:
                break
        if number.has(Mark.SIGN) and self.has_amount and (found := DEPOSIT_AFTER.match(self.text, end)):
            return _marked(number, Mark.DEPOSIT, end, found.end())
        found = PER_WORD.match(self.text, end)
        if found and number.has(Mark.SIGN, Mark.AT) and not number.has(Mark.EACH, Mark.WEIGHT):
            return _marked(number, Mark.EACH, end, found.end())
        return number

    def _marks_before(self, number: Number, begin: int) -> Number:
        for _ in range(MOST_MARKS):
            place = len(self.text) - begin
            for mark, pattern in BEFORE:
                if (
                    (found := pattern.match(self.reversed, place))
                    and found.end() > place
                    and (mark == Mark.TIMES or not number.has(mark))
                    and not self._is_of_another(mark, number, len(self.text) - found.end())
                ):
                    if (
                        mark == Mark.LIMIT
                        and number.has(Mark.SIGN)
                        and PERSON_BEFORE.match(self.reversed, place)
                    ):
                        mark = Mark.EACH
                    number, begin = (
                        _marked(number, mark, begin - (found.end() - place), begin),
                        begin - (found.end() - place),
                    )
                    break
            else:
                break
        place = len(self.text) - begin
        if number.has(Mark.SIGN) and (found := PERSON_BEFORE.match(self.reversed, place)):
            begin = len(self.text) - found.end()
            number = _marked(number, Mark.EACH, begin, len(self.text) - place)
        elif self._may_limit(number) and (found := PERSON_FIRST.match(self.reversed, place)):
            begin = len(self.text) - found.end()
            number = _marked(number, Mark.LIMIT, begin, len(self.text) - place)
        if number.has(Mark.SIGN, Mark.DEPOSIT) and (
            found := PACKAGING.match(self.reversed, len(self.text) - begin)
        ):
            label = len(self.text) - found.end()
            if number.has(Mark.DEPOSIT) or not self._is_counted(label):
                number = _marked(number, Mark.PACKAGING, label, begin)
        return number

    def _may_limit(self, number: Number) -> bool:
        """Returns whether a number may be that of a limit: a whole one, in a line with money."""
        is_money = number.has(*MONEY_MARKS)
        return self.has_amount and number.count is not None and not is_money

    def _is_of_another(self, mark: Mark, number: Number, begin: int) -> bool:
        """Returns whether a word before a number belongs to what stands before it: RM8 each 12, "5 tahun x 12", "size 7 x"."""
        if mark == Mark.EACH:
            return begin < self.priced_each
        if mark == Mark.MODEL:
            is_measure = MEASURE_WORD.match(self.text, begin) and self.text[:begin].rstrip()[-1:].isdecimal()
            is_counted = any(each.mark == Mark.TIMES and each.begin < number.begin for each in number.marks)
            return bool(is_counted or is_measure)
        return mark == Mark.TIMES and (number.has(Mark.MODEL) or begin < self.first_times)

    def _is_counted(self, place: int) -> bool:
        """Returns whether a number that is no price ends there: the bowls of "30碗 RM6" are no packaging that costs."""
        found = COUNTS_BEFORE.search(self.text[:place])
        if found is None:
            return False
        is_paid = self.money.before.match(self.reversed, len(self.text) - found.start()) is not None
        return not is_paid or self._is_sign_of_another(found.start())

    def _is_glued_count(self, number: Number) -> bool:
        """Returns whether digits at the beginning are the only ones that may count: 22fried wantan RM1.50."""
        is_first = not any(sign.isalnum() for sign in self.text[: number.begin])
        is_usual = (number.count or 0) >= MIN_GLUED_COUNT and GLUED_WORD.match(self.text, number.end)
        return bool(is_first and is_usual and len(re.findall(DIGITS, self.text)) <= MAX_NUMBERS_BESIDE)

    def _glued(self, number: Number) -> Number:
        """Marks a number inside a word: 7up, B12, iphone12."""
        after = self.text[number.end : number.end + 1]
        if not number.marks and self._is_glued_count(number):
            return number
        is_times = TIMES_NUMBER.match(self.text, number.end) is not None
        if (
            "a" <= after <= "z"
            and not is_times
            and not any(found.begin == number.end for found in number.marks)
        ):
            return _marked(number, Mark.MEASURE, number.begin, number.end)
        before = GLUED_BEFORE.search(self.text[max(0, number.begin - 20) : number.begin])
        if before and not any(found.end == number.begin for found in number.marks):
            long = len(before[0]) > 2
            return _marked(number, Mark.GLUED if long else Mark.MEASURE, number.begin, number.end)
        return number


def _marked(number: Number, mark: Mark, begin: int, end: int) -> Number:
    return replace(number, marks=(*number.marks, Found(mark, begin, end)))
