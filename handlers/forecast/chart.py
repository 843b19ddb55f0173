"""The picture of a forecast: a bar for each past day, and the range of the coming one."""

from babel.dates import format_skeleton

from handlers.ui.sheet import ChartBar, ChartRange, ForecastSheet
from locales.formats import weekday_name
from locales.say import Say
from market.forecast.forecast import DayForecast, ForecastHistory, ScoredDay


def forecast_sheet(say: Say, history: ForecastHistory) -> ForecastSheet | None:
    """Returns the picture as a value; None where there is no forecast to draw."""
    coming = history.next
    if not isinstance(coming, DayForecast):
        return None
    return ForecastSheet(
        language=say.language,
        bars=tuple(_bar(say, day) for day in history.past),
        coming=ChartRange(
            weekday=weekday_name(say, coming.day),
            date=_short_date(say, coming),
            low=coming.visitors.low,
            expected=coming.visitors.expected,
            high=coming.visitors.high,
        ),
        booked=say.plain("booked ahead"),
        others=say.plain("not booked ahead"),
        forecast=say.plain("forecast"),
    )


def _bar(say: Say, day: ScoredDay) -> ChartBar:
    return ChartBar(
        weekday=weekday_name(say, day.day),
        date=_short_date(say, day),
        booked=day.people.came.people,
        others=day.people.others,
    )


def _short_date(say: Say, day: ScoredDay | DayForecast) -> str:
    """Returns "20/11", in the sequence of the language."""
    return str(format_skeleton("Md", day.day, locale=say.locale))
