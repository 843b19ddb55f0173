"""Sentences of the refusals of draws."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "DrawOpen": lambda say, closes: say(
        "The list is published when joining ends, {closes}. Look again then.", closes=closes
    ),
    "DrawUnknown": lambda say: say("There is no draw for this. Join the waitlist instead."),
    "DrawDecided": lambda say: say("This draw has already taken place. Tap View draw to see it."),
    "SignatureWrong": lambda say, round_number: say(
        "That is not the signature of round {round}. It has 96 characters; copy it again.",
        round=format_number(say, round_number),
    ),
}
