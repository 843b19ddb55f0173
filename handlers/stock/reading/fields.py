"""The fields of a line that are no numbers: the quoted name, tags, contacts, the day and hours, allergens, a free price."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

import regex  # type: ignore[import-untyped]

from handlers.stock.reading.marks import THOUSAND_WORDS, UNIT, money_patterns
from handlers.stock.reading.tokens import Found, Mark, Number
from handlers.typed_time.hours_reading import HoursReading, read_hours
from handlers.typed_time.normalized_text import HAN, Span, any_of_pattern, consume
from handlers.typed_time.number_words import HAN_NUMBER, LATIN_NUMBER
from locales.formats import printed_digits
from locales.stock import ADULTS, OFFER_QUESTIONS, words_for
from locales.time_vocabulary import BETWEEN_CLOCKS, DAY_PARTS, MONTHS
from market.drop.item_options import BETWEEN, check_options
from market.drop.refusals import OptionsUnfit

TAG = regex.compile(r"#(?=[\p{N}_-]*[\p{L}])([\p{L}\p{M}\p{N}_-]{1,24})(?![\p{L}\p{M}\p{N}_-])")
ADULTS_SAID = re.compile(
    rf"(?<![\d.,:a-z+@-])(?<!rm )(?<!rp )(?:#?{any_of_pattern(words_for('adults'))}|#{any_of_pattern(words_for('adult_tags'))})(?![\da-z_+-])"
)
"""For people of 18 and over: 18+, 18sx, 18禁."""
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
CLOSING = re.compile(any_of_pattern(words_for("closings")))
CONTACT = re.compile(
    rf"(?:{any_of_pattern(words_for('contact'))}[\s:./-]*)*(?:"
    r"https?://[^\s\0]+|www\.[^\s\0]+|(?<![\d.,@])(?:\+?60|0)\d{1,2}[-\s]?\d{3,4}[-\s]?\d{3,4}(?!\d)|(?<!\w)@(?!\S*(?:rm|rp)\d)[a-z][a-z_.]{4,}\w*)"
)
MINIMUM = re.compile(
    rf"(?:(?<![\d.])(?<!\d\s)|(?<=rm\d\s)|(?<=rm\d\d\s)|(?<=\.\d\d\s)){any_of_pattern(words_for('minimum'))}\s*[:=]?\s*\d+(?!\d|[.,:]\d)(?:\s*{UNIT})?"
)
"""The fewest that are sold together: min 5 sticks."""
STAND = re.compile(
    rf"{any_of_pattern(words_for('stands'))}\s*(?:no\.?\s*)?\d{{1,3}}[a-z]?(?![\w.]|\s*(?:x(?![a-z])|{UNIT}))"
    r"|^\s*lot\s*\d{1,3}[a-z]?\s*:|(?<![a-z])lot\s*[a-z]\d{1,3}|第?[a-z]?\d{1,3}(?:档口?|摊位?)|(?:档口|摊位|地点)[在:]?[a-z]?区?\d{1,3}号?|(?<!\d)\d{1,3}号(?:档口?|摊位?|铺|店|门|柜)|[a-z]座\d{1,2}楼?|(?<!\d)\d{1,2}楼(?!梯)|#\d{1,3}-\d{1,3}"
)
"""Where the stall is: blk 5, 12号摊位."""
LIST_MARK = re.compile(r"\s*(?:(\d{1,2})[.)](?=\s)|\d\ufe0f?\u20e3)")
FRACTION = re.compile(
    r"(?<![\d/])[13]/[24](?=\s+[a-z])|\d/\d(?=\s*(?:kg|tray|dozen|box|sleeves?|ekor|kotak|portion|kilo|斤|盒))"
)
COUNTED = re.compile(
    rf"(?:(?<![a-z\d])x|\*|{any_of_pattern(words_for('limit'))}\s*:?)\s*\d+(?![\d:.]|\s*(?:am|pm)\b)"
)
"""Numbers that are surely no hours."""
LABELLED_BEFORE_DASH = re.compile(
    rf"{any_of_pattern(set(words_for('count_labels')) - set(words_for('hour_labels')))}\s*[:=]?\s*\d{{1,4}}(?=\s+-\s|\s+noon(?![a-z]))"
    r"|(?<![\d.:])\d{1,3}(?=\s+-\s+\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm)?\s?-\s?\d)"
)
"""qty 12 - 10.30am, 12 - 7pm-10: the hours are behind the dash."""
DASHED_HOUR = re.compile(r"\s*\d{1,3}\s+-\s")
COLON_AFTER = re.compile(r"(?<=\d):(?=\s|$)")
"""7pm-10: what follows is no minute."""
SCALED = re.compile(rf"(?<![\d.,])\d+(?:[.,]\d+)?\s*{THOUSAND_WORDS}")
"""15rb: money where prices are large."""
MEAL_HOURS = re.compile(
    rf"(?P<meal>{any_of_pattern(words_for('meals'))})\s+(?P<hours>\d{{1,2}}(?:[.:]\d\d)?\s?-\s?\d{{1,2}}(?:[.:]\d\d)?)"
    r"(?![\d.:a-z]|\s*(?:am|pm|x(?![a-z])))"
)
"""lunch 12-2"""
PART_AND_NUMBER = re.compile(
    rf"{any_of_pattern(('tonight', 'tonite', 'nite', *DAY_PARTS))}(?:\s+(?:ni|ini|esok))?\s+\d{{1,2}}(?=\s*$|\s*\0)"
    r"|(?<![\d.:])1[0-2]\s+(?:petang|malam|pagi|mlm)(?![a-z])"
)
"""malam ni 12, 12 petang jumaat: an hour, or so many."""
LONGEST_PART = len("malam ini ")
TENTHS = re.compile(r"[\d一二三四五六七八九十两][块元][\d半](?![\d.:点])")
"""8块5 - 早上10点"""
NO_MINUTES = re.compile(
    rf"(?<![\d.:])\d{{1,2}}\.(?!00|15|30|45)\d{{2}}(?![\d:.]|\s*(?:{any_of_pattern(DAY_PARTS)}(?!\s*\d)|{any_of_pattern(BETWEEN_CLOCKS)})|\s*-)"
)
"""4.50 alone is money, as 4.30 need not be."""
ODD_MINUTES = re.compile(
    r"(?<![\d.:])\d{1,2}\.(?!\d[05]|00)\d{2}(?![\d:.]|\s*-)|(?<![\d.:])\d{1,2}\.[258]0(?![\d:.]|\s*(?:am|pm|-))"
)
"""The same beside a part of the day, where the line has no other money: 1.50 pagi."""
MONEY_IN_WORDS = re.compile(
    rf"{LATIN_NUMBER}\s+ringgit(?![a-z])|{HAN_NUMBER}\s*(?:令吉|块钱)|[两三四五六七八九十]块"
)
"""sepuluh ringgit: a 7.30 beside it is an hour."""
NIGHT = re.compile(r"0?[1-5]\.\d{2}")
"""2.00 alone is no hour, since no market opens at night: it may be the strength of glasses, or money."""
MORNING = time(6)
BARE_RANGE = re.compile(rf"\s*\d{{1,2}}\s*{any_of_pattern(BETWEEN_CLOCKS)}")
COUNTED_HOUR = re.compile(rf"{any_of_pattern(words_for('count_labels'))}\s*\d{{1,2}}\s+(?!am|pm)[^\W\d]")
"""stok 16 malam ni, tinggal 6 petang ni: a quantity rather than an hour."""
COUNTED_MONTH = re.compile(rf"\s*\d{{1,2}}\s+{any_of_pattern(MONTHS)}\s+[a-z]")
"""12 June plum juice: a date, or so many."""
COUNTED_BEFORE_HOURS = re.compile(
    rf"{any_of_pattern(words_for('count_labels'))}\s*\d{{1,3}}(?=\s+(?:malam|mlm|petang|ptg|pagi)\s+(?:ni|ini|esok)\b.*\d)"
)
"""stok 10 malam ni 8-11: the hours follow."""
AFFIRMED = "".join(f"(?<!{word})" for word in words_for("negations"))
ALLERGENS = re.compile(
    rf"(?:{any_of_pattern(words_for('allergens'))}\s*:|{AFFIRMED}{any_of_pattern(words_for('contains'))}\s*:?|(?<![不没未无\u4e00-\u9fff])含(?={any_of_pattern(words_for('allergen_words'))}))([^\0]+)"
)
OPTION_WORD = rf"(?:{any_of_pattern(words_for('option_words'))})"
BETWEEN_OPTIONS = rf"(?:\s*/\s*|\s*{any_of_pattern(words_for('option_between'))}\s*)"
OPTIONS_LABELLED = re.compile(rf"{any_of_pattern(words_for('option_labels'))}\s*:\s*([^\0]+)")
"""options: hot, iced, extra shot"""
OPTIONS_KNOWN = re.compile(
    rf"[(\[]?\s*(?:{any_of_pattern(words_for('before_variant'))}\s*)?(?P<options>{OPTION_WORD}(?:{BETWEEN_OPTIONS}{OPTION_WORD}){{1,5}})(?:\s*[)\]])?"
)
"""hot/iced, S/M/L, 热或冰"""
TWO_PRICES = re.compile(r"\d\s*/\s*(?:rm|rp|\$)?\s*\d")
"""RM3/RM4: each of these options has a price of its own, so that they are two items."""
OPTION_BOUNDS = re.compile(rf"[/,，、]|{any_of_pattern(words_for('option_between'))}")
AROUND_ALLERGENS = " \t\n,;:.-·•*|/()[]@=+，、；：。"
LONGEST_ALLERGENS = 80
ADDED_OR_SOUGHT = re.compile(r"\s*(?:\+|加(?![央椰东应州多拿])|[求找]|(?:lf|iso|in search of)(?![a-z]))")
"""加10个 asks for more; 加央糕 is a cake; "LF: stroller" and 找补习老师 look for it."""
FREE = re.compile(any_of_pattern(words_for("free")))
NOT_FREE = re.compile(rf"(?:{any_of_pattern(words_for('not_free'))}[\s-]*|-)$")
WANTED = re.compile(any_of_pattern(words_for("wanted")))
ASKED = {
    name: "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) + ")"
    for name, words in OFFER_QUESTIONS.items()
}
OFFERING_QUESTION = re.compile(
    rf"(?P<who>(?<![a-z]){ASKED['en']}(?:\s+{ASKED['en others']})?\s+{ASKED['en wants']}"
    rf"|(?<![a-z]){ASKED['ms']}\s+(?:{ASKED['ms others']}\s+)?{ASKED['ms wants']}|{ASKED['zh_Hans']})"
    rf"[^?\d]{{2,40}}?(?P<mark>(?:\s*{ASKED['zh_Hans ends']})?\s*\?)"
)
ONE_OF_THEM = re.compile(
    rf"(?:^|[\s,，。!])(?P<one>一(?P<unit>[{HAN}]))(?=[{HAN}]{{2}}[^,\0]*\d)(?=.*(?:\d|[{HAN}]*[十百])\s*(?P=unit))"
)
BARE_QUESTION = re.compile(rf"\s*{any_of_pattern(words_for('bare_questions'))}\s*\?(?=.*\d)")
WANTS_SOME = re.compile(
    rf"(?<![需多就来购]){any_of_pattern(words_for('wants'))}\s*(?:\d|[一二两三四五六七八九十百](?=[{HAN}]))"
)
"""nak 30 karipap"""
SOLD_OUT_LATER = re.compile(
    any_of_pattern(
        word
        for word in (*words_for("after_name"),)
        if any(end in word for end in ("habis", "sold out", "finish", "卖完", "售完"))
    )
)
FINISHED_MAKING = re.compile(r"(?<![a-z])finished\s+[a-z]+ing(?![a-z])")
GIFT = re.compile(
    rf"{any_of_pattern(('buy', 'beli', '买'))}\s*(?:\d|\w+).*?{any_of_pattern(('free', 'percuma', 'get', '送'))}"
)
CLOCK_OR_JAM = re.compile(
    r"(?<![\d:.])\d{1,2}\s*ptg(?![a-z])|[a-z]\s+jam\s+\d{1,2}(?!\s*[:.]?\s*\d*\s*(?:pagi|petang|ptg|malam|mlm|pm|am|tengah|-))"
)


OTHER_CLOCK = re.compile(
    r"(?<![\d.:])(?:(?:by|before|until|till|til|from|at|after)\s+)?\d{1,2}(?:[.:]\d{2})?\s*(?:am|pm)?(?:\s*-\s*\d{1,2}(?:[.:]\d{2})?\s*)?(?:am|pm)(?![a-z])"
)
"""Another clock beside the hours: ready by 5pm."""


DATE = re.compile(rf"\d{{1,2}}\s+{any_of_pattern(MONTHS)}|{any_of_pattern(MONTHS)}\s+\d{{1,2}}")
CLOCK = re.compile(r"[ap]\.?m|[:.]\d|jam|点|日|号|月|-|to")
"""Signs of a time that is no bare number."""


@dataclass(frozen=True)
class ReadHours:
    """The day and hours of a line, and whether they may be goods: strawberry jam 12."""

    hours: HoursReading
    may_be_goods: bool


def bare_times(text: str, spans: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Returns the dates whose day is a bare number, and the days and hours in words of the day: "12 dec", "9 malam" and "sabtu"."""
    dates = [span for span in spans if DATE.fullmatch(text, *span)]
    others = [span for span in spans if span not in dates and not CLOCK.search(text, *span)]
    return dates, others


