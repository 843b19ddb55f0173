"""Sentences of the refusals of draws of places."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PlaceDrawUnknown": lambda say: say("This alley has no such draw of places. See the newest one."),
    "PlaceDrawClosed": lambda say: say(
        "This draw of places is closed and stays as it is. See how it stands."
    ),
    "PlaceDrawRuns": lambda say: say(
        "This alley has a draw of places already. Wait for its result, or call it off while it is open."
    ),
    "PlaceDrawUnfit": lambda say, days: say.many(
        "A draw has at most {count} day, within a year, and closes ahead, before the first begins. Change the dates.",
        "A draw has at most {count} days, within a year, and closes ahead, before the first begins. Change the dates.",
        days,
    ),
    "PlacesMissing": lambda say: say("This alley has no places yet. Add some under Calendar first."),
}
