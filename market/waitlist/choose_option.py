"""Which of its item's options each unit of a booking has."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from market.drop.item_options import ChosenOptions, chosen_options, option_names
from market.person import lock_unblocked_person
from market.waitlist.refusals import OptionUnknown
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.drop import Item
from storage.shown import mark_place
from storage.waitlist import Booking, BookingState


def choose_option(session: Session, person: int, booking: int, unit: int, option: int, now: datetime) -> None:
    """Choose an option for a unit of a booking, both counted from 0; the units before it have theirs. Chosen twice, it is the last one.

    Raises Blocked, BookingNotYours, AlreadyCollected, DropCancelled, DropOver, OptionUnknown. locks: person, drop, item, booking
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    known = 0 <= option < len(option_names(locked.item.options))
    if not known or not 0 <= unit <= len(row.options) or unit >= row.units:
        raise OptionUnknown
    row.options = row.options[:unit] + str(option) + row.options[unit + 1 :]
    mark_place(session, row.item_id, person, now)


def choose_again(session: Session, person: int, booking: int, now: datetime) -> None:
    """Forget which options the units of a booking have, so that they are chosen anew.

    Raises Blocked, BookingNotYours, AlreadyCollected, DropCancelled, DropOver. locks: person, drop, item, booking
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    row.options = ""
    mark_place(session, row.item_id, person, now)


def options_booked(session: Session, items: Collection[int]) -> dict[int, ChosenOptions]:
    """Return what was chosen of the options of these items, over all that is booked or collected; the counts and `unsaid` sum to those units."""
    columns: tuple[Any, ...] = (Item.id, Item.options, Booking.units, Booking.options, func.count())
    rows = (
        select(*columns)
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(col(Item.id).in_(items), col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)))
        .group_by(col(Item.id), col(Item.options), col(Booking.units), col(Booking.options))
    )
    digits: dict[int, tuple[str, str, int]] = {}
    for item, options, units, chosen, bookings in session.execute(rows):
        _, known, counted = digits.get(item, (options, "", 0))
        digits[item] = options, known + chosen[:units] * bookings, counted + units * bookings
    return {item: chosen_options(*found) for item, found in digits.items()}
