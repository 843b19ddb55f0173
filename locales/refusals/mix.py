"""Sentences of the refusals of an alley's mix."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "MixUnfit": lambda say: say(
        "A limit is from 0 to 100 percent, and a category has one. Write both, or leave both empty."
    ),
    "TooFewLocal": lambda say, alley: say(
        "{alley} needs more local stalls that day before another one comes. Choose another day, or ask in /support.",
        alley=truncate(alley, 32),
    ),
    "ChainsFull": lambda say, alley: say(
        "{alley} has no room for another chain that day. Choose another day, or ask in /support.",
        alley=truncate(alley, 32),
    ),
    "TagFull": lambda say, alley, tag: say(
        "{alley} has no room for more with {tag} that day. Choose another day, or ask in /support.",
        alley=truncate(alley, 32),
        tag=f"#{tag}",
    ),
}
