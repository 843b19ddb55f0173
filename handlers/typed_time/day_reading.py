"""Reads a day in a normalized text: a date, a weekday or a word such as "tomorrow"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.typed_time.normalized_text import NUMERAL, Span, any_of_pattern, to_number
from locales.time_vocabulary import (
    AFTER_DAY,
    BEFORE_CLOCK,
    BEFORE_DAY,
    CLEAR_DAYS,
    DAY_PARTS,
    DAYS_WITH_PART,
    MONTHS,
    NEXT_WEEK_AFTER,
    NEXT_WEEK_BEFORE,
    PARTS_BESIDE_A_DAY,
    PAST_DAYS,
    RELATIVE_DAYS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    WEEKS_NOT_SUNDAYS,
    DayPart,
)

LAST_YEAR_LIMIT = timedelta(days=180)
"""A date without a year that is further in the past than this is next year's."""
WEEK, DAY = 7, 1
"""Days until the same words name another day."""

LEAD = rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?"
NUMBER = rf"(?:\d{{1,2}}|{NUMERAL})"
DOTTED_DATE = re.compile(
    rf"{LEAD}(?<![\d.,])(?<!at )(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?:(?P<year>\d{{4}}|\d{{2}})(?!\d)|(?![\d.]))"
)
DATES = tuple(
    re.compile(f"{LEAD}{pattern}")
    for pattern in (
        r"(?<![\d/-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])(?:t(?=[\d\0]))?",
        r"(?<![\d/-])(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})(?![\d-])",
        r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])",
        rf"(?:(?P<year>\d{{4}})年)?(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|hb)?\s*(?P<named>{any_of_pattern(MONTHS)})(?:\s*(?P<year>\d{{4}}))?",
        rf"(?P<named>{any_of_pattern(MONTHS)})\s*(?P<day>\d{{1,2}})(?![\d.,:])",
    )
)
CLOCKLIKE_DATES = (DOTTED_DATE, *DATES[:2])
AFTER_CLOCK_WORD = re.compile(rf"{any_of_pattern(BEFORE_CLOCK)}\s*$")

ENDS = r"(?=\s*(?:[^\w\s]|\d|$))"
"""Before a number, a sign or the end: not part of a name."""
ENDS_DAY = rf"(?=\s*(?:{any_of_pattern(NEXT_WEEK_AFTER)}\s*|{any_of_pattern(PARTS_BESIDE_A_DAY)}\s*)?(?:[^\w\s]|\d|$))"
NO_WEEK = rf"(?!{any_of_pattern(WEEKS_NOT_SUNDAYS)})"


def _word_pattern(words: tuple[str, ...], prefix: str = LEAD, suffix: str = "") -> re.Pattern[str]:
    return re.compile(rf"{prefix}{NO_WEEK}(?P<word>{any_of_pattern(words)}){suffix}")


THIS = rf"(?:\s+{any_of_pattern(AFTER_DAY)})?(?:\s*\(?\d{{1,2}}\s*(?:号|日|hb)\)?)?"
ENDED_WORD = _word_pattern((*WEEKDAYS, *SHORT_WEEKDAYS, *RELATIVE_DAYS), suffix=THIS + ENDS_DAY)
CLEAR_WORD = _word_pattern(CLEAR_DAYS, suffix=THIS)
NAMED_WORD = re.compile(
    rf"{any_of_pattern(('this', 'coming', 'this coming'))}\s+(?P<word>{any_of_pattern(WEEKDAYS)}){THIS}"
)
"""this saturday: a day, whatever follows."""
LOOSE_WORD = _word_pattern((*WEEKDAYS, *RELATIVE_DAYS))
PAST_WORD = _word_pattern(tuple(PAST_DAYS), prefix="")
LOOSE_WORD_WITH_PART = _word_pattern(tuple(DAYS_WITH_PART))
FIRST_PART = re.compile(any_of_pattern(DAY_PARTS))
PART_BEFORE = re.compile(
    rf"(?<!\d)(?<!\d )(?P<part>{any_of_pattern(('malam', 'mlm', 'petang', 'ptg', 'pagi', 'pg'))})\s+$"
)
"""malam sabtu; the part of "7 malam sabtu" is the clock's."""
HOUR_BEFORE = re.compile(r"(?<!\d)\d{1,2}\s*$")
BEFORE_NEXT_WEEK = re.compile(rf"{any_of_pattern(NEXT_WEEK_BEFORE)}\s*$")
AFTER_NEXT_WEEK = re.compile(rf"\s*{any_of_pattern(NEXT_WEEK_AFTER)}")
WEEKDAY = any_of_pattern((*WEEKDAYS, *SHORT_WEEKDAYS))
WEEKDAY_BEFORE = re.compile(rf"{LEAD}(?P<word>{WEEKDAY})\s*,?\s*$")
WEEKDAY_AFTER = re.compile(rf"\s*\(?(?P<word>{WEEKDAY})\)?")


@dataclass(frozen=True, kw_only=True)
class DayReading:
    """A day, and where it stands. `part` is the part of the day that its word names.

    `again`: days until the same words name another day, 0 for a date.
    """

    day: date
    spans: tuple[Span, ...]
    part: DayPart | None = None
    again: int = 0