def take_hours(text: str, currency: str, today: date) -> ReadHours:
    """Returns the day and the hours. "19.00" is a price, unless there is another one."""
    amounts = [match.span() for match in money_patterns(currency).amount.finditer(text)]
    if not printed_digits(currency):
        amounts += [match.span() for match in SCALED.finditer(text)]
    said, meals = _with_hours_of_meals(COLON_AFTER.sub(" ", text) if ":" in text else text)
    counts = [match.span() for pattern in _counting(text, bool(amounts)) for match in pattern.finditer(said)]
    rest = consume(said, [*amounts, *counts])
    has_money = bool(amounts) or MONEY_IN_WORDS.search(text) is not None
    hours = read_hours(rest, today, has_money, among_goods=True)
    at_night = [span for span in hours.spans if NIGHT.fullmatch(said, *span)]
    if at_night and (hours.start or time()) < MORNING:
        hours = read_hours(consume(rest, at_night), today, has_money, among_goods=True)
    spans = tuple(_whole_span(text, span, meals) for span in hours.spans)
    hours = hours if spans == hours.spans else replace(hours, spans=spans)
    return ReadHours(hours, _may_be_goods(text, hours))


def _counting(text: str, has_money: bool) -> list[re.Pattern[str]]:
    """Returns the patterns of numbers that are no hours."""
    found = [FRACTION, COUNTED, COUNTED_BEFORE_HOURS, NO_MINUTES if has_money else ODD_MINUTES]
    found += [LABELLED_BEFORE_DASH] if "- " in text or "noon" in text else []
    return found + ([TENTHS] if "块" in text or "元" in text else [])


