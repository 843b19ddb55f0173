"""Reads what people write to book live, "MINE a001 3", and to pass on: pure functions."""

import re
from dataclasses import dataclass

from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.conversation_vocabulary import MINE, PASS

CODE = r"(?P<letters>[a-z]{1,2})\s?(?P<place>\d{3})(?!\d)"
BOOKS = re.compile(
    rf"\s*{any_of_pattern(MINE)}[\s:：,，]*{CODE}(?:\s*[x*]?\s*(?P<units>\d{{1,2}})(?!\d))?(?P<word>.*)",
    re.DOTALL,
)
PASSES = re.compile(rf"\s*{any_of_pattern(PASS)}(?:[\s:：,，]*{CODE})?[\s.!。！]*")
LONGEST = 80
"""Characters of a line that books live: a longer text is something else."""


@dataclass(frozen=True)
class LiveCode:
    """The letters of a session and the place of an item; "" and 0 where none was written."""

    letters: str = ""
    place: int = 0

    def __str__(self) -> str:
        return f"{self.letters}{self.place:03}"


@dataclass(frozen=True)
class LiveLine:
    """A code, so many units of it, and what was written behind: the spoken word without spaces, "" for none."""

    code: LiveCode
    units: int
    word: str


def read_live(text: str) -> LiveLine | None:
    """Return what a line books live; None for any other text."""
    found = BOOKS.fullmatch(normalize(text)) if len(text) <= LONGEST else None
    if found is None:
        return None
    word = "".join(sign for sign in found["word"] if sign.isalnum())
    return LiveLine(LiveCode(found["letters"], int(found["place"])), int(found["units"] or 1), word)


def read_pass(text: str) -> LiveCode | None:
    """Return of which code a line passes on, without letters where it names none; None for any other text."""
    found = PASSES.fullmatch(normalize(text)) if len(text) <= LONGEST else None
    if found is None:
        return None
    return LiveCode(found["letters"], int(found["place"])) if found["letters"] else LiveCode()
