"""The languages Lorong speaks, and the one that serves a code best."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.languages import get_official_languages

ENGLISH = "en"
TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9-]*)?", re.ASCII)
CODE_ALIASES = {"in": "id", "tl": "fil", "zsm": "ms", "cmn": "zh", "yue": "zh"}
TRADITIONAL = {"TW", "HK", "MO"}
CONFUSABLE = {"ms", "id"}
"""Similar languages with misleading differences: neither replaces the other."""
LONGEST_TAG = 35


@dataclass(frozen=True)
class Language:
    """A language: `code` names the catalogue, `name` is its own name, `telegram` the two letters of its commands."""

    code: str
    name: str
    telegram: str

    @property
    def english_name(self) -> str:
        """Return its name for operators, which every terminal can print."""
        return Locale.parse(self.code).get_display_name(ENGLISH) or self.code


LANGUAGES = (
    Language("en", "English", "en"),
    Language("ms", "Bahasa Melayu", "ms"),
    Language("zh_Hans", "简体中文", "zh"),
)
CODES = frozenset(language.code for language in LANGUAGES)


def language_name(code: str) -> str:
    """Returns the language's own name; the code if Lorong does not speak it."""
    return next((language.name for language in LANGUAGES if language.code == code), code)


def resolve(code: str | None, default: str = ENGLISH) -> str:
    """Returns the language that serves `code` best, `default` if none does. Never raises."""
    candidates = chain(code or "")
    fallback = ENGLISH if default not in CODES or _confusable(candidates, default) else default
    return next((one for one in candidates if one in CODES), fallback)


def resolve_first(codes: Iterable[str]) -> str:
    """Returns the language that serves the first of some codes that any of ours serves, else English."""
    served = (one for code in codes for one in chain(code) if one in CODES)
    return next(served, ENGLISH)


@lru_cache(maxsize=1024)
def chain(code: str) -> tuple[str, ...]:
    """Returns the catalogues that serve a code, best first; none for an invalid code."""
    tag = TAG.fullmatch(code[:LONGEST_TAG].replace("_", "-").lower())
    if tag is None:
        return ()
    language, script, territory = tag.groups(default="")
    language = CODE_ALIASES.get(language, language)
    return _chinese(script, territory.upper()) if language == "zh" else (language,)


def sign_languages(territory: str, reader: str) -> tuple[str, ...]:
    """Returns the one or two languages of a sign that is put up by a `reader`: the official one of the territory first, then theirs, else English.

    A language that Lorong does not speak is left out.
    """
    official = [code for each in get_official_languages(territory) for code in chain(each) if code in CODES]
    return tuple(dict.fromkeys((*official[:1], reader, ENGLISH, *official[1:])))[:2]


def _chinese(script: str, territory: str) -> tuple[str, ...]:
    if script != "hant" and (script or territory not in TRADITIONAL):
        return ("zh_Hans",)
    return (f"zh_Hant_{territory}", "zh_Hant", "zh_Hans")


def _confusable(candidates: tuple[str, ...], default: str) -> bool:
    return {*candidates, default} == CONFUSABLE
