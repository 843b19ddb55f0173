"""Finds the time of a reminder: a duration, or a day and a time; with its span in the normalized text."""

import re
from datetime import date, datetime, time, timedelta

from handlers.own_reminder.spoken_time import SpokenTime
from handlers.stock.date_parsing import Span, invalid_day, read_clocks, read_day, weekday
from handlers.stock.text_parsing import any_of_pattern
from locales.reminder_vocabulary import (
    AFTER_SPAN,
    AND,
    BEFORE_PART,
    BEFORE_SPAN,
    DEFAULT_CLOCK,
    DEFAULT_EVENING_CLOCK,
    EVENING_DAYS,
    NEXT_WEEK_AFTER,
    NEXT_WEEK_BEFORE,
    PARTS,
    PAST,
    SPANS,
    WHOLE_SPANS,
)
from locales.stock_vocabulary import (
    BEFORE_DAY,
    DAY_ENDS,
    EVENING,
    MORNING,
    NOON,
    RELATIVE_DAYS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

CONSUMED = "\0"
NUMBER, UNIT = r"(?<![\d.,])\d{1,4}(?:[.,]\d)?", rf"\s*(?:个|個)?\s*(?:{any_of_pattern(SPANS)})"
SPAN_PART = re.compile(
    rf"(?P<alone>{any_of_pattern(WHOLE_SPANS)})|(?P<count>{NUMBER})\s*(?:个|個)?\s*(?P<unit>{any_of_pattern(SPANS)})"
)
ONE_SPAN = rf"(?:{any_of_pattern(WHOLE_SPANS)}|{NUMBER}{UNIT})"
SPAN = rf"{ONE_SPAN}(?:\s*(?:{any_of_pattern(AND)})?\s*{ONE_SPAN})?"
FROM_NOW = re.compile(rf"{any_of_pattern(BEFORE_SPAN)}\s*{SPAN}|{SPAN}\s*{any_of_pattern(AFTER_SPAN)}")
DAY_WORD = re.compile(
    rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?(?P<word>{any_of_pattern((*WEEKDAYS, *RELATIVE_DAYS))}|{any_of_pattern(SHORT_WEEKDAYS)}{DAY_ENDS})"
)
PAST_WORD = re.compile(rf"(?P<word>{any_of_pattern(PAST)})")
NEXT_WEEK = (
    re.compile(rf"{any_of_pattern(NEXT_WEEK_BEFORE)}\s*$"),
    re.compile(rf"\s*{any_of_pattern(NEXT_WEEK_AFTER)}"),
)
WEEKDAY = any_of_pattern((*WEEKDAYS, *SHORT_WEEKDAYS))
WEEKDAY_BESIDE = (
    re.compile(rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?{WEEKDAY}\s*,?\s*$"),
    re.compile(rf"\s*\(?{WEEKDAY}\)?"),
)
HOUR = rf"(?P<hour>\d{{1,2}})(?![\d:/-]|[.,]\d|\s*{any_of_pattern(UNITS)})"
PART_AFTER = re.compile(
    rf"\s*,?\s*(?:(?:{any_of_pattern(BEFORE_PART)}\s*)?(?P<part>{any_of_pattern(PARTS)})|{HOUR})"
)
AT_HOUR = re.compile(
    rf"(?:{any_of_pattern(('at',))}|@)\s*(?:(?P<part>{any_of_pattern(('noon', 'midday'))})|{HOUR})"
)
PART_SAID = re.compile(any_of_pattern((*MORNING, *NOON, *EVENING)))
BARE = re.compile(r"\D*\d{1,2}\D*")
EARLY = 7
"""A bare hour before this one is in the afternoon: a fair has no reminder "at 5" in the night."""


def read_when(remaining: str, wall: datetime) -> tuple[SpokenTime | None, list[Span]]:
    """Returns the local time in the text; None if it names none."""
    if found := FROM_NOW.search(remaining):
        return _from_now(remaining, found, wall)
    clock, spans = _clock(remaining)
    left = _without_spans(remaining, spans)
    day, word, of_day = _day(left, remaining, wall.date())
    if clock is None:
        clock, beside = _clock_beside(left, of_day)
        spans += beside
    if clock is None and not day:
        return None, []
    if clock is None:
        clock = DEFAULT_EVENING_CLOCK if word in EVENING_DAYS else DEFAULT_CLOCK
        if RELATIVE_DAYS.get(word) == 0 and word not in EVENING_DAYS:
            return None, []
    if word in EVENING_DAYS and clock.hour < 12:
        clock = clock.replace(hour=clock.hour + 12)
    again = 7 if word in WEEKDAYS or word in SHORT_WEEKDAYS else 1 if word else 0
    return SpokenTime(clock=clock, day=day, again=again), spans + of_day


def invalid_day_spans(remaining: str, today: date) -> list[Span]:
    """Returns the spans of a date that does not exist, such as 31 Feb, with its time; none if there is a valid date."""
    found = invalid_day(remaining, today)
    return [found, *_weekday_beside(remaining, found), *_clock(remaining)[1]] if found else []


def _from_now(remaining: str, found: re.Match[str], wall: datetime) -> tuple[SpokenTime, list[Span]]:
    """Reads a duration. Days from now keep the time in the text, or else the present time."""
    span, days = timedelta(), True
    for each in SPAN_PART.finditer(found[0]):
        unit = SPANS[each["unit"]] if each["unit"] else WHOLE_SPANS[each["alone"]]
        span += unit * float((each["count"] or "1").replace(",", "."))
        days &= unit >= timedelta(days=1)
    if not days:
        return SpokenTime(span=span), [found.span()]
    clock, spans = _clock(_without_spans(remaining, [found.span()]))
    day = wall.date() + timedelta(days=span.days)
    return SpokenTime(clock=clock or wall.time(), day=day), [found.span(), *spans]


def _clock(remaining: str) -> tuple[time | None, list[Span]]:
    """Reads the time; "8.30" is one if there is no other."""
    for dotted in (False, True):
        start, end, spans = read_clocks(remaining, dotted)
        if clock := start or end:
            begin, stop = spans[0]
            return _afternoon(clock, remaining[begin:stop]), spans
    return None, []


def _afternoon(clock: time, words: str) -> time:
    bare = BARE.fullmatch(words) and not PART_SAID.search(words)
    return clock.replace(hour=clock.hour + 12) if bare and 0 < clock.hour < EARLY else clock


def _day(left: str, remaining: str, today: date) -> tuple[date | None, str, list[Span]]:
    """Returns the day, the word that names it ("" for a date) and its span. Some words belong to the time too: 明晚8点."""
    day, spans = read_day(left, today)
    if day and not DAY_WORD.fullmatch(left[slice(*spans[0])]):
        return day, "", [*spans, *_weekday_beside(left, spans[0])]
    found = (
        DAY_WORD.search(left, *spans[0])
        if day
        else DAY_WORD.search(left) or DAY_WORD.search(remaining) or PAST_WORD.search(remaining)
    )
    if not found:
        return None, "", []
    word, span = found["word"], found.span()
    if word in RELATIVE_DAYS or word in PAST:
        return today + timedelta(days=RELATIVE_DAYS.get(word) or PAST.get(word, 0)), word, [span]
    if beside := _adjacent_span(left, span, NEXT_WEEK):
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=weekday(word)), word, [span, beside]
    return today + timedelta(days=(weekday(word) - today.weekday()) % 7), word, [span]


def _weekday_beside(left: str, span: Span) -> list[Span]:
    """Returns the span of "Fri" in "Fri 27 Nov"."""
    beside = _adjacent_span(left, span, WEEKDAY_BESIDE)
    return [beside] if beside else []


def _adjacent_span(left: str, span: Span, patterns: tuple[re.Pattern[str], re.Pattern[str]]) -> Span | None:
    """Returns the match right before the span, or the other right after it."""
    before, after = patterns
    found = before.search(left[: span[0]]) or after.match(left, span[1])
    return found.span() if found else None


def _clock_beside(left: str, of_day: list[Span]) -> tuple[time | None, list[Span]]:
    """Reads the time in "tomorrow 9", "esok pagi", "at 9"."""
    found = PART_AFTER.match(left, max(end for _, end in of_day)) if of_day else None
    found = found or AT_HOUR.search(left)
    if not found:
        return None, []
    if found["part"]:
        return PARTS[found["part"]], [found.span()]
    hour = int(found["hour"])
    return (_afternoon(time(hour), found["hour"]), [found.span()]) if hour < 24 else (None, [])


def _without_spans(remaining: str, spans: list[Span]) -> str:
    for begin, end in spans:
        remaining = remaining[:begin] + CONSUMED * (end - begin) + remaining[end:]
    return remaining
