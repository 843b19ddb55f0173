"""Sentences of the refusals of licences and permits."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LastDayOver": lambda say: say("That date has passed. Write a date in the future."),
    "LastDayTooFar": lambda say: say("That is more than ten years ahead. Write the date again."),
    "ValidityChanged": lambda say: say("The expiry date was changed in the meantime. Look at it again."),
}
