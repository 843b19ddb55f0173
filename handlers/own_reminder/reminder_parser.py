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

from handlers.typed_time.moment_reading import read_moment
from handlers.typed_time.normalized_text import CONSUMED, any_of_pattern, consume, normalize
from handlers.typed_time.spoken_time import SpokenTime
from locales.reminder_vocabulary import (
    EVERY,
    EVERY_DAY,
    LONE_NOISE,
    NOISE,
    POLITE,
    REMIND,
    REMIND_ANYWHERE,
)

AROUND = r"\s,;:.!?，。、；：！？·•*|/()\[\]=+\-"
LEAD = rf"[{AROUND}]*(?:{any_of_pattern(POLITE)}[{AROUND}]*)*"
LEADING_VERB = re.compile(rf"^{LEAD}(?P<word>{any_of_pattern(REMIND)})".replace(r"\ ", r"\s+"))
VERB_ANYWHERE = re.compile(any_of_pattern(REMIND_ANYWHERE).replace(r"\ ", r"\s+"))
EACH_DAY = re.compile(any_of_pattern(EVERY_DAY).replace(r"\ ", r"\s+"))
RIGHT_BEFORE = re.compile(rf"{any_of_pattern(EVERY)}[{AROUND}]*$")
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
TRIMMED = rf"(?:{any_of_pattern(NOISE)}|[{AROUND}])*"
PART = re.compile(rf"{TRIMMED}(.*?){TRIMMED}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ReminderReading:
    """The result. `due_at`: the time, None if none was found.

    `missed_at`: the time in the text is past, and `due_at` is the next one like it.
    `no_day`: the text has a date that does not exist. `asks_repeat`: the text asks for more than one time, such as every Friday.
    """

    words: str
    due_at: datetime | None
    missed_at: datetime | None = None
    no_day: bool = False
    asks_repeat: bool = False


def is_reminder(text: str) -> bool:
    """Returns whether a free text asks for a reminder."""
    line = normalize(text)
    return bool(LEADING_VERB.search(line) or VERB_ANYWHERE.search(line))


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
    each_day = EACH_DAY.search(remaining)
    if each_day:
        remaining = consume(remaining, [each_day.span()])
    moment = read_moment(remaining, now.astimezone(ZoneInfo(zone)))
    repeats = [found.span() for start, _ in moment.spans if (found := RIGHT_BEFORE.search(remaining[:start]))]
    remaining = consume(remaining, [*repeats, *moment.spans])
    words = text[quoted.start() + 1 : quoted.end() - 1] if quoted else _remaining_words(text, remaining)
    due_at, missed_at = _due_and_missed(moment.time, now, zone) if moment.time else (None, None)
    return ReminderReading(
        words=" ".join(words.split()),
        due_at=due_at,
        missed_at=missed_at,
        no_day=moment.no_such_day,
        asks_repeat=bool(each_day or repeats),
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
