"""Days and times in a normalized line, each with its span."""

import re
from datetime import date, time, timedelta

from handlers.stock.text_parsing import any_of_pattern, parse_clock
from locales.stock_vocabulary import (
    BEFORE_CLOCK,
    BEFORE_DAY,
    BETWEEN_CLOCKS,
    DAY_ENDS,
    EVENING,
    MONTHS,
    MORNING,
    NOON,
    RELATIVE_DAYS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

Span = tuple[int, int]

PART = any_of_pattern((*MORNING, *NOON, *EVENING))
BETWEEN = rf"(?:-|{any_of_pattern(BETWEEN_CLOCKS)})"
BEFORE = rf"(?:{any_of_pattern(BEFORE_CLOCK)}\s*)?"
LAST_YEAR_LIMIT = timedelta(days=180)
"""A date without a year that is further in the past than this is next year's."""


def _clock_pattern(dotted: bool) -> re.Pattern[str]:
    separator = "[:.]" if dotted else ":"
    return re.compile(
        rf"(?<![\d.,:/]){BEFORE}(?:"
        rf"(?:(?P<part1>{PART})\s*)?(?P<hour1>\d{{1,2}})\s*[点时](?:(?P<half>半)|(?P<minute1>\d{{1,2}})分?)?"
        rf"|(?P<hour2>\d{{1,2}})(?:[:.](?P<minute2>\d{{2}}))?\s*(?P<part2>{PART})"
        rf"|(?:(?P<part3>{PART})\s*)?(?P<hour3>\d{{1,2}}){separator}(?P<minute3>\d{{2}})"
        rf"|{any_of_pattern(('pukul', 'jam'))}\s*(?P<hour4>\d{{1,2}})"
        rf")(?![\d:])(?![.,]\d)"
    )


CLOCK, DOTTED_CLOCK = _clock_pattern(dotted=False), _clock_pattern(dotted=True)
SHORT_START = re.compile(rf"(?<![\w.,:/])(\d{{1,2}})(?:[:.](\d{{2}}))?\s*{BETWEEN}\s*$")
SHORT_END = re.compile(
    rf"(?:-|\s*{any_of_pattern(BETWEEN_CLOCKS)}\s*)(\d{{1,2}})(?:[:.](\d{{2}}))?(?![\w.,:/])(?!\s*[x@]|\s*{any_of_pattern(UNITS)})"
)
ENDS = re.compile(rf"{BETWEEN}\s*$")

DAY_PATTERNS = tuple(
    re.compile(rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?{pattern}")
    for pattern in (
        r"(?<![\d/-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])",
        r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])",
        r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?P<named>{any_of_pattern(MONTHS)})(?:\s*(?P<year>\d{{4}}))?",
        rf"(?P<named>{any_of_pattern(MONTHS)})\s*(?P<day>\d{{1,2}})(?![\d.,:])",
    )
)
WORD = re.compile(
    rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?(?P<word>{any_of_pattern((*WEEKDAYS, *SHORT_WEEKDAYS, *RELATIVE_DAYS))}){DAY_ENDS}"
)


def read_clocks(remaining: str, dotted: bool) -> tuple[time | None, time | None, list[Span]]:
    """Returns the start and the end, as far as the line has them; `dotted`: "19.00" is a time."""
    found = [
        match
        for match in (DOTTED_CLOCK if dotted else CLOCK).finditer(remaining)
        if _parse_clock(match) is not None
    ]
    if not found:
        return None, None, []
    first, last = found[0], found[1] if len(found) > 1 else None
    if last and re.fullmatch(rf"\s*{BETWEEN}\s*", remaining[first.end() : last.start()]):
        return _parse_clock(first), _end_after(first, last), [(first.start(), last.end())]
    if last and (lead := ENDS.search(remaining[: last.start()])):
        return _parse_clock(first), _parse_clock(last), [first.span(), (lead.start(), last.end())]
    if short := SHORT_START.search(remaining[: first.start()]):
        return _start_before(short, first), _parse_clock(first), [(short.start(), first.end())]
    if short := SHORT_END.match(remaining, first.end()):
        return _parse_clock(first), _later_part(first, short[1], short[2]), [(first.start(), short.end())]
    if lead := ENDS.search(remaining[: first.start()]):
        return None, _parse_clock(first), [(lead.start(), first.end())]
    return _parse_clock(first), None, [first.span()]


