"""Reminders to a shopper. They stay in the chat, so their times are absolute."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.ticket import ShowPickupTicket, ShowReturns, ShowTicket
from handlers.callbacks.waitlist import AttendBooking, ReleaseBooking
from handlers.drop.amounts import format_total
from handlers.drop.item_text import full_name
from handlers.ticket.returns_ticket import late_fee_text
from handlers.ticket.ticket_text import ticket_amount
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, Shown, Style
from handlers.waitlist.position_text import attending_text, hold_buttons
from handlers.waitlist.views import ANYWHERE
from locales.formats import day_hours, format_datetime, format_day, format_time
from locales.say import Say
from locales.units import format_units
from locales.user_text import ALLEY, DROP, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.packaging.hub_facts import HubFacts, open_until
from market.reminder.moments import BookingStage
from market.ticket.facts import TicketFacts
from market.waitlist.position import BookingFacts, HoldFacts
from storage.shown import ShownKind

ANY_LOCATION = ANYWHERE.code


def booking_reminder(say: Say, booking: BookingFacts, stage: BookingStage) -> Screen:
    """Returns the reminder of a stage."""
    message = booking_soon_message if stage is BookingStage.SOON else booking_near_message
    shows = Shown(
        kind=ShownKind.BOOKING_REMINDER,
        subject=booking.booked.id,
        item=booking.item.id,
        marks=booking.item.marks,
        form=stage,
    )
    return replace(message(say, booking), shows=shows)


def booking_near_message(say: Say, booking: BookingFacts) -> Screen:
    """Reminds three days and one day before. A person who attends is not asked again."""
    drop, position = booking.drop, booking.booked
    text = say(
        "{drop}, {stall}: {when}, {alley} ({city} time).",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        when=_time_text(say, booking),
        alley=sanitize_name(drop.alley.name, ALLEY),
        city=drop.alley.city,
    )
    price = format_total(say, drop, position.units * position.price, position.loan_deposits)
    units = format_units(say, booking.item.unit, position.units)
    others = [_release_button(say, booking), _directions_button(say, drop)]
    if position.coming:
        known = say.sentences(say("{units}, {price}.", units=units, price=price), attending_text(say))
        return Screen(
            text=text + "\n" + known, rows=layout_buttons([_ticket_button(say, booking, "primary")], others)
        )
    question = say("{units}, {price}. Are you coming?", units=units, price=price)
    coming = Button(
        label=say.label("I am coming"),
        callback=AttendBooking(booking=position.id, back_to=ANY_LOCATION),
        style="primary",
    )
    return Screen(
        text=text + "\n" + question, rows=layout_buttons([coming], others, [_ticket_button(say, booking)])
    )


def booking_soon_message(say: Say, booking: BookingFacts) -> Screen:
    """Reminds two hours before."""
    drop, zone = booking.drop, booking.drop.alley.zone
    text = say(
        "{drop}, {alley}, {when}: {units}, yours until {end}.",
        drop=sanitize_name(drop.name, DROP),
        alley=sanitize_name(drop.alley.name, ALLEY),
        when=format_datetime(say, _starts_at(booking), zone),
        units=format_units(say, booking.item.unit, booking.booked.units),
        end=format_time(say, booking.item.ends_at or drop.ends_at, zone),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [_ticket_button(say, booking, "primary")],
            [_release_button(say, booking), _directions_button(say, drop)],
        ),
    )


def hold_half_elapsed_message(say: Say, hold: HoldFacts) -> Screen:
    drop = hold.drop
    held = say(
        "Still held for you until {until}: {units} × {item}, {price}.",
        until=format_datetime(say, hold.until, drop.alley.zone),
        units=hold.units,
        item=full_name(say, drop, hold.item),
        price=format_total(say, drop, hold.units * hold.item.price, hold.units * hold.item.loan_deposit),
    )
    next_step = (
        say("Pay the deposit to confirm.") if hold.deposit_each else say("Tap once to tell the stall.")
    )
    return Screen(
        text=say.sentences(held, next_step),
        rows=layout_buttons(
            *hold_buttons(say, hold.id, hold.units, ANY_LOCATION, deposit=bool(hold.deposit_each))
        ),
        shows=Shown(kind=ShownKind.HOLD_REMINDER, subject=hold.id, item=hold.item.id, marks=hold.item.marks),
    )


def loan_due_message(say: Say, ticket: TicketFacts, hub: HubFacts | None, now: datetime) -> Screen:
    """Reminds the day before packaging is due. `hub` is the nearest one that is open."""
    text = say(
        "To return: {units} from {stall}, by {by}.",
        units=format_units(say, ticket.unit, ticket.left),
        stall=sanitize_name(ticket.stall_name, STALL),
        by=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
    )
    parts = [text, *_refund_text(say, ticket), *late_fee_text(say, ticket), *_hub_text(say, hub, now)]
    show = Button(
        label=say.label("Returns ticket"), callback=ShowTicket(ticket=ticket.id), style="primary", below=True
    )
    hubs = ShowHubs(alley=ticket.alley.id, packaging=ticket.packaging or 0)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [show],
            [Button(label=say.label("Hubs"), callback=hubs, below=True)] if ticket.packaging else [],
            [Button(label=say.label("My returns"), callback=ShowReturns(), below=True)],
        ),
    )


def _refund_text(say: Say, ticket: TicketFacts) -> list[Markup]:
    """Returns what is refunded, and where; nothing for packaging without a deposit."""
    if not ticket.deposit:
        return []
    deposit = ticket_amount(say, ticket, ticket.left * ticket.deposit)
    if ticket.packaging is None:
        return [
            say("You get {deposit} back when you return it, at any stall of this market.", deposit=deposit)
        ]
    return [
        say(
            "You get {deposit} back when you return it, at any stall of this market or at a hub.",
            deposit=deposit,
        )
    ]


def _hub_text(say: Say, hub: HubFacts | None, now: datetime) -> list[Markup]:
    """Returns the nearest open hub, with the day, since the message stays."""
    until = open_until(hub, now) if hub else None
    if hub is None or until is None:
        return []
    return [
        say(
            "Nearest hub: {hub}, {alley}, open until {until}.",
            hub=sanitize_name(hub.name, STALL),
            alley=sanitize_name(hub.alley_name, ALLEY),
            until=format_datetime(say, until, hub.zone),
        )
    ]


def _starts_at(booking: BookingFacts) -> datetime:
    return booking.item.starts_at or booking.drop.starts_at


def _time_text(say: Say, booking: BookingFacts) -> str:
    """Returns a slot's hour, or the drop's hours."""
    drop, zone = booking.drop, booking.drop.alley.zone
    if booking.item.starts_at:
        return format_datetime(say, booking.item.starts_at, zone)
    return day_hours(say, drop.starts_at, drop.ends_at, zone)


def _release_button(say: Say, booking: BookingFacts) -> Button:
    return Button(
        label=say.label("I can't come"),
        callback=ReleaseBooking(booking=booking.booked.id, back_to=ANY_LOCATION),
    )


def _directions_button(say: Say, drop: DropFacts) -> Button:
    return Button(
        label=say.label("Directions"), callback=SendVenue(alley=drop.alley.id, drop=drop.id), below=True
    )


def _ticket_button(say: Say, booking: BookingFacts, style: Style = "") -> Button:
    shown = ShowPickupTicket(booking=booking.booked.id)
    return Button(label=say.label("Show ticket"), callback=shown, style=style, below=True)
