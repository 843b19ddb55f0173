"""Sentences of the refusals of forecasts."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NoWeekToTell": lambda say: say("That week has no figures. See /desk for the current ones."),
    "NotSuggested": lambda say: say(
        "This drop cannot be posted again by one tap. Write what you are bringing, or “again”."
    ),
}
