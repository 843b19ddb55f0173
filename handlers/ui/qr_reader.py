"""Reads a QR code in an untrusted picture."""

from io import BytesIO

import zxingcpp
from PIL import Image

from handlers.ui.image_errors import UNREADABLE

MAX_BYTES = 5 * 2**20
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 12_500_000, "WEBP": 12_500_000}
"""A JPEG is scaled down while it is read, the others are decoded in full."""
MAX_SIDE = 2000


def qr_in(picture: bytes) -> str | None:
    """Returns the text of the QR code, None if there is none. Takes up to 0.1 s: call it off the event loop."""
    return next((text for text in qrs_in(picture) if text is not None), None)


def qrs_in(picture: bytes) -> tuple[str | None, ...]:
    """Returns the texts of all QR codes, None for one that is there and cannot be read. Takes up to 0.1 s: call it off the event loop."""
    try:
        grey = _grayscale(picture)
    except (Image.DecompressionBombError, *UNREADABLE):
        return ()
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=formats, return_errors=True)
    return tuple(bytes(each.bytes).decode(errors="replace") if each.valid else None for each in found)


def _grayscale(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture), formats=tuple(MAX_PIXELS)) as image:
        if image.width * image.height > MAX_PIXELS[image.format or ""]:
            raise ValueError("more pixels than are looked at")
        image.draft("L", (MAX_SIDE, MAX_SIDE))
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        if "A" in image.getbands() or "transparency" in image.info:
            white = Image.new("RGBA", image.size, "white")
            white.alpha_composite(image.convert("RGBA"))
            return white.convert("L")
        return image.convert("L")
