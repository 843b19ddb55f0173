"""The number of people inside an alley, in words."""

from markupsafe import Markup

from locales.formats import format_number
from locales.say import Say


def people_inside_text(say: Say, inside: int, limit: int | None) -> Markup:
    """Return how many people are inside, and of how many where there is a limit."""
    if limit is None and not inside:
        return say("Nobody is inside.")
    if limit is None:
        return say.many("{count} person inside.", "{count} people inside.", inside)
    return say(
        "{inside} of {limit} people inside.",
        inside=format_number(say, inside),
        limit=format_number(say, limit),
    )