def read_day(text: str, today: date, among_goods: bool = False) -> DayReading | None:
    """Returns the first valid date, or else the first word for a day; None if there is none.

    `among_goods`: other words may be names, so a word for a day ends before a number, a sign or the end.
    """
    return _date(text, today, among_goods) or _word(text, today, among_goods)


def read_day_before_clocks(text: str, today: date, among_goods: bool) -> DayReading | None:
    """Returns a day that would also match as a clock: "31.12.", "2026-12-03 pm", and 今晚 or "malam ni" beside an hour."""
    for match in (match for pattern in CLOCKLIKE_DATES for match in pattern.finditer(text)):
        day = _to_date(match, today)
        if day and not AFTER_CLOCK_WORD.search(text[: match.start()]):
            return _date_reading(text, match, day, among_goods)
    found = LOOSE_WORD_WITH_PART.search(text)
    if not found or (among_goods and DAYS_WITH_PART[found["word"]][0] < 0):
        return None
    ahead, part = DAYS_WITH_PART[found["word"]]
    span = _without_clock_part(text, found)
    return DayReading(day=_days_ahead(today, ahead), spans=(span,), part=part, again=DAY)


def _without_clock_part(text: str, match: re.Match[str]) -> Span:
    """Returns the span of "ni" in "8 malam ni": the part belongs to the clock before it."""
    part = FIRST_PART.match(text, match.start("word"))
    if part and HOUR_BEFORE.search(text[: match.start("word")]):
        return part.end(), match.end()
    return match.span()


def invalid_day(text: str, today: date) -> Span | None:
    """Returns the span of a day that its month does not have; None if there is a valid date too."""
    apart: list[re.Match[str]] = []
    for match in sorted(_dates(text), key=lambda match: match.start()):
        if not apart or match.start() >= apart[-1].end():
            apart.append(match)
    if any(_to_date(match, today) for match in apart):
        return None
    return next((match.span() for match in apart if 1 <= _month(match) <= 12), None)


def _dates(text: str) -> Iterator[re.Match[str]]:
    return (match for pattern in (DOTTED_DATE, *DATES) for match in pattern.finditer(text))


def _date(text: str, today: date, among_goods: bool) -> DayReading | None:
    for match in _dates(text):
        if day := _to_date(match, today):
            return _date_reading(text, match, day, among_goods)
    return None


def _date_reading(text: str, match: re.Match[str], day: date, among_goods: bool) -> DayReading:
    beside = _weekday_beside(text, match.span(), day if among_goods else None)
    return DayReading(day=day, spans=(match.span(), *beside))


def _word(text: str, today: date, among_goods: bool) -> DayReading | None:
    found = ENDED_WORD.search(text) or CLEAR_WORD.search(text) or NAMED_WORD.search(text)
    if not found and not among_goods:
        found = LOOSE_WORD.search(text) or PAST_WORD.search(text)
    if not found:
        return None
    word, span = found["word"], found.span()
    if word in PAST_DAYS or word in RELATIVE_DAYS:
        part = DAYS_WITH_PART[word][1] if word in DAYS_WITH_PART else None
        ahead = {**RELATIVE_DAYS, **PAST_DAYS}[word]
        return DayReading(day=_days_ahead(today, ahead), spans=(span,), part=part, again=DAY)
    before = PART_BEFORE.search(text[: span[0]])
    part = DAY_PARTS[before["part"]] if before else None
    span = (before.start("part") if before else span[0], span[1])
    ahead = (_weekday(word) - today.weekday()) % WEEK
    next_week = BEFORE_NEXT_WEEK.search(text[: span[0]]) or AFTER_NEXT_WEEK.match(text, span[1])
    if next_week:
        ahead = WEEK - today.weekday() + _weekday(word)
        return DayReading(
            day=_days_ahead(today, ahead), spans=(span, next_week.span()), part=part, again=WEEK
        )
    return DayReading(day=_days_ahead(today, ahead), spans=(span,), part=part, again=WEEK)


def _weekday_beside(text: str, span: Span, day: date | None = None) -> tuple[Span, ...]:
    """Returns the span of "Fri" in "Fri 27 Nov"; with `day`, only if it is that day's."""
    found = WEEKDAY_BEFORE.search(text[: span[0]]) or WEEKDAY_AFTER.match(text, span[1])
    if not found or (day and _weekday(found["word"]) != day.weekday()):
        return ()
    return (found.span(),)


def _weekday(word: str) -> int:
    return WEEKDAYS[word] if word in WEEKDAYS else SHORT_WEEKDAYS[word]


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return MONTHS[groups["named"]] if groups.get("named") else to_number(groups["month"])


def _to_date(match: re.Match[str], today: date) -> date | None:
    year, day_of_month = match.groupdict().get("year"), to_number(match["day"])
    try:
        if year:
            return date(int(year) + (2000 if len(year) < 3 else 0), _month(match), day_of_month)
        day = date(today.year, _month(match), day_of_month)
        return day if today - day < LAST_YEAR_LIMIT else day.replace(year=today.year + 1)
    except (ValueError, OverflowError):
        return None


def _days_ahead(today: date, days: int) -> date:
    """Returns the day, on the calendar's first or last where it would be beyond."""
    return date.fromordinal(min(max(today.toordinal() + days, 1), date.max.toordinal()))
