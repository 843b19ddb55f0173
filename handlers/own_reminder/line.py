"""The line "remind me fri 5pm load-in", read into words and a moment. It never fails.

    remind me friday 5pm load-in
    ingatkan saya dalam 2 jam angkat kuih
    周五下午5点提醒我进场

The time may stand before or after the words; what is left over once it is taken out is the words.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.own_reminder.digits import with_digits
from handlers.own_reminder.moment import When
from handlers.own_reminder.when import no_day, read_when
from handlers.stock.words import folded, one_of
from locales.reminder import LONE_NOISE, NOISE, POLITE, REMIND, REMIND_ANYWHERE

TAKEN = "\0"
AROUND = r"\s,;:.!?，。、；：！？·•*|/()\[\]=+\-"
LEAD = rf"[{AROUND}]*(?:{one_of(POLITE)}[{AROUND}]*)*"
FIRST = re.compile(rf"^{LEAD}(?P<word>{one_of(REMIND)})".replace(r"\ ", r"\s+"))
ANYWHERE = re.compile(one_of(REMIND_ANYWHERE).replace(r"\ ", r"\s+"))
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
EDGE = rf"(?:{one_of(NOISE)}|[{AROUND}])*"
PART = re.compile(rf"{EDGE}(.*?){EDGE}", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """`at`: the moment meant, None where none was found. `over`: what was said is past, and `at` is the next one like it.
    `no_day`: a date was said that no calendar has."""

    words: str
    at: datetime | None
    over: datetime | None = None
    no_day: bool = False


def is_reminder(text: str) -> bool:
    """Whether somebody whom nobody asked for a reminder wants one."""
    line = folded(text)
    return bool(FIRST.search(line) or ANYWHERE.search(line))


def read_reminder(text: str, now: datetime, zone: str) -> Reading:
    """By the clock of a zone; without the word that makes it a reminder, too."""
    text = with_digits(text.replace(TAKEN, " "))
    rest = folded(text)
    quoted = QUOTED.search(rest)
    if quoted:
        rest = _without(rest, quoted.span())
    word = FIRST.search(rest) or ANYWHERE.search(rest)
    if word:
        rest = _without(rest, word.span())
    wall = now.astimezone(ZoneInfo(zone))
    never = no_day(rest, wall.date())
    when, spans = (None, never) if never else read_when(rest, wall)
    for span in spans:
        rest = _without(rest, span)
    words = text[quoted.start() + 1 : quoted.end() - 1] if quoted else _words(text, rest)
    at, over = _moment(when, now, zone) if when else (None, None)
    return Reading(" ".join(words.split()), at, over, bool(never))


def _moment(when: When, now: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
    """The moment, and the one that is over where that is what was said."""
    meant = when.moment(now, zone)
    if meant is None or meant > now:
        return meant, None
    return when.following(now, zone), meant


def _words(text: str, rest: str) -> str:
    """What is left over, in the signs in which it was written."""
    found = []
    for part in re.finditer(r"[^\0]+", rest):
        inner = PART.fullmatch(part[0])
        if inner and inner[1] and inner[1] not in LONE_NOISE:
            found.append(text[part.start() + inner.start(1) : part.start() + inner.end(1)])
    return " ".join(found)


def _without(rest: str, span: tuple[int, int]) -> str:
    begin, end = span
    return rest[:begin] + TAKEN * (end - begin) + rest[end:]
