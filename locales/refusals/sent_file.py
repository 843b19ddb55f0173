"""Sentences of the refusals of files that do not open."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "FileNotOpened": lambda say: say(
        "We could not open this file: it takes too long or is damaged. Please send a screenshot of it, or another one."
    ),
    "FilesWait": lambda say: say(
        "Many files wait to be opened just now. Please send this one again in a minute."
    ),
}
