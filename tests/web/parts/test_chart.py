"""Charts: what is drawn is what the table says, gaps stay gaps, words stay text, and axe, a phone and the dark are satisfied."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from locales.say import speak
from market.paging import KeyPage
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, served
from web import templating
from web.parts.chart import (
    BOTTOM,
    HEIGHT,
    RIGHT,
    THINNEST_BAR,
    TOP,
    WIDTH,
    ChartPart,
    Panel,
    Series,
    SeriesKind,
    ShownChart,
    Target,
    describe,
    line_path,
    shown_chart,
)
from web.parts.frame import PageRequest, page_html
from web.parts.public_page import add_public_page
from web.parts.static import PAGE_FILES
from web.parts.table import Column, TablePart

HOSTILE = "</title></svg><script>alert(1)</script>{{7*7}}\"'"
PAGE = (
    '{% extends "layout.html" %}{% from "chart.html" import chart as chart_html %}'
    "{% block main %}<h1>{{ frame.title }}</h1>{{ chart_html(chart) }}{% endblock %}"
)
TABLE = TablePart(
    caption="Numbers",
    columns=(Column[int](label=lambda say: "Week", value=lambda say, week: f"week {week}"),),
    page=KeyPage(range(3)),
    nothing="Nothing yet.",
)


@pytest.fixture(autouse=True)
def sample_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is a chart and nothing else, beside the templates there are."""
    from jinja2 import ChoiceLoader, DictLoader

    environment = templating._environment()
    loaders: Any = [DictLoader({"sample_chart.html": PAGE}), environment.loader]
    monkeypatch.setattr(environment, "loader", ChoiceLoader(loaders))


def panel(*series: Series, **values: Any) -> Panel:
    count = max((len(each.values) for each in series), default=0)
    places = [f"w{place}" for place in range(count)]
    return Panel(
        **{"title": "People", "places": places, "series": series, "written": lambda n: f"{n:g}"} | values
    )


def shown(*panels: Panel) -> ShownChart:
    return shown_chart(asked(), ChartPart(panels=panels, table=TABLE))


def html_of(*panels: Panel, request: PageRequest | None = None) -> str:
    chart = shown_chart(request or asked(), ChartPart(panels=panels, table=TABLE))
    return page_html("sample_chart.html", request or asked(), SITE, title="Chart", chart=chart)


def bars(*values: float | None) -> Series:
    return Series(label="came", values=values, kind=SeriesKind.BARS)


def line(*values: float | None, **more: Any) -> Series:
    return Series(label="said", values=values, **more)


MANY = (
    panel(bars(3, None, 0, 8), line(4, 5, None, 7), title="Two", target=Target(label="wanted", value=6)),
    panel(
        line(4, 5, None, 7, ranges=[(2, 6), (3, 6), None, (5, 9)], range_label="8 of 10"),
        line(1, 2, 3, 4),
        line(9, 8, None, 6),
    ),
    panel(bars(1, -2, 3), bars(2, 2, 2), bars(0, 1, 0)),
)


@given(
    st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=60),
    st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=60),
)
def test_everything_is_within_the_panel_and_every_known_value_is_drawn_once(
    first: list[float | None], second: list[float | None]
) -> None:
    [drawn] = shown(panel(bars(*first), line(*second), bars(*second))).panels
    one, two, three = drawn.series
    assert len(one.bars) == sum(value is not None for value in first)
    assert len(two.points) == len(three.bars) == sum(value is not None for value in second)
    for bar in (*one.bars, *three.bars):
        assert drawn.left - 1 <= bar.x <= bar.x + bar.width <= WIDTH - RIGHT + 1
        assert TOP - THINNEST_BAR - 0.2 <= bar.y <= bar.y + bar.height <= HEIGHT - BOTTOM + 0.2
    for x, y in two.points:
        assert drawn.left <= x <= WIDTH - RIGHT
        assert TOP - 0.1 <= y <= HEIGHT - BOTTOM + 0.1
    assert two.path.count("M") + two.path.count("L") == len(two.points)


def test_a_bar_is_as_high_as_its_value_on_its_side_of_zero() -> None:
    [drawn] = shown(panel(bars(10, -5, 0, None, 5))).panels
    up, down, zero, half = drawn.series[0].bars
    assert up.height == pytest.approx(2 * half.height, abs=0.2)
    assert down.height == pytest.approx(half.height, abs=0.2)
    assert (down.y, zero.height) == (drawn.base, THINNEST_BAR)
    assert up.y + up.height == pytest.approx(drawn.base, abs=0.11)


