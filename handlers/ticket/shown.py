"""Tickets as they are now, in messages that show them."""

from handlers.callbacks.list_location import ListLocation
from handlers.message_registry import RenderContext
from handlers.shown_registry import PART, shown
from handlers.ticket.views import packaging_returned_message, ticket_page
from handlers.ui.screen import Screen
from locales.say import Say
from market.packaging.refund import return_money
from market.shown import StaleMessage
from market.ticket.own_tickets import own_ticket
from market.ticket.refusals import TicketNotYours
from market.ticket.scan import scan_facts
from storage.shown import ShownKind


@shown.kind(ShownKind.TICKET)
async def ticket_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a ticket in any state. Raises TicketNotYours."""
    ticket = await context.read(own_ticket, message.person, message.subject)
    back_to = ListLocation.read(message.form) if message.form else None
    return ticket_page(say, ticket, context.now, undo_to=back_to)


@shown.kind(ShownKind.TICKET, PART)
async def part_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    """Returns None for a home that shows a ticket while it looks as it did; then the ticket alone. Raises TicketNotYours."""
    ticket = await context.read(own_ticket, message.person, message.subject)
    page = ticket_page(say, ticket, context.now)
    is_same = message.digest != "" and page.picture and page.picture.key == message.picture
    return None if is_same else page


@shown.kind(ShownKind.RETURNED)
async def returned_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns what came back, and what became of its deposit. Raises TicketUnknown where the scan was undone, TicketNotYours."""
    ticket, scan = await context.read(scan_facts, message.subject)
    if ticket.holder != message.person:
        raise TicketNotYours
    money = await context.read(return_money, message.subject)
    return packaging_returned_message(say, ticket, scan, money)
