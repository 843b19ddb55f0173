"""Degraded copies of a picture, as a scanner gets them."""

import io

from PIL import Image, ImageFilter


def as_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


BAD_COPIES = {
    "as it is sent": lambda image: as_jpeg(image),
    "JPEG at quality 40": lambda image: as_jpeg(image, 40),
    "tilted": lambda image: as_jpeg(image.rotate(12, Image.Resampling.BICUBIC, expand=True)),
    "blurred": lambda image: as_jpeg(image.filter(ImageFilter.GaussianBlur(2))),
    "half size": lambda image: as_jpeg(image.resize((400, 500), Image.Resampling.LANCZOS)),
    "all of it": lambda image: as_jpeg(
        image.rotate(12, Image.Resampling.BICUBIC, expand=True)
        .filter(ImageFilter.GaussianBlur(1))
        .resize((500, 610)),
        40,
    ),
}
