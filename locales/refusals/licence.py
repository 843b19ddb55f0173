"""Sentences of the refusals of a lapsed licence."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LicenceLapsed": lambda say, until: say(
        "Your licence ended {day}: nothing new is published. Set its new last day in /stall, or ask in /support.",
        day=until,
    ),
    "LicenceGood": lambda say: say("The licence is good: this stall can publish as it is."),
    "LicenceNumberUnfit": lambda say, maximum: say(
        "Write the licence’s number: at most {maximum} letters, digits and signs such as / and -, with a digit in it.",
        maximum=maximum,
    ),
    "LicenceUndated": lambda say: say("The licence has no last day yet. Set it first."),
    "LicenceChanged": lambda say: say("The licence was changed in the meantime. Look at it again."),
    "NoLicenceFee": lambda say: say("The city of this stall asks no monthly fee."),
    "FeeEntryUnknown": lambda say: say("This entry was voided, or there is none. Look at the fees again."),
    "FeesChanged": lambda say: say("The fees were changed in the meantime. Look at them again."),
    "CardUnknown": lambda say: say("This is no licence card of this market."),
}
