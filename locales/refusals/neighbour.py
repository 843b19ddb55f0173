"""Sentences of the refusals of notices to neighbours."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "MarketDayGone": lambda say: say("None of these market days takes place. /calendar shows what is on."),
    "NotNeighbour": lambda say: say(
        "You no longer get notices of these market days. Open the alley to turn them on again."
    ),
}
