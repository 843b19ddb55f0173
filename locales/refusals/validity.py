"""Sentences of the refusals of licences and permits."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LastDayOver": lambda say: say("That date has passed. Write a date in the future."),
    "LastDayTooFar": lambda say: say("That is more than ten years ahead. Write the date again."),
    "LastDayAfterYear": lambda say, latest: say(
        "Licences here expire at the end of the year: write a date up to {day}.", day=latest
    ),
    "LicenceOver": lambda say: say(
        "A licence that has expired stays on file. Write its new expiry date once you have renewed it."
    ),
    "LicenceCancelled": lambda say: say(
        "This licence ended too long ago to be revived. Get a new one and ask the organisers in /support."
    ),
    "ValidityChanged": lambda say: say("This was changed in the meantime. Look at it again."),
}
