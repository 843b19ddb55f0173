"""Sentences of the refusals of merging two accounts."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "OwnMergeLink": lambda say: say(
        "This is the account that asked. Open the link from your other account, and confirm there."
    ),
    "MergeLinkEnded": lambda say: say(
        "This link has ended. Ask for a new one in /settings of the other account."
    ),
    "OtherAccountBanned": lambda say: say(
        "An organiser has blocked the other account, so it stays by itself. If this is a mistake, see /support."
    ),
    "BothHaveStalls": lambda say: say(
        "Both accounts have a stall, and a person has one. Talk to an organiser: see /support."
    ),
    "BothInDrop": lambda say, drop: say(
        "Both accounts have something at {drop}. Release one of them in /mine, then confirm again.",
        drop=truncate(drop, 40),
    ),
    "NamedInSettings": lambda say: say(
        "The settings name this account as an organiser, so it stays. Ask from here instead: /settings, Another account."
    ),
}
