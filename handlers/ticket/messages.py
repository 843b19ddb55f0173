"""The messages about tickets."""

from handlers.message_registry import RenderContext, messages
from handlers.ticket import views, without_phone_views
from handlers.ui.screen import Screen
from locales.say import Say
from market.packaging.refund import return_money
from market.ticket.notifications import HandedOverWithoutPhone, PackagingReturned, TicketIssued
from market.ticket.own_tickets import issued_ticket
from market.ticket.scan import scan_facts


@messages.view(TicketIssued, label=lambda say: say.plain("a ticket"))
async def ticket_issued(say: Say, context: RenderContext, payload: TicketIssued) -> Screen:
    ticket = await context.read(issued_ticket, payload.ticket_id)
    return views.ticket_page(say, ticket, context.now)


@messages.view(PackagingReturned, label=lambda say: say.plain("packaging returned"))
async def packaging_returned(say: Say, context: RenderContext, payload: PackagingReturned) -> Screen:
    money = await context.read(return_money, payload.scan_id)
    return views.packaging_returned_message(say, *await context.read(scan_facts, payload.scan_id), money)


@messages.view(HandedOverWithoutPhone, label=lambda say: say.plain("handed over without the phone"))
async def handed_over_without_phone(
    say: Say, context: RenderContext, payload: HandedOverWithoutPhone
) -> Screen:
    return without_phone_views.without_phone_message(say, *await context.read(scan_facts, payload.scan_id))
