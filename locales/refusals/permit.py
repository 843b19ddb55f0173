"""Sentences of the refusals of an alley's permits."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PermitUnknown": lambda say: say("This permit is not here. See the permits of the alley."),
    "PermitPast": lambda say: say(
        "This permit was replaced or ended meanwhile. See the permits of the alley."
    ),
    "PermitStands": lambda say: say(
        "This permit was recorded more than a day ago. Where the authority took it back, withdraw it."
    ),
    "PermitDaysReversed": lambda say: say("The last day is before the first. Write both again."),
    "PilotTooLong": lambda say, days: say.many(
        "A rapid pilot lasts at most {count} day here. Choose an earlier last day, or another kind of permit.",
        "A rapid pilot lasts at most {count} days here. Choose an earlier last day, or another kind of permit.",
        days,
    ),
}
