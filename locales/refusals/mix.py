"""Sentences of the refusals of an alley's mix."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "MixUnfit": lambda say: say(
        "A limit is from 0 to 100 percent, and a category has one. Write both, or leave both empty."
    ),
}
