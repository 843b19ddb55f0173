"""The words of a ticket that the chat and its page share: what it is for, what is to pay, and until when it is good."""

from datetime import datetime

from markupsafe import Markup

from locales.formats import format_datetime, format_money
from locales.item_title import item_title, with_options
from locales.say import Say
from locales.units import admits
from market.drop.item_options import chosen_options
from market.ticket.facts import VALID_AFTER_END, TicketFacts, is_late


def ticket_item(say: Say, ticket: TicketFacts) -> str:
    """Return the name of what a ticket is for, with its drop's where it says too little alone, and with the options that were chosen."""
    chosen = chosen_options(ticket.options, ticket.chosen, ticket.units).units
    return with_options(item_title(say, ticket.drop_name, ticket.item), chosen, ticket.units)


def ticket_amount(say: Say, ticket: TicketFacts, minor: int) -> str:
    """Return minor units in the currency of a ticket's alley."""
    return format_money(say, minor, ticket.alley.currency, ticket.alley.territory)


def pay_text(say: Say, ticket: TicketFacts) -> Markup:
    """Return what the holder pays at the stall for all that is left, in one sentence."""
    amount, packaging = ticket.to_take(ticket.left), ticket.left * ticket.deposit
    if not amount:
        return say("Nothing to pay.")
    words = {"amount": ticket_amount(say, ticket, amount)}
    if ticket.paid and not ticket.done:
        return say(
            "Pay {amount} at the stall, {paid} is paid.",
            paid=ticket_amount(say, ticket, ticket.paid),
            **words,
        )
    if not packaging:
        return say("Pay {amount} at the stall.", **words)
    return say(
        "Pay {amount} at the stall, {packaging} of it for packaging.",
        **words,
        packaging=ticket_amount(say, ticket, packaging),
    )


def late_text(say: Say, ticket: TicketFacts, now: datetime) -> tuple[Markup, ...]:
    """Return that a drop is over, and until when its ticket can still be used; nothing before its end."""
    if not is_late(ticket, now):
        return ()
    zone = ticket.alley.zone
    ended = format_datetime(say, ticket.drop_ends_at, zone)
    until = format_datetime(say, ticket.drop_ends_at + VALID_AFTER_END, zone)
    if admits(ticket.unit):
        return (say("It ended {ended}. The ticket is valid until {until}.", ended=ended, until=until),)
    return (say("Its drop ended {ended}; collectable until {until}.", ended=ended, until=until),)
