"""Sentences of the refusals of personal reminders."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ReminderTooFar": lambda say, latest: say(
        "Reminders can be at most a year ahead, until {latest}. Choose an earlier day.", latest=latest
    ),
    "ReminderWordless": lambda say: say("Say what it is about too, in a few words."),
    "TooManyReminders": lambda say, maximum: say(
        "You already have {count} reminders, and that is the limit. Cancel one first.",
        count=format_number(say, maximum),
    ),
}
