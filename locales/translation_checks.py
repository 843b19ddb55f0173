"""Checks of a message against its translation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import c2py

from babel.messages.catalog import Catalog, Message

from locales.catalogue import REFUSAL
from locales.extract import LABEL, PLAIN
from locales.say import BUTTON, HOLE, unfilled
from locales.user_text import clusters, width

TAG = re.compile(r"</?[a-z][^<>]*>")
WORD = re.compile(r"[^\W\d_]{3,}")
LETTERS = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"(?<=[.!?。！？])(?![\d.])\s*")
REPEATED = 8
"""A sentence of fewer characters may stand twice: "Yes. Yes."."""
HAND_MADE_SPACE = re.compile(
    r"[\u4e00-\u9fff”）](?:<[^<>]*>)* (?:<[^<>]*>)*\{|\}(?:<[^<>]*>)* (?:<[^<>]*>)*[\u4e00-\u9fff“（]"
)
"""A space between a Chinese character and a placeholder, where `say` sets one by the value (locales/say.py)."""
COUNTS = (*range(201), 1_000_000)
"""Numbers among which all that a plural form is for are found."""
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
    only_one: frozenset[int]
    """The plural forms that are for the number 1 and no other: they may say it in words."""
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
        for form, string in enumerate(self.strings):
            yield from self._holes(string, count_needed=form not in self.only_one)
            yield from self._repeats(string)
            yield from self._spaces(string)
            yield from self._tags(string)
            yield from self._lengths(string)
            yield from self._leftovers(string)

    def english_words(self) -> set[str]:
        return set(_words(self.msgid))

    def is_copy(self) -> bool:
        """Returns whether its words are the English ones, ignoring punctuation."""
        english = {tuple(_words(one)) for one in (self.msgid, self.plural or self.msgid)}
        return any(tuple(_words(string)) in english for string in self.strings)

    def _repeats(self, string: str) -> Iterator[str]:
        said = [one for one in SENTENCE.split(string) if len(one) >= REPEATED]
        yield from (f"says twice: {one!r}" for one in sorted({*said}) if said.count(one) > 1)

    def _spaces(self, string: str) -> Iterator[str]:
        if HAND_MADE_SPACE.search(string):
            yield "a space by hand between a Chinese character and a placeholder"

    def _holes(self, string: str, *, count_needed: bool) -> Iterator[str]:
        wanted = {*HOLE.findall(self.msgid), *HOLE.findall(self.plural or "")}
        have = set(HOLE.findall(string))
        loose = set() if count_needed else {"count"}
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
            label = HOLE.sub(
                lambda hole: "0" * (LABEL_DIGITS if hole[1] in NUMBERS else LABEL_WORD), unfilled(string)
            )
            if len(clusters(label)) > LABEL_SIGNS or width(label) > LABEL_UNITS:
                yield "too wide for a button"
        elif self.notes & {PLAIN, REFUSAL} and _units(HOLE.sub(_longest_word, unfilled(string))) > ALERT:
            yield f"longer than {ALERT} with the longest words in it"

    def _leftovers(self, string: str) -> Iterator[str]:
        """Returns English left in a translation: copies count as a share of all words, a phrase always."""
        if not self.is_copy():
            kept = _phrases(self.msgid) & _phrases(string)
            yield from (f"English left in it: {' '.join(phrase)!r}" for phrase in sorted(kept)[:1])

    @property
    def _flat(self) -> bool:
        return bool(self.notes & {PLAIN, LABEL})


@dataclass(frozen=True)
class Plurals:
    """The number of plural forms of a language, and those that are for 1 alone."""

    forms: int
    only_one: frozenset[int]


def translations(catalogue: Catalog, source_catalog: Catalog) -> Iterator[Translation]:
    """Returns each message that both the catalogue and the code have."""
    plurals = Plurals(catalogue.num_plurals, _only_one(catalogue))
    for message in source_catalog:
        found = catalogue.get(message.id, message.context) if message.id else None
        if found is not None:
            yield _translation(message, found, plurals)


def _only_one(catalogue: Catalog) -> frozenset[int]:
    """Returns the plural forms of a language that are for 1 alone: the first of English, none of Filipino, whose first is for 21 too."""
    form_of = c2py(catalogue.plural_expr)
    others = {form_of(n) for n in COUNTS if n != 1}
    return frozenset({form_of(1)} - others)


def _translation(message: Message, entry: Message, plurals: Plurals) -> Translation:
    one, many = (message.id, None) if isinstance(message.id, str) else message.id
    strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    forms = plurals.forms if many else 1
    return Translation(
        msgid=one,
        plural=many,
        strings=strings,
        forms=forms,
        only_one=plurals.only_one if many else frozenset(),
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
