"""Searching the drops by typed words. Pure functions."""

from collections.abc import Mapping
from functools import lru_cache

from market.drop.planned_drops import Planned

SHORTEST_FORGIVEN = 4
"""Letters of a word in which one slip is forgiven."""
SHORTEST_INSIDE = 3
"""Latin letters of a word that is looked for inside of others: fewer are in almost any text. A Chinese sign is a word."""


def search_drops(
    drops: tuple[Planned, ...], words: str, alleys: Mapping[int, str], forgiving: bool = False
) -> tuple[Planned, ...]:
    """Return the drops with each of the words in their name, items, stall, tags or alley, in any case; a `forgiving` search allows one slip in a word."""
    wanted, has = split_words(words), has_word_like if forgiving else has_part
    return tuple(
        drop for drop in drops if wanted and all(has(_searchable_text(drop, alleys), word) for word in wanted)
    )


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


def _searchable_text(drop: Planned, alleys: Mapping[int, str]) -> str:
    named = (drop.name, *drop.items, drop.stall, *drop.tags, alleys.get(drop.alley, ""))
    return " ".join(named).casefold()
