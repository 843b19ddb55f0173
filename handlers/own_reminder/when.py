"""When a reminder is meant: a span from now, or a day and a clock; and where they stood in the folded line."""

import re
from datetime import date, datetime, time, timedelta

from handlers.own_reminder.moment import When
from handlers.stock.when import Span, read_clocks, read_day, unknown_day, weekday
from handlers.stock.words import one_of
from locales.reminder import (
    ALONE,
    AND,
    BEFORE_PART,
    DAY_ALONE,
    EVENING_ALONE,
    EVENING_DAYS,
    IN,
    LATER,
    NEXT,
    NEXT_BEHIND,
    PARTS,
    PAST,
    SPANS,
)
from locales.stock import (
    AHEAD,
    BEFORE_DAY,
    DAY_ENDS,
    EVENING,
    MORNING,
    NOON,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

TAKEN = "\0"
NUMBER, UNIT = r"(?<![\d.,])\d{1,4}(?:[.,]\d)?", rf"\s*(?:个|個)?\s*(?:{one_of(SPANS)})"
EACH = re.compile(rf"(?P<alone>{one_of(ALONE)})|(?P<count>{NUMBER})\s*(?:个|個)?\s*(?P<unit>{one_of(SPANS)})")
ONE = rf"(?:{one_of(ALONE)}|{NUMBER}{UNIT})"
SPAN = rf"{ONE}(?:\s*(?:{one_of(AND)})?\s*{ONE})?"
FROM_NOW = re.compile(rf"{one_of(IN)}\s*{SPAN}|{SPAN}\s*{one_of(LATER)}")
DAY_WORD = re.compile(
    rf"(?:{one_of(BEFORE_DAY)}\s*)?(?P<word>{one_of((*WEEKDAYS, *AHEAD))}|{one_of(SHORT_WEEKDAYS)}{DAY_ENDS})"
)
PAST_WORD = re.compile(rf"(?P<word>{one_of(PAST)})")
NEXT_WEEK = re.compile(rf"{one_of(NEXT)}\s*$"), re.compile(rf"\s*{one_of(NEXT_BEHIND)}")
WEEKDAY = one_of((*WEEKDAYS, *SHORT_WEEKDAYS))
BESIDE = re.compile(rf"(?:{one_of(BEFORE_DAY)}\s*)?{WEEKDAY}\s*,?\s*$"), re.compile(rf"\s*\(?{WEEKDAY}\)?")
HOUR = rf"(?P<hour>\d{{1,2}})(?![\d:/-]|[.,]\d|\s*{one_of(UNITS)})"
BEHIND = re.compile(rf"\s*,?\s*(?:(?:{one_of(BEFORE_PART)}\s*)?(?P<part>{one_of(PARTS)})|{HOUR})")
AT = re.compile(rf"(?:{one_of(('at',))}|@)\s*(?:(?P<part>{one_of(('noon', 'midday'))})|{HOUR})")
PART_SAID = re.compile(one_of((*MORNING, *NOON, *EVENING)))
BARE = re.compile(r"\D*\d{1,2}\D*")
EARLY = 7
"""A bare hour before this one is one of the afternoon: nobody is reminded of a fair "at 5" in the night."""


def read_when(rest: str, wall: datetime) -> tuple[When | None, list[Span]]:
    """By the time on the wall; None where nothing says when."""
    if found := FROM_NOW.search(rest):
        return _from_now(rest, found, wall)
    clock, spans = _clock(rest)
    left = _blanked(rest, spans)
    day, word, of_day = _day(left, rest, wall.date())
    if clock is None:
        clock, beside = _clock_beside(left, of_day)
        spans += beside
    if clock is None and not day:
        return None, []
    if clock is None:
        clock = EVENING_ALONE if word in EVENING_DAYS else DAY_ALONE
        if AHEAD.get(word) == 0 and word not in EVENING_DAYS:
            return None, []
    if word in EVENING_DAYS and clock.hour < 12:
        clock = clock.replace(hour=clock.hour + 12)
    again = 7 if word in WEEKDAYS or word in SHORT_WEEKDAYS else 1 if word else 0
    return When(clock=clock, day=day, again=again), spans + of_day


def no_day(rest: str, today: date) -> list[Span]:
    """Where a date stands that no calendar has, 31 Feb, with its clock; nowhere where there is one that it has."""
    found = unknown_day(rest, today)
    return [found, *_weekday_beside(rest, found), *_clock(rest)[1]] if found else []


def _from_now(rest: str, found: re.Match[str], wall: datetime) -> tuple[When, list[Span]]:
    """Days from now keep the clock that is said, or else the time it is now."""
    span, days = timedelta(), True
    for each in EACH.finditer(found[0]):
        unit = SPANS[each["unit"]] if each["unit"] else ALONE[each["alone"]]
        span += unit * float((each["count"] or "1").replace(",", "."))
        days &= unit >= timedelta(days=1)
    if not days:
        return When(span=span), [found.span()]
    clock, spans = _clock(_blanked(rest, [found.span()]))
    day = wall.date() + timedelta(days=span.days)
    return When(clock=clock or wall.time(), day=day), [found.span(), *spans]


def _clock(rest: str) -> tuple[time | None, list[Span]]:
    """ "8.30" is one where nothing else is."""
    for dotted in (False, True):
        start, end, spans = read_clocks(rest, dotted)
        if clock := start or end:
            begin, stop = spans[0]
            return _afternoon(clock, rest[begin:stop]), spans
    return None, []


def _afternoon(clock: time, said: str) -> time:
    bare = BARE.fullmatch(said) and not PART_SAID.search(said)
    return clock.replace(hour=clock.hour + 12) if bare and 0 < clock.hour < EARLY else clock


def _day(left: str, rest: str, today: date) -> tuple[date | None, str, list[Span]]:
    """The day, the word that says it, "" for a date, and where. Some of those words belong to the clock as well: 明晚8点."""
    day, spans = read_day(left, today)
    if day and not DAY_WORD.fullmatch(left[slice(*spans[0])]):
        return day, "", [*spans, *_weekday_beside(left, spans[0])]
    found = (
        DAY_WORD.search(left, *spans[0])
        if day
        else DAY_WORD.search(left) or DAY_WORD.search(rest) or PAST_WORD.search(rest)
    )
    if not found:
        return None, "", []
    word, span = found["word"], found.span()
    if word in AHEAD or word in PAST:
        return today + timedelta(days=AHEAD.get(word) or PAST.get(word, 0)), word, [span]
    if beside := _beside(left, span, NEXT_WEEK):
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=weekday(word)), word, [span, beside]
    return today + timedelta(days=(weekday(word) - today.weekday()) % 7), word, [span]


def _weekday_beside(left: str, span: Span) -> list[Span]:
    """ "Fri" in "Fri 27 Nov"."""
    beside = _beside(left, span, BESIDE)
    return [beside] if beside else []


def _beside(left: str, span: Span, patterns: tuple[re.Pattern[str], re.Pattern[str]]) -> Span | None:
    """Where the one stands before the span, or the other behind it."""
    before, behind = patterns
    found = before.search(left[: span[0]]) or behind.match(left, span[1])
    return found.span() if found else None


def _clock_beside(left: str, of_day: list[Span]) -> tuple[time | None, list[Span]]:
    """ "tomorrow 9", "esok pagi", "at 9"."""
    found = BEHIND.match(left, max(end for _, end in of_day)) if of_day else None
    found = found or AT.search(left)
    if not found:
        return None, []
    if found["part"]:
        return PARTS[found["part"]], [found.span()]
    hour = int(found["hour"])
    return (_afternoon(time(hour), found["hour"]), [found.span()]) if hour < 24 else (None, [])


def _blanked(rest: str, spans: list[Span]) -> str:
    for begin, end in spans:
        rest = rest[:begin] + TAKEN * (end - begin) + rest[end:]
    return rest
