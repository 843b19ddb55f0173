"""Reads a QR code in an untrusted picture."""

import zxingcpp
from PIL import Image

from handlers.ui.grayscale import grayscale
from handlers.ui.image_errors import UNREADABLE

MAX_BYTES = 5 * 2**20


def qr_in(picture: bytes) -> str | None:
    """Returns the text of the QR code, None if there is none. Takes up to 0.1 s: call it off the event loop."""
    return next((text for text in qrs_in(picture) if text is not None), None)


def qrs_in(picture: bytes) -> tuple[str | None, ...]:
    """Returns the texts of all QR codes, None for one that is there and cannot be read. Takes up to 0.1 s: call it off the event loop."""
    try:
        grey = grayscale(picture)
    except (Image.DecompressionBombError, *UNREADABLE):
        return ()
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=formats, return_errors=True)
    return tuple(bytes(each.bytes).decode(errors="replace") if each.valid else None for each in found)
