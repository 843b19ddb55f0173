"""Reads the lines by which a host plans: "sat 10-13, 15 min, buffer 5", "Batik from 5 dec". Pure functions."""

import re
from datetime import date, time

from handlers.typed_time.clock_reading import BETWEEN
from handlers.typed_time.day_reading import read_day
from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import any_of_pattern, consume, normalize
from locales.showroom_vocabulary import BUFFERS, FROM_DAYS, PEOPLE, WALK_INS
from locales.time_vocabulary import MINUTES
from market.showroom.slots import MIDNIGHT, WindowTerms

MINUTE = any_of_pattern(MINUTES)
BUFFER = re.compile(rf"{any_of_pattern(BUFFERS)}\s*(?P<number>\d{{1,2}})(?:\s*{MINUTE})?")
WALK_IN = re.compile(rf"{any_of_pattern(WALK_INS)}\s*(?P<number>\d)")
PEOPLE_COUNT = re.compile(rf"(?P<number>\d)\s*{any_of_pattern(PEOPLE)}")
VISIT = re.compile(rf"(?P<number>\d{{1,2}})\s*{MINUTE}")
BARE_HOURS = re.compile(rf"(?<![\d:.])(?P<first>\d{{1,2}})\s*{BETWEEN}\s*(?P<last>\d{{1,2}})(?![\d:.])")
OPENS, NOON = 8, 12
EDGES = " \0,.:;，、"


def read_window(words: str, today: date) -> WindowTerms | None:
    """Returns the weekly hours that a line says, with what it does not say as usual; None without a day and two clocks."""
    text = normalize(words)
    numbers: dict[str, int] = {}
    patterns = {"buffer": BUFFER, "walk_in_every": WALK_IN, "places": PEOPLE_COUNT, "visit_minutes": VISIT}
    for name, pattern in patterns.items():
        if found := pattern.search(text):
            numbers[name] = int(found["number"])
            text = consume(text, [found.span()])
    hours = read_hours(text, today, among_goods=True)
    start, end = (hours.start, hours.end) if hours.start else _bare_hours(text)
    if hours.day is None or start is None or end is None:
        return None
    ends = _minute(end)
    return WindowTerms(weekday=hours.day.weekday(), begins=_minute(start), ends=ends or MIDNIGHT, **numbers)


def read_curation(words: str, today: date) -> tuple[str, date]:
    """Returns the name of what is on show and its first day; today where the line says none."""
    text = normalize(words)
    found = read_day(text, today, False)
    if found is None:
        return words.strip(), today
    begin, end = found.spans[0]
    before = re.sub(rf"{any_of_pattern(FROM_DAYS)}\s*$", "", text[:begin])
    return f"{words[: len(before)].strip(EDGES)} {words[end:].strip(EDGES)}".strip(), found.day


def _bare_hours(text: str) -> tuple[time | None, time | None]:
    """Returns "10-13" as it is written: of 24 hours, or in the morning; "7-10" may be either."""
    found = BARE_HOURS.search(text)
    if found is None:
        return None, None
    first, last = int(found["first"]), int(found["last"])
    if not first < last < 24 or (last <= NOON and first < OPENS):
        return None, None
    return time(first), time(last)


def _minute(clock: time) -> int:
    return 60 * clock.hour + clock.minute
