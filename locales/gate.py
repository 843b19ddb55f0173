"""The language gate, `python -m locales.gate`: no text missing, wrong or left in English."""

import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog

from locales.catalogue import TRANSLATED, read, template
from locales.languages import ENGLISH
from locales.text import texts

MOST_COPIES = 0.03
NAMES = frozenset({"Lorong", "Telegram", "CSV", "PDF"})
"""Words that are the same in every language."""


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


def _drifted(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    have, want = _ids(catalogue), _ids(said)
    yield from (f"{one[0]!r}: not in the catalogue" for one in sorted(want - have, key=str))
    yield from (f"{one[0]!r}: no longer said" for one in sorted(have - want, key=str))
    yield from (f"{one.id!r}: obsolete" for one in catalogue.obsolete.values())


def _ids(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in catalogue if one.id}


def _copied(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    worded = [text for text in texts(catalogue, said) if text.english_words() - NAMES]
    copies = [text for text in worded if text.is_copy()]
    if len(copies) > MOST_COPIES * len(worded):
        share = f"{len(copies)} of {len(worded)} are the English text"
        yield f"{share}: {', '.join(repr(text.said) for text in copies)}"


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