def _with_hours_of_meals(text: str) -> tuple[str, list[Span]]:
    """Returns the text with "am" or "pm" at the hours of meals, as long as before, and where these stand: lunch 12-2."""
    meals = [match.span() for match in MEAL_HOURS.finditer(text)]
    return MEAL_HOURS.sub(_with_part, text) if meals else text, meals


def _whole_span(text: str, span: Span, meals: Sequence[Span]) -> Span:
    """Returns the span of hours with the meal before them, or with a word that says that they begin then: 下午5点起."""
    begin, end = next((meal for meal in meals if meal[0] <= span[0] < meal[1]), span)
    is_begun = text.startswith("起", end) and text[end - 1 : end] in ("点", "半", "分")
    return begin, end + 1 if is_begun else end


def _may_be_goods(text: str, hours: HoursReading) -> bool:
    """Returns whether a number that was read as an hour or a date may count."""
    is_counted = any(
        BARE_RANGE.match(text, begin, end)
        or DASHED_HOUR.match(text, begin, end)
        or PART_AND_NUMBER.search(text, max(0, begin - LONGEST_PART), end)
        for begin, end in hours.spans
    )
    if is_counted or (hours.day is not None and COUNTED_MONTH.match(text)):
        return True
    return hours.start is not None and bool(CLOCK_OR_JAM.search(text) or COUNTED_HOUR.search(text))


