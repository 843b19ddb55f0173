"""One sentence in one language, with every value put into it escaped."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from locales.build import compile_po
from locales.languages import ENGLISH

Word = str | int | Markup

HERE = Path(__file__).resolve().parent
BUTTON = "button"
HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A name in braces and nothing else: `{stall.token}` is text, not attribute access."""
HAN = re.compile("[\u4e00-\u9fff]")
EAST_ASIAN = "\u2e80"
"""Letters from here on are set without a space beside a Chinese character."""
LATIN_SIGNS = frozenset("{}/@#%()+-\u2212")
"""Signs at the edge of a value that go with Latin letters: a command, a share, a sum below zero, a placeholder."""
UNSEEN = r"(?:<[^<>]*>|[\u2066-\u2069])*"
FIRST, LAST = re.compile(rf"{UNSEEN}([^<])"), re.compile(rf"([^>]){UNSEEN}$")
"""The first and the last visible character, past tags and direction marks."""
OPENED, CLOSED = re.compile(r"(?:<[a-z][^<>]*>)+$"), re.compile(r"(?:</[^<>]*>)*")
"""The tags that open where a text ends, and those that close where one begins."""
INSTALL_SECONDS = 2
"""Seconds in which an installer writes both files, in any order."""
REGION = {ENGLISH: "en_GB"}
CHINESE = frozenset({"zh_Hans", "zh_Hant"})
GAPLESS = CHINESE | {"ja"}
"""Languages that write sentences without a space between them; Thai, Lao, Khmer and Burmese have one."""


class Say:
    """Speaks one language, and English for texts its catalogue lacks.

    Values are str, int or Markup, anything else is a TypeError; a placeholder without a value is a KeyError.
    """

    def __init__(self, language: str, messages: NullTranslations) -> None:
        self.language = language
        self.locale = Locale.parse(REGION.get(language, language))
        self._messages = messages

    @property
    def has_texts(self) -> bool:
        """Returns whether this language has a catalogue."""
        return isinstance(self._messages, GNUTranslations)

    def __call__(self, message: str, /, **words: Word) -> Markup:
        """Returns HTML: the message's own tags stay, values are escaped, Markup passes."""
        return html(self._messages.gettext(message), words)

    def many(self, one: str, many: str, n: int, /, **words: Word) -> Markup:
        """Returns HTML in the plural form for `n`; `{count}` is `n`, grouped as the language does."""
        words["count"] = digits(self.locale, n)
        return html(self._messages.ngettext(one, many, n), words)

    def label(self, message: str, /, **words: Word) -> str:
        """Returns the plain text of a button; a separate message even if the English is the same."""
        return fill(self._messages.pgettext(BUTTON, message), words, plain)

    def sentences(self, *parts: str) -> Markup:
        """Returns sentences as one text, with the language's gap between them; empty ones are left out."""
        gap = Markup("") if self.language in GAPLESS else Markup(" ")
        return gap.join(one for one in parts if one)

    def plain(self, message: str, /, **words: Word) -> str:
        """Returns plain text for toasts, alerts and command descriptions; Markup values lose their tags."""
        return fill(self._messages.gettext(message), words, plain)


@lru_cache
def speak(language: str) -> Say:
    """Returns the `Say` of one of LANGUAGES."""
    return Say(language, catalogue(HERE / language / "LC_MESSAGES" / "lorong.po"))


def catalogue(po: Path) -> NullTranslations:
    """Returns the messages of a .po, from the .mo beside it unless that is older; English if neither exists."""
    mo = po.with_suffix(".mo")
    if po.exists() and not (mo.exists() and mo.stat().st_mtime + INSTALL_SECONDS >= po.stat().st_mtime):
        return GNUTranslations(io.BytesIO(compile_po(po)))
    return GNUTranslations(io.BytesIO(mo.read_bytes())) if mo.exists() else NullTranslations()


def html(message: str, words: Mapping[str, Word]) -> Markup:
    """Returns the message as HTML with its values escaped. The only place where a text becomes HTML."""
    return Markup(fill(message, words, escape))  # noqa: S704


def fill(message: str, words: Mapping[str, Word], shown: Callable[[Word], str]) -> str:
    """Returns the message with a value in each placeholder, each as `shown` makes it."""
    for word in words.values():
        if not isinstance(word, str | int) or isinstance(word, bool):
            raise TypeError(f"a word is str, int or Markup, not {type(word).__name__}")
    parts = [shown(words[part]) if hole else part for hole, part in split_holes(message)]
    return gapped(parts) if len(parts) > 1 and HAN.search(message) else "".join(parts)


def unfilled(message: str) -> str:
    """Returns a message with its placeholders, for a page that fills them itself with Latin letters and digits."""
    return gapped(f"{{{part}}}" if hole else part for hole, part in split_holes(message))


def gapped(parts: Iterable[str]) -> str:
    """Returns the parts as one text, with a space between a Chinese character and a Latin letter, digit or sign."""
    text = ""
    for part in map(str, parts):
        meet = {_kind(LAST.search(text[-80:])), _kind(FIRST.match(part))}
        text = _with_gap(text, part) if meet == {"han", "latin"} else text + part
    return text


def _with_gap(text: str, part: str) -> str:
    """Returns both with a space between them, outside the tags that enclose a value: one within is underlined and copied."""
    start, end = OPENED.search(text), CLOSED.match(part)
    if end and end[0]:
        return f"{text}{end[0]} {part[end.end() :]}"
    at = start.start() if start else len(text)
    return f"{text[:at]} {text[at:]}{part}"


def _kind(sign: re.Match[str] | None) -> str:
    if sign is None:
        return ""
    if HAN.match(sign[1]):
        return "han"
    return "latin" if sign[1] in LATIN_SIGNS or (sign[1].isalnum() and sign[1] < EAST_ASIAN) else ""


@lru_cache(maxsize=8192)
def split_holes(message: str) -> tuple[tuple[bool, str], ...]:
    """Returns a message split at its placeholders: (is it a placeholder, the text or the name)."""
    return tuple((place % 2 == 1, part) for place, part in enumerate(HOLE.split(message)))


def plain(word: Word) -> str:
    """Returns a value without markup."""
    return word.striptags() if isinstance(word, Markup) else str(word)


@lru_cache(maxsize=4096)
def digits(locale: Locale, n: int) -> str:
    """Returns a whole number as the language groups it, in ASCII digits."""
    return format_decimal(n, locale=locale)
