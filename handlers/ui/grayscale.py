"""Decodes an untrusted picture to greys, within limits of its pixels."""

from io import BytesIO

from PIL import Image

MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 12_500_000, "WEBP": 12_500_000}
"""A JPEG is scaled down while it is read, the others are decoded in full."""
MAX_SIDE = 2000


def grayscale(picture: bytes) -> Image.Image:
    """Returns the picture in greys on white, at most MAX_SIDE wide and high. Raises DecompressionBombError and the UNREADABLE errors."""
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
