"""Texts and buttons that tickets of every kind share."""

from typing import assert_never

from markupsafe import Markup

from handlers.ui.screen import Button
from locales.formats import format_datetime, format_day, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.ticket.facts import TicketFacts
from market.ticket.ticket_code import grouped
from market.ticket.ticket_words import ticket_amount, ticket_item
from storage.sale import SaleMethod

FIRST_NAME = 40


def to_pay_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    """Returns the price of so many units and their packaging deposit; a deposit paid ahead counts towards the first."""
    price = ticket_amount(say, ticket, ticket.to_pay(units))
    if ticket.deposit:
        words = say(
            "To pay at the stall: {price}, plus {deposit} packaging deposit, refunded on return",
            price=price,
            deposit=ticket_amount(say, ticket, units * ticket.deposit),
        )
    else:
        words = say("To pay at the stall: {price}", price=price)
    return Markup(" · ").join((words, *paid_ahead_text(say, ticket)))


def take_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    """Returns what the stall takes for units, and what of it is for packaging; the first words of a verdict."""
    amount, packaging = ticket.to_take(units), units * ticket.deposit
    if not amount:
        return say("<b>VALID</b>. Nothing to take.")
    if not packaging:
        return say("<b>VALID. Take {amount}</b>.", amount=ticket_amount(say, ticket, amount))
    return say(
        "<b>VALID. Take {amount}</b> ({price} + {packaging} packaging).",
        amount=ticket_amount(say, ticket, amount),
        price=ticket_amount(say, ticket, ticket.to_pay(units)),
        packaging=ticket_amount(say, ticket, packaging),
    )


def paid_ahead_text(say: Say, ticket: TicketFacts) -> tuple[Markup, ...]:
    """Returns the deposit that counts towards the first units; nothing where none was paid or some units are collected."""
    if not ticket.paid or ticket.done:
        return ()
    return (say("Deposit paid: {paid}", paid=ticket_amount(say, ticket, ticket.paid)),)


def goods_text(say: Say, ticket: TicketFacts, units: int) -> str:
    """Returns so many units of a ticket's item."""
    # text: units of an item, in a list
    return say.plain("{units} × {item}", units=units, item=ticket_item(say, ticket))


def handed_text(say: Say, goods: str, amount: str, method: SaleMethod | None) -> str:
    """Returns goods that were handed over, and how they were paid; None: it was not said, or nothing was to pay."""
    match method:
        case None:
            return goods
        case SaleMethod.CASH:
            return say.plain("{goods}, {amount} cash", goods=goods, amount=amount)
        case SaleMethod.QR:
            return say.plain("{goods}, {amount} by QR", goods=goods, amount=amount)
        case _:
            assert_never(method)


def still_waiting_text(say: Say, units: int) -> list[Markup]:
    """Returns that a person who got a part waits for the rest; nothing where they got all."""
    if not units:
        return []
    return [
        say.many(
            "You stay on the waitlist for {count} more.", "You stay on the waitlist for {count} more.", units
        )
    ]


def scanned_at_text(say: Say, ticket: TicketFacts) -> str:
    """Returns the time of the last scan."""
    return format_datetime(say, ticket.last.at if ticket.last else ticket.starts_at, ticket.alley.zone)


def place_text(say: Say, ticket: TicketFacts) -> Markup:
    zone = ticket.alley.zone
    return say(
        "{stall}, {alley}. {day}, {hours} ({city} time)",
        stall=sanitize_name(ticket.stall_name, STALL),
        alley=sanitize_name(ticket.alley.name, ALLEY),
        day=format_day(say, ticket.starts_at, zone),
        hours=format_time_range(say, ticket.starts_at, ticket.ends_at, zone),
        city=ticket.alley.city,
    )


def stall_line(say: Say, ticket: TicketFacts) -> str:
    # text: a stall, and the alley it stands in
    return say.plain(
        "{first}, {second}",
        first=sanitize_name(ticket.stall_name, STALL),
        second=sanitize_name(ticket.alley.name, ALLEY),
    )


def hours_line(say: Say, ticket: TicketFacts) -> str:
    zone = ticket.alley.zone
    # text: a day, and the hours of a drop on it
    return say.plain(
        "{first}, {second}",
        first=format_day(say, ticket.starts_at, zone),
        second=format_time_range(say, ticket.starts_at, ticket.ends_at, zone),
    )


def code_text(say: Say, ticket: TicketFacts) -> Markup:
    return say("Code: <code>{code}</code>", code=grouped(ticket.code))


def copy_button(say: Say, ticket: TicketFacts) -> Button:
    return Button(label=say.label("Copy code"), copy=grouped(ticket.code))


def scanned_by(ticket: TicketFacts) -> str:
    return sanitize_name(ticket.last.by if ticket.last else "", FIRST_NAME)
