"""QR codes, black on white. Error correction is M where a screen shows them: it is flat and clean."""

import struct
import zlib

import zxingcpp
from PIL import Image, ImageOps

SIDE, QUIET = 800, 4
"""Pixels, at most; modules."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
BLACK_AND_WHITE = (1, 0, 0, 0, 0)
"""Of the header of a PNG: one bit a pixel, grey, and nothing unusual."""


def qr_png(link: str) -> bytes:
    """Returns a PNG of about 800 px square."""
    modules = qr_modules(link)
    return modules_png(modules, SIDE // (modules.width + 2 * QUIET))


def qr_modules(link: str, correction: str = "M") -> Image.Image:
    """Returns a QR in grey levels, a pixel a module, without its quiet zone."""
    code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level=correction)
    return Image.fromarray(code.to_image(scale=1, add_quiet_zones=False))


def modules_png(modules: Image.Image, scale: int) -> bytes:
    """Returns a PNG of modules and their quiet zone, `scale` pixels each.

    Pillow filters each row, which makes a QR larger by a third: here rows stand as they are, and equal ones cost nearly nothing.
    """
    framed = ImageOps.expand(modules.convert("1"), QUIET, 1)
    wide = framed.resize((framed.width * scale, framed.height), Image.Resampling.NEAREST)
    pixels, stride = wide.tobytes(), (wide.width + 7) // 8
    unfiltered = b"\0"
    rows = [(unfiltered + pixels[at : at + stride]) * scale for at in range(0, len(pixels), stride)]
    header = struct.pack(">2I5B", wide.width, framed.height * scale, *BLACK_AND_WHITE)
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"".join(rows))), _chunk(b"IEND", b"")]
    return SIGNATURE + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
