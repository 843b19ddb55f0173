"""Shifts in words: their days, hours and names."""

from markupsafe import Markup

from locales.formats import day_hours, format_date, format_list_and, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.market_day.shift_hours import ShiftHours
from market.roster.roster_facts import RosterDay, RosterFacts, ShiftPlace

PERSON = 24


def hours_text(say: Say, hours: ShiftHours, zone: str) -> str:
    """Returns "18:00 to 20:00"."""
    return format_time_range(say, hours.starts_at, hours.ends_at, zone)


def when_text(say: Say, hours: ShiftHours, zone: str) -> str:
    """Returns "Sat 28 Nov, 18:00 to 20:00"."""
    return day_hours(say, hours.starts_at, hours.ends_at, zone)


def place_words(say: Say, day: RosterDay, place: ShiftPlace) -> dict[str, str]:
    """Returns the words of a message about a place: {stall}, {alley}, {when} and {person}."""
    return {**where_words(day), "when": when_text(say, place.hours, day.zone), "person": name_of(place)}


def where_words(day: RosterDay) -> dict[str, str]:
    """Returns {stall} and {alley}."""
    return {
        "stall": sanitize_name(day.stall_name, STALL),
        "alley": sanitize_name(day.alley_name, ALLEY),
    }


def name_of(place: ShiftPlace) -> str:
    return sanitize_name(place.name, PERSON)


def roster_head(say: Say, day: RosterDay) -> Markup:
    """Returns "Shifts: Fri 4 Dec, Lorong Bakau, 18:00 to 22:00"."""
    return say(
        "<b>Shifts: {day}</b>, {alley}, {hours}",
        day=format_date(say, day.day),
        alley=sanitize_name(day.alley_name, ALLEY),
        hours=format_time_range(say, day.starts_at, day.ends_at, day.zone),
    )


def part_row(say: Say, roster: RosterFacts, part: int) -> Markup:
    """Returns who has a shift, and how many places of it are empty."""
    hours = hours_text(say, roster.hours[part], roster.day.zone)
    names = [_holder(say, place) for place in roster.of_part(part) if place.person is not None]
    free = roster.empty(part)
    if not names and not free:
        return say("{hours}: no places", hours=hours)
    if not names:
        return say.many("{hours}: {count} empty place", "{hours}: {count} empty places", free, hours=hours)
    people = format_list_and(say, names)
    if not free:
        return say("{label}: {value}", label=hours, value=people)
    return say.many(
        "{hours}: {people}; {count} empty place",
        "{hours}: {people}; {count} empty places",
        free,
        hours=hours,
        people=people,
    )


def empty_text(say: Say, roster: RosterFacts) -> Markup:
    """Returns how many places of a stall day are empty."""
    if not roster.all_empty:
        return say("all places are taken")
    return say.many("{count} place is empty", "{count} places are empty", roster.all_empty)


def _holder(say: Say, place: ShiftPlace) -> str:
    if place.offered_at is None:
        return name_of(place)
    # text: a helper who has a shift and looks for somebody who takes it
    return say.plain("{person} (looking for cover)", person=name_of(place))
