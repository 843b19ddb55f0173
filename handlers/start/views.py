"""The start screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, assert_never

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.follow import ShowFollowed
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.settings import ShowSettings
from handlers.drop.list_views import drop_buttons, drop_rows, month_callback
from handlers.drop.show_views import show_line, showroom_button
from handlers.drop.views import pictures_of
from handlers.my_items.views import home_buttons, home_text, next_booking
from handlers.shown_registry import PART
from handlers.stall.vendor_buttons import vendor_rows
from handlers.ticket.face import ticket_face
from handlers.ticket.views import ticket_shown
from handlers.ui.button_layout import layout_buttons
from handlers.ui.link_buttons import LANGUAGES_LABEL
from handlers.ui.screen import Button, Screen, ScreenPicture, Shown
from handlers.waitlist.part_shown import part_shown
from locales.formats import format_date, format_list_and, format_time
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter, DropPeriod
from market.follow.visit import NewShow
from market.ticket.facts import TicketFacts, TicketStatus, valid_until
from market.ticket.ticket_words import ticket_item
from market.waitlist.position import ActiveHold, MyItem, marks_of_items

MAX_CITIES, SHOWS = 6, 2
EVERYWHERE = ListLocation(DropFilter(DropPeriod.ALL))

NearPeriod = Literal[DropPeriod.TONIGHT, DropPeriod.TODAY, DropPeriod.TOMORROW, DropPeriod.WEEKEND]
"""The lists of drops that have a button on the first screen."""


@dataclass(frozen=True, kw_only=True)
class DropCounts:
    """Counts of the drops ahead: in all, this weekend, and in each list that has a button."""

    everything: int
    weekend: int
    lists: tuple[tuple[NearPeriod, int], ...]


@dataclass(frozen=True, kw_only=True)
class HomeFacts:
    """The facts of the start screen.

    `drops` are the next ones that can be joined, as they are at `now`; `own_items` the reader's entries, holds and bookings, `ticket` that of what they
    collect today. `new` are the drops that they follow and have not seen yet, `shows` what is on show since their last visit in showrooms that they
    follow. The last four say what they do at the market.
    """

    cities: tuple[str, ...]
    drops: tuple[DropFacts, ...]
    counts: DropCounts
    today: date
    now: datetime
    own_items: tuple[MyItem, ...] = ()
    ticket: TicketFacts | None = None
    new: frozenset[int] = frozenset()
    shows: tuple[NewShow, ...] = ()
    has_stall: bool = False
    works_at_hub: bool = False
    organises: bool = False
    helps: bool = False


@lru_cache(maxsize=512)
def welcome(say: Say, home: HomeFacts) -> Screen:
    """Shows a person's next steps, and the next drops; cached, since it is the same for everybody who has nothing of their own."""
    if home.ticket:
        return _day_of_pickup(say, home, home.ticket)
    own, shows = home_text(say, home.own_items), home.shows[:SHOWS]
    parts = [
        *own,
        *_news_text(say, home.new),
        *(show_line(say, show) for show in shows),
        *_empty_text(say, home.drops, home.counts),
        *drop_rows(say, home.drops, home.now, new=home.new, marks=marks_of_items(home.own_items)),
    ]
    settings = Button(label=say.label("Settings"), callback=ShowSettings())
    groups = (
        *home_buttons(say, home.own_items),
        [*_news_button(say, home.new), *(showroom_button(say, show) for show in shows)],
        drop_buttons(home.drops, EVERYWHERE),
        _list_buttons(say, home.counts) or [_all_button(say, home.counts)],
        [_calendar_button(say, home.today), settings],
        vendor_rows(say, home.has_stall, home.works_at_hub, home.helps),
        [_manage_button(say)] if home.organises else [],
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*groups),
        picture=pictures_of(home.drops),
        shows=_home_shown(home.own_items),
    )


def _home_shown(own_items: Sequence[MyItem]) -> Shown | None:
    """Returns what keeps the start screen true: the hold or the booking that it speaks of."""
    named = next((one for one in own_items if isinstance(one.entry, ActiveHold)), None) or next_booking(
        own_items
    )
    if named is None:
        return None
    entries = [one.entry for one in own_items if one.drop.id == named.drop.id]
    return part_shown(named.drop, named.item, entries, EVERYWHERE)


