"""The figures of a packaging type in words: each with its number of units and its time, and "not enough yet" where it says nothing."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.ui.sheet import FigureLine, FigureSheet
from locales.formats import (
    format_date,
    format_decimal_number,
    format_long_date,
    format_money,
    format_number,
    format_percent,
)
from locales.packaging_kind import packaging_kind_word
from locales.say import Say
from locales.user_text import sanitize_name
from market.packaging.figures import MINIMUM, Figure
from market.packaging.figures_of import TypeFigures
from market.packaging.sold_in import KindShares

NAME = 40
Note = Callable[[Figure], str]


def figure_sheet(say: Say, figures: TypeFigures, zone: str) -> FigureSheet:
    """Returns the figures of a type as a picture."""
    title = say.plain("{packaging}: figures", packaging=sanitize_name(figures.packaging.name, NAME))
    return FigureSheet(language=say.language, title=title, lines=figure_lines(say, figures, zone))


def figure_lines(say: Say, figures: TypeFigures, zone: str) -> tuple[FigureLine, ...]:
    """Returns each figure of a type."""
    recent = figures.recent

    def of_lent(figure: Figure) -> str:
        return say.plain(
            "of {count} lent {since} to {until}",
            count=format_number(say, figure.n),
            **_window(say, figure, zone),
        )

    def of_back(figure: Figure) -> str:
        return say.plain(
            "of {count} returned {since} to {until}",
            count=format_number(say, figure.n),
            **_window(say, figure, zone),
        )

    def for_each(figure: Figure) -> str:
        return say.plain(
            "each of {count}, {since} to {until}",
            count=format_number(say, figure.n),
            **_window(say, figure, zone),
        )

    def uses(figure: Figure) -> str:
        return say.plain(
            "{count} uses, {since} to {until}",
            count=format_number(say, figure.n),
            **_window(say, figure, zone),
        )

    def share(label: str, figure: Figure, note: Note) -> FigureLine:
        value = None if figure.value is None else format_percent(say, figure.value)
        bar = None if figure.value is None else float(figure.value)
        return _line(say, label, value, figure, note=note(figure), share=bar)

    def days(label: str, figure: Figure) -> FigureLine:
        value = None if figure.value is None else format_decimal_number(say, figure.value)
        return _line(say, label, value, figure, note=of_back(figure))

    return (
        share(say.plain("Back within 14 days"), recent.back_14, of_lent),
        share(say.plain("Back within 28 days"), recent.back_28, of_lent),
        days(say.plain("Days out, half of them"), recent.median_days),
        days(say.plain("Days out, nine in ten"), recent.p90_days),
        share(say.plain("Returned elsewhere"), recent.elsewhere, of_back),
        _line(
            say,
            say.plain("Loops in four weeks"),
            None if recent.loops.value is None else format_decimal_number(say, recent.loops.value),
            recent.loops,
            note=for_each(recent.loops),
        ),
        share(say.plain("Lost"), recent.loss, of_lent),
        share(say.plain("Washed within 24 hours"), recent.washed, of_back),
        _line(
            say,
            say.plain("Cost per use"),
            None if figures.cost.value is None else _money(say, figures, figures.cost.value),
            figures.cost,
            note=uses(figures.cost),
        ),
    )


def kind_lines(say: Say, shares: KindShares, zone: str) -> tuple[FigureLine, ...]:
    """Returns the share of each kind of packaging that goods were sold in; one line where it is not enough yet."""

    def of_sold(figure: Figure) -> str:
        return say.plain(
            "of {count} sold {since} to {until}",
            count=format_number(say, figure.n),
            **_window(say, figure, zone),
        )

    whole = shares.share(None)
    if whole.value is None:
        return (_line(say, say.plain("Shares"), None, whole, note=of_sold(whole)),)
    figures = {kind: shares.share(kind) for kind in shares.units}
    return tuple(
        _line(
            say,
            packaging_kind_word(say, kind) if kind else say.plain("not said"),
            format_percent(say, figure.value or Fraction()),
            figure,
            note=of_sold(figure),
        )
        for kind, figure in figures.items()
    )


def _line(
    say: Say, label: str, value: str | None, figure: Figure, *, note: str, share: float | None = None
) -> FigureLine:
    """Returns a figure; one without a value says how many units it has and needs."""
    if value is not None:
        return FigureLine(label=label, value=value, note=note, share=share)
    lacking = say.plain("{note}; at least {minimum} needed", note=note, minimum=format_number(say, MINIMUM))
    return FigureLine(label=label, value=say.plain("not enough yet"), note=lacking)


def figure_row(line: FigureLine) -> Markup:
    """Returns a figure as a row of a message."""
    return Markup("{}: <b>{}</b> ({})").format(line.label, line.value, line.note)


def _money(say: Say, figures: TypeFigures, minor: Fraction) -> str:
    return format_money(say, round(minor), figures.packaging.currency, figures.territory)


def _window(say: Say, figure: Figure, zone: str) -> dict[str, str]:
    """Returns the first and the last day of a figure's time."""
    first, last = (
        moment.astimezone(ZoneInfo(zone)).date()
        for moment in (figure.since, figure.until - timedelta(seconds=1))
    )
    form = format_date if first.year == last.year else format_long_date
    return {"since": form(say, first), "until": form(say, last)}
