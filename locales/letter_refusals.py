"""The sentences of refusals about letters: reminders, hours of rest, broadcasts, papers and neighbours."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "RestUnfit": lambda say: say(
        "Quiet hours begin at one time of the day and end at another. Choose again."
    ),
    "ReminderTooFar": lambda say, latest: say(
        "Reminders can be at most a year ahead, until {latest}. Choose an earlier day.", latest=latest
    ),
    "ReminderWordless": lambda say: say("Say what it is about too, in a few words."),
    "TooManyReminders": lambda say, most: say(
        "You already have {count} reminders, which is the most. Cancel one first.",
        count=number(say, most),
    ),
    "ZoneUnknown": lambda say: say("That time zone is not on the list. Choose one of these."),
    "NothingWritten": lambda say: say("There is no text to send yet. Write it first."),
    "NobodyToTell": lambda say: say("Nobody would get this. Choose others."),
    "BroadcastGone": lambda say: say("This was sent or stopped already."),
    "BroadcastPaused": lambda say: say("This is paused. What was not sent yet waits."),
    "BroadcastStopped": lambda say: say("This was stopped."),
    "BroadcastUnderway": lambda say: say(
        "This is still under way. Pause or stop it, and try again in a moment."
    ),
    "NobodyNew": lambda say: say("Nobody new: everyone it is for has it already."),
    "LettersGone": lambda say: say(
        "Its letters are more than four weeks old. The counts are all that is kept."
    ),
    "NothingArrived": lambda say: say("Nobody has received this yet."),
    "RecallTooLate": lambda say: say(
        "Telegram cannot delete messages older than 48 hours. Correct it instead."
    ),
    "LastDayOver": lambda say: say("That date has passed. Write a date in the future."),
    "LastDayTooFar": lambda say: say("That is more than ten years ahead. Write the date again."),
    "PaperChanged": lambda say: say("The expiry date was changed in the meantime."),
    "EveningGone": lambda say: say("None of these evenings takes place any more."),
    "NotNeighbour": lambda say: say("You are not told of these evenings any more."),
    "ReminderUnknown": lambda say: say(
        "This reminder is not here any more. Settings, Reminders shows those that wait."
    ),
    "ReminderMoved": lambda say, at: say("This was moved. Its reminder comes {at}.", at=at),
    "RemindersStopped": lambda say: say("You stopped these reminders. Turn them on again first."),
    "SnoozePassed": lambda say: say("It is too late for tonight. Choose one hour from now, or tomorrow."),
    "SnoozeTooLate": lambda say, until: say(
        "That is too late: this reminder only helps until {until}. Choose an earlier time, or tap Done.",
        until=until,
    ),
    "CaptionTooLong": lambda say, count, limit: say(
        "With a photo, the text can have up to {limit} characters. Yours has {count}: shorten it first.",
        count=number(say, count),
        limit=number(say, limit),
    ),
    "TooManyButtons": lambda say, most: say.many(
        "At most {count} button. Take one away first.", "At most {count} buttons. Take one away first.", most
    ),
    "TooFarAhead": lambda say, latest: say(
        "That is too far ahead. Choose a day until {latest}.", latest=latest
    ),
    "PromotionalTooSoon": lambda say, at: say(
        "Only one promotion a week. You can send the next one from {at}.", at=at
    ),
}
