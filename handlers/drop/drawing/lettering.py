"""Lettering in pictures: names in their own script, from the Noto fonts of the system.

A character that no font has is left out, never drawn as a box. Without Noto, Pillow's own font draws Latin letters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import regex  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont, features

from handlers.ui.fonts import FontFile, built_in, covered, font_files, without_gaps
from locales.user_text import ELLIPSIS, clusters

SHAPED = ("Thai", "Khmer", "Lao", "Myanmar", "Tamil", "Devanagari")
"""Scripts whose letters change with their neighbours; Pillow needs Raqm and FriBiDi for them."""
UNSEEN = regex.compile(r"[\p{Cf}\p{Cc}\p{Variation_Selector}]")
"""What takes no room, such as direction marks."""
WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
"""Scripts in which a line may break between any two characters."""


def _fonts(language: str) -> tuple[FontFile, ...]:
    """Returns the fonts that Pillow can draw with."""
    return font_files(language, SHAPED if features.check("raqm") else ())


@lru_cache(maxsize=64)
def _font(file: FontFile | None, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file.path, size, index=file.face) if file else built_in(size)


@dataclass(frozen=True)
class Lettering:
    """The style in which text is drawn for readers of a language."""

    language: str

    def drawable(self, text: str) -> str:
        """Returns the text without what no font of this machine has, and without gaps where that stood."""
        seen = "".join(sign for sign, _ in self._signs(text))
        return without_gaps(seen)

    def width(self, text: str, size: int) -> float:
        return sum(_font(file, size).getlength(run) for file, run in self._runs(text))

    def fit(self, text: str, size: int, width: float) -> str:
        """Returns the text, its end replaced by "…" where it is wider than `width`."""
        if self.width(text, size) <= width:
            return text
        signs = clusters(text)
        while signs and self.width("".join(signs).rstrip() + ELLIPSIS, size) > width:
            signs.pop()
        return "".join(signs).rstrip() + ELLIPSIS

    def wrap(self, text: str, size: int, width: float, lines: int) -> list[str]:
        """Returns at most so many lines; the last one ends with "…" if something was left out."""
        broken = [""]
        for word in _words(text):
            if len(broken) < lines and broken[-1] and self.width(broken[-1] + word.rstrip(), size) > width:
                broken.append("")
            broken[-1] += word
        return [self.fit(line.strip(), size, width) for line in broken if line.strip()]

    def draw(
        self, image: Image.Image, place: tuple[float, float], text: str, size: int, *, colour: str
    ) -> None:
        """Draws a line of text; `place` is the left end of its baseline."""
        (x, y), pen = place, ImageDraw.Draw(image)
        for file, run in self._runs(text):
            font = _font(file, size)
            pen.text((x, y), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)

    def _signs(self, text: str) -> Iterator[tuple[str, FontFile | None]]:
        """Yields the characters that can be drawn, each with its font."""
        for sign in clusters(text):
            seen = UNSEEN.sub("", sign)
            points = frozenset(map(ord, seen))
            for file in (*_fonts(self.language), None):
                if points and points <= covered(file):
                    yield seen, file
                    break

    def _runs(self, text: str) -> Iterator[tuple[FontFile | None, str]]:
        """Yields pieces of a text that one font draws; spaces stay with what stands before them."""
        for file, signs in groupby(self._signs(text), lambda sign: sign[1]):
            yield file, "".join(sign for sign, _ in signs)


def _words(text: str) -> list[str]:
    """Returns the pieces between which a line may break, each with the space behind it."""
    found: list[str] = regex.findall(rf"(?:{WIDE.pattern}\p{{P}}*|(?:(?!{WIDE.pattern})\S)+)\s*", text)
    return found
