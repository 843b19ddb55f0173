"""Sentences of the refusals of what goes from one account to another."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "BothHaveStalls": lambda say: say(
        "Both accounts have a stall, and a person can have only one. Talk to an organiser: see /support."
    ),
    "BothInDrop": lambda say, drop: say(
        "Both accounts have something at {drop}. Release one of them in /mine, then confirm again.",
        drop=truncate(drop, 40),
    ),
    "NamedInSettings": lambda say: say(
        "The settings name this account as an organiser, so it stays. Ask from here instead: /settings, Another account."
    ),
}
