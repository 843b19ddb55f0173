"""The month as a calendar of buttons."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from handlers.drop.callbacks import ShowDay, ShowDrops, ShowFilters
from handlers.drop.list_views import alley_words, month_wish
from handlers.drop.where import Where
from handlers.start.callbacks import ShowStart
from handlers.ui.callbacks import Inert
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Row, Screen
from locales.formats import day_of, first_weekday, heads, month, month_name
from locales.say import Say
from market.drop.planned import Planned, Wanted


def month_calendar(
    say: Say,
    where: Where,
    first: date,
    today: date,
    drops: tuple[Planned, ...],
    last: date | None,
    alleys: Mapping[int, str],
    territory: str,
) -> Screen:
    """`drops` are those of this month, `last` is the day of the very last drop that is planned."""
    days = {drop.day for drop in drops}
    head = say(
        "{month} · {alley} · today is {today}.",
        month=month(say, first),
        alley=alley_words(say, where.wanted.alley, alleys),
        today=day_of(say, today),
    )
    count = (
        say.many("{count} drop.", "{count} drops.", len(drops))
        if drops
        else say("Nothing planned in {month}.", month=month(say, first))
    )
    legend = say("• marks a day with drops.") if drops else Markup()
    return Screen(
        Markup("\n").join(part for part in (head, count, legend) if part),
        (*_grid(say, where, first, today, days, territory), *_below(say, where, first, today, last)),
    )


def _grid(say: Say, where: Where, first: date, today: date, days: set[date], territory: str) -> list[Row]:
    weeks = calendar.Calendar(first_weekday(territory)).monthdatescalendar(first.year, first.month)
    head = tuple(Button(text, Inert()) for text in heads(say, territory))
    ahead = [week for week in weeks if week[-1] >= today]
    return [head, *(tuple(_cell(where, day, first, today, days) for day in week) for week in ahead)]


def _cell(where: Where, day: date, first: date, today: date, days: set[date]) -> Button:
    if day.month != first.month or day < today:
        return Button("·", Inert())
    wanted = Wanted(f"{day:%Y%m%d}", where.wanted.alley, where.wanted.tag)
    return Button(f"{day.day}{'•' if day in days else ''}", ShowDay(where=Where(wanted).code))


def _below(say: Say, where: Where, first: date, today: date, last: date | None) -> tuple[Row, ...]:
    before = first - timedelta(days=1)
    after = (first + timedelta(days=32)).replace(day=1)
    sides = [month_button(say, where, before)]
    if last and after <= last:
        sides.append(month_button(say, where, after))
    everything = Where(Wanted(f"{first:%Y%m}", where.wanted.alley, where.wanted.tag))
    ways = [
        Button(say.label("As a list"), ShowDrops(where=everything.code)),
        Button(say.label("Filter"), ShowFilters(where=everything.code)),
    ]
    if last is not None and last < first:
        ways = [Button(say.label("This month"), month_wish(where, today), style="primary")]
    return packed(sides, ways, [Button(say.label("Back"), ShowStart())])


def month_button(say: Say, where: Where, day: date) -> Button:
    return Button(month_name(say, day), month_wish(where, day))
