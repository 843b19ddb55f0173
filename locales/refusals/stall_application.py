"""Sentences of the refusals of applications for a stall."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ApplicationDecided": lambda say: say("The organisers have decided already. See /stall."),
    "WithdrawalFinal": lambda say: say("Too late to undo. You can ask for a stall again: /stall"),
}
