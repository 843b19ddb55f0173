"""The languages Lorong speaks, and which of them a code means."""

import re
from dataclasses import dataclass

ENGLISH = "en"
TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9-]*)?", re.ASCII)
CODE_ALIASES = {"in": "id", "tl": "fil", "zsm": "ms", "cmn": "zh", "yue": "zh"}
TRADITIONAL = {"TW", "HK", "MO"}
CONFUSABLE = {"ms", "id"}
"""Near enough to be taken for one another and far enough to mislead: neither ever stands in for the other."""
LONGEST_TAG = 35


@dataclass(frozen=True)
class Language:
    """`code` names the catalogue, `name` is its readers' own, `telegram` the two letters of its commands."""

    code: str
    name: str
    telegram: str


LANGUAGES = (
    Language("en", "English", "en"),
    Language("ms", "Melayu", "ms"),
    Language("zh_Hans", "简体中文", "zh"),
)
CODES = frozenset(language.code for language in LANGUAGES)


def language_name(code: str) -> str:
    """What the language's own readers call it; the code itself where Lorong does not speak it."""
    return next((language.name for language in LANGUAGES if language.code == code), code)


def resolve(code: str | None, default: str = ENGLISH) -> str:
    """Which of LANGUAGES serves `code` best, whatever was sent; `default` where none does. Never raises."""
    candidates = chain(code or "")
    fallback = ENGLISH if default not in CODES or _confusable(candidates, default) else default
    return next((one for one in candidates if one in CODES), fallback)


def chain(code: str) -> tuple[str, ...]:
    """Which catalogues serve a code, the best first; none for what is no code."""
    tag = TAG.fullmatch(code[:LONGEST_TAG].replace("_", "-").lower())
    if tag is None:
        return ()
    language, script, territory = tag.groups(default="")
    language = CODE_ALIASES.get(language, language)
    return _chinese(script, territory.upper()) if language == "zh" else (language,)


def _chinese(script: str, territory: str) -> tuple[str, ...]:
    if script != "hant" and (script or territory not in TRADITIONAL):
        return ("zh_Hans",)
    return (f"zh_Hant_{territory}", "zh_Hant", "zh_Hans")


def _confusable(candidates: tuple[str, ...], default: str) -> bool:
    return {*candidates, default} == CONFUSABLE
