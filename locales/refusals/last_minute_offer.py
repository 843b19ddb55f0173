"""Sentences of the refusals of last-minute offers."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LastMinuteOfferTooEarly": lambda say, opens: say(
        "Last-minute offers are for the last half hour. Write it again from {opens} on.", opens=opens
    ),
    "LastMinuteOfferNotCheaper": lambda say: say("That is not less than its price. Write a lower price."),
    "LastMinuteOfferTooMany": lambda say, available: say(
        "Only {available} are neither booked nor on hold. Write {available} or fewer.",
        available=format_number(say, available),
    ),
    "LastMinuteOfferWaitedFor": lambda say: say(
        "People are waiting for it, and they go first. Offer something else."
    ),
    "LastMinuteOfferWithDeposit": lambda say: say(
        "This drop asks for a deposit, so it has no last-minute offers. Sell what is left at the stall."
    ),
    "LastMinuteOfferedTonight": lambda say: say(
        "You made a last-minute offer tonight already. Make the next one another night."
    ),
    "LastMinuteOfferGone": lambda say, left: (
        say("Only {left} left at this price. Take {left}.", left=format_number(say, left))
        if left
        else say("Nothing is left at this price. See what else is on.")
    ),
    "LastMinuteOfferUnknown": lambda say: say("We do not know this offer. See what else is on."),
}
