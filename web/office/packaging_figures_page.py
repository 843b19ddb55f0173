"""The figures of packaging in the office: of a type, a stream or a place that lends, week by week as a chart with its table, and all of them as CSV."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from operator import attrgetter

from aiohttp import web

from locales.formats import format_decimal_number, format_number, format_percent, format_short_date
from locales.say import Say
from locales.user_text import HUB, sanitize_name
from market.actor import Actor
from market.packaging.figures import MINIMUM, WEEK, Figure, FigureRow, figures_csv, week_of
from market.paging import KeyPage
from storage.packaging import Stream
from web.office.office_page import Office, OfficeRequest, add_office_page, office_html
from web.office.packaging_page import PACKAGING
from web.parts.chart import ChartPart, Panel, Series, shown_chart
from web.parts.table import Column, TablePart, Words, csv_file

PACKAGING_FIGURES = f"{PACKAGING}/figures"
SUBJECT_PARAM = "of"
"""The parameter that names a type, a stream or a place."""
WEEKS = 12
BACK, DAYS = ("back_14", "back_28"), ("median_days", "p90_days")
PANELS = (BACK, DAYS, ("elsewhere",), ("loss",), ("washed",))
"""The figures that share a panel, since they have one scale."""

LoadRows = Callable[[Actor], Awaitable[tuple[FigureRow, ...]]]
Subject = tuple[str, str]
"""What figures are about: "type", "stream" or "place", and its name."""


def add_packaging_figures_page(app: web.Application, office: Office, load: LoadRows) -> None:
    """Add `/office/packaging/figures`, and the figures of the last year as CSV, by the names of docs/packaging.md."""

    async def page(office_request: OfficeRequest) -> str:
        return packaging_figures_html(office, office_request, await load(office_request.reader.actor))

    async def file(office_request: OfficeRequest) -> web.Response:
        rows = await load(office_request.reader.actor)
        return csv_file(figures_csv(rows).encode("utf-8-sig"), "packaging")

    add_office_page(app, PACKAGING_FIGURES, office, page, params=(SUBJECT_PARAM,))
    add_office_page(app, f"{PACKAGING_FIGURES}.csv", office, file)


def packaging_figures_html(office: Office, office_request: OfficeRequest, rows: Sequence[FigureRow]) -> str:
    """Return the page of one subject: the one that is asked for, else the first."""
    page_request, say = office_request.page, office_request.page.say
    subjects = [*dict.fromkeys((row.kind, row.name) for row in rows)]
    wanted = page_request.params.get(SUBJECT_PARAM, "")
    chosen = next(
        (each for each in subjects if subject_key(each) == wanted), subjects[0] if subjects else None
    )
    this_week = week_of(office.now(), office.zone)
    mondays = [this_week - WEEK * back for back in reversed(range(WEEKS))]
    by_week = {row.week: row for row in rows if (row.kind, row.name) == chosen and row.week in mondays}
    return office_html(
        "office_figures.html",
        office,
        office_request,
        title=say.plain("Packaging figures"),
        here=PACKAGING,
        choice=SUBJECT_PARAM,
        choice_label=say("Of what"),
        choices=[(subject_key(each), subject_text(say, each), each == chosen) for each in subjects],
        show_label=say.label("Show"),
        tables=(),
        chart=shown_chart(page_request, _chart(say, mondays, by_week)),
        counting_label=say("How this is counted"),
        counting=tuple(_counting(say)),
    )


def subject_key(subject: Subject) -> str:
    """Return a subject as the page's parameter names it: a hash, since a name may be long and have any signs."""
    return sha256(":".join(subject).encode()).hexdigest()[:16]


def subject_text(say: Say, subject: Subject) -> Words:
    """Return what figures are about: the name of a type or place, or which stream."""
    kind, name = subject
    if kind != "stream":
        return sanitize_name(name, HUB)
    return say.plain("All halal packaging") if name == Stream.HALAL else say.plain("All packaging not halal")


def figure_name(say: Say, name: str) -> str:
    """Return what a figure is called."""
    return FIGURE_NAMES[name](say)


