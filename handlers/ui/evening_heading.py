"""The heading of an evening: what is said once for all that it has."""

from datetime import datetime

from markupsafe import Markup

from locales.formats import format_time_range
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name


def evening_heading(
    say: Say, day: str, alley: str, *, starts_at: datetime, ends_at: datetime, zone: str
) -> Markup:
    """Returns "Fri 4 Dec · Lorong Bakau, 18:00 to 22:00"; `day` is formatted."""
    hours = format_time_range(say, starts_at, ends_at, zone)
    return say("<b>{day}</b> · {alley}, {hours}", day=day, alley=sanitize_name(alley, ALLEY), hours=hours)
