"""The picture of a draw's result."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.draw.result_picture import draw_result
from handlers.drop.placeholder_picture import dice_and_palette

SEED = 7


def picture(entries: int, drawn: tuple[int, ...]) -> Image.Image:
    png = draw_result("print", SEED, entries, drawn)
    assert len(png) <= 60_000
    image = Image.open(BytesIO(png)).convert("RGB")
    assert image.size == (800, 400)
    return image


def lit_pixels(image: Image.Image) -> int:
    """Return how many pixels are as bright as a lit lantern."""
    _, palette = dice_and_palette(SEED)
    lit = palette.bright(palette.glow, 0.35)
    wanted = tuple(int(lit[start : start + 2], 16) for start in (1, 3, 5))
    pixels = image.getcolors(maxcolors=800 * 400) or []
    return sum(
        count
        for count, colour in pixels
        if isinstance(colour, tuple) and all(abs(a - b) < 24 for a, b in zip(colour, wanted, strict=True))
    )


@pytest.mark.parametrize("entries", [1, 3, 31, 87, 700, 3_000, 100_000])
def test_more_lanterns_are_lit_the_more_were_drawn(entries: int) -> None:
    none, half, every = (
        lit_pixels(picture(entries, tuple(range(1, count + 1)))) for count in (0, (entries + 1) // 2, entries)
    )
    assert none < half <= every
    assert half < every or entries == 1


def test_who_was_passed_over_is_not_lit() -> None:
    first, second = picture(2, (1,)), picture(2, (2,))
    left, right = (0, 0, 400, 300), (400, 0, 800, 300)
    assert lit_pixels(first.crop(left)) > lit_pixels(first.crop(right))
    assert lit_pixels(second.crop(right)) > lit_pixels(second.crop(left))


def test_it_is_the_same_each_time() -> None:
    assert draw_result("print", SEED, 87, (1, 2)) == draw_result("print", SEED, 87, (1, 2))
