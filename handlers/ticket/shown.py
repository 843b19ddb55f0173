"""Tickets as they are now, in messages that show them."""

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ticket.views import ticket_page
from handlers.ui.screen import Screen
from locales.say import Say
from market.shown import StaleMessage
from market.ticket.own_tickets import own_ticket
from storage.shown import ShownKind


@shown.kind(ShownKind.TICKET)
async def ticket_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a ticket in any state. Raises TicketNotYours."""
    return ticket_page(say, await context.read(own_ticket, message.person, message.subject), context.now)
