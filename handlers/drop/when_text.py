"""When a drop is, as short as a list needs it. Only for screens that are edited in place: what stays in a chat names the day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from locales.formats import format_datetime, format_time, weekday_name
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.planned_drops import EVENING

NEAR = timedelta(days=6)


def short_when(say: Say, drop: DropFacts, now: datetime) -> str:
    """Returns "Today until 22:00", "Today 11:00", "Tonight 19:00", "Tomorrow 18:00", "Fri 18:00", or a date that is further away."""
    zone = drop.alley.zone
    starts_at, today = drop.starts_at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    start = format_time(say, drop.starts_at, zone)
    if drop.starts_at <= now and drop.ends_at.astimezone(ZoneInfo(zone)).date() == today:
        return say.plain("Today until {end}", end=format_time(say, drop.ends_at, zone))
    if starts_at.date() == today:
        if starts_at.time() >= EVENING:
            return say.plain("Tonight {start}", start=start)
        return say.plain("Today {start}", start=start)
    if starts_at.date() == today + timedelta(days=1):
        return say.plain("Tomorrow {start}", start=start)
    if today < starts_at.date() <= today + NEAR:
        # text: a weekday, then a time of day
        return say.plain("{day} {start}", day=weekday_name(say, starts_at.date()), start=start)
    return format_datetime(say, drop.starts_at, zone)
