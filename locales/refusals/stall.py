"""Sentences of the refusals of stalls."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "StallExists": lambda say, stall: say("You already have a stall: {stall}. See /stall.", stall=stall),
    "TooManyApplications": lambda say, maximum: say(
        "You asked for a stall {count} times today, and that is the limit. Ask again tomorrow, or write in /support.",
        count=format_number(say, maximum),
    ),
}
