"""The message about a stall's week, from its numbers as they are when it is sent."""

from handlers.forecast import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.forecast.week import stall_week
from market.reminder.notifications import StallWeek


@messages.view(
    StallWeek, label=lambda say: say.plain("a stall's weekly figures"), due_label="a stall's weekly figures"
)
async def stall_week_message(say: Say, context: RenderContext, payload: StallWeek) -> Screen:
    """Raises NoWeekToTell."""
    week = await context.read(stall_week, context.notification_id)
    return views.week_message(say, week, context.notification_id)
