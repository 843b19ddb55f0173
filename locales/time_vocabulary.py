"""The words of days, clocks and durations: `words/time.tsv`, all lower case, as `normalize` returns them."""

from collections.abc import Mapping
from datetime import time, timedelta
from enum import StrEnum

from locales.word_lists import WordLists

LISTS = WordLists("time")


class DayPart(StrEnum):
    """A part of the day, which says which of two hours a clock means."""

    AM = "am"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    NIGHT = "night"


WEEKDAYS, SHORT_WEEKDAYS = LISTS.numbers("weekdays"), LISTS.numbers("short_weekdays")
MONTHS = LISTS.numbers("months")
DAY_PARTS = {word: DayPart(part) for word, part in LISTS.meanings("day_parts").items()}
NOON_ENDS = LISTS.words("noon_ends")
MIDNIGHT_ENDS = LISTS.words("midnight_ends")
ENGLISH_PARTS = LISTS.words("english_parts")
PARTS_BESIDE_A_DAY = {
    **{word: part for word, part in DAY_PARTS.items() if word not in ("am", "a.m.", "pm", "p.m.")},
    **{word: DayPart(part) for word, part in LISTS.meanings("parts_beside_a_day").items()},
}
DEFAULT_CLOCK = time(9)
CLOCK_OF_PART: Mapping[DayPart, time] = {
    DayPart.AM: time(1),
    DayPart.MORNING: time(9),
    DayPart.NOON: time(12),
    DayPart.AFTERNOON: time(15),
    DayPart.NIGHT: time(19),
}
"""The time that a part of the day means without a clock."""

DAYS_WITH_PART = {
    word: (int(day), DayPart(part))
    for word, (day, part) in ((word, each.split()) for word, each in LISTS.meanings("days_with_part").items())
}
RELATIVE_DAYS = LISTS.numbers("relative_days") | {
    word: days for word, (days, _) in DAYS_WITH_PART.items() if days >= 0
}
PAST_DAYS = LISTS.numbers("past_days") | {
    word: days for word, (days, _) in DAYS_WITH_PART.items() if days < 0
}

SPEAKERS = LISTS.words("speakers")
BEFORE_CLOCK = LISTS.words("before_clock")
OCLOCK = LISTS.words("oclock")
BETWEEN_CLOCKS = LISTS.words("between_clocks")
UNTIL = LISTS.words("until")
BEFORE_DAY = LISTS.words("before_day")
BEFORE_PART = LISTS.words("before_part")
AFTER_DAY = LISTS.words("after_day")
CLEAR_DAYS = (
    *(word for word in RELATIVE_DAYS if word not in ("lusa", "tulat")),
    *(word for word in WEEKDAYS if not word.isascii() or word in LISTS.words("clear_weekdays")),
)
"""Words that are a day in front of other words too, as they are no part of a name."""
NEXT_WEEK_BEFORE = LISTS.words("next_week_before")
NEXT_WEEK_AFTER = LISTS.words("next_week_after")
WEEKS_NOT_SUNDAYS = LISTS.words("weeks_not_sundays")

MINUTES = LISTS.groups("durations")["1"]
DURATIONS, WHOLE_DURATIONS = (
    {word: timedelta(minutes=minutes) for word, minutes in LISTS.numbers(name).items()}
    for name in ("durations", "whole_durations")
)
BEFORE_DURATION = LISTS.words("before_duration")
AFTER_DURATION = LISTS.words("after_duration")
AND = LISTS.words("and")

NUMERALS = LISTS.numbers("numerals")
TEN = "十"
