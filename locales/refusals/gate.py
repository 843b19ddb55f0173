"""Sentences of the refusals of gates."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LimitUnfit": lambda say, maximum: say(
        "A limit is a number from 1 to {maximum}. Write another one, or 0 for no limit.",
        maximum=format_number(say, maximum),
    ),
    "RoomAgain": lambda say: say("There is room again. The gates show how many people are inside."),
}
