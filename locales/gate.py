"""The language gate, `python -m locales.gate`: no text is missing, wrong or left in English, and no word list is broken."""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog

from locales.catalogue import REFUSAL, TRANSLATED, read, template
from locales.extract import LABEL, PLAIN
from locales.languages import ENGLISH
from locales.say import CHINESE, HAN, HOLE
from locales.translation_checks import SENTENCE, TAG, WORD, Translation, translations
from locales.translator_notes import NOTES, PLACEHOLDERS, lacking_notes, notes, placeholders, translator_notes
from locales.word_lists import faults as word_faults

NAMES = frozenset({"lorong", "telegram", "csv", "pdf", "kota", "kinabalu", "bakau", "dapur", "nenek", "ros"})
"""Words that are the same in every language."""
LOANWORDS = frozenset({"deposit", "kiosk", "tag", "unit", "kuih", "lapis", "poster", "halal"})
"""Words that are the same in English and another language: a text of these alone may be a copy."""
NO_CHARGE = frozenset(
    {
        "This is faster than Telegram's free speed. It costs at most {count} Star.",
        "No deposit. Joining and waiting are free; only people with a hold are ever asked for one.",
        "Given by draw. Entry is free; if you are drawn, you can buy at the normal price. {limit_text}",
    }
)
"""Texts in which "free" means without charge; units are "available" or "left"."""
OTHER_ADDRESS = {"ms": re.compile(r"\b(?:awak|kamu|kau)\b", re.IGNORECASE), "zh_Hans": re.compile("您")}
"""Forms of address that are not ours, by language (docs/languages.md)."""
BANNED_WORDS = Path(__file__).resolve().parent / "banned_words.tsv"
"""Words that mislead, or a second word for what has one (docs/languages.md): a language, the word, what to say instead."""
FIRST_PERSON = re.compile(r"(?:^|[.:;!?] )I\b")
FREE = re.compile(r"\bfree\b", re.IGNORECASE)
RELATIVE = re.compile(r"(?:Who|Whoever|What|Whatever)\b[^?]*")
"""A sentence that begins so and is no question names no subject: "Who rejoins takes the end"."""


def faults(catalogue: Catalog, source_catalog: Catalog) -> Iterator[str]:
    """Returns all faults of a catalogue, compared with the texts of the code."""
    yield from _drift_faults(catalogue, source_catalog)
    for text in translations(catalogue, source_catalog):
        yield from (f"{text.msgid!r}: {fault}" for fault in text.faults())
    yield from _copy_faults(catalogue, source_catalog)
    yield from _address_faults(catalogue, source_catalog)
    yield from _script_faults(catalogue, source_catalog)
    for text in translations(catalogue, source_catalog):
        yield from (f"{text.msgid!r}: {fault}" for fault in _banned_words(text, str(catalogue.locale)))


def english(source_catalog: Catalog) -> Catalog:
    """Returns the texts of the code as a catalogue, so that they are checked too."""
    catalogue = Catalog(locale=ENGLISH)
    for message in source_catalog:
        catalogue.add(message.id, message.id, context=message.context, auto_comments=message.auto_comments)
    return catalogue


def english_faults(source_catalog: Catalog) -> Iterator[str]:
    """Returns the faults of the English texts."""
    for text in translations(english(source_catalog), source_catalog):
        yield from (f"{text.msgid!r}: {fault}" for fault in text.faults())
        yield from (f"{text.msgid!r}: {fault}" for fault in _dialect(text))
        yield from (f"{text.msgid!r}: {fault}" for fault in _banned_words(text, ENGLISH))
        yield from (f"{text.msgid!r}: {fault}" for fault in _lacking_notes(text))


