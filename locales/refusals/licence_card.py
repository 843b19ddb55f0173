"""Sentences of the refusals of public licence cards."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "CardUnknown": lambda say: say(
        "This is no licence card of this market. Ask the stall to show its QR again."
    ),
    "CardOfClosedStall": lambda say, stall: say(
        "{stall} has left the market. Its licence is no longer shown here.", stall=truncate(stall, 40)
    ),
}
