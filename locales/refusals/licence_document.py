"""Sentences of the refusals of the photo of a licence."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LicenceNumberUnfit": lambda say, maximum: say(
        "Write the licence’s number: at most {maximum} letters, digits and signs such as / and -, with a digit in it.",
        maximum=maximum,
    ),
    "LicenceUndated": lambda say: say("The licence has no last day yet. Set it first."),
    "LicenceChanged": lambda say: say("The licence was changed in the meantime. Look at it again."),
}
