"""The picture of a stall's bank QR: saved on a phone, it still says whom to pay, how much and with what reference."""

from io import BytesIO

from PIL import Image

from handlers.drop.drawing.lettering import Lettering
from handlers.ticket.qr import qr_png

NAME, TEXT = 46, 38
GAP, MARGIN = 18, 40
BLACK = "#000000"


def bank_qr_picture(text: str, lines: tuple[str, ...], language: str) -> bytes:
    """Returns a PNG of the QR of `text`, with `lines` under it, the first of them larger."""
    letters = Lettering(language)
    code = Image.open(BytesIO(qr_png(text))).convert("L")
    sizes = (NAME, *(TEXT for _ in lines[1:]))
    height = sum(size + GAP for size in sizes) + GAP
    image = Image.new("L", (code.width, code.height + height), 255)
    image.paste(code, (0, 0))
    y = code.height
    for line, size in zip(lines, sizes, strict=True):
        y += size
        words = letters.fit(letters.drawable(line), size, image.width - 2 * MARGIN)
        letters.draw(image, ((image.width - letters.width(words, size)) / 2, y), words, size, colour=BLACK)
        y += GAP
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
