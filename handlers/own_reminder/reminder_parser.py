"""Parses "remind me fri 5pm load-in" into words and a time. It never fails.

    remind me friday 5pm load-in
    ingatkan saya dalam 2 jam angkat kuih
    周五下午5点提醒我进场
    every friday 8am wash crates

The time may stand before or after the words; the rest of the text, without the time, is the words.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.typed_time.day_reading import WEEK
from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.moment_reading import MomentReading, read_moment
from handlers.typed_time.normalized_text import CONSUMED, Span, any_of_pattern, consume, normalize
from handlers.typed_time.spoken_time import SpokenTime
from locales.reminder_vocabulary import (
    ASKS,
    EVERY,
    EVERY_DAY,
    EVERY_DAY_ADJECTIVES,
    EVERY_OTHERWISE,
    LONE_NOISE,
    NOISE,
    POLITE,
    REMIND,
    REMIND_ANYWHERE,
    WEEKDAY_PLURALS,
)
from locales.time_vocabulary import DEFAULT_CLOCK, SHORT_WEEKDAYS, WEEKDAYS
from market.recurrence import Recurrence

AROUND = r"\s,;:.!?，。、；：！？·•*|/()\[\]=+\-"
LEAD = rf"[{AROUND}]*(?:{any_of_pattern(POLITE)}[{AROUND}]*)*"
LEADING_VERB = re.compile(rf"^{LEAD}(?P<word>{any_of_pattern(REMIND)})".replace(r"\ ", r"\s+"))
VERB_ANYWHERE = re.compile(any_of_pattern(REMIND_ANYWHERE).replace(r"\ ", r"\s+"))
WEEKDAY = any_of_pattern((*WEEKDAYS, *SHORT_WEEKDAYS))
DAILY = re.compile(
    rf"(?!{any_of_pattern(EVERY_DAY_ADJECTIVES)}\s+(?!at\b)[^\W\d])(?P<word>{any_of_pattern(EVERY_DAY)})(?!\s+{WEEKDAY})"
)
"""Not the "setiap hari" of "setiap hari jumaat"."""
PLURAL = re.compile(any_of_pattern(WEEKDAY_PLURALS))
RIGHT_BEFORE = re.compile(rf"{any_of_pattern(EVERY)}[{AROUND}]*$")
OTHER_REPEAT = re.compile(
    rf"{any_of_pattern(EVERY)}\s*(?:\d|{WEEKDAY})|{any_of_pattern(EVERY_OTHERWISE)}".replace(r"\ ", r"\s+")
)
BEGINS_WITH_REPEAT = re.compile(
    rf"{LEAD}(?:{DAILY.pattern}|(?:on\s+)?{PLURAL.pattern}|{any_of_pattern(EVERY)}\s*(?:\d|hari\s|on\s|{WEEKDAY}))"
)
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
TRIMMED = rf"(?:{any_of_pattern(NOISE)}|[{AROUND}])*"
PART = re.compile(rf"{TRIMMED}(.*?){TRIMMED}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ReminderReading:
    """The result. `due_at`: the time, None if none was found.

    `missed_at`: the time in the text is past, and `due_at` is the next one like it.
    `no_day`: the text has a date that does not exist. `repeats`: it goes on, and `due_at` is the first occurrence.
    `asks_repeat`: the text asks for a repeat other than every day or every week.
    """

    words: str
    due_at: datetime | None
    missed_at: datetime | None = None
    no_day: bool = False
    repeats: Recurrence | None = None
    asks_repeat: bool = False


@dataclass(frozen=True, kw_only=True)
class RepeatWords:
    """The words of a text that ask for a repeat: `daily` stands for each day, `plural` is the end of "fridays"; each None for none."""

    daily: Span | None = None
    plural: Span | None = None


def is_reminder(text: str) -> bool:
    """Returns whether a free text asks for a reminder."""
    line = normalize(text)
    return bool(LEADING_VERB.search(line) or VERB_ANYWHERE.search(line))


def is_bare_repeat(text: str, now: datetime, zone: str, *, needs_words: bool = False) -> bool:
    """Returns whether a free text is a reminder without the word: "every friday 8am wash crates", or "every friday 8am" alone. It is no question.

    The hour must be one among goods too: "every friday 12 kuih" is stock.
    """
    line, _ = _as_one_day(normalize(text))
    today = now.astimezone(ZoneInfo(zone)).date()
    if not begins_with_repeat(text) or not read_hours(line, today, among_goods=True).start:
        return False
    read = read_reminder(text, now, zone)
    return read.repeats is not None and (bool(read.words) or not needs_words)


def begins_with_repeat(text: str) -> bool:
    """Returns whether a text begins with "every day" or the like, and does not end as a question."""
    line = normalize(text).strip()
    return bool(BEGINS_WITH_REPEAT.match(line)) and not line.endswith(ASKS)


def read_reminder(text: str, now: datetime, zone: str) -> ReminderReading:
    """Parses the text by the clock of a zone; the word "remind" may be missing."""
    text = text.replace(CONSUMED, " ")
    remaining = normalize(text)
    quoted = QUOTED.search(remaining)
    if quoted:
        remaining = consume(remaining, [quoted.span()])
    word = LEADING_VERB.search(remaining) or VERB_ANYWHERE.search(remaining)
    if word:
        remaining = consume(remaining, [word.span()])
    remaining, asked = _as_one_day(remaining)
    moment = read_moment(remaining, now.astimezone(ZoneInfo(zone)))
    before = [found.span() for start, _ in moment.spans if (found := RIGHT_BEFORE.search(remaining[:start]))]
    remaining = consume(remaining, [*before, *moment.spans, *([asked.daily] if asked.daily else [])])
    repeats = None if moment.no_such_day else _recurrence(moment, asked, bool(before))
    words = text[quoted.start() + 1 : quoted.end() - 1] if quoted else _remaining_words(text, remaining)
    due_at, missed_at = _due_and_missed(moment.time, now, zone) if moment.time else (None, None)
    return ReminderReading(
        words=" ".join(words.split()),
        due_at=repeats.next_after(now, zone) if repeats else due_at,
        missed_at=None if repeats else missed_at,
        no_day=moment.no_such_day,
        repeats=repeats,
        asks_repeat=repeats is None and bool(asked.daily or before or OTHER_REPEAT.search(remaining)),
    )


def _as_one_day(line: str) -> tuple[str, RepeatWords]:
    """Returns the text of the same length with "every day" as "today" and "fridays" as "friday", and where they stand."""
    daily = DAILY.search(line)
    if daily:
        word = EVERY_DAY[daily["word"]].ljust(len(daily["word"]))
        line = line[: daily.start("word")] + word + line[daily.end("word") :]
    plural = PLURAL.search(line)
    if plural:
        line = line[: plural.end() - 1] + " " + line[plural.end() :]
    return line, RepeatWords(
        daily=daily.span("word") if daily else None,
        plural=(plural.end() - 1, plural.end()) if plural else None,
    )


def _recurrence(moment: MomentReading, words: RepeatWords, every: bool) -> Recurrence | None:
    """Returns what the time repeats as: on its weekday, or each day; None for a duration or a date. `every` stands right before it."""
    when = moment.time
    if when is None:
        return _at_clock(DEFAULT_CLOCK) if words.daily else None
    if when.span is not None:
        return None
    if words.daily and (when.day is None or _touches(moment.spans, words.daily)):
        return _at_clock(when.clock)
    plural = words.plural is not None and _touches(moment.spans, words.plural)
    if when.day is None:
        return _at_clock(when.clock) if every else None
    if when.again != WEEK or not (every or plural):
        return None
    return _at_clock(when.clock, when.day.weekday())


def _at_clock(clock: time, weekday: int | None = None) -> Recurrence:
    return Recurrence(minute=clock.hour * 60 + clock.minute, weekday=weekday)


def _touches(spans: tuple[Span, ...], other: Span) -> bool:
    return any(start <= other[1] and other[0] <= end for start, end in spans)


def _due_and_missed(spoken: SpokenTime, now: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
    """Returns the time to remind, and the past time if the text named one."""
    meant = spoken.moment(now, zone)
    if meant is None or meant > now:
        return meant, None
    return spoken.following(now, zone), meant


def _remaining_words(text: str, remaining: str) -> str:
    """Returns the rest of the text in its original characters."""
    found = []
    for part in re.finditer(r"[^\0]+", remaining):
        inner = PART.fullmatch(part[0])
        if inner and inner[1] and inner[1] not in LONE_NOISE:
            found.append(text[part.start() + inner.start(1) : part.start() + inner.end(1)])
    return " ".join(found)
