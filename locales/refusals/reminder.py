"""Sentences of the refusals of reminders."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ReminderUnknown": lambda say: say("This reminder is gone. See yours in Settings, Reminders."),
    "ReminderMoved": lambda say, at: say(
        "This was moved. We remind you {at}; there is nothing to do.", at=at
    ),
    "RemindersStopped": lambda say: say("You stopped these reminders. Turn them on again first."),
    "MarketDayEmpty": lambda say: say("Nothing of this market day is left. See your desk, or /mine."),
    "SnoozePassed": lambda say: say("It is too late for tonight. Choose one hour from now, or tomorrow."),
    "SnoozeTooLate": lambda say, until: say(
        "That is too late: this reminder only helps until {until}. Choose an earlier time, or tap Done.",
        until=until,
    ),
}
