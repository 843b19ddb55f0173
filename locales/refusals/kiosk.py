"""Sentences of the refusals of kiosks."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "KioskNeedsApproval": lambda say: say(
        "A kiosk needs an approved stall. An organiser decides: see /stall for yours."
    ),
    "TooManyDevices": lambda say, maximum: say(
        "This stall has {count} devices already. Sign one out, then make the link.",
        count=format_number(say, maximum),
    ),
    "DeviceGone": lambda say: say("This device was signed out before. Below are the ones that work."),
    "OwnClaim": lambda say: say(
        "You or your device made one of these scans. Somebody else decides: the stall's owner, others who work here, or an organiser."
    ),
    "ScansSettled": lambda say: say("This has changed. Here is how it looks now."),
}
