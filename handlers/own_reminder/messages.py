"""The message of a person's own reminder."""

from handlers.message_registry import RenderContext, messages
from handlers.own_reminder import views
from handlers.reminder.messages import with_late_note
from handlers.ui.screen import Screen
from locales.say import Say
from market.notification.own_reminder_due import OwnReminderDue
from market.own_reminder import reminder_of_notification
from market.reminder.snooze import snooze_ways


@messages.view(
    OwnReminderDue,
    label=lambda say: say.plain("a reminder of one's own"),
    due_label="a reminder of one's own",
)
async def own_reminder_due(say: Say, context: RenderContext, payload: OwnReminderDue) -> Screen:
    """Raises ReminderUnknown where it was deleted."""
    reminder = await context.read(reminder_of_notification, payload.reminder_id)
    notification = context.notification_id
    delays = await context.read(snooze_ways, notification, reminder.zone)
    return with_late_note(
        say, reminder.zone, context, views.reminder_due(say, reminder, notification, delays)
    )
