"""Searching the drops by typed words. Pure functions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from locales.conversation_vocabulary import QUESTION_WORDS
from locales.search_vocabulary import CHEAP, FILLERS, FOUND, NAMED_ALIKE, TOPICS
from market.drop.planned_drops import Planned

SHORTEST_FORGIVEN = 4
"""Letters of a word in which one slip is forgiven."""
SHORTEST_INSIDE = 3
"""Latin letters of a word that is looked for inside of others: fewer are in almost any text. A Chinese sign is a word."""
HAN = "\u3400-\u9fff"


@dataclass(frozen=True, kw_only=True)
class SearchTerm:
    """Something to look for: as it was typed, and what it is called otherwise, "" for nothing else."""

    typed: str
    alike: str = ""

    def is_in(self, text: str, *, forgiving: bool = False) -> bool:
        """Return whether a text in lower case has it; a `forgiving` search allows one slip in a word that means nothing else."""
        if has_part(text, self.typed) or (self.alike and re.search(self.alike, text)):
            return True
        return forgiving and self.typed not in KNOWN_WORDS and has_word_like(text, self.typed)

    def is_called(self, name: str) -> bool:
        """Return whether a name in lower case is the whole of it, in any of its names."""
        return name == self.typed or bool(self.alike and re.fullmatch(self.alike, name))


def search_drops(
    drops: tuple[Planned, ...], words: str, alleys: Mapping[int, str], forgiving: bool = False
) -> tuple[Planned, ...]:
    """Return the drops with each of the words in their name, items, stall, tags or alley, in any case and by any of its names."""
    terms = search_terms(words)
    return tuple(
        drop
        for drop in drops
        if terms and has_all(_searchable_text(drop, alleys), terms, forgiving=forgiving)
    )


def closest_drops(drops: tuple[Planned, ...], words: str) -> tuple[Planned, ...]:
    """Return those of the found drops that the words fit best: that are called so, else with the words in their names, else all."""
    terms, typed = search_terms(words), split_words(words)
    called = tuple(drop for drop in drops if _is_called(drop.name, typed, terms))
    named = tuple(
        drop for drop in drops if any(has_all(name.casefold(), terms) for name in (drop.name, *drop.items))
    )
    return called or tuple(drop for drop in named if has_all(drop.name.casefold(), terms)) or named or drops


def _is_called(name: str, typed: list[str], terms: tuple[SearchTerm, ...]) -> bool:
    """Return whether the words are a name, or the only one of them is in another language."""
    return split_words(name) == typed or (len(terms) == 1 and terms[0].is_called(name.casefold()))


def has_all(text: str, terms: Iterable[SearchTerm], *, forgiving: bool = False) -> bool:
    """Return whether a text in lower case has all of the terms."""
    return all(term.is_in(text, forgiving=forgiving) for term in terms)


@lru_cache(maxsize=1024)
def search_terms(words: str) -> tuple[SearchTerm, ...]:
    """Return what a text looks for: first the things that have several names, then its other words."""
    rest, terms = words.casefold(), dict[str, SearchTerm]()
    for group, pattern in NAMES_TYPED.items():
        if found := pattern.search(rest):
            rest = pattern.sub(" ", rest)
            terms[group] = SearchTerm(typed=found[0], alike=NAMES_FOUND[group])
    return (*terms.values(), *(SearchTerm(typed=word) for word in split_words(rest)))


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without signs around them."""
    return [word for part in text.casefold().split() if (word := part.strip("#.,;:!?\"'“”()，。；：！？、"))]


def has_part(text: str, word: str) -> bool:
    """Return whether a text in lower case has the word anywhere in it; one or two Latin letters have to stand alone."""
    return word in (split_words(text) if len(word) < SHORTEST_INSIDE and word.isascii() else text)


def has_word_like(text: str, word: str) -> bool:
    """Return whether a text in lower case has the word anywhere, or a whole word that differs by one slip."""
    return has_part(text, word) or (
        len(word) >= SHORTEST_FORGIVEN
        and any(one_slip(word, other) for other in split_words(text.replace("-", " ")))
    )


@lru_cache(maxsize=65_536)
def one_slip(typed: str, other: str) -> bool:
    """Return whether two words differ by one letter more, fewer or other, or by two neighbours swapped."""
    if abs(len(typed) - len(other)) > 1:
        return False
    same = next(
        (place for place, pair in enumerate(zip(typed, other, strict=False)) if pair[0] != pair[1]), None
    )
    if same is None:
        return True
    left, right = typed[same:], other[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def names_pattern(names: Iterable[str]) -> str:
    """Return a pattern for any of the names as whole words; a Chinese sign that is a name by itself stands alone, a longer name anywhere."""
    return "|".join(_whole_name(name) for name in sorted(names, key=len, reverse=True))


def _whole_name(name: str) -> str:
    if name[0].isascii():
        return rf"(?<![a-z]){re.escape(name)}(?![a-z])"
    alone = len(name) == 1 and re.match(f"[{HAN}]", name)
    return rf"(?<![{HAN}]){name}(?![{HAN}])" if alone else re.escape(name)


def _alike_pattern(names: Iterable[str]) -> str:
    """Return a pattern for any of the names in what a stall wrote, where a Chinese sign is often part of a longer word."""
    return "|".join(_whole_name(name) if name[0].isascii() else re.escape(name) for name in names)


NAMES_TYPED = {
    group: re.compile(names_pattern(names))
    for group, names in sorted(NAMED_ALIKE.items(), key=lambda each: -max(map(len, each[1])))
}
NAMES_FOUND = {group: _alike_pattern((*names, *FOUND.get(group, ()))) for group, names in NAMED_ALIKE.items()}
KNOWN_WORDS = frozenset(
    {*QUESTION_WORDS, *FILLERS, *CHEAP}.union(*TOPICS.values(), *NAMED_ALIKE.values(), *FOUND.values())
)
"""Words that mean something as they are: none of them is a slip of another one."""


def _searchable_text(drop: Planned, alleys: Mapping[int, str]) -> str:
    named = (drop.name, *drop.items, drop.stall, *drop.tags, alleys.get(drop.alley, ""))
    return " ".join(named).casefold()
