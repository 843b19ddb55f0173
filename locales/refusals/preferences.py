"""Sentences of the refusals of a person's settings."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "QuietHoursUnfit": lambda say: say("Quiet hours must start and end at different times. Choose again."),
    "ZoneUnknown": lambda say: say("That time zone is not on the list. Choose one of these."),
}
