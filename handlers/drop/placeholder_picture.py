"""Placeholder pictures: drawn for drops without a photo."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont, ImageOps

from handlers.drop.drawing import craft, food, household, sweets
from handlers.drop.drawing.brush import HEIGHT, SCALE, TABLE_TOP, WIDTH, Brush, Palette

DRAWINGS: dict[str, Callable[[Brush], None]] = {
    "buns": sweets.buns,
    "onde": sweets.onde,
    "tangyuan": sweets.tangyuan,
    "cincin": sweets.cincin,
    "penjaram": sweets.penjaram,
    "seri muka": sweets.seri_muka,
    "cake": sweets.cake,
    "tray": sweets.tray,
    "kuih": food.kuih,
    "coffee": food.coffee,
    "cup": food.cup,
    "drink": food.drink,
    "sambal": food.sambal,
    "bowl": food.bowl,
    "fruit": food.fruit,
    "print": craft.woodcut,
    "textile": craft.textile,
    "craft": craft.beads,
    "music": craft.music,
    "book": household.book,
    "plant": household.plant,
    "lantern": household.lantern,
}
MOTIFS = tuple(DRAWINGS)
DEFAULT = "lantern"
SIDE = (2 * HEIGHT - WIDTH) // 2
"""Added at each side, so that a picture is twice as wide as high."""
STRIP_HEIGHT, NARROW = 300, 320

PALETTES = (
    Palette(
        night="#1b1f3f",
        glow="#e9a24e",
        table="#3b2545",
        ink="#100d20",
        light="#fbe8cc",
        warm="#d6523a",
        cool="#4d9a98",
        leaf="#7aa257",
    ),
    Palette(
        night="#3a1728",
        glow="#f0b155",
        table="#5c2a2f",
        ink="#1c0a15",
        light="#fdeed4",
        warm="#e5673d",
        cool="#5c9c94",
        leaf="#8a9f4e",
    ),
    Palette(
        night="#10343b",
        glow="#f2bf63",
        table="#1f4b4c",
        ink="#06191e",
        light="#fbefd3",
        warm="#e06a3c",
        cool="#86bfa6",
        leaf="#6fa05a",
    ),
    Palette(
        night="#2b1a48",
        glow="#f08b5c",
        table="#4b2a5c",
        ink="#140a26",
        light="#fde9d8",
        warm="#e24f66",
        cool="#58a3b5",
        leaf="#7ba667",
    ),
    Palette(
        night="#23324f",
        glow="#f3a58c",
        table="#3c3f5f",
        ink="#0f1728",
        light="#fdf0df",
        warm="#cf4b4b",
        cool="#e3b85c",
        leaf="#6d9f7c",
    ),
    Palette(
        night="#33261d",
        glow="#eeb04f",
        table="#54392a",
        ink="#170f0a",
        light="#fbecd0",
        warm="#c9482f",
        cool="#4f8f86",
        leaf="#879a45",
    ),
)

MOTIF_WORDS = {
    "buns": ("bun", "pau", "bao", "包"),
    "onde": ("onde", "buah melaka"),
    "tangyuan": ("tangyuan", "tang yuan", "dumpling", "汤圆", "湯圓"),
    "cincin": ("kuih cincin", "cincin"),
    "seri muka": ("seri muka", "serimuka"),
    "penjaram": ("penjaram", "pinjaram"),
    "cake": ("kek batik", "kek", "cake", "brownie", "蛋糕"),
    "tray": ("dulang", "tray", "platter", "拼盘"),
    "drink": ("drink", "tuak", "lihing", "wine", "cider", "酒"),
    "print": ("print", "art", "poster", "postcard"),
    "textile": ("textile", "linangkit", "tenun", "weaving", "batik", "cloth", "dastar"),
    "music": ("music", "sompoton", "flute", "gong"),
    "cup": ("cup", "tea", "teh", "茶"),
    "coffee": ("coffee", "kopi", "brew", "咖啡"),
    "sambal": ("sambal", "tuhau", "bambangan", "pickle", "jar", "honey", "辣"),
    "kuih": ("kuih", "kueh", "lapis", "饼", "糕"),
    "bowl": ("bowl", "noodle", "ambuyat", "hinava", "soup", "nasi", "laksa", "mee", "面", "饭"),
    "fruit": ("fruit", "tarap", "durian", "mango", "banana", "pisang", "果"),
    "book": ("book", "zine", "buku", "书", "志"),
    "plant": ("plant", "seedling", "herb", "pokok", "花"),
    "craft": ("craft", "bead", "manik", "pottery", "basket"),
}
"""Words that suggest a motif, the more specific first."""


@lru_cache(maxsize=1024)
def motif(tags: tuple[str, ...], name: str) -> str:
    """Returns the motif suggested by a drop's name, else by its tags; the lantern if neither does. Cached, since many book the same."""
    for text in (name, " ".join(tags)):
        for each, words in MOTIF_WORDS.items():
            if any(_mentions(text, word) for word in words):
                return each
    return DEFAULT


def _mentions(text: str, word: str) -> bool:
    """Returns whether the text has the word. It may go on, as in "bowls"; Chinese has no spaces between words."""
    return (f" {word}" if word.isascii() else word) in f" {text.casefold()}"


def draw_placeholder(motif: str, seed: int) -> bytes:
    """Returns a PNG of 800 x 400 and at most 60 KB, the same for the same `seed`.

    Raises KeyError for an unknown motif.
    """
    return png_of(wide_scene(motif, seed).reduce(3), 64)


