"""Sentences of the refusals of links for staff."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "AlreadyHelps": lambda say, stall: say("You help at {stall} already: see /desk.", stall=stall),
    "InviteGone": lambda say: say("This link was used or cancelled before. Below is who helps now."),
    "TooManyInvites": lambda say, maximum: say(
        "{count} links are open already. Cancel one, then invite.", count=format_number(say, maximum)
    ),
}
