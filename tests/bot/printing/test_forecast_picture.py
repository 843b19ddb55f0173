"""The picture of a forecast: its size, its bars to scale in two patterns, its words large enough for a phone."""

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.printing.printer import Printer
from handlers.ui.sheet import ChartBar, ChartRange, ForecastSheet
from market.printing import LettersNotPrintable

COMING = ChartRange(weekday="Fri", date="27/11", low=32, expected=42, high=51)
NIGHT, LAMP = (0x23, 0x32, 0x4A), (0xB9, 0x54, 0x2C)
PHONE = 320
"""Pixels of the narrowest phone."""


def bar(booked: int, others: int = 0) -> ChartBar:
    return ChartBar(weekday="Fri", date="20/11", booked=booked, others=others)


SHEET = ForecastSheet(
    language="en",
    bars=(bar(100), bar(50), bar(40, 40), bar(0)),
    coming=COMING,
    booked="booked ahead",
    others="not booked ahead",
    forecast="forecast",
)


async def drawn(sheet: ForecastSheet) -> Image.Image:
    return Image.open(io.BytesIO(await Printer().print_sheet(sheet))).convert("RGB")


def column(picture: Image.Image, place: int, count: int) -> list[tuple[int, int, int]]:
    """The pixels in the middle of one of so many columns, in the part of the bars."""
    left, right = 14 / 400 * picture.width, (1 - 14 / 400) * picture.width
    x = round(left + (place + 0.5) * (right - left) / count)
    return [picture.getpixel((x, y)) for y in range(round(0.25 * picture.height), picture.height)]  # type: ignore[misc]


async def test_it_is_four_to_three_and_equal_forecasts_are_equal_bytes() -> None:
    first, second = await asyncio.gather(Printer().print_sheet(SHEET), Printer().print_sheet(SHEET))
    assert first == second
    assert Image.open(io.BytesIO(first)).size == (1280, 960)


async def test_bars_are_to_scale_and_those_who_had_not_booked_are_hatched() -> None:
    picture = await drawn(SHEET)
    hundred, fifty, mixed, nobody, coming = (column(picture, place, 5).count(NIGHT) for place in range(5))
    assert fifty == pytest.approx(hundred / 2, abs=16), "digits above the bar are another colour"
    plain = 0.4 * hundred
    assert plain + 10 < mixed < 0.8 * hundred - 10, "a hatched part is neither plain nor empty"
    assert (nobody, coming) == (0, 0)
    assert column(picture, 4, 5).count(LAMP) > 10


@pytest.mark.parametrize("bars", [(), tuple(bar(99_999, 9_999) for _ in range(6))], ids=["none", "huge"])
async def test_any_numbers_are_drawn(bars: tuple[ChartBar, ...]) -> None:
    coming = replace(COMING, low=0, expected=0, high=0)
    assert (await drawn(replace(SHEET, bars=bars, coming=coming))).size == (1280, 960)


async def test_on_the_narrowest_phone_the_dates_are_seven_pixels_high() -> None:
    picture = (await drawn(SHEET)).convert("L")
    below = picture.crop((0, round(270 / 300 * 960), 1280, 960)).point(lambda level: 255 * (level < 128))
    box = below.getbbox()
    assert box is not None
    assert (box[3] - box[1]) * PHONE / 1280 >= 7


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ms", ("tempah awal", "tidak tempah awal", "ramalan")),
        ("zh_Hans", ("提前预订", "没有提前预订", "预测")),
    ],
)
async def test_it_is_drawn_in_each_language_within_its_width(language: str, words: tuple[str, ...]) -> None:
    booked, others, forecast = words
    picture = await drawn(replace(SHEET, language=language, booked=booked, others=others, forecast=forecast))
    head = picture.convert("L").crop((0, 0, 1280, 160)).point(lambda level: 255 * (level < 128)).getbbox()
    assert head is not None
    assert head[2] < 1270
    assert head[3] < 110, "in one line"


async def test_letters_that_no_font_has_are_refused() -> None:
    with pytest.raises(LettersNotPrintable):
        await Printer().print_sheet(replace(SHEET, forecast="\U00012000\U00012001"))
