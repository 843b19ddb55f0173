"""The first screen: what is on, and the ways in."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from handlers.drop.callbacks import ShowDrops
from handlers.drop.list_views import drop_button, drop_row, month_wish
from handlers.drop.where import Where
from handlers.language.callbacks import ShowLanguages
from handlers.mine.views import home_steps, home_words
from handlers.organiser.callbacks import ShowAdmin
from handlers.settings.callbacks import ShowSettings
from handlers.stall.vendor import vendor_rows
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import day_of, listed
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.planned import Planned, Wanted, weekend
from market.waitlist.standing import Mine


def welcome(
    say: Say,
    cities: Sequence[str],
    drops: Sequence[DropFacts],
    weekend_drops: Sequence[Planned],
    today: date,
    now: datetime,
    first: bool,
    own: Sequence[Mine] = (),
    has_stall: bool = False,
    organises: bool = False,
) -> Screen:
    """`drops` are the first of this weekend, or the next one where this weekend has none; `first` says who it is, too; `own` is what the person has."""
    parts = [_who(say, cities)] if first else home_words(say, own)
    parts.append(_weekend(say, weekend_drops, drops, today))
    parts += [drop_row(say, place, drop, now) for place, drop in enumerate(drops, 1)]
    where = Where() if weekend_drops else Where(Wanted("all"))
    everything = ShowDrops(where=where.code)
    buttons = [[drop_button(place, drop, where)] for place, drop in enumerate(drops, 1)]
    return Screen(
        Markup("\n").join(parts),
        packed(
            *home_steps(say, own),
            *buttons,
            [
                Button(say.label("This weekend"), everything),
                Button(say.label("Calendar"), month_wish(where, today)),
            ],
            vendor_rows(say, has_stall),
            [Button(say.label("Manage market"), ShowAdmin())] if organises else [],
            [Button(LANGUAGES_LABEL, ShowLanguages()), Button(say.label("Settings"), ShowSettings())],
        ),
    )


LANGUAGES_LABEL = "Language 语言 Bahasa"
"""In three languages always: a wrong guess must not hide the way out."""


def _who(say: Say, cities: Sequence[str]) -> Markup:
    if not cities:
        return say(
            "Lorong is the front desk of an alley market. Stalls release small batches called drops: join one, get a number, pick up at the stall."
        )
    return say(
        "Lorong is the front desk of the alley markets in {cities}. Stalls release small batches called drops: join one, get a number, pick up at the stall.",
        cities=listed(say, cities),
    )


def _weekend(say: Say, weekend_drops: Sequence[Planned], drops: Sequence[DropFacts], today: date) -> Markup:
    first, last = weekend(today)
    if weekend_drops:
        days = (
            say("{first} to {last}", first=day_of(say, first), last=day_of(say, last))
            if first < last
            else day_of(say, first)
        )
        alleys = len({drop.alley for drop in weekend_drops})
        count = say.many("{count} drop", "{count} drops", len(weekend_drops))
        places = say.many("{count} alley", "{count} alleys", alleys)
        return say("This weekend, {days}: {drops} in {alleys}.", days=days, drops=count, alleys=places)
    if drops:
        return say(
            "Nothing is planned for this weekend. The next drop is on {day}.", day=day_of(say, drops[0].day)
        )
    return say("Nothing planned yet.")