def _day_of_pickup(say: Say, home: HomeFacts, ticket: TicketFacts) -> Screen:
    """Shows the ticket of today, and little else: the whole of it is in view."""
    starts_at = format_time(say, ticket.starts_at, ticket.alley.zone)
    face = ticket_face(say, ticket, TicketStatus.VALID)
    parts = [
        say("<b>Today {time}: show this.</b> {item}", time=starts_at, item=ticket_item(say, ticket)),
        *home_text(say, home.own_items, shows_ticket=True),
        *_news_text(say, home.new),
    ]
    settings = Button(label=say.label("Settings"), callback=ShowSettings())
    groups = (
        *home_buttons(say, home.own_items),
        _news_button(say, home.new),
        [_all_button(say, home.counts), _calendar_button(say, home.today)],
        [settings, *vendor_rows(say, home.has_stall, home.works_at_hub, home.helps)],
        [_manage_button(say)] if home.organises else [],
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*groups),
        picture=ScreenPicture(key=face.key, ticket=face),
        shows=replace(ticket_shown(ticket), form=PART, until=valid_until(ticket)),
    )


def newcomers_page(say: Say, home: HomeFacts) -> Screen:
    """Says what this is, shows what can be joined next, and leaves out what a newcomer has no use for.

    Whoever was entered as a vendor or an organiser finds the desk or the market there.
    """
    parts = [
        _introduction(say, home.cities),
        *_empty_text(say, home.drops, home.counts),
        *drop_rows(say, home.drops, home.now),
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [*drop_buttons(home.drops, EVERYWHERE), _all_button(say, home.counts)],
            [_calendar_button(say, home.today), _first_task(say, home)],
            [Button(label=LANGUAGES_LABEL, callback=ShowLanguages())],
        ),
        picture=pictures_of(home.drops),
    )


def _calendar_button(say: Say, today: date) -> Button:
    return Button(label=say.label("Calendar"), callback=month_callback(EVERYWHERE, today))


def _first_task(say: Say, home: HomeFacts) -> Button:
    """Returns what a newcomer who was entered as an organiser, a vendor or staff of a hub comes for; for anybody else, to open a stall."""
    return _manage_button(say) if home.organises else vendor_rows(say, home.has_stall, home.works_at_hub)[0]


def _manage_button(say: Say) -> Button:
    return Button(label=say.label("Manage market"), callback=ShowAdmin())


def _introduction(say: Say, cities: Sequence[str]) -> Markup:
    what = say("Stalls sell small batches, called drops. Join one here, pick it up at the stall.")
    if not cities:
        return say.sentences(say("<b>An alley market.</b>"), what)
    named = [*cities[:MAX_CITIES]]
    if len(cities) > MAX_CITIES:
        named.append(say.many("{count} more city", "{count} more cities", len(cities) - MAX_CITIES))
    return say.sentences(say("<b>Alley markets in {cities}.</b>", cities=format_list_and(say, named)), what)


def _empty_text(say: Say, drops: Sequence[DropFacts], counts: DropCounts) -> list[Markup]:
    """Returns what to say where there is nothing to join this weekend, or at all."""
    if counts.weekend:
        return []
    if not drops:
        return [say("Nothing planned yet.")]
    return [say("Nothing this weekend yet. The next drop is on {day}.", day=format_date(say, drops[0].day))]


def _news_text(say: Say, new: frozenset[int]) -> list[Markup]:
    """Returns how much is new at what the person follows."""
    if not new:
        return []
    return [
        say.many(
            "New since your visit: {count} drop you follow.",
            "New since your visit: {count} drops you follow.",
            len(new),
        )
    ]


def _news_button(say: Say, new: frozenset[int]) -> list[Button]:
    if not new:
        return []
    return [Button(label=say.label("New, {count}", count=len(new)), callback=ShowFollowed(page=1))]


def _list_buttons(say: Say, counts: DropCounts) -> list[Button]:
    return [
        Button(
            label=_list_label(say, when, count),
            callback=ShowDrops(back_to=ListLocation(DropFilter(when)).code),
        )
        for when, count in counts.lists
    ]


def _list_label(say: Say, period: NearPeriod, count: int) -> str:
    match period:
        case DropPeriod.TONIGHT:
            return say.label("Tonight, {count}", count=count)
        case DropPeriod.TODAY:
            return say.label("Today, {count}", count=count)
        case DropPeriod.TOMORROW:
            return say.label("Tomorrow, {count}", count=count)
        case DropPeriod.WEEKEND:
            return say.label("Weekend, {count}", count=count)
        case _:
            assert_never(period)


def _all_button(say: Say, counts: DropCounts) -> Button:
    return Button(
        label=say.label("All drops, {count}", count=counts.everything),
        callback=ShowDrops(back_to=EVERYWHERE.code),
    )