def test_bars_of_several_series_stand_beside_one_another() -> None:
    [drawn] = shown(panel(bars(1, 2), line(1, 1), bars(3, 4))).panels
    first, second = drawn.series[0].bars[0], drawn.series[2].bars[0]
    assert first.x + first.width == pytest.approx(second.x, abs=0.11)


def test_a_line_is_broken_where_nothing_is_known() -> None:
    assert line_path([(0, 1), (1, 2), None, (3, 4), None, (5, 6.5)]) == "M0 1L1 2M3 4M5 6.5"
    assert line_path([None, None]) == line_path([]) == ""


@pytest.mark.parametrize(
    "values", [(), (None,), (None, None), (0,), (0, 0), (5,), (7, 7, 7), (-4,), (1e15, 1), (0.01,)]
)
def test_any_values_make_a_chart(values: tuple[float | None, ...]) -> None:
    for each in (bars(*values), line(*values)):
        html = html_of(panel(each))
        svg = ElementTree.fromstring(re.findall(r"<svg.*?</svg>", html, re.DOTALL)[0])
        for node in svg.iter():
            for name in ("x", "y", "cx", "cy", "width", "height"):
                assert "n" not in node.get(name, "0").replace("%", ""), "no nan and no inf"


def test_a_range_alone_is_seen_and_none_is_a_gap() -> None:
    [drawn] = shown(panel(line(None, 3, None), line(1, 2, 3, ranges=[None, (1, 5), None]))).panels
    assert drawn.series[1].range_path.count("M") == 1
    assert drawn.has_legend
    assert "5" in [tick.words for tick in drawn.rows], "there is room for it"


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="3 series"):
        shown(panel(line(1), line(1), line(1), line(1)))


def test_who_does_not_see_it_hears_the_lowest_the_highest_and_the_latest() -> None:
    words = describe(speak("en"), panel(bars(3, None, 9, 4, None)))
    assert (
        words.replace("\u2068", "").replace("\u2069", "")
        == "came. Lowest: 3, w0. Highest: 9, w2. Latest: 4, w3."
    )
    assert "Nothing yet" in describe(speak("en"), panel(bars(None)))


def test_a_chart_has_its_table_and_words_and_no_style_or_script() -> None:
    html = html_of(*MANY)
    main = html.split("<main")[1]
    assert "<table" in main
    assert main.count('role="img"') == 3
    for each in re.findall(r'aria-labelledby="([^"]*)"', main):
        for name in each.split():
            assert main.count(f'id="{name}"') == 1
    assert "style=" not in main
    assert "<style" not in main
    assert "<script" not in main
    ids = re.findall(r'id="([^"]*)"', main)
    assert len(ids) == len(set(ids))


def test_words_in_a_chart_stay_text() -> None:
    each = Series(label=HOSTILE, values=(1, 2), ranges=((0, 1), (1, 2)), range_label=HOSTILE)
    target = Target(label=HOSTILE, value=1)
    html = html_of(
        Panel(
            title=HOSTILE, places=(HOSTILE, HOSTILE), series=(each,), written=lambda n: HOSTILE, target=target
        )
    )
    assert "<script>alert" not in html
    assert (
        "49" not in re.sub(r"\d*\.\d+", "", html.split("<main")[1].split("<details")[0]) or "{{7*7}}" in html
    )


def add_sample(app: web.Application) -> None:
    async def make(request: PageRequest) -> str:
        return html_of(*MANY, request=request)

    add_public_page(app, "/chart", make, site=SITE, unknown=lambda say: ("", ""))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(page: Page, scheme: Any) -> None:
    await page.emulate_media(color_scheme=scheme)
    async with served(add_sample) as address:
        for width in (320, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(f"{address}/chart")
            await page.locator("summary").click()
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
async def test_the_numbers_are_printed_though_they_are_folded(page: Page) -> None:
    async with served(add_sample) as address:
        await page.goto(f"{address}/chart")
        assert not await page.locator("table").is_visible()
        await page.emulate_media(media="print")
        assert await page.locator("table").is_visible()


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_each_colour_of_a_series_is_seen_on_its_ground_in_light_and_dark() -> None:
    css = (PAGE_FILES / "page.css").read_text()
    assert len(css.encode()) < 12_000
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in re.findall(r":root \{([^}]*)\}", css)[:2]
    )
    for colours in (light, dark):
        for name in ("one", "two", "three", "quiet"):
            assert contrast(colours[name], colours["card"]) >= 3, name
