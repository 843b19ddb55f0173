"""The child process that lays out one sheet: a request as JSON on stdin, the file on stdout, and the end.

It is started for each sheet by `bot/printing/printer.py`, with an empty environment and under limits, and imports nothing of ours.
"""

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageFont

TEMPLATES = Path(__file__).resolve().parent / "templates"
TIMESTAMP = 1_577_836_800
"""1 January 2020: equal sheets are equal bytes, whenever they are printed."""


def main() -> None:
    """Print the requested sheet to stdout."""
    request = json.load(sys.stdin.buffer)
    with font_folder(request["fonts"]) as folder:
        sys.stdout.buffer.write(print_sheet(request, folder))


@contextlib.contextmanager
def font_folder(fonts: list[str]) -> Iterator[str]:
    """Yield a folder with these fonts and Pillow's own: those whose letters were counted, and no others."""
    with tempfile.TemporaryDirectory() as folder:
        for font_path in fonts:
            Path(folder, Path(font_path).name).symlink_to(font_path)
        font = ImageFont.load_default(16)
        assert isinstance(font, ImageFont.FreeTypeFont)
        Path(folder, "built-in.ttf").write_bytes(font.font_bytes)
        yield folder


def print_sheet(request: dict[str, Any], font_folder: str) -> bytes:
    """Return a PDF for screen readers too (PDF/UA), or a PNG where the request has `dots_per_inch`: in two grey levels, or `in_colour`."""
    compiler = typst.Compiler(
        input=str(TEMPLATES / f"{request['template']}.typ"),
        root=str(TEMPLATES),
        font_paths=[font_folder],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(request["data"])},
    )
    dots = request["dots_per_inch"]
    if dots is None:
        return file_of(compiler.compile(format="pdf", timestamp=TIMESTAMP, pdf_standards=["ua-1"]))
    png = file_of(compiler.compile(format="png", ppi=dots))
    return png if request["in_colour"] else two_levels(png, dots)


def file_of(document: bytes | list[bytes] | None) -> bytes:
    """Return the one file that was made: a PNG has one page."""
    assert isinstance(document, bytes)
    return document


def two_levels(png: bytes, dots: int) -> bytes:
    """Return the picture in black and white, without greys: a receipt printer would print those as noise."""
    grey = Image.open(io.BytesIO(png)).convert("L")
    out = io.BytesIO()
    grey.point(lambda level: 255 * (level > 127)).convert("1").save(out, "PNG", dpi=(dots, dots))
    return out.getvalue()


if __name__ == "__main__":
    main()
