"""Results of draws as things are now, in messages that show them."""

from dataclasses import replace

from handlers.draw.views import drawn_message
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from locales.say import Say
from market.draw.published_draw import drawn_entry
from market.shown import StaleMessage
from storage.shown import ShownKind


@shown.kind(ShownKind.DRAW_RESULT)
async def draw_result_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the result, with the hold while it is its reader's. Raises DrawUnknown."""
    drawn = await context.read(drawn_entry, message.subject, context.now)
    if drawn.hold and drawn.hold.person != message.person:
        drawn = replace(drawn, hold=None)
    return drawn_message(say, drawn)
