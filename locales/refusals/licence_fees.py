"""Sentences of the refusals of monthly licence fees."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NoLicenceFee": lambda say: say("The city of this stall asks no monthly fee. There is nothing to note."),
    "FeeEntryUnknown": lambda say: say("This entry was voided, or there is none. Look at the fees again."),
    "FeesChanged": lambda say: say("This was changed in the meantime. Look at it again."),
}
