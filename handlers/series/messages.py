"""The message about a date of a series that could not be published."""

from handlers.message_registry import RenderContext, messages
from handlers.series import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.series.dates import series_facts
from market.series.notifications import SeriesDateMissing


@messages.view(SeriesDateMissing, label=lambda say: say.plain("a date of a series could not be published"))
async def series_date_missing(say: Say, context: RenderContext, payload: SeriesDateMissing) -> Screen:
    series = await context.read(series_facts, payload.series_id, context.now)
    return views.date_missing(say, series, payload.day, payload.problem)
