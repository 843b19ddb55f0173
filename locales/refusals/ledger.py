"""Sentences of the refusals of the money of a deposit."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "DepositAsked": lambda say: say("This needs a deposit. Choose how to pay."),
    "RefundTooLate": lambda say, until: say(
        "Refunds ended {until}. You can still give your booking to a friend.", until=until
    ),
    "PriceBelowDeposit": lambda say: say(
        "The price cannot be lower than the deposit people were asked for. Choose a higher one."
    ),
}
