"""Sentences of the refusals of every feature."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LinkUnknown": lambda say: say("That link no longer works. Ask for a new one, or see /drops."),
    "ButtonForged": lambda say: say("That button does not work here. This is your screen now."),
    "WhenPassed": lambda say, at: say("{at} has passed. Choose a later time.", at=at),
    "TooLong": lambda say, count, limit, over=None: say(
        "{count} of {limit} characters: {over} too many. Shorten it.",
        count=format_number(say, count),
        limit=format_number(say, limit),
        over=format_number(say, over or count - limit),
    ),
    "NameUnfit": lambda say, maximum: say(
        "A name has 1 to {most} characters. Write it again.", most=format_number(say, maximum)
    ),
    "DescriptionUnfit": lambda say, maximum: say(
        "A description has 1 to {most} characters. Write it again.", most=format_number(say, maximum)
    ),
}
