"""Bookings that were not collected, by number and never by name; and why nothing moves on an item."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.desk import (
    AskNoShow,
    ReleaseNoShow,
    ShowDesk,
    ShowNoShows,
    ShowQuantity,
    ShowWaitlist,
)
from handlers.callbacks.stock import ShowMyDrop
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from handlers.waitlist.blocker_text import blocker_text
from locales.formats import format_datetime, format_time
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import ITEM, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import full_name
from market.waitlist.blocker import Blocker, BlockerReason, ItemBlocker
from market.waitlist.no_show import NoShow

PAGE = 8


def no_show_list(
    say: Say,
    drop: DropFacts,
    item: ItemFacts,
    since: datetime,
    bookings: Sequence[NoShow],
    page: int,
    now: datetime,
) -> Screen:
    """Shows uncollected bookings. `since`: units may be passed on from then, until the drop is over; before it the buttons show that time."""
    part, is_over = page_of(bookings, page, PAGE), drop.ends_at <= now
    back = ShowDesk(item=item.id) if is_over else ShowQuantity(item=item.id)
    view = [Button(label=say.label("View drop"), callback=ShowMyDrop(drop=drop.id))] if is_over else []
    return Screen(
        text=Markup("\n").join(
            (
                _past_head(say, drop, item, bookings=len(bookings))
                if is_over
                else _head(say, drop, item, since, bookings=len(bookings)),
                *(_row(say, item, each, is_over=is_over) for each in part.shown),
                *page_text(say, part.number, part.pages),
            )
        ),
        rows=layout_buttons(
            *(
                [_pass_on_button(say, drop, item, each, since=since, now=now)]
                for each in part.shown
                if not is_over
            ),
            *pager(say, part.number, part.pages, lambda other: ShowNoShows(item=item.id, page=other)),
            [*view, Button(label=say.label("Back"), callback=back)],
        ),
    )


def _past_head(say: Say, drop: DropFacts, item: ItemFacts, bookings: int) -> Markup:
    words = Markup("<b>{}</b>").format(full_name(say, drop, item))
    if not bookings and admits(item.unit):
        return say("{item}: everybody who had booked came.", item=words)
    if not bookings:
        return say("{item}: everything that was booked was collected.", item=words)
    if admits(item.unit):
        return say.many(
            "{item}: nobody came for {count} booking.",
            "{item}: nobody came for {count} bookings.",
            bookings,
            item=words,
        )
    return say.many(
        "{item}: {count} booking was not collected by {at}.",
        "{item}: {count} bookings were not collected by {at}.",
        bookings,
        item=words,
        at=format_datetime(say, drop.ends_at, drop.alley.zone),
    )


def _head(say: Say, drop: DropFacts, item: ItemFacts, since: datetime, bookings: int) -> Markup:
    words = Markup("<b>{}</b>").format(full_name(say, drop, item))
    if not bookings and admits(item.unit):
        return say("{item}: everybody who has booked is here.", item=words)
    if not bookings:
        return say("{item}: everything that is booked is collected.", item=words)
    return say.sentences(
        _missing(say, item, words, bookings),
        say("You can pass these on from {at}.", at=format_datetime(say, since, drop.alley.zone)),
    )


def _missing(say: Say, item: ItemFacts, words: Markup, bookings: int) -> Markup:
    if admits(item.unit):
        return say.many(
            "{item}: nobody has come for {count} booking yet.",
            "{item}: nobody has come for {count} bookings yet.",
            bookings,
            item=words,
        )
    return say.many(
        "{item}: {count} booking not collected yet.",
        "{item}: {count} bookings not collected yet.",
        bookings,
        item=words,
    )


def _row(say: Say, item: ItemFacts, booking: NoShow, *, is_over: bool) -> Markup:
    units = format_units(say, item.unit, booking.units)
    if booking.passed_on:
        return say("Number {number}, {units}, passed on.", number=booking.number, units=units)
    if booking.late:
        return say("Number {number}, {units}, said they are late.", number=booking.number, units=units)
    if booking.coming and not is_over:
        return say("Number {number}, {units}, said they are coming.", number=booking.number, units=units)
    return say("Number {number}, {units}.", number=booking.number, units=units)


def _pass_on_button(
    say: Say, drop: DropFacts, item: ItemFacts, booking: NoShow, since: datetime, now: datetime
) -> Button:
    release = ReleaseNoShow(item=item.id, booking=booking.booking)
    if booking.late:
        until = format_time(say, drop.ends_at, drop.alley.zone)
        return Button(label=say.label("Kept until {until}", until=until), callback=release)
    if now < since:
        at = format_time(say, since, drop.alley.zone)
        return Button(label=say.label("From {at}", at=at), callback=release)
    label = say.label("Number {number}: {count}", number=booking.number, count=booking.units)
    return Button(label=label, callback=AskNoShow(item=item.id, booking=booking.booking))


def no_show_confirm(say: Say, item: ItemFacts, booking: NoShow) -> Screen:
    """Asks before units are passed on, which cannot be undone."""
    text = say(
        "Number {number}, {units}: their ticket stops working and we tell them. This cannot be undone.",
        number=booking.number,
        units=format_units(say, item.unit, booking.units),
    )
    give = say.label("Pass on no. {number}", number=booking.number)
    return danger_question(
        text,
        give,
        ReleaseNoShow(item=item.id, booking=booking.booking),
        keep=say.label("Keep for no. {number}", number=booking.number),
    )


def item_blocker_page(say: Say, facts: ItemBlocker) -> Screen:
    """Tells the stall why nothing moves on an item."""
    words = blocker_text(say, _blocker_for_stall(facts.blocker), facts.drop.alley.zone)
    return Screen(
        text=say("{label}: {value}", label=sanitize_name(facts.item.name, ITEM), value=words),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowWaitlist(item=facts.item.id))]),
    )


def _blocker_for_stall(blocker: Blocker) -> Blocker:
    """Returns the blocker from the stall's view: the reader is not the person it waits for."""
    return (
        replace(blocker, reason=BlockerReason.FIRST_UNITS)
        if blocker.reason is BlockerReason.OWN_UNITS
        else blocker
    )