def draw_strip(plates: Sequence[tuple[str, int]], first: int) -> bytes:
    """Returns a PNG of placeholder pictures side by side, each a motif and a seed, numbered from `first`.

    Two are twice as wide as high, more are nearly square: a strip is 300 high and at most 1280 wide.
    """
    size = (2 * STRIP_HEIGHT if len(plates) < 3 else NARROW, STRIP_HEIGHT)
    strip = Image.new("RGB", (size[0] * len(plates), STRIP_HEIGHT))
    for place, (motif, seed) in enumerate(plates):
        scene = wide_scene(motif, seed) if size[0] > NARROW else _narrow_scene(motif, seed)
        plate = scene.resize(size, Image.Resampling.BOX)
        _number(plate, first + place)
        strip.paste(plate, (place * size[0], 0))
    return png_of(strip, 128)


def _scene(motif: str, seed: int) -> Image.Image:
    """Returns a drawing of WIDTH x HEIGHT at SCALE."""
    brush, image = _canvas(seed)
    _alley(brush)
    draw_motif(brush, motif, seed)
    return image


def draw_motif(brush: Brush, motif: str, seed: int) -> None:
    """Draws a motif with dice of its own, so that its colours are those of every other picture of the same `seed`, whatever was drawn before."""
    brush.rng = Random(seed)
    DRAWINGS[motif](brush)


def _narrow_scene(motif: str, seed: int) -> Image.Image:
    scene = _scene(motif, seed)
    cut = (scene.width - scene.height * NARROW // STRIP_HEIGHT) // 2
    return scene.crop((cut, 0, scene.width - cut, scene.height))


def wide_scene(motif: str, seed: int) -> Image.Image:
    """Returns a drawing twice as wide as high: the street goes on at both sides, mirrored at the edges."""
    scene, side = _scene(motif, seed), SIDE * SCALE
    street = scene if motif == DEFAULT else _empty_street(seed)
    wide = Image.new("RGB", (scene.width + 2 * side, scene.height))
    wide.paste(ImageOps.mirror(street.crop((0, 0, side, street.height))), (0, 0))
    wide.paste(scene, (side, 0))
    wide.paste(
        ImageOps.mirror(street.crop((street.width - side, 0, street.width, street.height))),
        (side + scene.width, 0),
    )
    return wide


def _empty_street(seed: int) -> Image.Image:
    """Returns the background of `_scene` without its glow."""
    brush, image = _canvas(seed)
    _place_of_glow(brush)
    _street(brush)
    return image


def _canvas(seed: int) -> tuple[Brush, Image.Image]:
    rng, palette = dice_and_palette(seed)
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.night)
    return Brush(image, palette, rng), image


def dice_and_palette(seed: int) -> tuple[Random, Palette]:
    """Returns what a picture is drawn with: the same for ever for the same `seed`, so that a drop's card and its tickets look alike."""
    rng = Random(seed)
    return rng, rng.choice(PALETTES)


def _alley(brush: Brush) -> None:
    """Draws the background: a wall at night, a string of bulbs, a table."""
    _street(brush, glow=_place_of_glow(brush))


def _place_of_glow(brush: Brush) -> tuple[int, int]:
    return brush.rng.randint(350, 450), brush.rng.randint(240, 280)


def _street(brush: Brush, glow: tuple[int, int] | None = None) -> None:
    paint, rng = brush.palette, brush.rng
    string_of_bulbs(brush, top=22, sag=rng.randint(28, 52), glow=glow)
    brush.box(0, TABLE_TOP, WIDTH, HEIGHT, colour=paint.table)
    brush.box(0, TABLE_TOP, WIDTH, TABLE_TOP + 7, colour=paint.mix("table", "glow", 0.35))


def string_of_bulbs(brush: Brush, top: float, sag: float, glow: tuple[int, int] | None = None) -> None:
    """Draws a string of lit bulbs from one side to the other; its ends are at `top`, its middle hangs lower by `sag`.

    A `glow` at this place is in front of the light of the bulbs, and behind the bulbs.
    """
    paint = brush.palette
    bulbs = [
        (x, top + wire(x, sag), paint.glow if place % 3 else paint.warm)
        for place, x in enumerate(range(brush.rng.randint(0, 40), WIDTH, 80))
    ]
    for x, y, lit in bulbs:
        brush.oval(x, y + 17, 21, 21, colour=paint.blend(paint.night, lit, 0.28))
    if glow:
        _glow(brush, *glow)
    brush.line([(x, top + wire(x, sag)) for x in range(-10, WIDTH + 20, 10)], paint.ink, 3)
    for x, y, lit in bulbs:
        brush.box(x - 4, y, x + 4, y + 8, colour=paint.ink)
        brush.oval(x, y + 17, 9, 10, colour=paint.bright(lit, 0.5))


def wire(x: float, sag: float) -> float:
    """Returns how far below its ends the string is at `x`."""
    return sag * (1 - (2 * x / WIDTH - 1) ** 2)


def _glow(brush: Brush, x: float, y: float) -> None:
    for radius, share in ((290, 0.08), (245, 0.18), (200, 0.9)):
        brush.oval(x, y, radius, radius, colour=brush.palette.mix("night", "glow", share))


def _number(plate: Image.Image, number: int) -> None:
    """Draws a number into the upper left corner."""
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((10, 10, 58 + 18 * (number > 9), 58), 24, fill="#100d20")
    middle = 34 + 9 * (number > 9)
    draw.text((middle, 34), str(number), fill="#fdeed4", font=ImageFont.load_default(36), anchor="mm")


def png_of(image: Image.Image, colours: int) -> bytes:
    small = image.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = BytesIO()
    small.save(out, "PNG", compress_level=7)
    return out.getvalue()
