"""Sentences of the refusals of a stall's staff."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "StaffLinkEnded": lambda say: say("This link has expired or was used before. Ask for a new one."),
    "OwnStaffLink": lambda say, stall: say(
        "This link is for your helper at {stall}. Send it to them; it still works.", stall=stall
    ),
    "HelperGone": lambda say: say("This person no longer helps here. Below is who does."),
    "TooManyHelpers": lambda say, maximum: say(
        "This stall has {count} helpers already. The owner can remove one first.",
        count=format_number(say, maximum),
    ),
    "StaffNeedsApproval": lambda say: say(
        "Helpers need an approved stall. An organiser decides: see /stall for yours."
    ),
}
