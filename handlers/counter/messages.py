"""The message about a payment QR that is not the stall's own."""

from handlers.counter import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.deposit.counter import any_counter_check
from market.deposit.notifications import CounterReported


@messages.view(CounterReported, label=lambda say: say.plain("a strange payment QR on a counter"))
async def counter_reported(say: Say, context: RenderContext, payload: CounterReported) -> Screen:
    return views.reported_message(say, await context.read(any_counter_check, payload.check_id))
