"""The picture of a draw's result: a numbered lantern for each entry, in the order of the draw, lit where it was drawn."""

from collections.abc import Collection
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from handlers.drop.drawing.brush import Brush, Palette
from handlers.drop.placeholder_picture import dice_and_palette, png_of, wide_scene

SIZE = WIDTH, HEIGHT = 800, 400
MARGIN, BAND = 28, 76
"""Pixels around the lanterns, and of the band below them."""
DIMMED = 0.78
"""How much of the scene behind them is night."""
MIN_CELL, NUMBERED_CELL, MAX_CELL = 8, 26, 96
"""Pixels from one lantern to the next at least, from where on they have numbers, and at most."""


def draw_result(motif: str, seed: int, entries: int, drawn: Collection[int]) -> bytes:
    """Returns a PNG of 800 x 400: `entries` lanterns, those of the numbers `drawn` lit.

    Beyond some 3,000 entries a lantern stands for several, and the first are lit.
    """
    rng, palette = dice_and_palette(seed)
    scene = wide_scene(motif, seed).resize(SIZE, Image.Resampling.BOX)
    image = Image.blend(scene, Image.new("RGB", SIZE, palette.night), DIMMED)
    brush = Brush(image, palette, rng, scale=1)
    cell = _cell(max(1, entries))
    columns = min(entries, (WIDTH - 2 * MARGIN) // cell)
    lanterns = min(entries, columns * ((HEIGHT - MARGIN - BAND) // cell))
    rows = ceil(lanterns / columns) if columns else 0
    left, top = (WIDTH - columns * cell) / 2, (HEIGHT - BAND + MARGIN - rows * cell) / 2
    lit = {*drawn} if lanterns == entries else {*range(1, ceil(len(drawn) * lanterns / entries) + 1)}
    for place in range(lanterns):
        at, is_lit = (
            (left + (place % columns + 0.5) * cell, top + (place // columns + 0.5) * cell),
            place + 1 in lit,
        )
        _lantern(brush, palette, at, cell, is_lit=is_lit)
        if cell >= NUMBERED_CELL:
            _number(image, palette, at, place + 1, size=cell * 0.36, is_lit=is_lit)
    _score(image, palette, f"{len(drawn)} / {entries}")
    return png_of(image, 128)


def _cell(count: int) -> int:
    """Returns the pixels from one lantern to the next so that all find room, MIN_CELL at least."""
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - MARGIN - BAND
    sizes = range(MAX_CELL, MIN_CELL, -1)
    return next((size for size in sizes if (wide // size) * (high // size) >= count), MIN_CELL)


def _lantern(brush: Brush, palette: Palette, place: tuple[float, float], cell: int, *, is_lit: bool) -> None:
    x, y = place
    if is_lit:
        brush.oval(x, y, cell * 0.48, cell * 0.48, colour=palette.blend(palette.night, palette.glow, 0.45))
        brush.oval(x, y, cell * 0.38, cell * 0.4, colour=palette.bright(palette.glow, 0.35))
    else:
        brush.oval(x, y, cell * 0.38, cell * 0.4, colour=palette.blend(palette.night, palette.light, 0.16))


def _number(
    image: Image.Image,
    palette: Palette,
    place: tuple[float, float],
    number: int,
    *,
    size: float,
    is_lit: bool,
) -> None:
    colour = palette.ink if is_lit else palette.blend(palette.night, palette.light, 0.6)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(image).text(place, str(number), fill=colour, font=font, anchor="mm")


def _score(image: Image.Image, palette: Palette, words: str) -> None:
    place = WIDTH / 2, HEIGHT - BAND / 2
    ImageDraw.Draw(image).text(place, words, fill=palette.light, font=ImageFont.load_default(46), anchor="mm")
