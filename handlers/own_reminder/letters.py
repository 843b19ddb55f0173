"""A reminder of one's own, when it comes."""

from collections.abc import Mapping
from typing import Any

from handlers.own_reminder import views
from handlers.reminder.letters import late
from handlers.ui.screen import Screen
from locales.say import Say
from market.own_reminder import reminder_of_letter
from market.reminder.snooze import ways_of
from storage.store import Store


async def own_reminder_due(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises ReminderUnknown where it was taken back."""
    own = await store.read(reminder_of_letter, facts["reminder"])
    letter = facts["letter"]
    ways = await store.read(ways_of, letter, own.zone)
    return late(say, own.zone, facts, views.reminder_due(say, own, letter, ways))
