"""The start screen."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.settings import ShowSettings
from handlers.drop.list_views import drop_button, drop_row, month_callback
from handlers.my_items.views import home_buttons, home_text
from handlers.stall.vendor_buttons import vendor_rows
from handlers.ui.button_layout import layout_buttons
from handlers.ui.link_buttons import LANGUAGES_LABEL
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_list_and
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter, Planned, weekend
from market.waitlist.position import MyItem

MAX_CITIES = 6


def welcome(
    say: Say,
    cities: Sequence[str],
    drops: Sequence[DropFacts],
    weekend_drops: Sequence[Planned],
    today: date,
    now: datetime,
    first: bool,
    own_items: Sequence[MyItem] = (),
    has_stall: bool = False,
    organises: bool = False,
) -> Screen:
    """Shows the start screen.

    `drops` are the first of this weekend, or the next one if this weekend has none. `first` adds an introduction.
    `own_items` are the person's entries, holds and bookings.
    """
    parts = [_introduction(say, cities)] if first else home_text(say, own_items)
    parts.append(_weekend_text(say, weekend_drops, drops, today))
    parts += [drop_row(say, place, drop, now) for place, drop in enumerate(drops, 1)]
    location = ListLocation() if weekend_drops else ListLocation(DropFilter("all"))
    everything = ShowDrops(back_to=location.code)
    buttons = [[drop_button(place, drop, location)] for place, drop in enumerate(drops, 1)]
    groups = (
        *home_buttons(say, own_items),
        *buttons,
        [
            Button(label=say.label("This weekend"), callback=everything),
            Button(label=say.label("Calendar"), callback=month_callback(location, today)),
        ],
        vendor_rows(say, has_stall),
        [Button(label=say.label("Manage market"), callback=ShowAdmin())] if organises else [],
        [
            Button(label=LANGUAGES_LABEL, callback=ShowLanguages()),
            Button(label=say.label("Settings"), callback=ShowSettings()),
        ],
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*groups),
    )


def _introduction(say: Say, cities: Sequence[str]) -> Markup:
    if not cities:
        return say(
            "Lorong is the front desk of an alley market. Stalls release small batches called drops: join one, get a number, pick up at the stall."
        )
    named = [*cities[:MAX_CITIES]]
    if len(cities) > MAX_CITIES:
        named.append(say.many("{count} more city", "{count} more cities", len(cities) - MAX_CITIES))
    return say(
        "Lorong is the front desk of the alley markets in {cities}. Stalls release small batches called drops: join one, get a number, pick up at the stall.",
        cities=format_list_and(say, named),
    )


def _weekend_text(
    say: Say, weekend_drops: Sequence[Planned], drops: Sequence[DropFacts], today: date
) -> Markup:
    first, last = weekend(today)
    if weekend_drops:
        days = (
            say("{first} to {last}", first=format_date(say, first), last=format_date(say, last))
            if first < last
            else format_date(say, first)
        )
        alleys = len({drop.alley for drop in weekend_drops})
        count = say.many("{count} drop", "{count} drops", len(weekend_drops))
        places = say.many("{count} alley", "{count} alleys", alleys)
        return say("This weekend, {days}: {drops} in {alleys}.", days=days, drops=count, alleys=places)
    if drops:
        return say(
            "Nothing is planned for this weekend. The next drop is on {day}.",
            day=format_date(say, drops[0].day),
        )
    return say("Nothing planned yet.")
