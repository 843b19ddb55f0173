"""Sentences of the refusals of public licence cards."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "CardUnknown": lambda say: say(
        "This is no licence card of this market. Ask the stall to show its QR again."
    ),
}
