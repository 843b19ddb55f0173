"""Sentences of the refusals of people."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "Blocked": lambda say: say(
        "An organiser has blocked you from this market. If this is a mistake, see /support."
    ),
}
