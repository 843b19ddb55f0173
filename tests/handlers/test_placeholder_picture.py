"""Placeholder pictures for drops without a photo."""

from functools import cache
from io import BytesIO
from itertools import combinations
from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.demo.data.drops import PLANS
from handlers.drop.drawing.brush import Brush
from handlers.drop.placeholder_picture import (
    MOTIFS,
    PALETTES,
    draw_motif,
    draw_placeholder,
    draw_strip,
    motif,
)

drawn = cache(draw_placeholder)
"""A placeholder, drawn once for all tests."""


def pixels_of(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def distance(one: bytes, other: bytes) -> float:
    """Returns the mean difference of a channel (0 to 255) between two pictures."""
    return sum(ImageStat.Stat(ImageChops.difference(pixels_of(one), pixels_of(other))).mean) / 3


@pytest.mark.parametrize("name", MOTIFS)
def test_a_placeholder_is_a_small_png_of_800_by_400(name: str) -> None:
    for seed in range(12):
        png = drawn(name, seed)
        picture = Image.open(BytesIO(png))
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (800, 400))
        assert len(png) <= 60_000


@pytest.mark.parametrize("name", MOTIFS)
def test_a_placeholder_is_always_the_same_and_differs_by_seed(name: str) -> None:
    assert draw_placeholder(name, 7) == drawn(name, 7)
    assert len({drawn(name, seed) for seed in range(8)}) == 8


@pytest.mark.parametrize("name", MOTIFS)
def test_a_placeholder_is_full_of_colour(name: str) -> None:
    colours = pixels_of(drawn(name, 3)).getcolors(maxcolors=64)
    assert colours is not None
    assert len(colours) > 16
    assert max(count for count, _ in colours) < 0.7 * 800 * 400


def test_no_motif_looks_like_another() -> None:
    for seed in (1, 2):
        for one, other in combinations(MOTIFS, 2):
            assert distance(drawn(one, seed), drawn(other, seed)) > 4, (one, other)


def test_an_unknown_motif_has_no_placeholder() -> None:
    with pytest.raises(KeyError):
        draw_placeholder("elephant", 1)


@pytest.mark.parametrize(
    ("tags", "name", "wanted"),
    [
        (("halal", "kuih"), "Kuih lapis", "kuih"),
        (("halal", "kuih"), "Seri muka", "seri muka"),
        (("kuih", "vegetarian"), "咖椰包", "buns"),
        (("kuih",), "Pau kacang merah", "buns"),
        (("halal", "kuih", "vegan"), "Onde-onde", "onde"),
        (("kuih", "vegetarian"), "汤圆", "tangyuan"),
        (("kuih",), "黑芝麻汤圆，12粒", "tangyuan"),
        (("halal", "kuih", "vegan"), "Kuih cincin", "cincin"),
        (("halal", "kuih"), "Dulang kenduri", "tray"),
        (("halal", "kuih"), "Kek batik", "cake"),
        ((), "Batik cloth", "textile"),
        (("18+",), "Tuak", "drink"),
        (("coffee",), "Nasi lemak", "bowl"),
        (("workshop", "textile"), "Linangkit stitching", "textile"),
        (("print", "workshop"), "Carve a postcard", "print"),
        (("craft", "bowl"), "Thumbprint bowls", "bowl"),
        ((), "Bowls and plates", "bowl"),
        ((), "冷萃咖啡", "coffee"),
        ((), "KOPI TENOM", "coffee"),
        (("vegan",), "Penjaram", "penjaram"),
        (("halal",), "Steamed by the window", "lantern"),
        ((), "", "lantern"),
    ],
)
def test_the_motif_is_what_the_name_says_else_the_tags_else_a_lantern(
    tags: tuple[str, ...], name: str, wanted: str
) -> None:
    assert motif(tags, name) == wanted


def test_every_motif_but_the_default_is_drawn_for_some_word() -> None:
    assert {motif((name,), "") for name in MOTIFS} == set(MOTIFS)


def test_no_drop_of_the_demo_data_needs_the_default() -> None:
    assert [plan.name for plan in PLANS if motif(plan.tags, plan.name) == "lantern"] == []


def test_only_layered_cakes_of_the_demo_data_look_like_layered_cake() -> None:
    sweets = [motif(plan.tags, plan.name) for plan in PLANS if "kuih" in plan.tags]
    assert len(set(sweets)) >= 6
    assert sweets.count("kuih") <= 2, "kuih lapis alone"


@pytest.mark.parametrize(("count", "size"), [(2, (1200, 300)), (3, (960, 300)), (4, (1280, 300))])
def test_a_strip_has_its_drops_side_by_side_and_numbered(count: int, size: tuple[int, int]) -> None:
    plates = tuple((MOTIFS[place], place) for place in range(count))
    png = draw_strip(plates, 1)
    assert Image.open(BytesIO(png)).size == size
    assert len(png) <= 60_000
    assert draw_strip(plates, 1) == png
    assert len({draw_strip(plates, first) for first in (1, 5, 997)}) == 3


@pytest.mark.parametrize("name", MOTIFS)
def test_a_drop_has_the_same_colours_on_its_card_and_its_ticket(name: str) -> None:
    """What was drawn before a motif, a street or lanterns, changes nothing of it."""

    def front(throws: int) -> bytes:
        dice = Random(7)
        for _ in range(throws):
            dice.random()
        image = Image.new("RGB", (800, 600))
        draw_motif(Brush(image, PALETTES[0], dice, scale=1), name, 7)
        return image.tobytes()

    assert front(0) == front(5)
