"""The messages about what a kiosk sold without a network."""

from handlers.message_registry import RenderContext, messages
from handlers.sale import oversold_views
from handlers.ui.screen import Screen
from locales.say import Say
from market.sale.day import changed_day
from market.sale.doubtful import notified_doubtful
from market.sale.notifications import SaleDoubted, SoldAfterClose, SoldTooMany
from market.sale.oversold import notified_oversold


@messages.view(SoldTooMany, label=lambda say: say.plain("more sold than the stock"))
async def sold_too_many(say: Say, context: RenderContext, payload: SoldTooMany) -> Screen:
    return oversold_views.oversold_message(say, await context.read(notified_oversold, payload.oversold_id))


@messages.view(SaleDoubted, label=lambda say: say.plain("a kiosk's sale in doubt"))
async def sale_doubted(say: Say, context: RenderContext, payload: SaleDoubted) -> Screen:
    return oversold_views.doubtful_message(say, await context.read(notified_doubtful, payload.receipt_id))


@messages.view(SoldAfterClose, label=lambda say: say.plain("sales of a closed day"))
async def sold_after_close(say: Say, context: RenderContext, payload: SoldAfterClose) -> Screen:
    return oversold_views.changed_day_message(
        say, await context.read(changed_day, payload.stall_id, payload.day)
    )
