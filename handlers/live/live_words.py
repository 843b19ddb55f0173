"""Reads what people write to book live, "MINE a001 3", and to pass on: pure functions."""

import re
from dataclasses import dataclass

from handlers.drop.drop_question import COUNTED, SPELLED, written_number
from handlers.typed_time.normalized_text import NUMERAL, any_of_pattern, normalize
from locales.conversation_vocabulary import LIVE_ASKED, MINE, MINE_LIVE, PASS, PASS_BY_CODE

CODE = r"#?(?P<letters>[a-z]{1,2})\s?(?P<place>\d{3})(?!\d)"
NUMBER = rf"(?:\d{{1,2}}(?!\d)|{SPELLED}|{NUMERAL})"
COUNT = rf"(?:\s*(?:{COUNTED}))?"
BETWEEN, END = r"[\s:：,，]*", r"[\s.!?。！？]*"
BOOKS = (
    re.compile(
        rf"\s*{any_of_pattern(MINE)}{BETWEEN}(?:[x*+]?\s*(?P<before>{NUMBER}){COUNT}{BETWEEN})?{CODE}"
        rf"(?:\s*[x*+]?\s*(?P<units>{NUMBER}){COUNT})?(?P<word>.*)",
        re.DOTALL,
    ),
    re.compile(rf"\s*{CODE}\s*\+\s*(?P<units>{NUMBER}){COUNT}(?P<word>.*)", re.DOTALL),
)
ALONE = re.compile(rf"\s*{CODE}(?:\s*[x*]?\s*{NUMBER}{COUNT})?{END}")
SPOKEN = r"(?:\s(?P<word>[a-z]{3,}\d\d))?"
NAMED = re.compile(rf"\s*(?P<said>{any_of_pattern(MINE)}){BETWEEN}(?P<goods>.+?){SPOKEN}{END}")
PLUS = re.compile(rf"(?P<goods>.*[^\W\d_].*?\+\s*{NUMBER}){END}")
PASSES = (
    re.compile(rf"\s*{any_of_pattern(PASS)}(?:{BETWEEN}{CODE})?{END}"),
    re.compile(rf"\s*{any_of_pattern(PASS_BY_CODE)}{BETWEEN}{CODE}{END}"),
)
PASSES_NAMED = re.compile(rf"\s*{any_of_pattern(PASS)}{BETWEEN}(?P<goods>.+?){END}")
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


@dataclass(frozen=True)
class NamedLine:
    """A line with the name of goods in the place of a code, and perhaps a number; `word` is as in a `LiveLine`.

    `only_live`: people write so in a live session and nowhere else.
    """

    goods: str
    word: str
    only_live: bool


def read_live(text: str) -> LiveLine | None:
    """Return what a line books live; None for any other text."""
    found = next((found for each in BOOKS if (found := _whole(each, text))), None)
    if found is None:
        return None
    word = "".join(sign for sign in found["word"] if sign.isalnum())
    units = found["units"] or found.groupdict().get("before") or "1"
    return LiveLine(_code_in(found), int(written_number(units)), word)


def read_code(text: str) -> LiveCode | None:
    """Return the code that is the whole text, a number beside it or not; None for any other text."""
    found = _whole(ALONE, text)
    return _code_in(found) if found else None


def read_named(text: str) -> NamedLine | None:
    """Return what a line says that may book live by a name, "mine onde 2" or "onde +2"; None for any other text."""
    if found := _whole(NAMED, text):
        only_live = found["said"] in MINE_LIVE
        return NamedLine(found["goods"].replace("+", " "), found["word"] or "", only_live)
    found = _whole(PLUS, text)
    return NamedLine(found["goods"].replace("+", " "), "", only_live=True) if found else None


def read_pass(text: str) -> LiveCode | None:
    """Return of which code a line passes on, without letters where it names none; None for any other text."""
    found = next((found for each in PASSES if (found := _whole(each, text))), None)
    if found is None:
        return None
    return _code_in(found) if found["letters"] else LiveCode()


def read_pass_named(text: str) -> str | None:
    """Return the name of what a line passes on; None for any other text."""
    found = _whole(PASSES_NAMED, text)
    return found["goods"] if found else None


def asks_what_is_live(text: str) -> bool:
    """Return whether a text asks what is sold live now."""
    return normalize(text).strip(" .!?。！？") in LIVE_ASKED


def _whole(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(normalize(text)) if len(text) <= LONGEST else None


def _code_in(found: re.Match[str]) -> LiveCode:
    return LiveCode(found["letters"], int(found["place"]))
