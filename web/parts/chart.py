"""Charts: bars and lines as inline SVG without a script, in panels beside one another, and never without the table of their numbers.

Geometry is in SVG's attributes, colours are classes of the style sheet. `chart.html` shows one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from locales.say import Say
from locales.user_text import width
from web.parts.frame import PageRequest
from web.parts.scale import Scale, thinned, ticks
from web.parts.table import ShownTable, TablePart, Words, shown_table

WIDTH, HEIGHT = 320, 170
"""The size of a panel; on a phone it is about as many pixels wide."""
TOP, RIGHT, BOTTOM = 12, 10, 24
NARROWEST_LEFT, WIDEST_LEFT, LETTER = 22, 150, 6.2
"""Room for the numbers of the scale, and about the width of a letter."""
MOST_DATES = 4
MOST_SERIES = 3
"""So many are told apart in black and white: plain, hatched or dashed, and dotted."""
THINNEST_BAR = 1.5
"""A bar of zero is seen, a gap is not."""
BAR_SHARE = 0.7


class SeriesKind(StrEnum):
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, kw_only=True)
class Series:
    """A value for each place of a panel, None for a gap. `ranges` are two values around each, such as those that hold 8 of 10."""

    label: Words
    values: Sequence[float | None]
    kind: SeriesKind = SeriesKind.LINE
    ranges: Sequence[tuple[float, float] | None] = ()
    range_label: Words = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A value that is wanted, drawn as a line across."""

    label: Words
    value: float


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A small chart. `places` are the words along it, of which some are shown; `written` says a value, to no finer than `finest`."""

    title: Words
    places: Sequence[str]
    series: Sequence[Series]
    written: Callable[[float], str]
    finest: float = 1
    target: Target | None = None


@dataclass(frozen=True, kw_only=True)
class ChartPart:
    """Panels with the table of the same numbers. `name` tells the charts of a page apart."""

    panels: Sequence[Panel]
    table: TablePart[Any]
    name: str = "chart"


@dataclass(frozen=True)
class Tick:
    """A word beside a scale, and the place where it stands."""

    place: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class ShownSeries:
    """A series as it is drawn: `path` is its line, `points` are its marks, `range_path` is the band around it."""

    look: str
    label: Words
    range_label: Words
    is_bars: bool
    bars: tuple[Bar, ...] = ()
    path: str = ""
    points: tuple[tuple[float, float], ...] = ()
    range_path: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownPanel:
    """The values of a panel in `chart.html`; `base` is where zero is, `target` where its target is."""

    name: str
    title: Words
    description: Words
    left: float
    right: float
    base: float
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    series: tuple[ShownSeries, ...]
    target: float | None
    target_label: Words
    has_legend: bool


@dataclass(frozen=True, kw_only=True)
class ShownChart:
    """The values of `chart.html`."""

    width: int
    height: int
    panels: tuple[ShownPanel, ...]
    table: ShownTable
    table_label: str


def shown_chart(page_request: PageRequest, chart: ChartPart) -> ShownChart:
    """Return a chart in the reader's language, with its table."""
    say = page_request.say
    return ShownChart(
        width=WIDTH,
        height=HEIGHT,
        panels=tuple(
            _shown_panel(say, panel, f"{chart.name}-{number}") for number, panel in enumerate(chart.panels, 1)
        ),
        table=shown_table(page_request, chart.table),
        table_label=say.plain("The same numbers as a table"),
    )


@dataclass(frozen=True)
class _Plane:
    """Where a panel draws: right of `left`, in so many places, its values by the scale `rows`."""

    left: float
    places: int
    rows: Scale

    @property
    def place_width(self) -> float:
        return (WIDTH - RIGHT - self.left) / max(1, self.places)

    def middle(self, place: int) -> float:
        """Return the middle of a place along the panel."""
        return self.left + (place + 0.5) * self.place_width

    def column(self, place: int, words: str) -> Tick:
        """Return the words under a place, moved where they would stand out of the panel."""
        half = LETTER * width(words) / 2
        return Tick(_rounded(max(half, min(self.middle(place), WIDTH - half))), words)

    def point(self, place: int, value: float) -> tuple[float, float]:
        return _rounded(self.middle(place)), _rounded(self.rows.at(value))


