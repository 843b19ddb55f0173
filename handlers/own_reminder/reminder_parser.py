"""Parses "remind me fri 5pm load-in" into words and a time. It never fails.

    remind me friday 5pm load-in
    ingatkan saya dalam 2 jam angkat kuih
    周五下午5点提醒我进场

The time may stand before or after the words; the rest of the text, without the time, is the words.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.own_reminder.chinese_numerals import with_arabic_digits
from handlers.own_reminder.spoken_time import SpokenTime
from handlers.own_reminder.time_parsing import invalid_day_spans, read_when
from handlers.stock.text_parsing import any_of_pattern, normalize
from locales.reminder_vocabulary import LONE_NOISE, NOISE, POLITE, REMIND, REMIND_ANYWHERE

CONSUMED = "\0"
AROUND = r"\s,;:.!?，。、；：！？·•*|/()\[\]=+\-"
LEAD = rf"[{AROUND}]*(?:{any_of_pattern(POLITE)}[{AROUND}]*)*"
LEADING_VERB = re.compile(rf"^{LEAD}(?P<word>{any_of_pattern(REMIND)})".replace(r"\ ", r"\s+"))
VERB_ANYWHERE = re.compile(any_of_pattern(REMIND_ANYWHERE).replace(r"\ ", r"\s+"))
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
TRIMMED = rf"(?:{any_of_pattern(NOISE)}|[{AROUND}])*"
PART = re.compile(rf"{TRIMMED}(.*?){TRIMMED}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ReminderReading:
    """The result. `due_at`: the time, None if none was found.

    `missed_at`: the time in the text is past, and `due_at` is the next one like it.
    `invalid_day_spans`: where a date stands that does not exist.
    """

    words: str
    due_at: datetime | None
    missed_at: datetime | None = None
    no_day: bool = False


def is_reminder(text: str) -> bool:
    """Returns whether a free text asks for a reminder."""
    line = normalize(text)
    return bool(LEADING_VERB.search(line) or VERB_ANYWHERE.search(line))


def read_reminder(text: str, now: datetime, zone: str) -> ReminderReading:
    """Parses the text by the clock of a zone; the word "remind" may be missing."""
    text = with_arabic_digits(text.replace(CONSUMED, " "))
    remaining = normalize(text)
    quoted = QUOTED.search(remaining)
    if quoted:
        remaining = _consume(remaining, quoted.span())
    word = LEADING_VERB.search(remaining) or VERB_ANYWHERE.search(remaining)
    if word:
        remaining = _consume(remaining, word.span())
    wall = now.astimezone(ZoneInfo(zone))
    invalid_days = invalid_day_spans(remaining, wall.date())
    when, spans = (None, invalid_days) if invalid_days else read_when(remaining, wall)
    for span in spans:
        remaining = _consume(remaining, span)
    words = text[quoted.start() + 1 : quoted.end() - 1] if quoted else _remaining_words(text, remaining)
    due_at, missed_at = _due_and_missed(when, now, zone) if when else (None, None)
    return ReminderReading(
        words=" ".join(words.split()), due_at=due_at, missed_at=missed_at, no_day=bool(invalid_days)
    )


def _due_and_missed(when: SpokenTime, now: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
    """Returns the time to remind, and the past time if the text named one."""
    meant = when.moment(now, zone)
    if meant is None or meant > now:
        return meant, None
    return when.following(now, zone), meant


def _remaining_words(text: str, remaining: str) -> str:
    """Returns the rest of the text in its original characters."""
    found = []
    for part in re.finditer(r"[^\0]+", remaining):
        inner = PART.fullmatch(part[0])
        if inner and inner[1] and inner[1] not in LONE_NOISE:
            found.append(text[part.start() + inner.start(1) : part.start() + inner.end(1)])
    return " ".join(found)


def _consume(remaining: str, span: tuple[int, int]) -> str:
    begin, end = span
    return remaining[:begin] + CONSUMED * (end - begin) + remaining[end:]
