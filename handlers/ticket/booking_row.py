"""A booking in a list for its stall: what it is for, what is to pay, and what was collected. Its code names it."""

from locales.formats import format_number
from locales.say import Say
from locales.units import admits
from market.ticket.facts import TicketFacts
from market.ticket.ticket_words import ticket_amount, ticket_item


def booked_goods(say: Say, ticket: TicketFacts) -> str:
    """Returns "2 × Kuih lapis"."""
    return say.plain(
        "{count} × {item}", count=format_number(say, ticket.units), item=ticket_item(say, ticket)
    )


def booking_state(say: Say, ticket: TicketFacts) -> str:
    """Returns what is left to pay, packaging included, and how much was collected."""
    if not ticket.left:
        return say.plain("admitted") if admits(ticket.unit) else say.plain("collected")
    amount = ticket.to_pay(ticket.left) + ticket.left * ticket.deposit
    due = (
        say.plain("to pay: {amount}", amount=ticket_amount(say, ticket, amount))
        if amount
        else say.plain("paid")
    )
    if not ticket.done:
        return due
    done, count = format_number(say, ticket.done), format_number(say, ticket.units)
    if admits(ticket.unit):
        return say.plain("{done} of {count} admitted, {due}", done=done, count=count, due=due)
    return say.plain("{done} of {count} collected, {due}", done=done, count=count, due=due)