def _shown_panel(say: Say, panel: Panel, name: str) -> ShownPanel:
    if len(panel.series) > MOST_SERIES:
        raise ValueError(f"{MOST_SERIES} series are told apart, not {len(panel.series)}")
    steps = ticks(_values(panel), panel.finest)
    words = [panel.written(step) for step in steps]
    left = min(WIDEST_LEFT, max(NARROWEST_LEFT, 8 + LETTER * max(map(width, words))))
    rows = Scale(low=steps[0], high=steps[-1], start=HEIGHT - BOTTOM, end=TOP)
    plane = _Plane(left, len(panel.places), rows)
    return ShownPanel(
        name=name,
        title=panel.title,
        description=describe(say, panel),
        left=_rounded(left),
        right=WIDTH - RIGHT,
        base=_rounded(rows.at(0)),
        rows=tuple(Tick(_rounded(rows.at(step)), said) for step, said in zip(steps, words, strict=True)),
        columns=tuple(
            plane.column(place, panel.places[place]) for place in thinned(len(panel.places), MOST_DATES)
        ),
        series=tuple(_shown_series(panel, number, plane) for number in range(len(panel.series))),
        target=_rounded(rows.at(panel.target.value)) if panel.target else None,
        target_label=panel.target.label if panel.target else "",
        has_legend=len(panel.series) > 1
        or panel.target is not None
        or any(each.ranges for each in panel.series),
    )


def describe(say: Say, panel: Panel) -> Markup:
    """Return the lowest, the highest and the latest value of each series, for a reader who does not see it."""
    return say.sentences(*(_series_words(say, panel, series) for series in panel.series))


def _series_words(say: Say, panel: Panel, series: Series) -> str:
    known = [(value, place) for place, value in enumerate(series.values) if value is not None]
    if not known:
        return say.plain("{label}. Nothing yet.", label=series.label)
    (lowest, lowest_at), (highest, highest_at), (latest, latest_at) = min(known), max(known), known[-1]
    return say.sentences(
        say.plain(
            "{label}. Lowest: {figure}, {spot}.",
            label=series.label,
            figure=panel.written(lowest),
            spot=panel.places[lowest_at],
        ),
        say.plain("Highest: {figure}, {spot}.", figure=panel.written(highest), spot=panel.places[highest_at]),
        say.plain("Latest: {figure}, {spot}.", figure=panel.written(latest), spot=panel.places[latest_at]),
    )


def _values(panel: Panel) -> Iterator[float]:
    """Return all that a panel has to have room for."""
    for series in panel.series:
        yield from (value for value in series.values if value is not None)
        for each in series.ranges:
            yield from each or ()
    if panel.target:
        yield panel.target.value


def _shown_series(panel: Panel, number: int, plane: _Plane) -> ShownSeries:
    series = panel.series[number]
    is_bars = series.kind is SeriesKind.BARS
    points = [
        None if value is None else plane.point(place, value) for place, value in enumerate(series.values)
    ]
    return ShownSeries(
        look=f"s{number + 1}",
        label=series.label,
        range_label=series.range_label,
        is_bars=is_bars,
        bars=tuple(_bars(panel, number, plane)) if is_bars else (),
        path="" if is_bars else line_path(points),
        points=() if is_bars else tuple(point for point in points if point),
        range_path="".join(_ranges(series, plane)),
    )


def _bars(panel: Panel, number: int, plane: _Plane) -> Iterator[Bar]:
    """Return the bars of a series, beside those of the others; each begins at zero, whichever side of it it is on."""
    group = [place for place, each in enumerate(panel.series) if each.kind is SeriesKind.BARS]
    group_width = BAR_SHARE * plane.place_width
    bar_width = group_width / len(group)
    for place, value in enumerate(panel.series[number].values):
        if value is None:
            continue
        top, bottom = sorted((plane.rows.at(value), plane.rows.at(0)))
        height = max(THINNEST_BAR, bottom - top)
        yield Bar(
            x=_rounded(plane.middle(place) - group_width / 2 + group.index(number) * bar_width),
            y=_rounded(bottom - height),
            width=_rounded(bar_width),
            height=_rounded(height),
        )


def line_path(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the path of a line through points, broken at each None."""
    steps = []
    for place, point in enumerate(points):
        if point:
            begins = place == 0 or points[place - 1] is None
            steps.append(f"{'M' if begins else 'L'}{point[0]:g} {point[1]:g}")
    return "".join(steps)


def _ranges(series: Series, plane: _Plane) -> Iterator[str]:
    """Return the outline between the two values of each place: as wide as the place, so that one alone is seen, too."""
    half = plane.place_width / 2
    for place, each in enumerate(series.ranges):
        if each is not None:
            low, high = each
            middle = plane.middle(place)
            start, end = _rounded(middle - half), _rounded(middle + half)
            top, bottom = _rounded(plane.rows.at(high)), _rounded(plane.rows.at(low))
            yield f"M{start:g} {top:g}H{end:g}V{bottom:g}H{start:g}Z"


def _rounded(place: float) -> float:
    return round(place, 1)
