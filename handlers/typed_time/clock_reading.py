"""Reads clocks in a normalized text, one or a range, and decides which half of the day each means."""

import re
from dataclasses import dataclass, replace
from datetime import time

from handlers.typed_time.normalized_text import HAN, NUMERAL, Span, any_of_pattern, to_number
from locales.stock import UNITS
from locales.time_vocabulary import (
    BEFORE_CLOCK,
    BETWEEN_CLOCKS,
    DAY_PARTS,
    MIDNIGHT_ENDS,
    NOON_ENDS,
    OCLOCK,
    UNTIL,
    DayPart,
)

EARLY = 7
"""A bare hour before this one is in the afternoon: a market has nothing "at 5" in the night."""
SMALL_HOURS = 5
"""A clock of the night before this one is after midnight."""
HALF_DAY, DAY_MINUTES = 12, 24 * 60

PART = rf"(?<![今明昨]){any_of_pattern(DAY_PARTS)}(?!上|(?<=pm)\s+(?:me|us|saya|sy|aku|kami|(?:to|for|utk|untuk)\s+order)\b)"
"""8 pm me: a message, and no hour."""
HAN_PART = any_of_pattern(word for word in DAY_PARTS if not word.isascii())
"""A Latin one before an hour may be the end of a name: nasi lemak malam 7-9pm."""
BETWEEN = rf"(?:-|{any_of_pattern(BETWEEN_CLOCKS)})"
LEAD = rf"(?:{any_of_pattern(BEFORE_CLOCK)}\s*)?"
NO_UNIT = rf"(?!\s*@|\s*x(?!\s*\d)|\s*{any_of_pattern(UNITS)})"
ONE = (
    rf"(?:(?<![{HAN}])|(?<=[到至从日号])|(?<=[今明后]天)|(?<=[上下中]午)|(?<=[早晚]上)|(?<=凌晨)|(?<=[今明]晚)"
    r"|(?<=[周拜期][一二三四五六日天]))一(?=\s*点)"
)
""""一点" is an hour after a part of the day or at the beginning; after other words it means "a bit"."""
CHINESE_HOUR = rf"(?:\d{{1,2}}|{ONE}|(?!一\s*[点时]){NUMERAL})"
CHINESE_MINUTE = rf"(?:(?P<half>半)|(?P<quarters>[一三])刻|(?P<minute1>\d{{1,2}}|{NUMERAL})分|(?P<minute2>\d{{2}})(?!\d){NO_UNIT})"


def _clock_pattern(dotted: bool) -> re.Pattern[str]:
    separator = "[:.]" if dotted else ":"
    amount = "(?<!rm)(?<![$¥₱₫฿€£₩])" if dotted else ""
    return re.compile(
        rf"(?<![\d:])(?<!\d[.,/]){LEAD}(?:"
        rf"(?:(?P<part1>{PART})\s*)?(?P<hour1>{CHINESE_HOUR})\s*[点时](?!心)(?:{CHINESE_MINUTE}|[钟正整])?"
        rf"|(?:(?P<hour2>\d{{1,2}})(?:[:.](?P<minute3>\d{{2}}))?\s*(?P<part2>{PART})"
        rf"|(?:(?P<part3>{PART})\s*)?{amount}(?P<hour3>\d{{1,2}}){separator}(?P<minute4>\d{{2}})"
        rf"|{any_of_pattern(OCLOCK)}\s*(?P<hour4>\d{{1,2}}){NO_UNIT}"
        rf")(?!\d|:\d)(?![.,]\d))"
    )


