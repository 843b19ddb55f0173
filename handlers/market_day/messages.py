"""The messages about a market day that is stopped, or goes on."""

from handlers.market_day import stop_views as views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.organiser.notifications import MarketDayGoesOn, MarketDayStopped
from market.organiser.stop import stop_facts, stop_to_tell


@messages.view(MarketDayStopped, label=lambda say: say.plain("a market day was stopped"))
async def market_day_stopped(say: Say, context: RenderContext, payload: MarketDayStopped) -> Screen:
    """Raises StopFinal where it was undone, or the wait is over."""
    return views.stopped_message(say, await context.read(stop_to_tell, payload.stop_id))


@messages.view(MarketDayGoesOn, label=lambda say: say.plain("a market day goes on"))
async def market_day_goes_on(say: Say, context: RenderContext, payload: MarketDayGoesOn) -> Screen:
    return views.goes_on_message(say, await context.read(stop_facts, payload.stop_id))
