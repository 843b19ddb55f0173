"""Where a stall stands on a day."""

from markupsafe import Markup

from locales.say import Say
from locales.user_text import PITCH_CODE, sanitize_name


def pitch_lines(say: Say, code: str) -> list[Markup]:
    """Returns "Place A3"; nothing where the stall has no place that day."""
    return [say("Place {place}", place=sanitize_name(code, PITCH_CODE))] if code else []
