"""Sentences of the refusals of signing in to the office."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NoOffice": lambda say: say(
        "The office is for organisers, for people of a stall and for staff of a hub."
    ),
    "OfficeLinkGone": lambda say: say("This link no longer works. Write /office to the bot for a new one."),
}
