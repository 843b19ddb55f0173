"""Sentences of the refusals of following."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "FollowLimit": lambda say, limit: say(
        "You can follow {limit} stalls and tags at most. Stop following one in Settings first.",
        limit=format_number(say, limit),
    ),
    "NothingNew": lambda say: say("Nothing new at the stalls and tags you follow. /drops shows what is on."),
}
