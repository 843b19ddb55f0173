"""The sentences of refusals about notifications: reminders, quiet hours, broadcasts, licences and neighbours."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "QuietHoursUnfit": lambda say: say("Quiet hours must start and end at different times. Choose again."),
    "ReminderTooFar": lambda say, latest: say(
        "Reminders can be at most a year ahead, until {latest}. Choose an earlier day.", latest=latest
    ),
    "ReminderWordless": lambda say: say("Say what it is about too, in a few words."),
    "TooManyReminders": lambda say, maximum: say(
        "You already have {count} reminders, which is the most. Cancel one first.",
        count=format_number(say, maximum),
    ),
    "ZoneUnknown": lambda say: say("That time zone is not on the list. Choose one of these."),
    "NothingWritten": lambda say: say("There is no text to send yet. Write it first."),
    "NobodyToNotify": lambda say: say("Nobody would get this. Choose other people."),
    "BroadcastGone": lambda say: say("This was already sent or stopped. Write a new broadcast instead."),
    "BroadcastPaused": lambda say: say("This is paused. Tap Resume to send the rest."),
    "BroadcastStopped": lambda say: say("This was stopped. Write a new broadcast instead."),
    "BroadcastUnderway": lambda say: say(
        "This is still being sent. Pause or stop it, and try again in a moment."
    ),
    "NobodyNew": lambda say: say("Everyone who matches already has it. Choose other people first."),
    "NotificationsGone": lambda say: say(
        "Its messages are more than four weeks old, so only the counts are left. See Report."
    ),
    "NothingArrived": lambda say: say("Nobody has received this yet. Try again after it was sent."),
    "RecallTooLate": lambda say: say(
        "Telegram cannot delete messages older than 48 hours. Correct it instead."
    ),
    "LastDayOver": lambda say: say("That date has passed. Write a date in the future."),
    "LastDayTooFar": lambda say: say("That is more than ten years ahead. Write the date again."),
    "ValidityChanged": lambda say: say("The expiry date was changed in the meantime. Look at it again."),
    "MarketDayGone": lambda say: say("None of these market days takes place. /calendar shows what is on."),
    "NotNeighbour": lambda say: say(
        "You no longer get notices of these market days. Open the alley to turn them on again."
    ),
    "ReminderUnknown": lambda say: say("This reminder is gone. See yours in Settings, Reminders."),
    "ReminderMoved": lambda say, at: say(
        "This was moved. We remind you {at}; there is nothing to do.", at=at
    ),
    "RemindersStopped": lambda say: say("You stopped these reminders. Turn them on again first."),
    "SnoozePassed": lambda say: say("It is too late for tonight. Choose one hour from now, or tomorrow."),
    "SnoozeTooLate": lambda say, until: say(
        "That is too late: this reminder only helps until {until}. Choose an earlier time, or tap Done.",
        until=until,
    ),
    "CaptionTooLong": lambda say, count, limit: say(
        "With a photo, the text can have up to {limit} characters. Yours has {count}: shorten it first.",
        count=format_number(say, count),
        limit=format_number(say, limit),
    ),
    "TooManyButtons": lambda say, maximum: say.many(
        "There is room for {count} button. Remove it first.",
        "There is room for {count} buttons. Remove one first.",
        maximum,
    ),
    "TooFarAhead": lambda say, latest: say(
        "That is too far ahead. Choose a day until {latest}.", latest=latest
    ),
    "PromotionalTooSoon": lambda say, at: say(
        "Only one promotion a week. You can send the next one from {at}.", at=at
    ),
}
