"""The language gate, `python -m locales.gate`: no text missing, wrong or left in English."""

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog

from locales.catalogue import TRANSLATED, read, template
from locales.languages import ENGLISH
from locales.say import HOLE
from locales.text import TAG, Text, texts

NAMES = frozenset({"lorong", "telegram", "csv", "pdf", "kota", "kinabalu", "bakau", "dapur", "nenek", "ros"})
"""Words that are the same in every language."""
LOANWORDS = frozenset({"deposit", "tag", "unit", "kuih", "lapis"})
"""Words that are the same in English and in one of the languages: a copy that has no other is right."""
NO_CHARGE = frozenset(
    {
        "This is faster than Telegram's free speed. It costs at most {count} Star.",
        "No deposit. Joining and waiting are free; only people with a hold are ever asked for one.",
        "Given by draw. Entry is free; if you are drawn, you can buy at the normal price. {most}",
    }
)
"""Where "free" is without charge; what can be had is available, or left."""
FREE = re.compile(r"\bfree\b", re.IGNORECASE)
RELATIVE = re.compile(r"(?:Who|Whoever|What)\b[^?]*")
"""A text that begins so and asks nothing names nobody: "Who rejoins takes the end"."""


def faults(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    """Everything that is wrong with a catalogue, measured against what the code says."""
    yield from _drifted(catalogue, said)
    for text in texts(catalogue, said):
        yield from (f"{text.said!r}: {fault}" for fault in text.faults())
    yield from _copied(catalogue, said)


def english(said: Catalog) -> Catalog:
    """The code's own texts as a catalogue, so that they are measured too."""
    catalogue = Catalog(locale=ENGLISH)
    for message in said:
        catalogue.add(message.id, message.id, context=message.context, auto_comments=message.auto_comments)
    return catalogue


def english_faults(said: Catalog) -> Iterator[str]:
    """What is wrong with the English itself."""
    for text in texts(english(said), said):
        yield from (f"{text.said!r}: {fault}" for fault in text.faults())
        yield from (f"{text.said!r}: {fault}" for fault in _dialect(text))


def _dialect(text: Text) -> Iterator[str]:
    """English that a reader has to read twice."""
    if RELATIVE.fullmatch(TAG.sub("", text.said)):
        yield "begins with a relative: name the person or the thing"
    if FREE.search(HOLE.sub("", text.said)) and text.said not in NO_CHARGE:
        yield "free is without charge: say available or left"


def _drifted(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    have, want = _ids(catalogue), _ids(said)
    yield from (f"{one[0]!r}: not in the catalogue" for one in sorted(want - have, key=str))
    yield from (f"{one[0]!r}: no longer said" for one in sorted(have - want, key=str))
    yield from (f"{one.id!r}: obsolete" for one in catalogue.obsolete.values())


def _ids(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in catalogue if one.id}


def _copied(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    for text in texts(catalogue, said):
        own = {word.lower() for word in text.english_words()} - NAMES - LOANWORDS
        if own and text.is_copy():
            yield f"{text.said!r}: is the English text"


def main() -> int:
    """Prints every fault; the exit status."""
    said = template()
    found = [f"{ENGLISH}: {fault}" for fault in english_faults(said)]
    for code in TRANSLATED:
        found += [f"{code}: {fault}" for fault in faults(read(code), said)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
