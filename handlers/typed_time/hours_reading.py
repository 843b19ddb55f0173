"""Reads a day and its hours in a normalized text: "sat 7-10pm", "malam ni 8 hingga 10", 周六晚上7点到10点."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.typed_time.clock_reading import (
    BARE,
    BETWEEN,
    NO_UNIT,
    Clock,
    ClockRange,
    make_clock,
    read_clocks,
    resolve,
    with_part,
)
from handlers.typed_time.day_reading import ENDS, DayReading, read_day, read_day_before_clocks
from handlers.typed_time.normalized_text import Span, any_of_pattern, consume
from handlers.typed_time.number_words import LATIN_NUMBER, latin_value
from locales.time_vocabulary import (
    BEFORE_PART,
    DAY_PARTS,
    ENGLISH_PARTS,
    OCLOCK,
    PARTS_BESIDE_A_DAY,
    SPEAKERS,
    DayPart,
)

NOON_WORDS = [word for word, part in PARTS_BESIDE_A_DAY.items() if part is DayPart.NOON]
HOUR = rf"(?P<hour>\d{{1,2}})(?![\da-z:/-]|[.,]\d){NO_UNIT}"
PART_AFTER = re.compile(
    rf"\s*,?\s*(?:{any_of_pattern(BEFORE_PART)}\s*)?(?P<part>{any_of_pattern(PARTS_BESIDE_A_DAY)})"
)
BARE_HOUR = re.compile(rf"\s*,?\s*(?:{any_of_pattern(('at', *OCLOCK))}\s*)?{HOUR}")
HOURS_OF_PART = re.compile(
    rf"\s*,?\s*{BARE}(?:\s*{BETWEEN}\s*(?P<last>\d{{1,2}})(?:[:.](?P<last_minute>\d{{2}}))?)?(?![\da-z:/-]|[.,]\d){NO_UNIT}"
)
AT_HOUR = re.compile(rf"(?:{any_of_pattern(('at',))}|@)\s*(?:(?P<part>{any_of_pattern(NOON_WORDS)})|{HOUR})")
SPEAKER_FOLLOWS = re.compile(rf"\s+{any_of_pattern(SPEAKERS)}")
"""tomorrow evening I have"""
NAME_FOLLOWS = re.compile(r"\s*[^\W\d]")
HOUR_IN_WORDS = re.compile(
    rf"(?<![a-z])(?:pukul|jam|at|from|by|until|till|til|to|hingga|sampai)\s+(?P<hour>{LATIN_NUMBER})(?=\s+{any_of_pattern(DAY_PARTS)}(?![a-z]))"
)
"""Pukul lapan malam, from six pm."""


@dataclass(frozen=True, kw_only=True)
class HoursReading:
    """The day and hours in a text, each None where it says nothing, and their positions.

    `part`: the part of the day that is said without a clock. `again`: days until the same words name another day,
    0 for a date.
    """

    day: date | None = None
    start: time | None = None
    end: time | None = None
    part: DayPart | None = None
    again: int
    spans: tuple[Span, ...] = ()


def read_hours(text: str, today: date, dotted: bool = True, among_goods: bool = False) -> HoursReading:
    """Returns the day and the hours in a text; nothing it cannot read raises.

    `dotted`: "19.00" is a time. `among_goods`: the text has names, numbers and prices too, so a number beside a day
    is an hour only with a part of the day ("esok petang 3"), and a past day is none.
    """
    return _HoursReader(text, today, among_goods).read(dotted)


class _HoursReader:
    """Reads the text from the surest words to the least sure. `left` is the text without those."""

    def __init__(self, text: str, today: date, among_goods: bool) -> None:
        self.left, self.today, self.among_goods = HOUR_IN_WORDS.sub(_in_digits, text), today, among_goods
        self.spans: tuple[Span, ...] = ()

    def read(self, dotted: bool) -> HoursReading:
        day = read_day_before_clocks(self.left, self.today, self.among_goods)
        self._consume(day.spans if day else ())
        clocks = read_clocks(self.left, dotted)
        self._consume(clocks.spans)
        if day is None:
            day = read_day(self.left, self.today, self.among_goods)
            self._consume(day.spans if day else ())
        part, clocks = self._beside(day, clocks)
        start, end = with_part(clocks.start, part), clocks.end
        if start is None:
            end = with_part(end, part)
        starts, ends = resolve(start, end)
        return HoursReading(
            day=_day_of(day.day, start) if day else None,
            start=starts,
            end=ends,
            part=None if clocks.spans else part,
            again=day.again if day else 0,
            spans=self.spans,
        )

    def _beside(self, day: DayReading | None, clocks: ClockRange) -> tuple[DayPart | None, ClockRange]:
        """Reads what stands beside the day: a part of it, and an hour if there is no clock."""
        part = day.part if day else None
        after = day.spans[0][1] if day else 0
        if day and part is None and (found := self._part_after(after, clocks)):
            part, after = PARTS_BESIDE_A_DAY[found["part"]], found.end()
            self._consume([found.span()])
        if clocks.spans:
            return part, clocks
        clocks = self._hours_beside(part, after) if day else ClockRange()
        if not clocks.spans and not self.among_goods:
            clocks = self._at_hour()
        self._consume(clocks.spans)
        return part, clocks

    def _part_after(self, offset: int, clocks: ClockRange) -> re.Match[str] | None:
        """Returns the part of the day after a day, unless it begins the words that follow, as in "fri 5pm, evening tea"."""
        found = PART_AFTER.match(self.left, offset)
        if not found:
            return None
        ends, clock = bool(re.match(ENDS, self.left[found.end() :])), clocks.start or clocks.end
        if self.among_goods and found["part"] not in ENGLISH_PARTS and "," not in found[0]:
            return found
        if clock is not None:
            is_open = clock.is_open and not (clocks.end and clocks.end.part)
            return found if ends or (is_open and not self.among_goods) else None
        if not self.among_goods or self._hours_of_part(found.end()):
            return found
        is_said_aside = clock is None and SPEAKER_FOLLOWS.match(self.left, found.end())
        return found if ends or is_said_aside else None

    def _hours_beside(self, part: DayPart | None, offset: int) -> ClockRange:
        if part and (found := self._hours_of_part(offset)):
            last = make_clock(found["last"], found["last_minute"]) if found["last"] else None
            return _clock_range(make_clock(found["hour"], found["minute"]), found.span(), last)
        if part is None and self.among_goods and (found := self._hours_of_part(offset)) and _is_by_day(found):
            last = make_clock(found["last"], found["last_minute"])
            return _clock_range(make_clock(found["hour"], found["minute"]), found.span(), last)
        if part is DayPart.NOON:
            return _clock_range(Clock(hour=12, part=part), (offset, offset))
        if part is None and not self.among_goods and (found := BARE_HOUR.match(self.left, offset)):
            return _clock_range(make_clock(found["hour"]), found.span())
        return ClockRange()

    def _hours_of_part(self, offset: int) -> re.Match[str] | None:
        found = HOURS_OF_PART.match(self.left, offset)
        if found and self.among_goods and (found["minute"] or NAME_FOLLOWS.match(self.left, found.end())):
            return None
        return found

    def _at_hour(self) -> ClockRange:
        found = AT_HOUR.search(self.left)
        if not found:
            return ClockRange()
        clock = Clock(hour=12, part=DayPart.NOON) if found["part"] else make_clock(found["hour"])
        return _clock_range(clock, found.span())

    def _consume(self, spans: tuple[Span, ...] | list[Span]) -> None:
        self.spans += tuple(spans)
        self.left = consume(self.left, spans)


def _clock_range(start: Clock | None, span: Span, end: Clock | None = None) -> ClockRange:
    return ClockRange(start=start, end=end, spans=(span,)) if start else ClockRange()


def _is_by_day(match: re.Match[str]) -> bool:
    """Returns whether a bare range after a day can only be by day: "sat 9-12", "sun 2-5"; "7-10" may be in the morning or at night."""
    if not match["last"]:
        return False
    first, last = int(match["hour"]), int(match["last"])
    return (8 <= first <= 12 and last in (12, 1, 2, 3, 4, 5, 6) and first != last) or 1 <= first < last <= 6


def _day_of(day: date, start: Clock | None) -> date:
    """Returns the day on which the clock is: the small hours of a night are on the next."""
    return day + timedelta(days=1) if start and start.after_midnight and day < date.max else day


def _in_digits(match: re.Match[str]) -> str:
    """Returns the words before a part of the day with the hour in digits, as long as before."""
    hour, words = latin_value(match["hour"]), match[0]
    if hour is None or not 1 <= hour <= 12:
        return words
    return words[: -len(match["hour"])] + str(hour).ljust(len(match["hour"]))
