"""Notifications about units available in the last two hours, a booking passed on, and one that is kept. Their times are absolute."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.desk import ShowNoShows
from handlers.callbacks.waitlist import JoinWaitlist, LeaveWaitlist, TakeUnits
from handlers.drop.short_name import short_name
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.views import ANYWHERE, card_button, place_and_time
from locales.formats import format_datetime, format_time
from locales.say import Say
from locales.units import admits, format_units
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import full_name
from market.waitlist.late import LateBooking
from market.waitlist.position import BookingFacts


def units_available_message(say: Say, drop: DropFacts, item: ItemFacts) -> Screen:
    """Tells everyone on the waitlist about available units, in the last two hours."""
    spare = drop.spare(item)
    free = say(
        "{units} of {item}: available until {until}. Everyone waiting got this message: the first to tap gets it, the others keep their number.",
        units=format_units(say, item.unit, spare),
        item=full_name(say, drop, item),
        until=format_datetime(say, drop.cut_off(item), drop.alley.zone),
    )
    take = say.label("Take {count} now", count=1) if spare == 1 else say.label("Take mine now")
    back_to = ANYWHERE.code
    return Screen(
        text=Markup("\n").join((free, place_and_time(say, drop, item))),
        rows=layout_buttons(
            [Button(label=take, callback=TakeUnits(item=item.id, back_to=back_to), style="primary")],
            [
                Button(
                    label=say.label("Leave waitlist"), callback=LeaveWaitlist(item=item.id, back_to=back_to)
                )
            ],
        ),
    )


def item_available_message(say: Say, drop: DropFacts, item: ItemFacts) -> Screen:
    """Tells a person who asked for it that an item can be joined again."""
    text = say(
        "{item} can be joined again. We told everyone who asked: first come, first served.",
        item=full_name(say, drop, item),
    )
    return Screen(
        text=Markup("\n").join((text, place_and_time(say, drop, item))),
        rows=layout_buttons(
            [replace(card_button(say, drop, ANYWHERE, say.label("Details")), style="primary")]
        ),
    )


def passed_on_message(say: Say, booking: BookingFacts) -> Screen:
    """Tells a person that their uncollected booking was passed on."""
    again = JoinWaitlist(item=booking.item.id, units=booking.booked.units, back_to=ANYWHERE.code)
    return Screen(
        text=Markup("\n").join((_passed_on(say, booking), place_and_time(say, booking.drop, booking.item))),
        rows=layout_buttons(
            [
                Button(label=say.label("Rejoin at the end"), callback=again),
                card_button(say, booking.drop, ANYWHERE, say.label("Details")),
            ],
        ),
    )


def _passed_on(say: Say, booking: BookingFacts) -> Markup:
    at = format_datetime(say, booking.ended_at or booking.booked.booked_at, booking.drop.alley.zone)
    units, item = booking.booked.units, full_name(say, booking.drop, booking.item)
    if admits(booking.item.unit):
        return say(
            "You had not come by {at}, so the stall passed it on: {units} × {item}. Your ticket no longer works.",
            at=at,
            units=units,
            item=item,
        )
    return say(
        "Not collected by {at}, so the stall passed it on: {units} × {item}. Your ticket no longer works.",
        at=at,
        units=units,
        item=item,
    )


def late_message(say: Say, bookings: Sequence[LateBooking]) -> Screen:
    """Tells a stall what somebody who is late has booked there, and until when to keep each of it."""
    lines = [say("Somebody will be late but is still coming. Please keep what they booked:")]
    lines += (_kept_row(say, each) for each in bookings)
    lists = [
        Button(
            label=short_name(say, each.drop, each.item, LABEL_WIDTHS[1]),
            callback=ShowNoShows(item=each.item.id),
            below=True,
        )
        for each in bookings
    ]
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(*([each] for each in lists)))


def _kept_row(say: Say, late: LateBooking) -> Markup:
    return say(
        "Number {number}, until {until}: {units} × {item}",
        number=late.number,
        until=format_time(say, late.drop.ends_at, late.drop.alley.zone),
        units=late.units,
        item=full_name(say, late.drop, late.item),
    )
