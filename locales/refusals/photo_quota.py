"""Sentences of the refusals of the quota of photos."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "TooManyPhotos": lambda say, again: say(
        "That is many photos for one day. Send the next after {again}.", again=again
    ),
}
