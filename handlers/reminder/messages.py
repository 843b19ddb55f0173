"""Views of the reminders. A reminder that no longer holds raises a refusal and is not sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.reminder import vendor_views, views
from handlers.ui.screen import Screen
from locales.formats import format_datetime
from locales.say import Say
from market.deposit.refusals import DepositReported
from market.desk import day_numbers
from market.drop.facts import DropFacts
from market.drop.opening_reminder import opened_drop
from market.reminder.snooze import snooze_ways
from market.ticket.loans import loan_ticket, packaging_out
from market.ticket.refusals import PackagingIsBack
from market.waitlist.position import booking_of_notification, hold_facts
from market.waitlist.refusals import BookingNotYours, HoldExpired, HoldNotYours
from storage.deposit import DepositState
from storage.drop import DropState
from storage.store import Store
from storage.waitlist import BookingState, HoldState


async def booking_near(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Reminds of a booking. Raises BookingNotYours if it was released or collected meanwhile."""
    booking = await store.read(booking_of_notification, payload["booking"])
    if booking.state != BookingState.BOOKED or booking.drop.state != DropState.PUBLISHED:
        raise BookingNotYours
    screen = (
        views.booking_soon_message(say, booking)
        if payload["what"] == "soon"
        else views.booking_near_message(say, booking)
    )
    return _with_late_note(say, booking.drop, payload, screen)


async def hold_half_elapsed(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Reminds of a hold. Raises HoldExpired if it was answered meanwhile."""
    hold = await store.read(hold_facts, payload["hold"])
    if hold is None:
        raise HoldNotYours
    if hold.deposit == DepositState.SAID:
        raise DepositReported(hold.drop.stall.name)
    if hold.state != HoldState.LIVE:
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return _with_late_note(say, hold.drop, payload, views.hold_half_elapsed_message(say, hold))


async def vendor_day(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Reminds a stall of its drop. Raises DropUnknown, DropCancelled, DropPaused, or PackagingIsBack if none is out."""
    drop = await store.read(opened_drop, payload["drop"])
    notification = payload["notification"]
    delays = await store.read(snooze_ways, notification, drop.alley.zone)
    if payload["what"] == "close":
        desk = await store.read(day_numbers, drop.id)
        return _with_late_note(
            say, drop, payload, vendor_views.closing_reminder(say, desk, notification, delays)
        )
    if payload["what"] != "crates":
        return _with_late_note(
            say,
            drop,
            payload,
            vendor_views.vendor_day_message(say, drop, payload["what"], notification, delays=delays),
        )
    out = await store.read(packaging_out, drop.id)
    if out is None:
        raise PackagingIsBack
    return _with_late_note(
        say, drop, payload, vendor_views.packaging_reminder(say, drop, out, notification, delays=delays)
    )


async def loan_due(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Reminds of borrowed packaging. Raises PackagingIsBack."""
    ticket = await store.read(loan_ticket, payload["loan"])
    return with_late_note(say, ticket.alley.zone, payload, views.loan_due_message(say, ticket))


def _with_late_note(say: Say, drop: DropFacts, payload: Mapping[str, Any], screen: Screen) -> Screen:
    return with_late_note(say, drop.alley.zone, payload, screen)


def with_late_note(say: Say, zone: str, payload: Mapping[str, Any], screen: Screen) -> Screen:
    """Adds a note to the top of a reminder that is sent late."""
    if "late" not in payload:
        return screen
    due = format_datetime(say, datetime.fromisoformat(payload["late"]), zone)
    return replace(
        screen, text=say("This was due {due}. Lorong was offline, sorry.", due=due) + "\n" + screen.text
    )
