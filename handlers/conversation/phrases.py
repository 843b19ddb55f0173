"""Recognises texts that are one known phrase as a whole: a greeting, a command's word, a worry. Pure functions."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from handlers.typed_time.normalized_text import NUMERAL, any_of_pattern, normalize, to_number
from locales.conversation_vocabulary import (
    BUTTON_WORDS,
    CANCEL_QUESTION,
    COMMAND_SUBJECTS,
    COMMAND_WORDS,
    GIVING_UP,
    GREETINGS,
    LATE,
    PLEASE,
    REFUNDS,
    STOPPING,
    SUBJECT_WORDS,
    THANKS,
    THANKS_SIGNS,
)
from locales.search_vocabulary import (
    LINE_AFTER,
    LINE_BEFORE,
    LOST,
    ORDINALS,
    OWN,
    OWN_PLACE,
    PHONES,
    QUESTION_OPENERS,
    TOPICS,
)

Subject = TypeVar("Subject", bound=str)
AROUND = " .,;:!?~-。，！？、"


class Phrase(StrEnum):
    """The subject of a known phrase."""

    GREETING = "greeting"
    REFUND = "refund"
    GIVING_UP = "giving up"
    LATE = "late"
    STOPPING = "stopping"
    THANKS = "thanks"
    BUTTON = "button"


PHRASE_SUBJECTS = {Phrase(name): re.compile(any_of_pattern(words)) for name, words in SUBJECT_WORDS.items()}
COMMANDS_ABOUT = {name: re.compile(any_of_pattern(words)) for name, words in COMMAND_SUBJECTS.items()}
OWN_MATTERS = {name: re.compile(any_of_pattern(words)) for name, words in OWN.items()}
PHONE, IS_LOST = re.compile(any_of_pattern(PHONES)), re.compile(any_of_pattern(LOST))
LINE = re.compile(
    rf"(?:{any_of_pattern(LINE_BEFORE)}\s*)?(?P<number>\d{{1,2}}|{NUMERAL})\s*{any_of_pattern(LINE_AFTER)}*"
)
ASKING = re.compile(
    any_of_pattern((*QUESTION_OPENERS, *(word for words in TOPICS.values() for word in words)))
)
QUESTION_MARK = re.compile("[?？]")
GREETING = re.compile(rf"{any_of_pattern(GREETINGS)}[\s{re.escape(AROUND)}]*")
THANKS_STRIPPED = AROUND + "".join(THANKS_SIGNS)

PHRASES = {
    **dict.fromkeys(GREETINGS, Phrase.GREETING),
    **dict.fromkeys(REFUNDS, Phrase.REFUND),
    **dict.fromkeys(GIVING_UP, Phrase.GIVING_UP),
    **dict.fromkeys(LATE, Phrase.LATE),
    **dict.fromkeys(STOPPING, Phrase.STOPPING),
    **dict.fromkeys(THANKS, Phrase.THANKS),
    **dict.fromkeys(BUTTON_WORDS, Phrase.BUTTON),
}


def phrase_of(text: str) -> Phrase | None:
    """Return what the whole text is about, if it is a known phrase."""
    words = plain_phrase(text)
    if words and {*words} <= THANKS_SIGNS:
        return Phrase.THANKS
    return PHRASES.get(_without_please(words.strip(THANKS_STRIPPED)))


def phrase_within(text: str) -> Phrase | None:
    """Return what a text is about that is no known phrase as a whole, by a word in it. A question is not about the thanks beside it."""
    found = _first_found(PHRASE_SUBJECTS, text)
    return None if found is Phrase.THANKS and QUESTION_MARK.search(text) else found


def command_within(text: str) -> str | None:
    """Return the command that answers what a text is about, by a word in it."""
    return _first_found(COMMANDS_ABOUT, text)


def is_question(text: str) -> bool:
    """Return whether a text asks something, by a mark or by a word."""
    return bool(QUESTION_MARK.search(text) or ASKING.search(plain_phrase(text)))


def own_matter_within(text: str) -> str | None:
    """Return the command that shows what a text says of the person's own bookings."""
    if plain_phrase(text) in OWN_PLACE:
        return "tickets"
    return _first_found(OWN_MATTERS, text)


def tells_of_lost_phone(text: str) -> bool:
    """Return whether a text says that a phone is lost, or another one."""
    words = plain_phrase(text)
    return bool(PHONE.search(words) and IS_LOST.search(words))


def line_number(text: str) -> int | None:
    """Return the number of a line in a list, where the whole text names one: "2", "number 2", 第二个."""
    words = plain_phrase(text)
    if words in ORDINALS:
        return ORDINALS[words]
    found = LINE.fullmatch(words)
    return to_number(found["number"]) if found else None


def _first_found(subjects: Mapping[Subject, re.Pattern[str]], text: str) -> Subject | None:
    words = plain_phrase(text)
    return next((subject for subject, pattern in subjects.items() if pattern.search(words)), None)


def without_greeting(text: str) -> str:
    """Return what follows a greeting; the whole text where nothing does or there is none."""
    found = GREETING.match(normalize(text))
    return (text[found.end() :] if found else "") or text


def _without_please(words: str) -> str:
    """Return the words without a "please" before or behind them."""
    for please in PLEASE:
        words = words.removeprefix(please).removesuffix(please).strip(AROUND)
    return words


def command_of(text: str) -> str | None:
    """Return the command whose word the whole text is."""
    return COMMAND_WORDS.get(plain_phrase(text))


def ends_question(text: str) -> bool:
    """Return whether the text ends an open question."""
    return plain_phrase(text) in CANCEL_QUESTION


def plain_phrase(text: str) -> str:
    """Return the text in lower case, on one line, with plain apostrophes and no signs around it."""
    return " ".join(normalize(text).replace("’", "'").split()).strip(AROUND)
