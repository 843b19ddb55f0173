"""Sentences of the refusals of alleys."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "AlleyUnknown": lambda say: say("This is no longer here. See /drops for what is on."),
}
