"""Sentences of the refusals of rescues."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "RescueTooEarly": lambda say, opens: say(
        "Rescue what is left in the last half hour, from {opens} on.", opens=opens
    ),
    "RescueNotCheaper": lambda say: say("That is not less than its price. Write a lower price."),
    "RescueTooMany": lambda say, available: say(
        "Neither booked nor on hold: {available}. Write {available} or fewer.",
        available=format_number(say, available),
    ),
    "RescueWaitedFor": lambda say: say(
        "People are waiting for it, and they go first. Rescue something else."
    ),
    "RescueWithDeposit": lambda say: say(
        "This drop asks for a deposit, so nothing of it can be rescued. Sell it at the stall."
    ),
    "RescuedTonight": lambda say: say("You have rescued something tonight. The next time is another night."),
    "RescueGone": lambda say, left: (
        say("Only {left} left at this price. Take {left}.", left=format_number(say, left))
        if left
        else say("Nothing is left at this price. See what else is on.")
    ),
    "RescueUnknown": lambda say: say("We do not know this offer. See what else is on."),
}
