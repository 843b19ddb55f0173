"""The fonts of this machine: the Noto families that it has, and the characters of each.

Pictures and printed sheets use the same, so both know before they draw what would come out as a box.
"""

import os
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import regex  # type: ignore[import-untyped]
from PIL import ImageFont

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path(os.path.expanduser("~/.fonts")),  # noqa: PTH111 - Path.expanduser fails for a user without a home
)
CJK_FACES = {"ja": (0, "JP"), "ko": (1, "KR"), "zh_Hant": (3, "TC")}
"""The faces of Noto Sans CJK for a reader's language; simplified Chinese for all others."""
SIMPLIFIED = (2, "SC")
GAP = regex.compile(r"\s+([,.;:!?)])")
"""What is left in front of a sign when the character before it went."""


@dataclass(frozen=True)
class FontFile:
    """A font: its file, its number in that file, and the name of its family."""

    path: Path
    face: int
    family: str


@cache
def font_files(language: str, scripts: tuple[str, ...]) -> tuple[FontFile, ...]:
    """Returns the bold fonts that this machine has, the preferred one first: Latin, Chinese, then those of `scripts`."""
    face, region = next(
        (found for start, found in CJK_FACES.items() if language.startswith(start)), SIMPLIFIED
    )
    wanted = [
        ("NotoSans-Bold.ttf", 0, "Noto Sans"),
        ("NotoSansCJK-Bold.ttc", face, f"Noto Sans CJK {region}"),
        *((f"NotoSans{script}-Bold.ttf", 0, f"Noto Sans {script}") for script in scripts),
    ]
    return _found(tuple(wanted))


def emoji_fonts() -> tuple[FontFile, ...]:
    """Returns the font of coloured emoji, if this machine has it."""
    return _found((("NotoColorEmoji.ttf", 0, "Noto Color Emoji"),))


def _found(candidates: tuple[tuple[str, int, str], ...]) -> tuple[FontFile, ...]:
    files = _noto_files()
    return tuple(FontFile(files[name], face, family) for name, face, family in candidates if name in files)


@cache
def _noto_files() -> dict[str, Path]:
    return {
        path.name: path for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob("Noto*.tt?")
    }


@cache
def covered(file: FontFile | None) -> frozenset[int]:
    """Returns the code points that a font has glyphs for; None is Pillow's own font."""
    from fontTools.ttLib import TTFont

    source = file.path if file else BytesIO(built_in(16).font_bytes)
    with TTFont(source, fontNumber=file.face if file else -1, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def built_in(size: int) -> ImageFont.FreeTypeFont:
    """Returns Pillow's own font, which has Latin letters."""
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def without_gaps(text: str) -> str:
    """Returns a text from which characters were left out, without the gaps where they stood."""
    return str(GAP.sub(r"\1", " ".join(text.split())))
