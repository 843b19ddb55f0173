"""The messages of draws."""

from dataclasses import replace

from handlers.draw.views import drawn_message
from handlers.draw.waiting_views import waiting_message
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen, Shown
from locales.say import Say
from market.draw.notifications import DrawOverdue, DrawResult
from market.draw.overdue_draws import overdue_draw_of
from market.draw.published_draw import drawn_entry
from storage.shown import ShownKind


@messages.view(DrawResult, label=lambda say: say.plain("the result of a draw"))
async def draw_done(say: Say, context: RenderContext, payload: DrawResult) -> Screen:
    drawn = await context.read(drawn_entry, payload.entry_id, context.now)
    shows = Shown(kind=ShownKind.DRAW_RESULT, subject=payload.entry_id, item=payload.item_id)
    return replace(drawn_message(say, drawn), shows=shows)


@messages.view(DrawOverdue, label=lambda say: say.plain("a draw that is waiting"))
async def draw_waiting(say: Say, context: RenderContext, payload: DrawOverdue) -> Screen:
    """Raises DrawDecided where it was decided before."""
    return waiting_message(say, await context.read(overdue_draw_of, payload.draw_id))
