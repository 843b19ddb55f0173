"""A ticket. It stays in the chat, so its times are absolute and its buttons open below."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import ShowAlley
from handlers.callbacks.gift import GiveTicket
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.ticket import ShowReturns, ShowTickets
from handlers.callbacks.waitlist import ReleaseBooking
from handlers.drop.item_text import ITEM
from handlers.drop.views import ALLEY, STALL
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import format_datetime, format_day, format_money, format_time_range
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, ticket_status
from market.ticket.ticket_code import grouped
from storage.ticket import TicketKind


def ticket_picture(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Return the page of a ticket of either kind, for its holder."""
    match ticket.kind:
        case TicketKind.PICKUP:
            return pickup_ticket_page(say, ticket, now)
        case TicketKind.RETURNS:
            return returns_ticket_page(say, ticket, now)
        case _:
            assert_never(ticket.kind)


def pickup_ticket_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows a pickup ticket as it is now, to be scanned at the stall."""
    first = say(
        "<b>Pickup ticket: {units} × {item}</b>", units=ticket.units, item=sanitize_name(ticket.item, ITEM)
    )
    status = ticket_status(ticket, now)
    can_release = status is TicketStatus.VALID and not ticket.done
    release = Button(
        label=say.label("Cannot come"),
        callback=ReleaseBooking(booking=ticket.booking, back_to=ListLocation().code),
        below=True,
    )
    give = Button(
        label=say.label("Give to a friend"), callback=GiveTicket(booking=ticket.booking), below=True
    )
    groups = (
        [_copy(say, ticket)],
        [Button(label=say.label("Directions"), callback=ShowAlley(alley=ticket.alley.id), below=True)],
        [release] if can_release else [],
        [give] if can_release else [],
        [Button(label=say.label("My tickets"), callback=ShowTickets(), below=True)],
    )
    return Screen(
        text=Markup("\n").join(
            (
                first,
                to_pay_text(say, ticket, ticket.units),
                _place(say, ticket),
                _code(say, ticket),
                ticket_state_text(say, ticket, status),
            )
        ),
        rows=layout_buttons(*groups),
        picture=_picture(ticket),
    )


def returns_ticket_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows the returns ticket for all packaging of one booking."""
    status = ticket_status(ticket, now)
    first = say(
        "<b>Returns ticket: {units}</b>. You get {deposit} back.",
        units=format_units(say, ticket.unit, ticket.units),
        deposit=ticket_amount(say, ticket, ticket.units * ticket.deposit),
    )
    from_ = say(
        "From {stall}. At any stall of this market, by {by}.",
        stall=sanitize_name(ticket.stall_name, STALL),
        by=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
    )
    parts = (
        first,
        from_,
        _code(say, ticket),
        say("Anyone may return them with this ticket."),
        ticket_state_text(say, ticket, status),
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [_copy(say, ticket)], [Button(label=say.label("My returns"), callback=ShowReturns(), below=True)]
        ),
        picture=_picture(ticket),
    )


def packaging_returned_message(say: Say, ticket: TicketFacts, scan: ScanFacts) -> Screen:
    """Tells the owner of a returns ticket that packaging came back."""
    parts = [
        say(
            "{units} returned {at}, at {stall}. The {deposit} deposit went to the person who brought it.",
            units=format_units(say, ticket.unit, scan.units),
            at=format_datetime(say, scan.at, ticket.alley.zone),
            stall=sanitize_name(scan.stall, STALL),
            deposit=ticket_amount(say, ticket, scan.units * ticket.deposit),
        )
    ]
    if ticket.left:
        parts.append(
            say(
                "Still to return: {units}, by {by}.",
                units=format_units(say, ticket.unit, ticket.left),
                by=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
            )
        )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons([Button(label=say.label("My returns"), callback=ShowReturns(), below=True)]),
    )


