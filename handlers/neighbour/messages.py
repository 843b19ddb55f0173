"""The messages to neighbours, from the market days as they are when they are sent."""

from handlers.message_registry import RenderContext, messages
from handlers.neighbour import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.neighbour.digest import digest
from market.neighbour.notifications import MarketDays, MarketDaysAhead, MarketDaysChanged


@messages.view(
    MarketDaysAhead,
    label=lambda say: say.plain("a message to neighbours"),
    due_label="a message to neighbours",
)
async def market_days_ahead(say: Say, context: RenderContext, payload: MarketDaysAhead) -> Screen:
    return await _digest_screen(say, context, payload)


@messages.view(
    MarketDaysChanged,
    label=lambda say: say.plain("a message to neighbours"),
    due_label="a message to neighbours",
)
async def market_days_changed(say: Say, context: RenderContext, payload: MarketDaysChanged) -> Screen:
    return await _digest_screen(say, context, payload)


async def _digest_screen(say: Say, context: RenderContext, payload: MarketDays) -> Screen:
    """The market days as they are now. Raises NotNeighbour, MarketDayGone where there is nothing to announce."""
    found = await context.read(digest, context.notification_id, payload.alley_id, payload.week)
    return views.digest_message(say, found, payload.contact)
