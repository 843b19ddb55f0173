"""Sentences of the refusals of vendors who leave the market."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "MattersOpen": lambda say: say("Something has to be settled first. The list says what."),
    "MattersChanged": lambda say: say("Your drops have changed since we asked. Look at the list again."),
    "StallNotOpen": lambda say: say(
        "The organisers have not approved this stall, so there is nothing to close. See /stall."
    ),
    "ClosingFinal": lambda say: say(
        "Too late to undo. Ask the organisers at /support to open the stall again."
    ),
}
