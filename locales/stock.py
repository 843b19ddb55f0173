"""The words of the stock line in the languages vendors type: `words/stock.*.tsv`, all lower case, as `normalize` returns them.

Another language is another file. A reader takes the words of all of them, because people mix.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from locales.packaging_kind import PackagingKind
from locales.units import ItemUnit
from locales.word_lists import WordLists, Words

ADULTS = "18+"
"""The tag of a drop for people of 18 and over, in every language."""
LISTS = WordLists("stock", "stock.en", "stock.ms", "stock.zh_Hans")


@cache
def words_for(name: str) -> Words:
    """Returns the words of a list in all languages, longest first."""
    return tuple(sorted(LISTS.words(name), key=len, reverse=True))


UNITS = {word: ItemUnit(unit) for word, unit in LISTS.meanings("units").items()}
UNIT_ONLY = frozenset(word for word in UNITS if not word.isascii()) | frozenset(words_for("unit_only"))
PACKAGING_TAGS = {word: PackagingKind(kind) for word, kind in LISTS.meanings("packaging_tags").items()}


def packaging_of_tags(tags: Iterable[str]) -> PackagingKind | None:
    """Returns what goods with these tags are sold in: the first tag that says it counts; None where none does."""
    return next((PACKAGING_TAGS[tag] for tag in tags if tag in PACKAGING_TAGS), None)


def tag_of_packaging(kind: PackagingKind, tags: Iterable[str] = ()) -> str:
    """Returns the one among `tags` that says this kind, else the English one."""
    known = (tag for tag in tags if PACKAGING_TAGS.get(tag) is kind)
    return next(known, LISTS.groups("packaging_tags")[kind][0])


HAN_DIGITS, HAN_SCALES = LISTS.numbers("han_digits"), LISTS.numbers("han_scales")
HAN_TENS = LISTS.meanings("han_tens")
THOUSANDS = LISTS.numbers("thousands")
CURRENCY_SIGNS = LISTS.groups("currency_signs")
OFFER_QUESTIONS = LISTS.groups("offer_questions")
RINGGIT_WORTH = {currency: int(worth) for currency, (worth,) in LISTS.groups("ringgit_worth").items()}


@cache
def cents_of(currency: str) -> Mapping[str, int]:
    """Returns the hundredths of a currency's unit that each word for a part of it is worth."""
    parts = LISTS.groups("cents")
    return {word: worth for worth in (1, 10) for word in parts.get(f"{currency} {worth}", ())}