CLOCK, DOTTED_CLOCK = _clock_pattern(dotted=False), _clock_pattern(dotted=True)
BARE = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?"
BARE_START = re.compile(rf"(?:{LEAD}(?P<part>{HAN_PART})|{LEAD}(?<![\w.,:/])){BARE}\s*{BETWEEN}\s*$")
BARE_END = re.compile(
    rf"(?:-|\s*{any_of_pattern(BETWEEN_CLOCKS)}\s*|\s*-\s*(?=\d+(?:[:.]\d+)?\s*(?:[^\w\s]|$))){BARE}(?![\w:/]|[.,]\d){NO_UNIT}"
)
WORD_END = re.compile(
    rf"\s*{BETWEEN}\s*(?:(?P<noon>{any_of_pattern(NOON_ENDS)})|{any_of_pattern(MIDNIGHT_ENDS)})(?!\s*12\s*(?:[点:.]|[ap]m))"
)
"""A range that ends with a word: "9am - noon"."""
UNTIL_HOUR = re.compile(
    rf"(?<!\d)(?<!\d\s){any_of_pattern(UNTIL)}\s*{BARE}(?![\w:/]|[.,]\d|\s*[^\W\d]){NO_UNIT}"
)
"""An end without a start: "til 6"."""
END_LEAD = re.compile(rf"{BETWEEN}\s*$")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock as it was typed: `hour` may mean two hours of the day where no `part` is said.

    `minute` is None if only the hour was typed. `padded`: the hour has two digits.
    """

    hour: int
    minute: int | None = None
    part: DayPart | None = None
    padded: bool = False

    @property
    def time(self) -> time:
        return time(hour_of_day(self.hour, self.part), self.minute or 0)

    @property
    def is_open(self) -> bool:
        """Returns whether the hour may be in either half of the day, as in the 7 of "7-10pm"."""
        leading_zero = self.padded and self.hour < 10
        return self.part is None and 1 <= self.hour <= HALF_DAY and not leading_zero

    @property
    def is_24_hours(self) -> bool:
        """Returns whether it is written as on a clock of 24 hours, "19:00" or "10:00"."""
        return self.part is None and self.minute is not None and self.padded

    @property
    def after_midnight(self) -> bool:
        """Returns whether it is a clock of the night that belongs to the next day, as 晚上12点."""
        return self.part is DayPart.NIGHT and self.time.hour < SMALL_HOURS


@dataclass(frozen=True, kw_only=True)
class ClockRange:
    """The clocks of a text, None for one it does not say, and where they stand."""

    start: Clock | None = None
    end: Clock | None = None
    spans: tuple[Span, ...] = ()


def hour_of_day(hour: int, part: DayPart | None) -> int:
    """Returns the hour, 0 to 23, that an hour means in a part of the day."""
    if part is DayPart.AM and hour == HALF_DAY:
        return 0
    if part is DayPart.NOON and hour < 6:
        return hour + HALF_DAY
    if part is DayPart.AFTERNOON and hour <= HALF_DAY:
        return hour % HALF_DAY + HALF_DAY
    if part is DayPart.NIGHT and SMALL_HOURS <= hour <= HALF_DAY:
        return (hour + HALF_DAY) % 24
    return hour


def make_clock(hour: str, minute: str | None = None, part: DayPart | None = None) -> Clock | None:
    """Returns the clock; None if there is no such time."""
    hours, minutes = to_number(hour), None if minute is None else to_number(minute)
    if hours >= 24 or (minutes or 0) >= 60:
        return None
    return Clock(hour=hours, minute=minutes, part=part, padded=len(hour) == 2 and hour.isdecimal())


def read_clocks(text: str, dotted: bool) -> ClockRange:
    """Returns the clocks as far as the text has them; `dotted`: "19.00" is a time."""
    found = [
        (match, clock) for match in _pattern(dotted).finditer(text) if (clock := _to_clock(match)) is not None
    ]
    if not found:
        until = UNTIL_HOUR.search(text)
        last = _bare_clock(until) if until else None
        return ClockRange(end=last, spans=(until.span(),)) if until and last else ClockRange()
    match, clock = found[0]
    begin, end = match.span()
    if len(found) > 1:
        next_match, next_clock = found[1]
        if re.fullmatch(rf"\s*{BETWEEN}\s*", text[end : next_match.start()]):
            return ClockRange(start=clock, end=next_clock, spans=((begin, next_match.end()),))
        if lead := END_LEAD.search(text[: next_match.start()]):
            spans = ((begin, end), (lead.start(), next_match.end()))
            return ClockRange(start=clock, end=next_clock, spans=spans)
    if (bare := BARE_START.search(text[:begin])) and (start := _bare_clock(bare)):
        return ClockRange(start=start, end=clock, spans=((bare.start(), end),))
    if (bare := BARE_END.match(text, end)) and (last := _bare_clock(bare)):
        return ClockRange(start=clock, end=last, spans=((begin, bare.end()),))
    if word := WORD_END.match(text, end):
        last = Clock(hour=HALF_DAY, part=DayPart.NOON if word["noon"] else DayPart.NIGHT)
        return ClockRange(start=clock, end=last, spans=((begin, word.end()),))
    if lead := END_LEAD.search(text[:begin]):
        return ClockRange(end=clock, spans=((lead.start(), end),))
    return ClockRange(start=clock, spans=((begin, end),))


def with_part(clock: Clock | None, part: DayPart | None) -> Clock | None:
    """Returns the clock with the part of its day, unless it says one itself."""
    if clock is None or part is None or clock.part or clock.hour > HALF_DAY:
        return clock
    return replace(clock, part=part)


def resolve(start: Clock | None, end: Clock | None) -> tuple[time | None, time | None]:
    """Returns the times of a range. An open clock is the one that makes the range shortest: "7-10pm", "10am-2"."""
    if start is None or end is None:
        return _alone(start), _alone(end)
    if start.is_open and end.part:
        starts = min(_halves(start), key=lambda at: _minutes_between(at, end.time))
        return starts, end.time
    starts = _alone(start) or start.time
    if not end.is_open or (start.is_24_hours and end.minute is not None):
        return starts, end.time
    return starts, min(_halves(end), key=lambda at: _minutes_between(starts, at))


def _alone(clock: Clock | None) -> time | None:
    if clock and clock.is_open and clock.minute is None and clock.hour < EARLY:
        return time(clock.hour + HALF_DAY)
    return clock.time if clock else None


def _halves(clock: Clock) -> tuple[time, time]:
    hour, minute = clock.hour % HALF_DAY, clock.minute or 0
    return time(hour, minute), time(hour + HALF_DAY, minute)


def _minutes_between(start: time, end: time) -> int:
    """Returns the minutes to the next time that it is `end`; a whole day if both are the same."""
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes % DAY_MINUTES or DAY_MINUTES


def _pattern(dotted: bool) -> re.Pattern[str]:
    return DOTTED_CLOCK if dotted else CLOCK


def _to_clock(match: re.Match[str]) -> Clock | None:
    hour, minute, part = (_group(match, name) for name in ("hour", "minute", "part"))
    if match["half"]:
        minute = "30"
    elif match["quarters"]:
        minute = str(15 * to_number(match["quarters"]))
    return make_clock(hour or "", minute, DAY_PARTS[part] if part else None)


def _group(match: re.Match[str], name: str) -> str | None:
    return next(
        (match[f"{name}{place}"] for place in range(1, 5) if match.groupdict().get(f"{name}{place}")), None
    )


def _bare_clock(match: re.Match[str]) -> Clock | None:
    part = match.groupdict().get("part")
    return make_clock(match["hour"], match["minute"], DAY_PARTS[part] if part else None)
