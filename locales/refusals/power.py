"""Sentences of the refusals of power."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PowerUnfit": lambda say, most: say(
        "That is more than a market has: at most {most} W. Write the number again.",
        most=format_number(say, most),
    ),
    "PowerCutRuns": lambda say, since: say(
        "It is noted already that the power is gone since {time}. Tap “Power is back” when it is.",
        time=since,
    ),
    "NoPowerCut": lambda say: say("The power is not noted as gone. See the market day as it is now."),
    "PowerDayOver": lambda say: say(
        "This market day is over, or more than half a day ahead. Note outages of one that is on."
    ),
}
