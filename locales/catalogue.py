"""The catalogues as files. `python -m locales.catalogue update` merges the texts of the code into each .po.

A .po has no line numbers and no dates: a diff shows texts alone. Texts that left the code are dropped.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from locales.build import HERE, build
from locales.languages import ENGLISH, LANGUAGES
from locales.translator_notes import translator_notes

ROOT = HERE.parent
SOURCE_PACKAGES = ("bot", "handlers", "market", "web", "scheduler", "locales")
REFUSALS = Path("locales/refusals")
REFUSAL = "a refusal, at most 200 characters"
TRANSLATED = tuple(language.code for language in LANGUAGES if language.code != ENGLISH)


def template(root: Path = ROOT) -> Catalog:
    """Returns all texts of the code under `root`, in English. Raises ValueError with the line of a text it cannot read."""
    source_catalog = Catalog(charset="utf-8")
    for path in _source_files(root):
        for line, message, comments, context in _messages_in(root / path):
            first = message if isinstance(message, str) else message[0]
            own = [*comments, REFUSAL] if path.parent == REFUSALS else comments
            notes = [*own, *translator_notes(first, context)]
            source_catalog.add(
                message, locations=[(path.as_posix(), line)], auto_comments=notes, context=context
            )
    return source_catalog


def po(code: str, folder: Path = HERE) -> Path:
    """Returns the path of a language's catalogue."""
    return folder / code / "LC_MESSAGES" / "lorong.po"


def read(code: str, folder: Path = HERE) -> Catalog:
    """Returns a catalogue; an empty one with the language's plural forms if there is none yet."""
    path = po(code, folder)
    return read_po(BytesIO(path.read_bytes() if path.exists() else _header(code)), locale=code)


def update(code: str, source_catalog: Catalog, folder: Path = HERE) -> Path:
    """Merges the texts of the code into a catalogue: kept, added empty, or dropped; never guessed."""
    catalogue = read(code, folder)
    catalogue.update(source_catalog, no_fuzzy_matching=True)
    body = BytesIO()
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}
    write_po(
        body,
        catalogue,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
        width=110,
    )
    path = po(code, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(code) + body.getvalue())
    return path


def _source_files(root: Path) -> Iterator[Path]:
    for package in SOURCE_PACKAGES:
        yield from sorted(path.relative_to(root) for path in (root / package).rglob("*.py"))


def _messages_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    with path.open("rb") as file:
        try:
            yield from extract("locales.extract:extract", file)
        except ValueError as fault:
            raise ValueError(f"{path}: {fault}") from fault


def _header(code: str) -> bytes:
    plural = to_gettext(Locale.parse(code).plural_form)
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {code}\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    ).encode()


def main(words: list[str]) -> int:
    """Runs `update` for every catalogue and compiles it; returns the exit status."""
    if words != ["update"]:
        sys.stderr.write("python -m locales.catalogue update\n")
        return 2
    source_catalog = template()
    for code in TRANSLATED:
        update(code, source_catalog)
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
