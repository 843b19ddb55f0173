"""Sentences of the refusals of packaging, its hubs and its money."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PackagingTypeUnknown": lambda say: say("This is no longer here. Look at the list again."),
    "PackagingTypeEnded": lambda say, packaging: say(
        "{packaging} is no longer lent. Choose other packaging.", packaging=truncate(packaging, 40)
    ),
    "PackagingTermsUnfit": lambda say: say(
        "Set a deposit, or a fee a day and a price. Check the numbers and try again."
    ),
    "PackagingFixed": lambda say: say(
        "People already booked this and know its packaging. Post a new drop to change it."
    ),
    "PackagingHasType": lambda say, packaging: say(
        "The deposit is that of {packaging}. Choose other packaging to change it.",
        packaging=truncate(packaging, 40),
    ),
    "CurrencyDiffers": lambda say, packaging, currency: say(
        "{packaging} has no price in {currency}. Choose packaging of this alley.",
        packaging=truncate(packaging, 40),
        currency=currency,
    ),
    "HubUnknown": lambda say: say("This is no longer here. Look at the list again."),
    "HubClosed": lambda say, hub: say("{hub} is closed for good. Choose another hub.", hub=truncate(hub, 40)),
    "HubUnfit": lambda say: say("A hub needs days, hours and a capacity. Check them and try again."),
    "HubLinkEnded": lambda say: say("This link has expired or was used before. Ask for a new one."),
    "NotHubStaff": lambda say, hub: say(
        "Only the staff of {hub} can do this. Ask an organiser.", hub=truncate(hub, 40)
    ),
    "HubDoesNotTake": lambda say, hub, packaging: say(
        "{hub} does not take {packaging}. Choose a hub that does.",
        hub=truncate(hub, 30),
        packaging=truncate(packaging, 30),
    ),
    "SlotNotEmpty": lambda say, units, packaging: say(
        "{units} of {packaging} are still here. Move them first.",
        units=format_number(say, units),
        packaging=truncate(packaging, 40),
    ),
    "TooFewUnits": lambda say, units, packaging: say(
        "Only {units} of {packaging} are here. Count them, then try again.",
        units=format_number(say, units),
        packaging=truncate(packaging, 40),
    ),
    "StreamsMixed": lambda say: say("Halal and other packaging never go together. Handle them apart."),
    "HaulUnknown": lambda say: say("This is no longer here. Look at the list again."),
    "HaulClosed": lambda say: say("These crates have been received, or left long ago. Send new ones."),
    "HaulSamePlace": lambda say: say("The crates are already there. Choose another place."),
    "WashUnknown": lambda say: say("This is no longer here. Look at the list again."),
    "WashOver": lambda say, at: say("This wash was done {at}. Look at the list again.", at=at),
    "PackagingMovedOn": lambda say: say(
        "The packaging has been moved since, so you cannot undo this. Count it instead."
    ),
    "NotReleased": lambda say: say("Packaging in this state cannot be moved like that. Look at it again."),
    "LoanNotOverdue": lambda say, at: say("It may still come back. Write it off after {at}.", at=at),
    "NothingOwed": lambda say: say("Nothing is owed here now. Look at it again."),
    "BalanceChanged": lambda say: say("The amount has changed since. Count the cash again, then settle."),
    "AmountUnfit": lambda say: say("That is more than is owed, or nothing. Choose another amount."),
    "WaiverOver": lambda say: say("This can be undone for a minute, by the person who did it. Ask them."),
    "LeavingOver": lambda say: say("This can be undone for a minute, by the person who did it. Ask them."),
    "WorkOver": lambda say: say("This can be undone for a minute, by the person who did it. Ask them."),
    "WorkTooLate": lambda say: say(
        "This can be undone once, within a minute, and that minute is over. Count the packaging instead."
    ),
    "AssetUnknown": lambda say, serial: say(
        "No packaging has the number {serial}. Scan it again.", serial=truncate(serial, 16)
    ),
    "AssetExists": lambda say, serial: say(
        "The number {serial} is taken. Use another one.", serial=truncate(serial, 16)
    ),
    "AssetElsewhere": lambda say, serial: say(
        "By our books, number {serial} is somewhere else. Scan it again, or count.",
        serial=truncate(serial, 16),
    ),
    "SerialUnfit": lambda say: say("A number has 1 to 16 letters and digits. Write it again."),
    "LidMissing": lambda say, serial: say(
        "Number {serial} has no lid or no body. Find the other part first.", serial=truncate(serial, 16)
    ),
    "PersonNotMet": lambda say: say("This person has not written here yet. Ask them to press Start."),
}
