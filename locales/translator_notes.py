"""Notes above a text for its translator, besides the comments in the code: what placeholders stand for, and rules of thumb."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from locales.say import BUTTON, HOLE

HERE = Path(__file__).resolve().parent
PLACEHOLDERS = HERE / "placeholders.tsv"
"""What each placeholder stands for, in any text of MANY or more, and where its name is UNCLEAR."""
NOTES = HERE / "notes.tsv"
"""What a text of one word, or a part of one, is about."""
MANY = 3
UNCLEAR = frozenset({"actor", "call", "item_text", "limit_text", "row", "subject", "thing", "things", "what"})
"""Placeholders whose name says too little: they are explained in a text of any number."""
READER = re.compile(r"\bI\b")
CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
CODE = re.compile(r"<code>[^<{}]*[a-z][^<{}]*</code>")
TAG = re.compile(r"<[^<>]*>|<code>.*?</code>")
GOES_ON = re.compile(r"[a-z][^:]*\.$")
NAMES_IN_CAPITALS = frozenset({"JSON", "LORONG", "MINE"})


@lru_cache
def placeholders() -> dict[str, str]:
    return _table(PLACEHOLDERS)


@lru_cache
def notes() -> dict[str, str]:
    return _table(NOTES)


def translator_notes(message: str, context: str | None) -> Iterator[str]:
    """Returns the notes for a text, each a sentence or less."""
    if context is None and message in notes():
        yield notes()[message]
    names = _explained(message)
    if names:
        yield "; ".join(f"{{{name}}}: {placeholders()[name]}" for name in names if name in placeholders())
    if context == BUTTON and READER.search(message):
        yield "I is the reader, of any gender"
    if {*CAPITALS.findall(TAG.sub("", message))} - NAMES_IN_CAPITALS:
        yield "capitals only stress the word: leave them out where the script has none"
    if context is None and GOES_ON.match(message):
        yield "goes on after a name and a colon"
    if CODE.search(message):
        yield "what stands in <code> is typed: keep to what this language's words in locales/words let the bot read"


def lacking_notes(message: str, context: str | None, *, has_comment: bool) -> Iterator[str]:
    """Returns what a translator could not know: the placeholders of a text of many, or what a single word is about."""
    names = _explained(message)
    if names:
        yield from (
            f"what {{{name}}} is stands in no row of {PLACEHOLDERS.name}"
            for name in names
            if name not in placeholders()
        )
    if context is None and not has_comment and is_one_word(message) and message not in notes():
        yield f"what this word is about stands in no row of {NOTES.name}"


def _explained(message: str) -> list[str]:
    names = {*HOLE.findall(message)}
    return sorted(names if len(names) >= MANY else names & UNCLEAR)


def is_one_word(message: str) -> bool:
    return re.fullmatch(r"\W*(?:\{\w+\}|[A-Za-z]+)(?:\W|st|nd|rd|th)*", message) is not None


def _table(path: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])
    return dict(rows)
