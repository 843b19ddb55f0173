"""The view of the notification of a person's own reminder."""

from collections.abc import Mapping
from typing import Any

from handlers.own_reminder import views
from handlers.reminder.messages import with_late_note
from handlers.ui.screen import Screen
from locales.say import Say
from market.own_reminder import reminder_of_notification
from market.reminder.snooze import snooze_ways
from storage.store import Store


async def own_reminder_due(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Returns the reminder. Raises ReminderUnknown if it was cancelled."""
    reminder = await store.read(reminder_of_notification, payload["reminder"])
    notification = payload["notification"]
    delays = await store.read(snooze_ways, notification, reminder.zone)
    return with_late_note(
        say, reminder.zone, payload, views.reminder_due(say, reminder, notification, delays)
    )
