"""Reminders to a stall about its day. They stay in the chat, so times are absolute and buttons open below."""

from collections.abc import Iterable
from typing import Literal, assert_never

from markupsafe import Markup

from handlers.callbacks.counter import AskCounterPhoto
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.scan import AskScan
from handlers.ui.button_layout import layout_buttons
from handlers.ui.helpers_voids import helpers_voids_lines
from handlers.ui.reminder_buttons import reminder_buttons, stop_button
from handlers.ui.screen import Button, Screen
from locales.formats import (
    day_hours,
    format_datetime,
    format_day,
    format_list_and,
    format_money,
    format_number,
    format_time_range,
)
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import ALLEY, DROP, sanitize_name
from market.desk import DeskDrop
from market.drop.facts import DropFacts
from market.reminder.moments import SOON, VendorStage
from market.reminder.snooze_choices import SnoozeDelay
from market.sale.day import ClosingVoids
from market.ticket.loans import PackagingOut

BeforeOrOpen = Literal[VendorStage.EVE, VendorStage.SOON, VendorStage.OPEN]
"""The reminders of a stall's day until it opens."""


def vendor_day_message(
    say: Say, drop: DropFacts, stage: BeforeOrOpen, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Reminds the day before, two hours before or at the opening; `delays` are the snooze choices."""
    parts = [_heading(say, drop, stage), _numbers(say, drop, stage)]
    rows = _rows(say, notification, delays, counter=stage is VendorStage.OPEN)
    return Screen(text=Markup("\n").join(parts), rows=rows)


def closing_reminder(
    say: Say, desk: DeskDrop, voids: ClosingVoids, notification: int, *, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Reminds shortly before the end: collected units, those still to come, and what helpers voided and refunded."""
    drop = desk.drop
    head = say(
        "Closes {when}: {drop}, {alley}.",
        when=format_datetime(say, drop.ends_at, drop.alley.zone),
        drop=sanitize_name(drop.name, DROP),
        alley=sanitize_name(drop.alley.name, ALLEY),
    )
    numbers = say(
        "{collected} collected, {left} still to collect.",
        collected=format_number(say, sum(item.collected for item in desk.items)),
        left=format_number(say, sum(item.booked + item.held for item in desk.items)),
    )
    lines = (head, numbers, *helpers_voids_lines(say, voids.by, voids.money))
    return Screen(text=Markup("\n").join(lines), rows=_rows(say, notification, delays))


def packaging_reminder(
    say: Say, drop: DropFacts, packaging: PackagingOut, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Reminds the morning after of packaging that is out."""
    head = say(
        "Crates back: {drop}, {when}, {alley}.",
        drop=sanitize_name(drop.name, DROP),
        when=format_day(say, drop.starts_at, drop.alley.zone),
        alley=sanitize_name(drop.alley.name, ALLEY),
    )
    left = say(
        "Still to come back: {units} ({deposit} in deposits), due {by}.",
        units=format_units(say, packaging.unit, packaging.units),
        deposit=format_money(say, packaging.deposit, drop.alley.currency, drop.alley.territory),
        by=format_day(say, packaging.due_at, drop.alley.zone),
    )
    return Screen(text=Markup("\n").join((head, left)), rows=_rows(say, notification, delays))


def _rows(
    say: Say, notification: int, delays: Iterable[SnoozeDelay], counter: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """Returns the buttons; `counter`: the check of the payment QR on the counter stands where the desk does."""
    check = Button(label=say.label("Payment QR"), callback=AskCounterPhoto(), below=True)
    desk = Button(label=say.label("Desk"), callback=ShowDesk(), below=True)
    elsewhere = [
        check if counter else desk,
        Button(label=say.label("Scan"), callback=AskScan(), below=True),
    ]
    return layout_buttons(
        *reminder_buttons(say, notification, delays), elsewhere, [stop_button(say, notification)]
    )


def _heading(say: Say, drop: DropFacts, stage: BeforeOrOpen) -> Markup:
    words = {"drop": sanitize_name(drop.name, DROP), "alley": sanitize_name(drop.alley.name, ALLEY)}
    zone = drop.alley.zone
    match stage:
        case VendorStage.EVE:
            when = day_hours(say, drop.starts_at, drop.ends_at, zone)
            return say("Stock check: {drop}, {when}, {alley}.", when=when, **words)
        case VendorStage.SOON:
            return say(
                "Set-up from {when}: {drop}, {alley}, open {hours}.",
                when=format_datetime(say, drop.starts_at - SOON, zone),
                hours=format_time_range(say, drop.starts_at, drop.ends_at, zone),
                **words,
            )
        case VendorStage.OPEN:
            return say(
                "Open from {when}: {drop}, {alley}.", when=format_datetime(say, drop.starts_at, zone), **words
            )
        case _:
            assert_never(stage)


def _numbers(say: Say, drop: DropFacts, stage: BeforeOrOpen) -> Markup:
    """Returns the numbers of the drop; before the start also the packaging to bring."""
    reserved = sum(item.booked + item.held for item in drop.offered)
    numbers = (
        say("{taken} of {count} on hold or booked.", taken=reserved, count=drop.quantity)
        if reserved
        else say("None of {count} on hold or booked yet.", count=drop.quantity)
    )
    to_bring = [] if stage is VendorStage.OPEN else _packaging(say, drop)
    return (
        say.sentences(numbers, say("To bring: {units}.", units=format_list_and(say, to_bring)))
        if to_bring
        else numbers
    )


def _packaging(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns how much packaging to bring: one for each unit sold in returnable packaging."""
    units: dict[ItemUnit, int] = {}
    for item in drop.items:
        if item.loan_deposit:
            units[item.unit] = units.get(item.unit, 0) + item.quantity
    return [format_units(say, unit, count) for unit, count in units.items() if count]