def read_day(remaining: str, today: date) -> tuple[date | None, list[Span]]:
    """Returns the first valid date."""
    for pattern in DAY_PATTERNS:
        for match in pattern.finditer(remaining):
            if day := _date(match, today):
                return day, [match.span()]
    if words := WORD.search(remaining):
        word = words["word"]
        ahead = RELATIVE_DAYS[word] if word in RELATIVE_DAYS else (weekday(word) - today.weekday()) % 7
        return _days_ahead(today, ahead), [words.span()]
    return None, []


def invalid_day(remaining: str, today: date) -> Span | None:
    """Returns the span of a day that its month does not have; None if the line has a valid date too."""
    every = [match for pattern in DAY_PATTERNS for match in pattern.finditer(remaining)]
    apart: list[re.Match[str]] = []
    for match in sorted(every, key=lambda match: match.start()):
        if not apart or match.start() >= apart[-1].end():
            apart.append(match)
    if any(_date(match, today) for match in apart):
        return None
    return next((match.span() for match in apart if 1 <= _month(match) <= 12), None)


def _parse_clock(match: re.Match[str]) -> time | None:
    hour = next(match[f"hour{place}"] for place in range(1, 5) if match[f"hour{place}"])
    minute = (
        "30"
        if match["half"]
        else next(filter(None, (match[f"minute{place}"] for place in range(1, 4))), None)
    )
    return parse_clock(hour, minute, _part(match))


def weekday(word: str) -> int:
    """Returns the weekday of a word; Monday is 0."""
    return WEEKDAYS[word] if word in WEEKDAYS else SHORT_WEEKDAYS[word]


def _part(match: re.Match[str]) -> str | None:
    return next(filter(None, (match[f"part{place}"] for place in range(1, 4))), None)


def _end_after(start: re.Match[str], end: re.Match[str]) -> time | None:
    """Returns the end of "晚上7点到10点": in the evening too, if it would come before the start otherwise."""
    begins, ends = _parse_clock(start), _parse_clock(end)
    if _part(end) or begins is None or ends is None or begins < ends:
        return ends
    return _later_part(start, str(ends.hour), f"{ends.minute:02}")


def _later_part(start: re.Match[str], hour: str, minute: str | None) -> time | None:
    """Returns an end without a part of the day in the part of its start, if it comes after the start then."""
    begins = _parse_clock(start)
    for part in (_part(start), None):
        ends = parse_clock(hour, minute, part)
        if begins and ends and begins < ends:
            return ends
    return parse_clock(hour, minute, None)


def _start_before(short: re.Match[str], end: re.Match[str]) -> time | None:
    """Returns the start: "7-10pm" begins in the evening too, "11-2pm" does not."""
    ends = _parse_clock(end)
    for part in (end["part2"], None):
        starts = parse_clock(short[1], short[2], part)
        if starts and ends and starts < ends:
            return starts
    return parse_clock(short[1], short[2], None)


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return MONTHS[groups["named"]] if groups.get("named") else int(groups["month"])


def _date(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    month = _month(match)
    year = int(groups["year"]) if groups.get("year") else None
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month, int(groups["day"]))
        day = date(today.year, month, int(groups["day"]))
        return day if today - day < LAST_YEAR_LIMIT else day.replace(year=today.year + 1)
    except (ValueError, OverflowError):
        return None


def _days_ahead(today: date, days: int) -> date:
    return min(today, date.max - timedelta(days=days)) + timedelta(days=days)
