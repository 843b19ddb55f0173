"""The QR of a ticket, and QR codes in untrusted pictures."""

import io
import random

import pytest
import segno
from PIL import Image

from handlers.ticket.qr import qr_png
from tests.opened_files import qr_in

LINK = "https://t.me/lorong_demo_bot?start=t_7KQ2M9XF30123456789abcdefABCDEF"


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_it_is_a_small_square_picture_black_on_white_with_its_quiet_zone() -> None:
    png = qr_png(LINK)
    picture = Image.open(io.BytesIO(png))
    assert picture.size[0] == picture.size[1]
    assert 700 <= picture.size[0] <= 800
    other = segno.make(LINK, error="m", boost_error=False)
    out = io.BytesIO()
    other.save(out, kind="png", scale=picture.width // other.symbol_size()[0])
    assert len(png) <= len(out.getvalue()), "no larger than another library's"
    assert {colour for _, colour in picture.convert("L").getcolors() or []} == {0, 255}
    left, top, right, bottom = picture.convert("L").point(lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    margins = {left, top, picture.width - right, picture.height - bottom}
    assert len(margins) == 1
    finder = 7 * margins.pop() // 4
    assert all(picture.getpixel((left + place, top)) == 0 for place in range(finder))
    assert picture.getpixel((left + finder, top)) == 255, "the quiet zone is as wide as four modules"


@pytest.mark.parametrize("side", [160, 320, 800])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_read_at_any_size_from_any_kind_of_picture(side: int, kind: str) -> None:
    picture = Image.open(io.BytesIO(qr_png(LINK))).convert("L").resize((side, side))
    assert qr_in(saved(picture, kind)) == LINK


def test_it_is_read_on_a_transparent_ground() -> None:
    picture = Image.open(io.BytesIO(qr_png(LINK))).convert("RGBA")
    picture.putdata([(0, 0, 0, 0) if pixel[0] else (0, 0, 0, 255) for pixel in picture.get_flattened_data()])
    assert qr_in(saved(picture, "PNG")) == LINK


def test_a_huge_picture_is_refused_from_its_header() -> None:
    huge = saved(Image.new("1", (12_000, 12_000)), "PNG")
    assert len(huge) < 50_000
    assert qr_in(huge) is None


@pytest.mark.parametrize(
    "nonsense", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a" + bytes(40)]
)
def test_what_is_no_picture_has_no_qr(nonsense: bytes) -> None:
    assert qr_in(nonsense) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_broken_picture_is_never_an_error(kind: str) -> None:
    whole = saved(Image.open(io.BytesIO(qr_png(LINK))).convert("L").resize((200, 200)), kind)
    rng = random.Random(3)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        assert qr_in(bytes(broken[: rng.randrange(1, len(broken) + 1)])) in (None, LINK)
