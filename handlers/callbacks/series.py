"""Callbacks of series: a drop that is repeated every week."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stock import MyDropCallback


class AskSeries(MyDropCallback, prefix="vzq"):
    """Asks for how many weeks a drop is repeated."""


class StartSeries(MyDropCallback, prefix="vzb"):
    """Repeats a drop every week; 0 weeks: without an end."""

    weeks: int


class ShowSeries(Callback, prefix="vzr", back=ShowDesk):
    series: int


class SeriesCallback(Callback, prefix=".", back=ShowSeries):
    series: int


class SkipDate(SeriesCallback, prefix="vzk"):
    """Leaves out a date, such as 20261205, that is not published yet; with 0 it is put back."""

    day: int
    skipped: int


class AskEndSeries(SeriesCallback, prefix="vzx"):
    pass


class EndSeries(SeriesCallback, prefix="vze"):
    pass
