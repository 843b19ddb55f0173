"""Readers of printed sheets: the QRs in the paths of a PDF, and sheets as pictures, as a printer would make them."""

import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import typst
import zxingcpp
from PIL import Image, ImageDraw

from bot.printing import child
from bot.printing.layout import Layout
from bot.printing.printable import font_paths

STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.DOTALL)
"""With the carriage return that may stand before the last line break: it may as well be the last byte of the stream."""
STRING = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>", re.DOTALL)
TOKEN = re.compile(rb"-?\d*\.?\d+|[A-Za-z*]+|\S")
PAINTING = {b"f", b"F", b"f*", b"S", b"s", b"B", b"n"}
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
FEWEST = 60
"""Subpaths from which on a filled path is a QR."""
MILLIMETRE = 72 / 25.4
Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class PrintedQr:
    """The text of a QR, and the width of its dark square in millimetres."""

    text: str
    width: float


def qrs_in(pdf: bytes) -> list[PrintedQr]:
    """Return the QRs of a PDF, in their order. Each is one path, filled once."""
    return [_read(shapes) for shapes in page_paths(pdf) if len(shapes) >= FEWEST]


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def read_qrs(image: Image.Image) -> list[str]:
    """Return what zxing reads in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"), formats=QR_CODES)]


def pages_of(laid_out: Layout, dots_per_inch: int) -> list[Image.Image]:
    """Return the pages of a sheet as pictures, laid out by the same template."""
    with child.font_folder(font_paths(laid_out.language)) as folder:
        compiler = typst.Compiler(
            input=str(child.TEMPLATES / f"{laid_out.template}.typ"),
            root=str(child.TEMPLATES),
            font_paths=[folder],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(laid_out.data)},
        )
        made = compiler.compile(format="png", ppi=dots_per_inch)
    pages = made if isinstance(made, list) else [made]
    return [Image.open(io.BytesIO(page)) for page in pages if page]


def page_paths(pdf: bytes) -> Iterator[list[list[Point]]]:
    """Return the filled paths of all pages, each as its subpaths in points."""
    for stream in STREAM.findall(pdf):
        try:
            content = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        if content[:1] in {b"/", b"q"}:
            yield from _paths(STRING.sub(b"", content))


def _paths(content: bytes) -> Iterator[list[list[Point]]]:
    matrix, saved, numbers = IDENTITY, [], []
    shapes: list[list[Point]] = []
    for token in TOKEN.findall(content):
        if re.fullmatch(rb"-?\d*\.?\d+", token):
            numbers.append(float(token))
            continue
        if token == b"q":
            saved.append(matrix)
        elif token == b"Q":
            matrix = saved.pop()
        elif token == b"cm":
            matrix = _product(tuple(numbers[-6:]), matrix)  # type: ignore[arg-type]
        elif token == b"m":
            shapes.append([_moved(numbers[-2], numbers[-1], matrix)])
        elif token == b"l":
            shapes[-1].append(_moved(numbers[-2], numbers[-1], matrix))
        elif token in PAINTING:
            if token in {b"f", b"f*"}:
                yield shapes
            shapes = []
        numbers = []


def _product(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _read(shapes: list[list[Point]]) -> PrintedQr:
    points = [point for shape in shapes for point in shape]
    left, low = min(x for x, _ in points), min(y for _, y in points)
    width, high = max(x for x, _ in points) - left, max(y for _, y in points)
    scale = 600 / width
    image = Image.new("L", (760, 760), 255)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        draw.polygon([(80 + (x - left) * scale, 80 + (high - y) * scale) for x, y in shape], fill=0)
    assert round(high - low, 1) == round(width, 1)
    [found] = zxingcpp.read_barcodes(image, formats=QR_CODES)
    assert found.ec_level == "Q"
    return PrintedQr(found.text, width / MILLIMETRE)
