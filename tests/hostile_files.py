"""Files that strangers could send to do harm, made by a seed, and a few that are odd and harmless."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from PIL import Image

from tests.pdfs import pdf, scanned_pdf


@dataclass(frozen=True, kw_only=True)
class HostileFile:
    """A file as it is sent: its name says what it would like to be taken for."""

    kind: str
    name: str
    data: bytes = field(repr=False)


@cache
def deep_pdf(depth: int) -> bytes:
    """Return a PDF whose tree of pages is so deep; it has no list of its objects, which every reader then makes."""
    nodes = b"".join(b"%d 0 obj<</Kids[%d 0 R]>>endobj\n" % (each, each + 1) for each in range(2, depth))
    ends = b"%d 0 obj<</Type/Page>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF" % depth
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + nodes + ends


@cache
def swollen_pdf(references: int) -> bytes:
    """Return a PDF of a few kB whose list of objects, deflated twice, names so many."""
    rows = zlib.compress(zlib.compress(b"\x01\x00\x10\x00" * references, 9), 9)
    head = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    )
    listed = b"3 0 obj<</Type/XRef/Size %d/W[1 2 1]/Root 1 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
    return (
        head
        + listed % (references, len(rows))
        + rows
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)
    )


@cache
def jpeg_of_scans(scans: int, width: int = 3000, height: int = 2000) -> bytes:
    """Return a progressive JPEG whose last scan is repeated until there are so many."""
    whole = encoded(Image.new("RGB", (width, height), "teal"), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * (scans - whole.count(b"\xff\xda") + 1) + whole[-2:]


def png(width: int, height: int, bits: int = 1, *, whole: bool = True, text: bytes = b"") -> bytes:
    """Return a grey PNG, with all its pixels or with none; a compressed text of it may be huge."""
    line = bytes(1 + -(-width * bits // 8))
    pixels = zlib.compressobj(9)
    data = b"".join(pixels.compress(line) for _ in range(height if whole else 0)) + pixels.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    words = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text, 9)) if text else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + words + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """Return the bytes of a picture in a format of Pillow's."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def frames(form: str, count: int, side: int) -> bytes:
    """Return an animation."""
    pictures = [Image.new("RGB", (side, side), (number % 256, 0, 99)) for number in range(count)]
    return encoded(pictures[0], form, save_all=True, append_images=pictures[1:])


def zipped() -> bytes:
    """Return a small archive of many zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", bytes(2**22))
    return out.getvalue()


def noise(rng: Random, side: int = 300) -> Image.Image:
    """Return a picture that compresses badly."""
    return Image.frombytes("RGB", (side, side), rng.randbytes(side * side * 3))


def with_huge_jpeg_header(data: bytes) -> bytes:
    """Return a JPEG that says it is 65,500 pixels wide and high."""
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + struct.pack(">HH", 65500, 65500) + data[start + 4 :]


def truncated(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(8, len(data))]


def spoiled(data: bytes, rng: Random) -> bytes:
    """Return the file with up to forty bytes behind its first twelve changed."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 40)):
        changed[rng.randrange(12, len(changed))] = rng.randrange(256)
    return bytes(changed)


def heic(rng: Random) -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + rng.randbytes(5000)


def webp_canvas(side: int) -> bytes:
    """Return a WebP whose header promises an animation on a canvas as wide and high as there is."""
    canvas = bytes([0x02, 0, 0, 0]) + (side - 1).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(body)) + body


KINDS: dict[str, tuple[str, Callable[[Random], bytes]]] = {
    "deep pages": ("pdf", lambda rng: deep_pdf(100_000)),
    "swollen references": ("pdf", lambda rng: swollen_pdf(2**24)),
    "many scans": ("jpg", lambda rng: jpeg_of_scans(1507)),
    "a large bomb": ("png", lambda rng: png(13_000, 13_000)),
    "a bomb within limits": ("png", lambda rng: png(4900, 5000, 8)),
    "a header of its own": ("png", lambda rng: png(2**31 - 1, 2**31 - 1, whole=False)),
    "a huge text": ("png", lambda rng: png(64, 64, text=bytes(2**24))),
    "a huge JPEG": ("jpg", lambda rng: with_huge_jpeg_header(encoded(noise(rng), "JPEG"))),
    "a huge canvas": ("webp", lambda rng: webp_canvas(2**14)),
    "a GIF": ("gif", lambda rng: frames("GIF", 40, 300)),
    "a WebP that moves": ("webp", lambda rng: frames("WEBP", 60, 200)),
    "a PNG that moves": ("png", lambda rng: frames("PNG", 60, 200)),
    "two pictures in one": ("jpg", lambda rng: frames("MPO", 2, 300)),
    "a TIFF": ("tif", lambda rng: encoded(noise(rng), "TIFF")),
    "a BMP": ("bmp", lambda rng: encoded(noise(rng), "BMP")),
    "a HEIC": ("heic", heic),
    "an archive": ("zip", lambda rng: zipped()),
    "a letter": ("docx", lambda rng: zipped()),
    "nothing": ("png", lambda rng: b""),
    "a password": ("pdf", lambda rng: scanned_pdf(password="secret")),
    "no page": ("pdf", lambda rng: scanned_pdf(0)),
    "random bytes": ("jpg", lambda rng: rng.randbytes(rng.randint(1, 50_000))),
    "random bytes behind a name": ("pdf", lambda rng: b"%PDF-1.7\n" + rng.randbytes(20_000)),
    "a cut PDF": ("pdf", lambda rng: truncated(pdf(), rng)),
    "a spoiled PDF": ("pdf", lambda rng: spoiled(scanned_pdf(3), rng)),
    "a cut JPEG": ("jpg", lambda rng: truncated(encoded(noise(rng), "JPEG"), rng)),
    "a spoiled JPEG": ("jpg", lambda rng: spoiled(encoded(noise(rng), "JPEG", progressive=True), rng)),
    "a cut PNG": ("png", lambda rng: truncated(encoded(noise(rng), "PNG"), rng)),
    "a spoiled PNG": ("png", lambda rng: spoiled(encoded(noise(rng), "PNG"), rng)),
    "a spoiled WebP": ("webp", lambda rng: spoiled(encoded(noise(rng), "WEBP"), rng)),
}
NAMES = ("pdf", "jpg", "png", "webp")


def hostile_files(count: int, seed: int = 25) -> Iterator[HostileFile]:
    """Yield so many files, of each kind in turn: the first round under their own names, later ones at times under another."""
    rng, kinds = Random(seed), [*KINDS.items()]
    for number in range(count):
        kind, (suffix, make) = kinds[number % len(kinds)]
        disguise = number >= len(kinds) and rng.random() < 0.3
        name = f"file.{rng.choice(NAMES) if disguise else suffix}"
        yield HostileFile(kind=kind, name=name, data=make(rng))