def to_pay_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    """Returns the price of so many units and their packaging deposit; a deposit paid ahead counts towards the first."""
    price = ticket_amount(say, ticket, ticket.to_pay(units))
    if ticket.deposit:
        words = say(
            "To pay at the stall: {price}, plus {deposit} deposit, refunded when you return the packaging",
            price=price,
            deposit=ticket_amount(say, ticket, units * ticket.deposit),
        )
    else:
        words = say("To pay at the stall: {price}", price=price)
    if not ticket.paid or ticket.done:
        return words
    return words + " · " + say("Deposit paid: {paid}", paid=ticket_amount(say, ticket, ticket.paid))


def scanned_at_text(say: Say, ticket: TicketFacts) -> str:
    """Returns the time of the last scan."""
    return format_datetime(say, ticket.last.at if ticket.last else ticket.starts_at, ticket.alley.zone)


def _place(say: Say, ticket: TicketFacts) -> Markup:
    zone = ticket.alley.zone
    return say(
        "{stall}, {alley}. {day}, {hours} ({city} time)",
        stall=sanitize_name(ticket.stall_name, STALL),
        alley=sanitize_name(ticket.alley.name, ALLEY),
        day=format_day(say, ticket.starts_at, zone),
        hours=format_time_range(say, ticket.starts_at, ticket.ends_at, zone),
        city=ticket.alley.city,
    )


def _code(say: Say, ticket: TicketFacts) -> Markup:
    return say("Code: <code>{code}</code>", code=grouped(ticket.code))


def ticket_state_text(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.VALID:
            return _valid_text(say, ticket)
        case TicketStatus.DONE:
            return _done_text(say, ticket)
        case TicketStatus.RELEASED:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return say("You released this {at}; this ticket no longer works.", at=at)
        case TicketStatus.PASSED_ON:
            at = format_datetime(say, ticket.revoked_at or ticket.starts_at, zone)
            return say("Given to a friend {at}; this ticket no longer works.", at=at)
        case TicketStatus.NO_SHOW:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return say(
                "Not collected by {at}, so the stall passed it on; this ticket no longer works.", at=at
            )
        case TicketStatus.MISSED:
            return say("Not collected; the drop has ended.")
        case TicketStatus.CANCELLED:
            at = format_datetime(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            return say("The drop was cancelled {at}.", at=at)
        case TicketStatus.OVER:
            return say("Not collected in time; the drop has ended.")
        case TicketStatus.UNDONE:
            return say("The handover was undone; there is nothing to return.")
        case _:
            assert_never(status)


def _valid_text(say: Say, ticket: TicketFacts) -> Markup:
    """Return how much of a valid ticket is done."""
    match ticket.kind:
        case TicketKind.PICKUP if ticket.done:
            return say(
                "Collected {done} of {units}, {at}.",
                done=ticket.done,
                units=ticket.units,
                at=scanned_at_text(say, ticket),
            )
        case TicketKind.PICKUP:
            return say("Show this picture or say the code. Not collected yet.")
        case TicketKind.RETURNS:
            return say("{done} of {units} returned.", done=ticket.done, units=ticket.units)
        case _:
            assert_never(ticket.kind)


def _done_text(say: Say, ticket: TicketFacts) -> Markup:
    """Return when the last unit of a ticket was scanned."""
    at = scanned_at_text(say, ticket)
    match ticket.kind:
        case TicketKind.PICKUP:
            return say("All collected, {at}.", at=at)
        case TicketKind.RETURNS:
            return say("All returned, {at}. Thank you.", at=at)
        case _:
            assert_never(ticket.kind)


def _copy(say: Say, ticket: TicketFacts) -> Button:
    return Button(label=say.label("Copy code"), copy=grouped(ticket.code))


def _picture(ticket: TicketFacts) -> ScreenPicture:
    return ScreenPicture(key=f"ticket:{ticket.code}", qr=ticket.code)


def ticket_amount(say: Say, ticket: TicketFacts, minor: int) -> str:
    return format_money(say, minor, ticket.alley.currency, ticket.alley.territory)
