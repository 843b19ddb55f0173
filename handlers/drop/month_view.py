"""A month as a calendar of buttons."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from handlers.callbacks.drop import ShowDropDay, ShowDrops, ShowFilters
from handlers.callbacks.inert import Inert
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.drop.list_views import NO_MARKS, Marks, alley_text, month_callback
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row, Screen
from locales.formats import first_weekday, format_date, format_month, month_name, weekday_heads
from locales.say import Say
from market.drop.planned_drops import DropFilter, Planned

PLANNED, OWN = "•", "✓"
"""Behind a day with drops, and behind one on which the reader has something."""


def month_calendar(
    say: Say,
    location: ListLocation,
    first: date,
    today: date,
    drops: tuple[Planned, ...],
    last: date | None,
    alleys: Mapping[int, str],
    territory: str,
    marks: Marks = NO_MARKS,
) -> Screen:
    """Shows a month. `drops` are those of this month, `last` the day of the last planned drop; days on which the reader has something are marked."""
    signs = {drop.day: PLANNED for drop in drops} | {drop.day: OWN for drop in drops if drop.id in marks}
    head = say(
        "{month} · {alley} · today is {today}.",
        month=format_month(say, first),
        alley=alley_text(say, location.drop_filter.alley, alleys),
        today=format_date(say, today),
    )
    count = (
        say.many("{count} drop.", "{count} drops.", len(drops))
        if drops
        else say("Nothing planned in {month}.", month=format_month(say, first))
    )
    return Screen(
        text=Markup("\n").join(part for part in (head, count, _legend(say, {*signs.values()})) if part),
        rows=(
            *_grid(say, location, first, today, signs=signs, territory=territory),
            *_below(say, location, first, today, last=last),
        ),
    )


def _legend(say: Say, signs: set[str]) -> Markup:
    if OWN in signs:
        return say("• marks a day with drops, ✓ one with something of yours.")
    return say("• marks a day with drops.") if signs else Markup()


def _grid(
    say: Say, location: ListLocation, first: date, today: date, signs: Mapping[date, str], territory: str
) -> list[Row]:
    weeks = calendar.Calendar(first_weekday(territory)).monthdatescalendar(first.year, first.month)
    head = tuple(Button(label=text, callback=Inert()) for text in weekday_heads(say, territory))
    ahead = [week for week in weeks if week[-1] >= today]
    return [head, *(tuple(_cell(location, day, first, today, signs=signs) for day in week) for week in ahead)]


def _cell(location: ListLocation, day: date, first: date, today: date, signs: Mapping[date, str]) -> Button:
    if day.month != first.month or day < today:
        return Button(label="·", callback=Inert())
    drop_filter = DropFilter(f"{day:%Y%m%d}", location.drop_filter.alley, location.drop_filter.tag)
    return Button(
        label=f"{day.day}{signs.get(day, '')}",
        callback=ShowDropDay(back_to=ListLocation(drop_filter).code),
    )


def _below(say: Say, location: ListLocation, first: date, today: date, last: date | None) -> tuple[Row, ...]:
    previous_month = first - timedelta(days=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    sides = [month_button(say, location, previous_month)]
    if last and next_month <= last:
        sides.append(month_button(say, location, next_month))
    everything = ListLocation(
        DropFilter(f"{first:%Y%m}", location.drop_filter.alley, location.drop_filter.tag)
    )
    ways = [
        Button(label=say.label("As a list"), callback=ShowDrops(back_to=everything.code)),
        Button(label=say.label("Filter"), callback=ShowFilters(back_to=everything.code)),
    ]
    if last is not None and last < first:
        ways = [
            Button(label=say.label("This month"), callback=month_callback(location, today), style="primary")
        ]
    return layout_buttons(sides, ways, [Button(label=say.label("Back"), callback=ShowStart())])


def month_button(say: Say, location: ListLocation, day: date) -> Button:
    return Button(label=month_name(say, day), callback=month_callback(location, day))
