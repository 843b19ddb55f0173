"""The QR of a ticket: black on white, with its quiet zone."""

from io import BytesIO

import qrcode

SIDE, QUIET = 800, 4
"""Pixels, at most; modules."""


def qr_png(link: str) -> bytes:
    """Returns a PNG of about 800 px square, error correction M: a screen is flat and clean."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(link)
    code.make(fit=True)
    code.box_size = SIDE // (code.modules_count + 2 * QUIET)
    png = BytesIO()
    code.make_image().get_image().convert("1").save(png, "PNG", optimize=True)
    return png.getvalue()