FIGURE_NAMES: Mapping[str, Callable[[Say], str]] = {
    "back_14": lambda say: say.plain("Back within 14 days"),
    "back_28": lambda say: say.plain("Back within 28 days"),
    "median_days": lambda say: say.plain("Days, half are back"),
    "p90_days": lambda say: say.plain("Days, nine in ten are back"),
    "elsewhere": lambda say: say.plain("Returned elsewhere"),
    # text: the part of lent packaging that does not come back
    "loss": lambda say: say.plain("Lost"),
    "washed": lambda say: say.plain("Washed within 24 hours"),
}
FORMULAS: Mapping[str, Callable[[Say], Words]] = {
    "back_14": lambda say: say("Of the units that were lent in a week, those that came back within 14 days."),
    "back_28": lambda say: say("Of the units that were lent in a week, those that came back within 28 days."),
    "median_days": lambda say: say(
        "Of the units that came back in a week, the days after which half of them were back."
    ),
    "p90_days": lambda say: say(
        "Of the units that came back in a week, the days after which nine in ten were back."
    ),
    "elsewhere": lambda say: say(
        "Of the units that came back in a week, those that came back to another place than the one that lent them."
    ),
    "loss": lambda say: say(
        "Of the units that were lent in a week, those that were written off and did not come back."
    ),
    "washed": lambda say: say(
        "Of the units that came back in a week, those that were clean within 24 hours."
    ),
}


def figure_text(say: Say, name: str, figure: Figure) -> Words:
    """Return a figure with its number of units."""
    count = format_number(say, figure.n)
    if figure.value is None:
        return say("not enough yet ({count})", count=count)
    return say("{value} ({count})", value=_written(say, name, figure.value), count=count)


def _written(say: Say, name: str, value: Fraction) -> str:
    return format_decimal_number(say, value) if name in DAYS else format_percent(say, value)


def _chart(say: Say, mondays: Sequence[date], by_week: Mapping[date, FigureRow]) -> ChartPart:
    places = [format_short_date(say, monday) for monday in mondays]
    rows = [by_week.get(monday) for monday in mondays]
    return ChartPart(
        panels=tuple(_panels(say, places, rows)),
        table=TablePart(
            caption=say("Week by week, the newest first"),
            columns=tuple(_columns()),
            page=KeyPage([row for row in reversed(rows) if row]),
            nothing=say("Nothing was lent in the last twelve weeks."),
            csv_path=f"{PACKAGING_FIGURES}.csv",
            name="weeks",
        ),
    )


def _panels(say: Say, places: Sequence[str], rows: Sequence[FigureRow | None]) -> Iterator[Panel]:
    for names in PANELS:
        series = [Series(label=figure_name(say, name), values=_values(name, rows)) for name in names]
        if not any(value is not None for each in series for value in each.values):
            continue  # the table says how few there are
        is_days = names == DAYS
        yield Panel(
            title=_title(say, names),
            places=places,
            series=series,
            written=(lambda days: format_decimal_number(say, Fraction(days)))
            if is_days
            else (lambda percent: format_percent(say, Fraction(percent) / 100)),
        )


def _title(say: Say, names: tuple[str, ...]) -> Words:
    if names == BACK:
        return say("Share that came back")
    return say("Days until they were back") if names == DAYS else figure_name(say, names[0])


def _values(name: str, rows: Sequence[FigureRow | None]) -> list[float | None]:
    """Return a figure of each week, a share in per cent; None is a gap."""
    scale = 1 if name in DAYS else 100
    figures: list[Figure | None] = [getattr(row, name) if row else None for row in rows]
    return [
        None if figure is None or figure.value is None else float(scale * figure.value) for figure in figures
    ]


def _columns() -> Iterator[Column[FigureRow]]:
    yield Column(
        label=lambda say: say("Week"),
        value=lambda say, row: format_short_date(say, row.week),
        raw=lambda row: row.week,
    )
    for name in FIGURE_NAMES:
        yield _column(name)


def _column(name: str) -> Column[FigureRow]:
    figure = attrgetter(name)
    return Column(
        label=lambda say: figure_name(say, name),
        value=lambda say, row: figure_text(say, name, figure(row)),
    )


def _counting(say: Say) -> Iterator[tuple[Words, Words]]:
    """Return the name of each figure with its formula, after the rules that all of them share."""
    yield (
        say("Weeks"),
        say("From Monday to Sunday. A week in which nothing was lent has no row."),
    )
    yield (
        say("Not enough yet"),
        say(
            "Fewer than {fewest} units, or a time that is not over yet. The number in brackets is how many units there are.",
            fewest=format_number(say, MINIMUM),
        ),
    )
    for name, formula in FORMULAS.items():
        yield figure_name(say, name), formula(say)
