"""Sentences of the refusals of an evening."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "StallElsewhere": lambda say, alley, until: say(
        "Your stall is in another alley until {until}: {alley}. Choose other hours, or move that drop first.",
        alley=truncate(alley, 32),
        until=until,
    ),
    "OutsidePermit": lambda say, alley, until: (
        say(
            "{alley} has a permit until {day}, and none that covers these hours. Choose other hours, or ask in /support.",
            alley=truncate(alley, 32),
            day=until,
        )
        if until
        else say("{alley} has no permit now. Ask the organisers in /support.", alley=truncate(alley, 32))
    ),
    "SetUpOver": lambda say: say(
        "This evening has begun or does not take place, so there is nothing to set up for."
    ),
    "StallDayOver": lambda say: say("This evening is over, cancelled or moved. See /desk for what is next."),
    "BeginsAfterEnd": lambda say, drop, at: say(
        "{drop} would begin {at}, after the new end. Choose a later end, or move that drop first.",
        drop=truncate(drop, 32),
        at=at,
    ),
    "NothingShown": lambda say: say(
        "Nobody can see this evening now: it is hidden, or the alley is closed. Try again when it is shown."
    ),
    "NoteChanged": lambda say: say("The note has changed. Read it again, then send it."),
    "NoteTooSoon": lambda say, at: say(
        "A note was sent less than an hour ago. Send the next one from {at} on.", at=at
    ),
}
