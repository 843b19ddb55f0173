"""The languages that this machine can print, by the characters that its fonts have."""

from collections.abc import Iterable
from functools import cache

import regex  # type: ignore[import-untyped]

from handlers.ui.fonts import FontFile, covered, emoji_fonts, font_files, without_gaps
from locales.languages import LANGUAGES, Language
from locales.user_text import clusters
from market.printing import LettersNotPrintable

SCRIPTS = (
    "Thai",
    "Khmer",
    "Lao",
    "Myanmar",
    "Tamil",
    "Devanagari",
    "Arabic",
    "Hebrew",
    "Bengali",
    "Gurmukhi",
    "Telugu",
    "Sinhala",
    "Georgian",
    "Armenian",
    "Ethiopic",
    "Symbols2",
)
BUILT_IN = "Aileron"
"""The family of Pillow's own font, for machines without Noto."""
UNSEEN = regex.compile(r"[\p{Cf}\p{Cc}\p{Variation_Selector}\s]")
"""What takes no ink, such as direction marks."""
LETTER = regex.compile(r"[\p{L}\p{N}]")
EMOJI = regex.compile(r"[\p{Emoji_Presentation}\uFE0F\u20E3]")
SHOWN = 12
"""Characters that a refusal names, at most."""
LONG_WORD = regex.compile(
    r"(?:(?![\s\p{Cf}\u3000-\u303F\uFF00-\uFFEF\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
    r"\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}\p{Arabic}])\X){12,}"
)
"""What may be broken anywhere, as no line has to have room for it; not in scripts that break by themselves or whose letters join."""
BREAK = "\u200b"


@cache
def printing_fonts(language: str) -> tuple[FontFile | None, ...]:
    """Returns the fonts to print with, the preferred one first; None is Pillow's own, where there is no Noto."""
    noto = font_files(language, SCRIPTS)
    return (*(noto or (None,)), *emoji_fonts())


def families(language: str) -> list[str]:
    """Returns the names of `printing_fonts`."""
    return [font.family if font else BUILT_IN for font in printing_fonts(language)]


def font_paths(language: str) -> list[str]:
    """Returns the files of `printing_fonts`, each bold one with the regular one of its family, where the machine has that."""
    bold = [font.path for font in printing_fonts(language) if font]
    regular = [path.with_name(path.name.replace("-Bold", "-Regular")) for path in bold]
    return [str(path) for path in dict.fromkeys((*bold, *regular)) if path.is_file()]


def printable(text: str, language: str) -> str:
    """Returns the text without the emoji and signs that no font has. Raises LettersNotPrintable for letters, and where nothing would be left."""
    signs = clusters(text)
    lacking = [sign for sign in signs if not _has_font(sign, language)]
    letters = [sign for sign in lacking if LETTER.search(sign) and not EMOJI.search(sign)]
    if letters or (lacking and len(lacking) == sum(bool(_ink(sign)) for sign in signs)):
        raise _refusal(letters or lacking)
    left_out = frozenset(lacking)
    kept = "".join(sign for sign in signs if sign not in left_out)
    return str(LONG_WORD.sub(lambda word: BREAK.join(clusters(word[0])), without_gaps(kept)))


def printable_languages() -> tuple[Language, ...]:
    """Returns those of our languages whose own name this machine can print."""
    return tuple(
        language
        for language in LANGUAGES
        if all(_has_font(sign, language.code) for sign in clusters(language.name))
    )


def _has_font(sign: str, language: str) -> bool:
    """Returns whether one font has all of a character that is seen."""
    points = frozenset(map(ord, _ink(sign)))
    return any(points <= covered(font) for font in printing_fonts(language))


def _ink(sign: str) -> str:
    return str(UNSEEN.sub("", sign))


def _refusal(lacking: list[str]) -> LettersNotPrintable:
    shown = "".join(dict.fromkeys(lacking))[:SHOWN]
    return LettersNotPrintable(letters=shown, script=script_of(lacking))


def script_of(signs: Iterable[str]) -> str:
    """Returns the ISO 15924 code of the script of the first letter, "" where there is none."""
    first = next((sign for sign in signs if LETTER.search(sign)), "")
    return next((code for code, script in SCRIPT_CODES.items() if first and script.match(first)), "")


SCRIPT_CODES = {
    code: regex.compile(rf"\p{{Script={code}}}")
    for code in (
        *("Hani", "Hira", "Kana", "Hang", "Thai", "Khmr", "Laoo", "Mymr", "Taml", "Deva", "Arab", "Hebr"),
        *("Beng", "Guru", "Telu", "Sinh", "Geor", "Armn", "Ethi", "Cyrl", "Grek", "Latn", "Mlym", "Knda"),
        *("Gujr", "Orya", "Tibt", "Mong"),
    )
}
