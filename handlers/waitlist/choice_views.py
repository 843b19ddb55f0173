"""Pages that ask for the units, a partial hold, or another slot."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import JoinSplit, JoinWaitlist, KeepUnits, MoveSlot, ShowBooking
from handlers.drop.views import picture_of
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.join_callback import join_callback
from handlers.waitlist.position_text import leave_button, number_text
from handlers.waitlist.slot_labels import other_slots, slot_label
from handlers.waitlist.views import card_button, item_details
from locales.formats import format_datetime, format_list_and, format_time
from locales.say import Say
from locales.units import format_units
from market.drop.amounts import format_amount, total_text
from market.drop.facts import DropFacts, ItemFacts
from market.waitlist.position import BookingFacts, WaitingEntry

MAX_UNITS = 6
MAX_SLOTS = 8
"""Other slots shown on one screen."""


def units_choice(
    say: Say, drop: DropFacts, item: ItemFacts, position: WaitingEntry | None, back_to: ListLocation
) -> Screen:
    """Asks for the units; each choice up to the limit says its total, packaging deposits included."""
    can_ask_for_fewer = position is not None and item.unheld > 0
    available = [] if can_ask_for_fewer else available_text(say, item)
    question = say.sentences(*available, say("How many do you want?"))
    parts = [item_details(say, drop, item), question]
    leave: list[Button] = []
    if position:
        parts += _change_rows(say, drop, position)
        leave = [leave_button(say, item.id, back_to.code, in_draw=position.number is None)]
    most = min(MAX_UNITS, drop.most_each(item))
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [_units_button(say, drop, item, units, back_to=back_to) for units in range(1, most + 1)],
            [*leave, card_button(say, drop, back_to, say.label("Back"))],
        ),
        picture=picture_of(drop),
    )


def available_text(say: Say, item: ItemFacts) -> list[Markup]:
    """Returns how many can be had at once; nothing before a draw, which gives all of them."""
    if item.draw and not item.draw.drawn_at:
        return []
    if not item.free:
        return [say("None are available now.")]
    return [say.many("{count} is available now.", "{count} are available now.", item.free)]


def _change_rows(say: Say, drop: DropFacts, position: WaitingEntry) -> list[Markup]:
    if not position.number:
        return []
    rule = say("If you ask for fewer, you keep your number; for more, you go to the end.")
    return [say.sentences(number_text(say, drop, position), rule)]


def _units_button(say: Say, drop: DropFacts, item: ItemFacts, units: int, back_to: ListLocation) -> Button:
    label = units_label(say, drop, item, units)
    return Button(label=label, callback=join_callback(drop, item.id, units, back_to.code))


def units_label(say: Say, drop: DropFacts, item: ItemFacts, units: int) -> str:
    """Returns the label of a button that asks for so many units: with their total, or that they are waited for."""
    total = units * (item.price + item.loan_deposit)
    if 0 < item.free < units and not item.draw:
        return say.label("Wait for {count}", count=units)
    if total:
        return say.label("{count} for {total}", count=units, total=format_amount(say, drop, total))
    return say.label("For {count}", count=units)


def split_choice(say: Say, drop: DropFacts, item: ItemFacts, units: int, back_to: ListLocation) -> Screen:
    """Asks whether to accept a partial hold, in a drop that allows one."""
    question = say("If fewer become available, do you want those now and wait for the rest?")
    callback: dict[str, Any] = {"item": item.id, "units": units, "back_to": back_to.code}
    return Screen(
        text=Markup("\n").join(
            (
                item_details(say, drop, item),
                say("For {count}.", count=units),
                total_text(say, drop, units * item.price, units * item.loan_deposit),
                question,
            )
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("Yes, split"), callback=JoinSplit(**callback), style="primary"),
                Button(label=say.label("All or nothing"), callback=JoinWaitlist(**callback)),
            ],
            [card_button(say, drop, back_to, say.label("Back"))],
        ),
        picture=picture_of(drop),
    )


def keeping_choice(say: Say, booking: BookingFacts, back_to: ListLocation) -> Screen:
    """Asks how many units of a booking its person keeps; the others are given up at once."""
    question = say(
        "You have {units}. How many do you keep? The others go to the next person at once.",
        units=format_units(say, booking.item.unit, booking.booked.units),
    )
    keep = (
        Button(
            label=say.label("Keep only {count}", count=units),
            callback=KeepUnits(booking=booking.booked.id, units=units),
        )
        for units in range(1, booking.booked.units)
    )
    back = ShowBooking(booking=booking.booked.id, back_to=back_to.code)
    return Screen(
        text=Markup("\n").join((item_details(say, booking.drop, booking.item), question)),
        rows=layout_buttons([*keep], [Button(label=say.label("Back"), callback=back)]),
        picture=picture_of(booking.drop),
    )


def slot_choice(say: Say, booking: BookingFacts, back_to: ListLocation) -> Screen:
    """Shows the other slots with room for all units; one that is full can be waited for where the limit allows both."""
    drop, item = booking.drop, booking.item
    others = other_slots(drop, item.id)[:MAX_SLOTS]
    buttons = [_slot_button(say, booking, each, back_to.code) for each in others]
    full = [each for each, button in zip(others, buttons, strict=True) if button is None]
    yours = say(
        "Yours: {units}, {when}.",
        units=format_units(say, item.unit, booking.booked.units),
        when=format_datetime(say, item.starts_at or drop.starts_at, drop.alley.zone),
    )
    found = [[button] for button in buttons if button]
    return Screen(
        text=Markup("\n").join(
            (item_details(say, drop, item), yours, *_slot_texts(say, drop, full, has_others=bool(found)))
        ),
        rows=layout_buttons(*found, [card_button(say, drop, back_to, say.label("Back"))]),
        picture=picture_of(drop),
    )


def _slot_texts(say: Say, drop: DropFacts, full: Sequence[ItemFacts], *, has_others: bool) -> list[Markup]:
    """Returns what a move does, and which slots are full and cannot be waited for."""
    hours = [format_time(say, each.starts_at or drop.starts_at, drop.alley.zone) for each in full]
    lines = [say("Full: {times}.", times=format_list_and(say, hours))] if hours else []
    if not has_others:
        return [*lines, say("There is no other time now. Yours stays as it is.")]
    effect = say(
        "Your ticket changes with it; the time you give up goes to the next person. While you wait for another, you keep yours."
    )
    return [*lines, say("Which time instead?"), effect]


def _slot_button(say: Say, booking: BookingFacts, slot: ItemFacts, code: str) -> Button | None:
    """Returns the button that moves a booking to a slot, or waits for it and keeps the booking; None where neither can be."""
    drop, units = booking.drop, booking.booked.units
    if units <= slot.free:
        move = MoveSlot(booking=booking.booked.id, item=slot.id, back_to=code)
        return Button(label=slot_label(say, drop, slot, LABEL_WIDTHS[1], with_left=True), callback=move)
    if 2 * units > drop.per_person or units > slot.quantity or drop.is_full(slot):
        return None
    at = format_time(say, slot.starts_at or drop.starts_at, drop.alley.zone)
    return Button(
        label=say.label("Wait for {time}", time=at), callback=join_callback(drop, slot.id, units, code)
    )
