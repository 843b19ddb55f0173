"""The length of a hold: pure functions by the alley's local time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.city_rules import rules_of
from market.drop.facts import AlleyFacts
from market.quiet_hours import QuietHours
from storage.alley import Alley

LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=30)
NEAR = timedelta(hours=12)


def alley_quiet_hours(alley: Alley | AlleyFacts) -> QuietHours:
    """Return the quiet hours of an alley: those of its city, in its zone."""
    hours = rules_of(alley.territory, alley.city).quiet_hours
    start, end = (each.hour * 60 + each.minute for each in (hours.start, hours.end))
    return QuietHours(start, end, alley.zone)


def hold_until(
    now: datetime,
    starts_at: datetime,
    cut_off: datetime,
    quiet_hours: QuietHours,
    *,
    live_minutes: int | None = None,
) -> datetime:
    """Return the end of a hold: a quarter of the time to the drop, at least half an hour, at most a day, never past the cut-off.

    The alley's quiet hours do not count, unless the drop is less than 12 hours away. In a live session it is so many minutes.
    """
    if live_minutes:
        return min(now + timedelta(minutes=live_minutes), cut_off)
    length = min(LONGEST, max(SHORTEST, (starts_at - now) / 4))
    until = (
        now + length
        if starts_at - now <= NEAR
        else _after_counted_time(now, length, starts_at - NEAR, quiet_hours)
    )
    return min(max(until, now + SHORTEST), cut_off)


def promised_until(
    until: datetime,
    notified_at: datetime | None,
    now: datetime,
    *,
    starts_at: datetime,
    cut_off: datetime,
    quiet_hours: QuietHours,
    live_minutes: int | None = None,
) -> datetime:
    """Return the deadline to show: that of the row, or, for a hold whose clock does not run yet, the one it has if its person is told now."""
    if notified_at:
        return until
    return min(until, hold_until(now, starts_at, cut_off, quiet_hours, live_minutes=live_minutes))


def half_gone(given_at: datetime, until: datetime, starts_at: datetime, quiet_hours: QuietHours) -> datetime:
    """Return when half of the counted time of a hold is over."""
    near = starts_at - NEAR
    if given_at >= near:
        return given_at + (until - given_at) / 2
    counted = _counted_time(given_at, until, near, quiet_hours)
    return _after_counted_time(given_at, counted / 2, near, quiet_hours)


def _counted_time(start: datetime, end: datetime, near: datetime, quiet_hours: QuietHours) -> timedelta:
    """Return the counted time between two moments; from `near` on every hour counts."""
    moment, counted = start, timedelta(0)
    while moment < min(end, near):
        counts, change = _counts_and_next_change(moment, quiet_hours)
        advance = min(change, near, end) - moment
        counted += advance if counts else timedelta(0)
        moment += advance
    return counted + max(timedelta(0), end - moment)


def _after_counted_time(
    now: datetime, length: timedelta, near: datetime, quiet_hours: QuietHours
) -> datetime:
    """Return the moment after `length` of counted time; from `near` on every hour counts."""
    moment = now
    while length > timedelta(0):
        if moment >= near:
            return moment + length
        counts, change = _counts_and_next_change(moment, quiet_hours)
        advance = min(change, near) - moment
        if counts:
            advance = min(advance, length)
            length -= advance
        moment += advance
    return moment


def _counts_and_next_change(moment: datetime, quiet_hours: QuietHours) -> tuple[bool, datetime]:
    """Return whether the alley is outside its quiet hours, and when that changes."""
    tz = ZoneInfo(quiet_hours.zone)
    local = moment.astimezone(tz)
    quiet_from, quiet_until = (time(*divmod(end, 60)) for end in (quiet_hours.start, quiet_hours.end))
    if local.time() < quiet_until:
        return False, datetime.combine(local.date(), quiet_until, tz).astimezone(UTC)
    if local.time() < quiet_from:
        return True, datetime.combine(local.date(), quiet_from, tz).astimezone(UTC)
    return False, datetime.combine(local.date() + timedelta(days=1), quiet_until, tz).astimezone(UTC)
