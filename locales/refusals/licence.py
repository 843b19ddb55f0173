"""Sentences of the refusals of a lapsed licence."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LicenceLapsed": lambda say, until: say(
        "Your licence expired {day}, so you cannot publish. Set the new expiry date in /stall, or ask in /support.",
        day=until,
    ),
    "LicenceGood": lambda say: say("The licence is valid: this stall can publish as it is."),
}
