"""Recognises texts that are one known phrase as a whole: a greeting, a command's word, a worry. Pure functions."""

from enum import StrEnum

from handlers.typed_time.normalized_text import normalize
from locales.conversation_vocabulary import (
    CANCEL_QUESTION,
    COMMAND_WORDS,
    GIVING_UP,
    GREETINGS,
    PLEASE,
    REFUNDS,
    STOPPING,
    THANKS,
    THANKS_SIGNS,
)

AROUND = " .,;:!?~-。，！？、"


class Phrase(StrEnum):
    """The subject of a known phrase."""

    GREETING = "greeting"
    REFUND = "refund"
    GIVING_UP = "giving up"
    STOPPING = "stopping"
    THANKS = "thanks"


THANKS_STRIPPED = AROUND + "".join(THANKS_SIGNS)

PHRASES = {
    **dict.fromkeys(GREETINGS, Phrase.GREETING),
    **dict.fromkeys(REFUNDS, Phrase.REFUND),
    **dict.fromkeys(GIVING_UP, Phrase.GIVING_UP),
    **dict.fromkeys(STOPPING, Phrase.STOPPING),
    **dict.fromkeys(THANKS, Phrase.THANKS),
}


def phrase_of(text: str) -> Phrase | None:
    """Return what the whole text is about, if it is a known phrase."""
    words = plain_phrase(text)
    if words and {*words} <= THANKS_SIGNS:
        return Phrase.THANKS
    return PHRASES.get(_without_please(words.strip(THANKS_STRIPPED)))


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
