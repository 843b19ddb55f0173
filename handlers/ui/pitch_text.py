"""Where a stall stands on a day."""

from markupsafe import Markup

from locales.say import Say
from locales.user_text import NOTE, PITCH_CODE, sanitize_name


def pitch_lines(say: Say, code: str, moved_to: str | None) -> list[Markup]:
    """Returns "Place A3", or where the market was moved that day; nothing where the stall has no place."""
    if moved_to is not None:
        return [moved_text(say, moved_to)]
    return [say("Place {place}", place=sanitize_name(code, PITCH_CODE))] if code else []


def moved_text(say: Say, place: str) -> Markup:
    """Returns where the stalls of a market are that was moved, "" for under the roof."""
    if not place:
        return say("The stalls are under the roof.")
    return say("The stalls are now here: {place}", place=sanitize_name(place, NOTE))
