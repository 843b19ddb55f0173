"""The message about scans that do not fit."""

from handlers.kiosk import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.kiosk.conflicts import notified_conflict
from market.ticket.notifications import TwoScans


@messages.view(TwoScans, label=lambda say: say.plain("two scans of one ticket"))
async def two_scans(say: Say, context: RenderContext, payload: TwoScans) -> Screen:
    return views.conflict_message(say, await context.read(notified_conflict, payload.conflict_id))
