"""Parses the time at which an organiser wants a broadcast to begin."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.typed_time.moment_reading import read_moment
from handlers.typed_time.normalized_text import consume, normalize
from handlers.typed_time.spoken_time import SpokenTime

LONGEST = 200
YEARS = timedelta(days=3 * 366)
"""A day further away is refused as well as this one, and is on the calendar of every zone."""


@dataclass(frozen=True)
class TypedStart:
    """The time that was typed, and the next time that its clock shows."""

    at: datetime
    following: datetime


def read_start(words: str, now: datetime, zone: str) -> TypedStart | None:
    """Returns the time; None without a clock, or if there is anything else besides a day and a clock."""
    plain, wall = normalize(words[:LONGEST]), now.astimezone(ZoneInfo(zone))
    moment = read_moment(plain, wall)
    if moment.time is None or not moment.has_clock or re.search(r"\w", consume(plain, moment.spans)):
        return None
    if moment.time.day is None:
        at = moment.time.moment(now, zone)
        return TypedStart(at, at) if at else None
    today = wall.date()
    near = replace(moment.time, day=min(max(moment.time.day, today - YEARS), today + YEARS))
    at, following = near.moment(now, zone), SpokenTime(clock=near.clock).moment(now, zone)
    return TypedStart(at, following) if at and following else None