def _with_part(match: re.Match[str]) -> str:
    """Returns the hours of a meal with "am" or "pm", as long as before."""
    part = "am" if match["meal"] in ("breakfast", "brunch") and not match["hours"].endswith("-12") else "pm"
    return f"{match['hours']}{part}".rjust(len(match[0]))


def take_tags(text: str) -> tuple[tuple[str, ...], list[Span]]:
    """Returns the tags without their sign, each once, and where they stand; the first is that of a drop for adults."""
    adults = [match.span() for match in ADULTS_SAID.finditer(text)]
    found = list(TAG.finditer(consume(text, adults)))
    said = (ADULTS,) if adults else ()
    return tuple(dict.fromkeys((*said, *(match[1] for match in found)))), [
        *adults,
        *(match.span() for match in found),
    ]


def without_offering_questions(text: str) -> str:
    """Returns the text without the words that ask who wants what it then offers: "anyone want tarts? I have 12", 有人要月饼吗？, "sape nak?"."""
    if found := BARE_QUESTION.match(text):
        return consume(text, [found.span()])
    found = OFFERING_QUESTION.search(text)
    if found is None or not re.search(r"\d", text[found.end() :]):
        return text
    return consume(text, [found.span("who"), found.span("mark")])


def without_one_of_them(text: str) -> str:
    """Returns the text without the one that a price is for, where more of them are counted: 一碗芋头糕RM5，有24碗."""
    found = ONE_OF_THEM.search(text)
    return consume(text, [found.span("one")]) if found else text


