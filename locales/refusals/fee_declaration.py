"""Sentences of the refusals of what a stall says that it paid for its licence."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "FeeNoted": lambda say: say("This month is noted as paid already. There is nothing to do."),
    "FeeDeclared": lambda say: say(
        "You have said already that you paid. Wait for the organisers, or withdraw it."
    ),
    "FeeAnswered": lambda say: say("This was answered or withdrawn. Look at the fees again."),
}
