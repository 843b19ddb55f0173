"""Sentences of the refusals of broadcasts."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "TextTooLong": lambda say, count, limit: say(
        "{count} of {limit} characters: {over} too many. Shorten it.",
        count=format_number(say, count),
        limit=format_number(say, limit),
        over=format_number(say, count - limit),
    ),
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
        "Its messages are more than four weeks old, so only the counts in the report are left."
    ),
    "NothingArrived": lambda say: say("Nobody has received this yet. Try again after it was sent."),
    "RecallTooLate": lambda say: say(
        "Telegram cannot delete messages older than 48 hours. Correct it instead."
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
        "That is too far ahead. Choose a day no later than {latest}.", latest=latest
    ),
    "PromotionalTooSoon": lambda say, at: say(
        "Only one promotion a week. You can send the next one from {at}.", at=at
    ),
}