def is_no_offer(text: str) -> bool:
    """Returns whether the words ask for goods, say that they are gone, or offer so many for the price of fewer."""
    later = FINISHED_MAKING.sub(" ", SOLD_OUT_LATER.sub(" ", text))
    return bool(
        WANTED.search(later)
        or WANTS_SOME.search(text)
        or GIFT.search(text)
        or "?" in text
        or ADDED_OR_SOUGHT.match(text)
    )


def allergens_span(text: str, numbers: Sequence[Number], taken: Sequence[Span]) -> tuple[Span, Span] | None:
    """Returns the span of the allergens with their label, and without it: to the next field or number, or to the end."""
    found = ALLERGENS.search(text)
    if found is None:
        return None
    begin, end = found.start(1), _field_end(found.span(1), numbers, taken)
    return ((found.start(), end), (begin, end)) if text[begin:end].strip(AROUND_ALLERGENS) else None


def _field_end(span: Span, numbers: Sequence[Number], taken: Sequence[Span]) -> int:
    """Returns where words that go on to the end are over: at the next number or what was read already."""
    begin, end = span
    marks = (number.span_with(*Mark)[0] for number in numbers if number.begin >= begin)
    return min([end, *(mark for mark in (*marks, *(each[0] for each in taken)) if begin <= mark < end)])


def options_span(text: str, numbers: Sequence[Number], taken: Sequence[Span]) -> tuple[Span, Span] | None:
    """Returns the span of an item's options with what is around them, and without it; nothing where each has a price of its own."""
    if found := OPTIONS_LABELLED.search(text):
        end = _field_end(found.span(1), numbers, taken)
        return (found.start(), end), (found.start(1), end)
    if (found := OPTIONS_KNOWN.search(text)) and not TWO_PRICES.search(text, found.end()):
        return found.span(), found.span("options")
    return None


def option_list(text: str) -> str:
    """Returns options that are written one after the other as they are stored, "hot / iced"; "" where they are too few, too many or too long."""
    names = [name.strip(AROUND_ALLERGENS) for name in OPTION_BOUNDS.split(text)]
    try:
        return check_options(BETWEEN.join(name for name in names if name))
    except OptionsUnfit:
        return ""


def says_free(text: str, span: Span) -> bool:
    """Returns whether a word for a price of nothing is among others: "old newspapers free take", but not "sugar free"."""
    found = FREE.search(text, *span)
    if found is None or text.startswith("-", found.end()):
        return False
    return not NOT_FREE.search(text[: found.start()])


def free_prices(text: str) -> list[Number]:
    """Returns the words for a price of nothing, at the ends of the text or beside a number."""
    found = []
    for match in FREE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        at_end = not re.search(r"[^\W\d]", after) or not re.search(r"[^\W\d]", before)
        at_end = at_end or (after.startswith("!") and not re.search(r"\d", before))
        beside = re.search(r"[\dx]\s*$", before) or re.match(r"\s*\d", after) or not match[0].isascii()
        if (at_end or beside) and not NOT_FREE.search(before) and not after.startswith("-"):
            marks = (Found(Mark.FREE, *match.span()),)
            found.append(Number(begin=match.start(), end=match.end(), price=0, is_word=True, marks=marks))
    return found
