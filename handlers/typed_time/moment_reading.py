"""Reads one moment ahead in a normalized text: a duration from now, or a day and a clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.typed_time.day_reading import invalid_day
from handlers.typed_time.duration_reading import DurationReading, read_duration
from handlers.typed_time.hours_reading import HoursReading, read_hours
from handlers.typed_time.normalized_text import Span, consume
from handlers.typed_time.spoken_time import SpokenTime
from locales.time_vocabulary import CLOCK_OF_PART, DEFAULT_CLOCK


@dataclass(frozen=True, kw_only=True)
class MomentReading:
    """The time a text names, None for none, and where it stands.

    `no_such_day`: the text has a date that does not exist. `has_clock`: the time of day is said, not a default.
    """

    time: SpokenTime | None = None
    spans: tuple[Span, ...] = ()
    no_such_day: bool = False
    has_clock: bool = False


def read_moment(text: str, wall: datetime) -> MomentReading:
    """Returns the moment; `wall` is the local time now. "8.30" is a clock if there is no other."""
    if duration := read_duration(text):
        return _from_now(text, duration, wall)
    hours = _read_hours(text, wall)
    has_date = hours.day and not hours.again
    if not has_date and (invalid := invalid_day(consume(text, hours.spans), wall.date())):
        return MomentReading(spans=(invalid, *hours.spans), no_such_day=True)
    clock = hours.start or hours.end
    if clock is None:
        if hours.day is None or (hours.day == wall.date() and hours.part is None and hours.again == 1):
            return MomentReading()
        default = CLOCK_OF_PART[hours.part] if hours.part else DEFAULT_CLOCK
        spoken = SpokenTime(clock=default, day=hours.day, again=hours.again)
        return MomentReading(time=spoken, spans=hours.spans)
    spoken = SpokenTime(clock=clock, day=hours.day, again=hours.again)
    return MomentReading(time=spoken, spans=hours.spans, has_clock=True)


def _read_hours(text: str, wall: datetime) -> HoursReading:
    hours = read_hours(text, wall.date(), dotted=False)
    return hours if hours.start or hours.end else read_hours(text, wall.date(), dotted=True)


def _from_now(text: str, reading: DurationReading, wall: datetime) -> MomentReading:
    """Days from now keep the clock in the text, or else the present one."""
    if not reading.in_days:
        return MomentReading(time=SpokenTime(span=reading.duration), spans=(reading.span,), has_clock=True)
    hours = _read_hours(consume(text, [reading.span]), wall)
    day = wall.date() + timedelta(days=reading.duration.days)
    clock = hours.start or hours.end
    spans = (reading.span, *hours.spans) if clock else (reading.span,)
    return MomentReading(
        time=SpokenTime(clock=clock or wall.time(), day=day), spans=spans, has_clock=bool(clock)
    )