@lru_cache
def banned_words(language: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Returns the words that a language does not use, each with how it is found and what to say instead."""
    rows = [line.split("\t") for line in BANNED_WORDS.read_text("utf-8").splitlines()[1:]]
    return tuple((_found_as(word), word, instead) for code, word, instead in rows if code == language)


def _found_as(word: str) -> re.Pattern[str]:
    """Returns a whole word of letters with spaces around it, and anywhere what is written without spaces."""
    edge = r"\b" if word.isascii() else ""
    return re.compile(f"{edge}{re.escape(word)}{edge}", re.IGNORECASE)


def _banned_words(text: Translation, language: str) -> Iterator[str]:
    for pattern, word, instead in banned_words(language):
        if any(pattern.search(HOLE.sub("0", TAG.sub("", string))) for string in text.strings):
            yield f"{word!r} is banned: say {instead}"


def _dialect(text: Translation) -> Iterator[str]:
    """Returns the faults of English that is hard to read."""
    if any(RELATIVE.fullmatch(one) for one in SENTENCE.split(TAG.sub("", text.msgid))):
        yield "begins with a relative: name the person or the thing"
    if FREE.search(HOLE.sub("", text.msgid)) and text.msgid not in NO_CHARGE:
        yield "free is without charge: say available or left"
    if text.context is None and FIRST_PERSON.search(TAG.sub("", text.msgid)):
        yield "the bot speaks as we: I is the reader, on a button"


def unused_notes(source_catalog: Catalog) -> Iterator[str]:
    """Returns the rows of the translator's notes that are about nothing that is said."""
    texts = [text.msgid for text in translations(english(source_catalog), source_catalog)]
    said = {name for text in texts for name in HOLE.findall(text)}
    yield from (
        f"{PLACEHOLDERS.name}: no text has {{{name}}}" for name in sorted(placeholders().keys() - said)
    )
    yield from (f"{NOTES.name}: {text!r} is said nowhere" for text in sorted(notes().keys() - {*texts}))


def _lacking_notes(text: Translation) -> Iterator[str]:
    own = text.notes - {PLAIN, LABEL, REFUSAL, *translator_notes(text.msgid, text.context)}
    return lacking_notes(text.msgid, text.context, has_comment=bool(own))


def _drift_faults(catalogue: Catalog, source_catalog: Catalog) -> Iterator[str]:
    have, want = _ids(catalogue), _ids(source_catalog)
    yield from (f"{one[0]!r}: not in the catalogue" for one in sorted(want - have, key=str))
    yield from (f"{one[0]!r}: no longer said" for one in sorted(have - want, key=str))
    yield from (f"{one.id!r}: obsolete" for one in catalogue.obsolete.values())


def _ids(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in catalogue if one.id}


def _copy_faults(catalogue: Catalog, source_catalog: Catalog) -> Iterator[str]:
    for text in translations(catalogue, source_catalog):
        own = {word.lower() for word in text.english_words()} - NAMES - LOANWORDS
        if own and text.is_copy():
            yield f"{text.msgid!r}: is the English text"


def _script_faults(catalogue: Catalog, source_catalog: Catalog) -> Iterator[str]:
    """Returns the Chinese texts without a Chinese character, such as one that was put into the wrong catalogue."""
    if str(catalogue.locale) not in CHINESE:
        return
    for text in translations(catalogue, source_catalog):
        for string in text.strings:
            own = {word.lower() for word in WORD.findall(HOLE.sub(" ", TAG.sub(" ", string)))} - NAMES
            if own and not HAN.search(string):
                yield f"{text.msgid!r}: has no Chinese character"


def _address_faults(catalogue: Catalog, source_catalog: Catalog) -> Iterator[str]:
    other = OTHER_ADDRESS.get(str(catalogue.locale))
    if other is None:
        return
    for text in translations(catalogue, source_catalog):
        if any(other.search(string) for string in text.strings):
            yield f"{text.msgid!r}: the reader is addressed in another form"


def main() -> int:
    """Prints every fault; returns the exit status."""
    source_catalog = template()
    found = [*word_faults(), *(f"{ENGLISH}: {fault}" for fault in english_faults(source_catalog))]
    found += unused_notes(source_catalog)
    for code in TRANSLATED:
        found += [f"{code}: {fault}" for fault in faults(read(code), source_catalog)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
