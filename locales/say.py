"""Lorong's voice: one sentence, in one language, with every word that is put into it made harmless."""

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
"""A name in braces and nothing else: `{stall.token}` is text, not a way into an object."""
HAN = re.compile("[\u4e00-\u9fff]")
UNSEEN = r"(?:<[^<>]*>|[\u2066-\u2069])*"
FIRST, LAST = re.compile(rf"{UNSEEN}([^<])"), re.compile(rf"([^>]){UNSEEN}$")
"""The first and the last sign that a reader sees, past tags and marks of direction."""
INSTALL_SECONDS = 2
"""Seconds in which an installer writes both files, in any sequence."""
REGION = {ENGLISH: "en_GB"}
GAPLESS = frozenset({"zh_Hans"})
"""Languages that write one sentence directly behind the other."""


class Say:
    """Speaks one language, and English where its catalogue is silent.

    Words are str, int or Markup, anything else is a TypeError; a hole without its word is a KeyError.
    """

    def __init__(self, language: str, messages: NullTranslations) -> None:
        self.language = language
        self.locale = Locale.parse(REGION.get(language, language))
        self._messages = messages

    def __call__(self, message: str, /, **words: Word) -> Markup:
        """HTML: the message's own tags stand, words are escaped, Markup passes."""
        return html(self._messages.gettext(message), words)

    def many(self, one: str, many: str, n: int, /, **words: Word) -> Markup:
        """HTML in the plural form that `n` takes; `{count}` is `n`, grouped as the language does."""
        words["count"] = digits(self.locale, n)
        return html(self._messages.ngettext(one, many, n), words)

    def label(self, message: str, /, **words: Word) -> str:
        """A button: plain text, its own message even where the English is the same."""
        return fill(self._messages.pgettext(BUTTON, message), words, plain)

    def sentences(self, *said: str) -> Markup:
        """Sentences as one text, with the language's gap between them; an empty one is left out."""
        gap = Markup("") if self.language in GAPLESS else Markup(" ")
        return gap.join(one for one in said if one)

    def plain(self, message: str, /, **words: Word) -> str:
        """Plain text for toasts, alerts and command descriptions; Markup words lose their tags."""
        return fill(self._messages.gettext(message), words, plain)


@lru_cache
def speak(language: str) -> Say:
    """The voice of one of LANGUAGES."""
    return Say(language, catalogue(HERE / language / "LC_MESSAGES" / "lorong.po"))


def catalogue(po: Path) -> NullTranslations:
    """The messages of a .po, from the .mo beside it unless that is older; English where there is neither."""
    mo = po.with_suffix(".mo")
    if po.exists() and not (mo.exists() and mo.stat().st_mtime + INSTALL_SECONDS >= po.stat().st_mtime):
        return GNUTranslations(io.BytesIO(compile_po(po)))
    return GNUTranslations(io.BytesIO(mo.read_bytes())) if mo.exists() else NullTranslations()


def html(message: str, words: Mapping[str, Word]) -> Markup:
    """The one place where a text becomes HTML: the message is ours, its words are not."""
    return Markup(fill(message, words, escape))  # noqa: S704


def fill(message: str, words: Mapping[str, Word], shown: Callable[[Word], str]) -> str:
    """The message with a word in each hole, each as `shown` makes it."""
    for word in words.values():
        if not isinstance(word, str | int) or isinstance(word, bool):
            raise TypeError(f"a word is str, int or Markup, not {type(word).__name__}")
    parts = [shown(words[part]) if hole else part for hole, part in split_holes(message)]
    return gapped(parts) if HAN.search(message) else "".join(parts)


def gapped(parts: Iterable[str]) -> str:
    """The parts as one text, with a space where a Chinese sign and a Latin letter or digit meet."""
    text = ""
    for part in map(str, parts):
        meet = {_kind(LAST.search(text[-80:])), _kind(FIRST.match(part))}
        text += f" {part}" if meet == {"han", "latin"} else part
    return text


def _kind(sign: re.Match[str] | None) -> str:
    if sign is None:
        return ""
    if HAN.match(sign[1]):
        return "han"
    return "latin" if sign[1].isascii() and sign[1].isalnum() else ""


@lru_cache(maxsize=8192)
def split_holes(message: str) -> tuple[tuple[bool, str], ...]:
    """A message cut at its holes: (is it a hole, the text or the hole's name)."""
    return tuple((place % 2 == 1, part) for place, part in enumerate(HOLE.split(message)))


def plain(word: Word) -> str:
    """A word without markup."""
    return word.striptags() if isinstance(word, Markup) else str(word)


@lru_cache(maxsize=4096)
def digits(locale: Locale, n: int) -> str:
    """A whole number as the language groups it, in ASCII digits."""
    return format_decimal(n, locale=locale)
