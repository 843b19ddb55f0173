"""The market's figures in the office: the last week and the present one beside the four before, each week as a chart, and the raw numbers as CSV."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any, assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import (
    format_decimal_number,
    format_money,
    format_number,
    format_percent,
    format_short_date,
)
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.actor import Actor
from market.office.figures import (
    FEWEST,
    FEWEST_EVENINGS,
    SHARES,
    ComparedFigure,
    FigureKey,
    FigureKind,
    Interval,
    MarketFigure,
    compared_figures,
    currencies,
    figure_keys,
    market_figure,
    taken_in,
)
from market.office.week_numbers import WEEKS_BEFORE, MarketWeeks, WeekNumbers
from market.paging import KeyPage
from web.office.office_page import PATH, Office, OfficeRequest, add_office_page, office_html
from web.parts.chart import ChartPart, Panel, Series, SeriesKind, shown_chart
from web.parts.table import KEY, Column, ShownTable, TablePart, Words, csv_response, shown_table

FIGURES = f"{PATH}/figures"
ALLEY_PARAM = "alley"
"""The parameter that names an alley by its id."""
RAW_NUMBERS = (
    *("evenings", "stall_evenings", "booked", "came", "arrived_ahead", "arrived", "confirmed", "offered"),
    *("taken_again", "given_back", "missed", "ended", "ran_out", "items", "waited", "dark_minutes"),
)
"""The columns of the file that are numbers of a week, by their names in the code and in docs/office.md."""

LoadWeeks = Callable[[Actor, int | None], Awaitable[MarketWeeks]]


def add_figures_page(app: web.Application, office: Office, load: LoadWeeks) -> None:
    """Add `/office/figures` and its raw numbers as CSV."""

    async def read(office_request: OfficeRequest) -> MarketWeeks:
        given = office_request.page.params.get(ALLEY_PARAM, "")
        return await load(office_request.reader.actor, int(given) if KEY.fullmatch(given) else None)

    async def page(office_request: OfficeRequest) -> str:
        return figures_html(office, office_request, await read(office_request))

    async def file(office_request: OfficeRequest) -> web.Response:
        found = await read(office_request)
        return await csv_response(office_request.page.say, raw_columns(found), found.weeks, "figures")

    add_office_page(app, FIGURES, office, page, params=(ALLEY_PARAM,))
    add_office_page(app, f"{FIGURES}.csv", office, file, params=(ALLEY_PARAM,))


def figures_html(office: Office, office_request: OfficeRequest, found: MarketWeeks) -> str:
    """Return the page."""
    page_request, say = office_request.page, office_request.page.say
    return office_html(
        "office_figures.html",
        office,
        office_request,
        title=say.label("Figures"),
        here=FIGURES,
        choice=ALLEY_PARAM,
        choice_label=say("Alley"),
        choices=_choices(say, found),
        show_label=say.label("Show"),
        tables=tuple(_compared_tables(office_request, found)),
        chart=shown_chart(page_request, _chart(say, found)),
        counting_label=say("How this is counted"),
        counting=tuple(_counting(say)),
    )


def raw_columns(found: MarketWeeks) -> Sequence[Column[WeekNumbers]]:
    """Return the columns of the file: the same names in each language, and money in minor units of the currency that a name ends with."""

    alley = found.alley.code if found.alley else ""
    return (
        _raw_column("week", lambda row: row.monday),
        _raw_column("is_over", lambda row: int(row.is_over)),
        _raw_column("alley", lambda row: alley),
        *(_raw_column(name, attrgetter(name)) for name in RAW_NUMBERS),
        *(_raw_column(f"taken_{code}", partial(taken_in, currency=code)) for code in currencies(found.weeks)),
    )


def _raw_column(name: str, raw: Callable[[WeekNumbers], Any]) -> Column[WeekNumbers]:
    return Column(label=lambda say: name, value=lambda say, row: raw(row))


def _choices(say: Say, found: MarketWeeks) -> Sequence[tuple[str, str, bool]]:
    """Return each alley that can be chosen, the whole market first: its value, its name, and whether it is shown."""
    return (
        ("", say.plain("The whole market"), found.alley is None),
        *((str(each.id), sanitize_name(each.name, ALLEY), each == found.alley) for each in found.alleys),
    )


def _compared_tables(office_request: OfficeRequest, found: MarketWeeks) -> Iterator[ShownTable]:
    """Return the last complete week and the present one, each beside the weeks before it."""
    say = office_request.page.say
    last, present = found.weeks[-2:]
    for week, name in ((last, "last"), (present, "present")):
        day = format_short_date(say, week.monday)
        caption = say("The week from {day}", day=day) if week.is_over else _so_far(say, week)
        table: TablePart[ComparedFigure] = TablePart(
            caption=caption,
            columns=_compared_columns(found, caption),
            page=KeyPage(compared_figures(found.weeks, week.monday, found.zone)),
            nothing="",
            name=name,
        )
        yield shown_table(office_request.page, table)


def _compared_columns(found: MarketWeeks, week: Words) -> Sequence[Column[ComparedFigure]]:
    return (
        Column(label=lambda say: say("Figure"), value=lambda say, row: figure_name(say, row.week.key)),
        Column(label=lambda say: week, value=lambda say, row: figure_text(say, found, row.week)),
        Column(
            label=lambda say: say("Each of the four weeks before"),
            value=lambda say, row: figure_text(say, found, row.before),
        ),
    )


def _so_far(say: Say, week: WeekNumbers) -> Markup:
    return say("{day}, so far", day=format_short_date(say, week.monday))


def figure_name(say: Say, key: FigureKey) -> Words:
    """Return the name of a figure, for money with its currency."""
    name = kind_name(say, key.kind)
    return say("{label}, {currency}", label=name, currency=key.currency) if key.currency else name


def kind_name(say: Say, kind: FigureKind) -> Markup:
    """Return the name of a kind of figure."""
    match kind:
        case FigureKind.EVENINGS:
            return say("Evenings")
        case FigureKind.STALL_EVENINGS:
            return say("Stalls’ evenings")
        case FigureKind.BOOKED:
            return say("People who booked")
        case FigureKind.CAME:
            return say("Came for their booking")
        case FigureKind.TAKEN:
            return say("Taken")
        case FigureKind.BOOKED_AHEAD:
            return say("Booked ahead")
        case FigureKind.ACCEPTANCE:
            return say("Offers confirmed")
        case FigureKind.REFILL:
            return say("Given back, taken again")
        case FigureKind.NO_SHOWS:
            return say("Not collected")
        case FigureKind.RAN_OUT:
            return say("Ran out")
        case FigureKind.WAITED:
            return say("Waited in vain")
        case FigureKind.DARK:
            return say("Minutes without power")
        case _:
            assert_never(kind)


def formula(say: Say, kind: FigureKind) -> Markup:
    """Return how a figure is counted, in a sentence."""
    match kind:
        case FigureKind.EVENINGS:
            return say("Market days of an alley on which at least one stall was there.")
        case FigureKind.STALL_EVENINGS:
            return say("The stalls of these evenings, each once an evening.")
        case FigureKind.BOOKED:
            return say(
                "People with a booking for these evenings that they did not give back, each once a week."
            )
        case FigureKind.CAME:
            return say("Of these, who collected something, each once a week.")
        case FigureKind.TAKEN:
            return say("Money that changed hands by the receipts of these dates, less what was refunded.")
        case FigureKind.BOOKED_AHEAD:
            return say(
                "Of all who came to a stall, those whose booking stood two hours before its first start; a sale to somebody without a booking is one person."
            )
        case FigureKind.ACCEPTANCE:
            return say(
                "Of the holds that ended and that their people were told of, those that were confirmed. Units that are booked at once are no offer."
            )
        case FigureKind.REFILL:
            return say(
                "Of the units that were given back or declined, those that went to somebody else: all but as many as were left at the end."
            )
        case FigureKind.NO_SHOWS:
            return say("Of the bookings of drops that are over, those of which nothing was collected.")
        case FigureKind.RAN_OUT:
            return say("Of the items of drops that are over, those of which nothing was left.")
        case FigureKind.WAITED:
            return say("People who waited to the end and were never offered anything, each once a week.")
        case FigureKind.DARK:
            return say(
                "Minutes between the first start and the last end of an evening in which the organisers noted that the power was gone, on average."
            )
        case _:
            assert_never(kind)


def figure_text(say: Say, found: MarketWeeks, figure: MarketFigure) -> Words:
    """Return a figure with its n and its range; a count alone."""
    value, n = figure.figure.value, figure.figure.n
    if value is None:
        return say("not enough yet ({count})", count=format_number(say, n))
    if figure.interval is None:
        return _count_text(say, found, value, figure.key.currency)
    low, high = (format_percent(say, Fraction(each)) for each in figure.interval)
    return say(
        "{share} of {count} ({low} to {high})",
        share=format_percent(say, value),
        count=format_number(say, n),
        low=low,
        high=high,
    )


def _count_text(say: Say, found: MarketWeeks, value: Fraction, currency: str) -> str:
    if currency:
        return format_money(say, round(value), currency, found.territories[currency])
    if value.denominator == 1:
        return format_number(say, int(value))
    return format_decimal_number(say, value)


def _chart(say: Say, found: MarketWeeks) -> ChartPart:
    weeks = found.weeks[WEEKS_BEFORE:]
    places = [format_short_date(say, week.monday) for week in weeks[:-1]]
    places.append(_so_far(say, weeks[-1]).striptags())
    return ChartPart(
        panels=tuple(chain(_share_panels(say, found, places), _count_panels(say, found, places))),
        table=TablePart(
            caption=say("Week by week, the newest first"),
            columns=tuple(_week_columns(found)),
            page=KeyPage([*reversed(weeks)]),
            nothing="",
            csv_path=f"{FIGURES}.csv",
            name="weeks",
        ),
    )


def _share_panels(say: Say, found: MarketWeeks, places: Sequence[str]) -> Iterator[Panel]:
    for kind in SHARES:
        figures = [market_figure([week], FigureKey(kind), found.zone) for week in found.weeks[WEEKS_BEFORE:]]
        if all(each.figure.value is None for each in figures):
            continue  # the tables say how few there are
        series = Series(
            label=kind_name(say, kind),
            values=[_percent(each.figure.value) for each in figures],
            ranges=[_percents(each.interval) for each in figures],
            range_label=say("Range, 9 of 10"),
        )
        yield Panel(
            title=kind_name(say, kind),
            places=places,
            series=(series,),
            written=lambda percent: format_percent(say, Fraction(percent) / 100),
        )


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(100 * share)


def _percents(interval: Interval | None) -> Interval | None:
    return (100 * interval[0], 100 * interval[1]) if interval else None


def _count_panels(say: Say, found: MarketWeeks, places: Sequence[str]) -> Iterator[Panel]:
    for title, kinds in (
        (say("People"), (FigureKind.BOOKED, FigureKind.CAME)),
        (kind_name(say, FigureKind.WAITED), (FigureKind.WAITED,)),
        (say("Evenings"), (FigureKind.EVENINGS, FigureKind.STALL_EVENINGS)),
    ):
        yield Panel(
            title=title,
            places=places,
            series=[_bars(say, found, FigureKey(kind)) for kind in kinds],
            written=lambda number: format_number(say, round(number)),
        )
    for currency in currencies(found.weeks[WEEKS_BEFORE:]):
        yield _takings_panel(say, found, places, FigureKey(FigureKind.TAKEN, currency))


def _takings_panel(say: Say, found: MarketWeeks, places: Sequence[str], key: FigureKey) -> Panel:
    return Panel(
        title=figure_name(say, key),
        places=places,
        series=[_bars(say, found, key)],
        written=lambda minor: _count_text(say, found, Fraction(round(minor)), key.currency),
    )


def _bars(say: Say, found: MarketWeeks, key: FigureKey) -> Series:
    values = [market_figure([week], key, found.zone).figure.value for week in found.weeks[WEEKS_BEFORE:]]
    return Series(
        label=kind_name(say, key.kind),
        values=[None if value is None else float(value) for value in values],
        kind=SeriesKind.BARS,
    )


def _week_columns(found: MarketWeeks) -> Iterator[Column[WeekNumbers]]:
    """Return the columns of all weeks: each figure of a week by itself."""
    yield Column(
        label=lambda say: say("Week"),
        value=lambda say, row: format_short_date(say, row.monday) if row.is_over else _so_far(say, row),
    )
    for key in figure_keys(found.weeks[WEEKS_BEFORE:]):
        yield _week_column(found, key)


def _week_column(found: MarketWeeks, key: FigureKey) -> Column[WeekNumbers]:
    return Column(
        label=lambda say: figure_name(say, key),
        value=lambda say, row: figure_text(say, found, market_figure([row], key, found.zone)),
    )


def _counting(say: Say) -> Iterator[tuple[Words, Words]]:
    """Return the name of each figure with its formula, after the rules that all of them share."""
    yield (
        say("Weeks"),
        say(
            "From Monday to Sunday, by the date of the market day. Only evenings that have begun are counted."
        ),
    )
    yield (
        say("Each of the four weeks before"),
        say("A count is the average of these weeks, a share that of all four together."),
    )
    yield (
        say("Range, 9 of 10"),
        say(
            "The share that many more such evenings would show lies within it in 9 of 10 cases (Wilson’s interval)."
        ),
    )
    yield (
        say("Not enough yet"),
        say(
            "A share of fewer than {fewest}, or an average of fewer than {evenings} evenings. The number in brackets is how many there are.",
            fewest=format_number(say, FEWEST),
            evenings=format_number(say, FEWEST_EVENINGS),
        ),
    )
    for kind in FigureKind:
        yield kind_name(say, kind), formula(say, kind)
