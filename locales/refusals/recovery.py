"""Sentences of the refusals of lost phones."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "RecoveryOpen": lambda say, code: say(
        "You have asked already: your code is {code}. Tell it to an organiser, or take the request back in /support.",
        code=code,
    ),
    "TooManyRecoveries": lambda say, maximum: say(
        "You have asked {count} times today, and that is the limit. Write to the organisers in /support.",
        count=format_number(say, maximum),
    ),
    "OwnAccount": lambda say: say("That belongs to this account already. See /mine."),
    "RecoveryGone": lambda say: say("This request was decided, taken back or has ended. They can ask again."),
    "OwnRecovery": lambda say: say("This is about your own account: another organiser has to decide."),
    "NoOtherOrganiser": lambda say: say(
        "An organiser apart from these two accounts has to agree, and there is none. Name one at /admin, or ask in /support."
    ),
    "RecoveryBlocked": lambda say: say(
        "One of the two accounts is blocked, and a move must not lift a block. Lift the block first, or reject the request."
    ),
    "ObjectionOver": lambda say, until: say(
        "You could object once, until {until}. Write to the organisers in /support.",
        until=until,
    ),
}
