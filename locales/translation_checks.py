"""Checks of a message against its translation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message

from locales.catalogue import REFUSAL
from locales.extract import LABEL, PLAIN
from locales.say import BUTTON, HOLE
from locales.user_text import clusters, width

TAG = re.compile(r"</?[a-z][^<>]*>")
WORD = re.compile(r"[^\W\d_]{3,}")
LETTERS = re.compile(r"[^\W\d_]+")
PHRASE = 3
"""This many English words in a row are never a name."""
LABEL_SIGNS, LABEL_UNITS, ALERT = 20, 30, 200
NUMBERS = {"count", "free", "limit", "n", "number", "over", "place", "total"}
MAX_WORD_LENGTHS = {"alley": 32, "city": 32, "contact": 40, "drop": 64, "item": 40, "name": 40, "stall": 40}
DATETIME_LENGTH, NUMBER_LENGTH = 24, 6
"""The widest weekday, date and time of any language; a grouped number."""
LABEL_WORD, LABEL_DIGITS = 8, 2
"""On a button: a time or a short name, which the screen cuts to fit; a number of units."""


UNTRANSLATED_EXAMPLES = ("12 kuih lapis RM8.50", "sat 7pm-10pm", "7KQ2-M9XF-3")
"""Examples to type, the same in every language."""


@dataclass(frozen=True, kw_only=True)
class Translation:
    """A message with its translations: one, or one for each plural form."""

    msgid: str
    plural: str | None
    strings: tuple[str, ...]
    forms: int
    fuzzy: bool
    notes: frozenset[str]
    context: str | None

    def faults(self) -> Iterator[str]:
        """Returns the faults, each in a few words."""
        if self.fuzzy:
            yield "fuzzy"
        if len(self.strings) != self.forms or not all(one.strip() for one in self.strings):
            yield "not translated in every form" if self.plural else "not translated"
            return
        for string in self.strings:
            yield from self._holes(string)
            yield from self._tags(string)
            yield from self._lengths(string)
            yield from self._leftovers(string)

    def english_words(self) -> set[str]:
        return set(_words(self.msgid))

    def is_copy(self) -> bool:
        """Returns whether its words are the English ones, ignoring punctuation."""
        english = {tuple(_words(one)) for one in (self.msgid, self.plural or self.msgid)}
        return any(tuple(_words(string)) in english for string in self.strings)

    def _holes(self, string: str) -> Iterator[str]:
        wanted = {*HOLE.findall(self.msgid), *HOLE.findall(self.plural or "")}
        have = set(HOLE.findall(string))
        loose = {"count"} if self.forms > 1 and self.plural else set()
        if have - wanted or wanted - have - loose:
            yield f"other holes: {sorted(have ^ wanted)}"
        if "{" in HOLE.sub("", string) or "}" in HOLE.sub("", string):
            yield "a brace that is no hole"

    def _tags(self, string: str) -> Iterator[str]:
        wanted = [] if self._flat else sorted(TAG.findall(self.plural or self.msgid))
        if sorted(TAG.findall(string)) != wanted:
            yield "other tags"

    def _lengths(self, string: str) -> Iterator[str]:
        if self.context == BUTTON:
            label = HOLE.sub(lambda hole: "0" * (LABEL_DIGITS if hole[1] in NUMBERS else LABEL_WORD), string)
            if len(clusters(label)) > LABEL_SIGNS or width(label) > LABEL_UNITS:
                yield "too wide for a button"
        elif self.notes & {PLAIN, REFUSAL} and _units(HOLE.sub(_longest_word, string)) > ALERT:
            yield f"longer than {ALERT} with the longest words in it"

    def _leftovers(self, string: str) -> Iterator[str]:
        """Returns English left in a translation: copies count as a share of all words, a phrase always."""
        if not self.is_copy():
            kept = _phrases(self.msgid) & _phrases(string)
            yield from (f"English left in it: {' '.join(phrase)!r}" for phrase in sorted(kept)[:1])

    @property
    def _flat(self) -> bool:
        return bool(self.notes & {PLAIN, LABEL})


def translations(catalogue: Catalog, source_catalog: Catalog) -> Iterator[Translation]:
    """Returns each message that both the catalogue and the code have."""
    for message in source_catalog:
        found = catalogue.get(message.id, message.context) if message.id else None
        if found is not None:
            yield _translation(message, found, catalogue.num_plurals)


def _translation(message: Message, entry: Message, plurals: int) -> Translation:
    one, many = (message.id, None) if isinstance(message.id, str) else message.id
    strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    forms = plurals if many else 1
    return Translation(
        msgid=one,
        plural=many,
        strings=strings,
        forms=forms,
        fuzzy=entry.fuzzy,
        notes=frozenset(message.auto_comments),
        context=message.context,
    )


def _words(text: str) -> list[str]:
    return WORD.findall(HOLE.sub(" ", TAG.sub(" ", text)))


def _phrases(text: str) -> set[tuple[str, ...]]:
    for example in UNTRANSLATED_EXAMPLES:
        text = text.replace(example, "")
    words = LETTERS.findall(HOLE.sub(" ", TAG.sub(" ", text)))
    return {tuple(words[start : start + PHRASE]) for start in range(len(words) - PHRASE + 1)}


def _longest_word(hole: re.Match[str]) -> str:
    return "0" * (NUMBER_LENGTH if hole[1] in NUMBERS else MAX_WORD_LENGTHS.get(hole[1], DATETIME_LENGTH))


def _units(text: str) -> int:
    """Returns the length by Telegram's count: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
