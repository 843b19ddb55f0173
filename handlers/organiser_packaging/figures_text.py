"""The figures of a packaging type in words: each with its number of units and its time, and "not enough yet" where it says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
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
from locales.user_text import NAME, sanitize_name
from market.packaging.figures import MINIMUM, Figure
from market.packaging.figures_of import TypeFigures
from market.packaging.sold_in import KindShares

Note = Callable[[Figure], str]


def figure_sheet(say: Say, figures: TypeFigures, zone: str) -> FigureSheet:
    """Returns the figures of a type as a picture."""
    title = say.plain("{packaging}: figures", packaging=sanitize_name(figures.packaging.name, NAME))
    return FigureSheet(language=say.language, title=title, lines=figure_lines(say, figures, zone))


def figure_lines(say: Say, figures: TypeFigures, zone: str) -> tuple[FigureLine, ...]:
    """Returns each figure of a type."""
    recent, text = figures.recent, _FigureText(say, zone)
    return (
        text.share(say.plain("Back within 14 days"), recent.back_14, text.of_lent),
        text.share(say.plain("Back within 28 days"), recent.back_28, text.of_lent),
        text.number(say.plain("Days, half are back"), recent.median_days, text.of_back),
        text.number(say.plain("Days, nine in ten are back"), recent.p90_days, text.of_back),
        text.share(say.plain("Returned elsewhere"), recent.elsewhere, text.of_back),
        text.number(say.plain("Loops in four weeks"), recent.loops, text.for_each),
        text.share(say.plain("Lost"), recent.loss, text.of_lent),
        text.share(say.plain("Washed within 24 hours"), recent.washed, text.of_back),
        _cost_line(say, figures, text),
    )


def _cost_line(say: Say, figures: TypeFigures, text: "_FigureText") -> FigureLine:
    cost = figures.cost
    value = None if cost.value is None else _money(say, figures, cost.value)
    return _line(say, say.plain("Cost per use"), value, cost, note=text.uses(cost))


def kind_lines(say: Say, shares: KindShares, zone: str) -> tuple[FigureLine, ...]:
    """Returns the share of each kind of packaging that goods were sold in; one line where it is not enough yet."""
    whole, text = shares.share(None), _FigureText(say, zone)
    if whole.value is None:
        return (_line(say, say.plain("Shares"), None, whole, note=text.of_sold(whole)),)
    figures = {kind: shares.share(kind) for kind in shares.units}
    return tuple(
        _line(
            say,
            packaging_kind_word(say, kind) if kind else say.plain("not given"),
            format_percent(say, figure.value or Fraction()),
            figure,
            note=text.of_sold(figure),
        )
        for kind, figure in figures.items()
    )


@dataclass(frozen=True)
class _FigureText:
    """Figures in the words of one language, with their days in one zone."""

    say: Say
    zone: str

    def of_lent(self, figure: Figure) -> str:
        return self.say.plain("of {count} lent {since} to {until}", **self._basis(figure))

    def of_back(self, figure: Figure) -> str:
        return self.say.plain("of {count} returned {since} to {until}", **self._basis(figure))

    def of_sold(self, figure: Figure) -> str:
        return self.say.plain("of {count} sold {since} to {until}", **self._basis(figure))

    def for_each(self, figure: Figure) -> str:
        return self.say.plain("each of {count}, {since} to {until}", **self._basis(figure))

    def uses(self, figure: Figure) -> str:
        return self.say.plain("{count} uses, {since} to {until}", **self._basis(figure))

    def share(self, label: str, figure: Figure, note: Note) -> FigureLine:
        """Returns a share, with its bar."""
        value = None if figure.value is None else format_percent(self.say, figure.value)
        bar = None if figure.value is None else float(figure.value)
        return _line(self.say, label, value, figure, note=note(figure), share=bar)

    def number(self, label: str, figure: Figure, note: Note) -> FigureLine:
        value = None if figure.value is None else format_decimal_number(self.say, figure.value)
        return _line(self.say, label, value, figure, note=note(figure))

    def _basis(self, figure: Figure) -> dict[str, str]:
        """Returns how many units a figure is of, and its time."""
        return {"count": format_number(self.say, figure.n), **_window(self.say, figure, self.zone)}


def _line(
    say: Say, label: str, value: str | None, figure: Figure, *, note: str, share: float | None = None
) -> FigureLine:
    """Returns a figure; one without a value says how many units it has and needs."""
    if value is not None:
        return FigureLine(label=label, value=value, note=note, share=share)
    lacking = say.plain("{note}; at least {minimum} needed", note=note, minimum=format_number(say, MINIMUM))
    return FigureLine(label=label, value=say.plain("not enough data yet"), note=lacking)


def figure_row(say: Say, line: FigureLine) -> Markup:
    """Returns a figure as a row of a message."""
    # text: {label}: what is measured; {note}: of how many, and when
    return say("{label}: <b>{value}</b> ({note})", label=line.label, value=line.value, note=line.note)


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
