"""Sentences of the refusals of merging two accounts."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "OwnMergeLink": lambda say: say(
        "This is the account that asked. Open the link from your other account, and confirm there."
    ),
    "MergeLinkEnded": lambda say: say(
        "This link has ended. Ask for a new one in /settings of the other account."
    ),
    "OtherAccountBlocked": lambda say: say(
        "An organiser has blocked the other account, so the two cannot be merged. If this is a mistake, see /support."
    ),
}
