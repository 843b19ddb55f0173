"""Routes for a person's own tickets and borrowed packaging."""

from dataclasses import replace

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.ticket import (
    AskNotMe,
    ChooseAgain,
    ChooseOption,
    ReportNotMe,
    ShowPickupTicket,
    ShowReturns,
    ShowTicket,
    ShowTicketDetails,
    ShowTickets,
)
from handlers.ticket import list_views, views, without_phone_views
from handlers.ticket.booking_ticket import details_page
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from market.organiser.reports import report_hand_over
from market.ticket.facts import TicketStatus, ticket_status
from market.ticket.own_tickets import came_back, own_pickup_ticket, own_returns, own_ticket, own_tickets
from market.waitlist.choose_option import choose_again, choose_option
from storage.ticket import TicketSubject

routes = Routes()


@routes.command("tickets")
async def tickets(ctx: HandlerContext, words: str) -> Screen:
    return await show_tickets(ctx, ShowTickets())


@routes.callback(ShowTickets)
async def show_tickets(ctx: HandlerContext, callback: ShowTickets) -> Screen:
    return list_views.ticket_list(
        ctx.say, await ctx.read(own_tickets, ctx.person, ctx.now, callback.page), ctx.now
    )


@routes.callback(ShowTicket)
async def show_ticket(ctx: HandlerContext, callback: ShowTicket) -> Screen:
    return views.ticket_page(ctx.say, await ctx.read(own_ticket, ctx.person, callback.ticket), ctx.now)


@routes.callback(ShowTicketDetails)
async def show_ticket_details(ctx: HandlerContext, callback: ShowTicketDetails) -> Screen:
    """Shows the rest of a ticket; one that cannot be used has none, and is shown itself."""
    ticket = await ctx.read(own_ticket, ctx.person, callback.ticket)
    has_details = ticket.kind.subject is TicketSubject.BOOKING
    if has_details and ticket_status(ticket, ctx.now) is TicketStatus.VALID:
        return details_page(ctx.say, ticket)
    return views.ticket_page(ctx.say, ticket, ctx.now)


@routes.callback(ShowPickupTicket)
async def show_pickup_ticket(ctx: HandlerContext, callback: ShowPickupTicket) -> Screen:
    return views.ticket_page(
        ctx.say, await ctx.read(own_pickup_ticket, ctx.person, callback.booking), ctx.now
    )


@routes.callback(ChooseOption)
async def choose_option_tapped(ctx: HandlerContext, callback: ChooseOption) -> ScreenReply:
    await ctx.act(
        choose_option, ctx.person, callback.booking, callback.unit, option=callback.option, now=ctx.now
    )
    return await _same_ticket(ctx, callback.booking)


@routes.callback(ChooseAgain)
async def choose_again_tapped(ctx: HandlerContext, callback: ChooseAgain) -> ScreenReply:
    await ctx.act(choose_again, ctx.person, callback.booking, now=ctx.now)
    return await _same_ticket(ctx, callback.booking)


async def _same_ticket(ctx: HandlerContext, booking: int) -> ScreenReply:
    """Shows a ticket in its own message, with Undo where it can still be undone."""
    ticket = await ctx.read(own_pickup_ticket, ctx.person, booking)
    screen = views.ticket_page(ctx.say, ticket, ctx.now, undo_to=ListLocation())
    return ScreenReply(replace(screen, picture_later=True))


@routes.command("returns")
async def returns(ctx: HandlerContext, words: str) -> Screen:
    return await show_returns(ctx, ShowReturns())


@routes.callback(ShowReturns)
async def show_returns(ctx: HandlerContext, callback: ShowReturns) -> Screen:
    page = await ctx.read(own_returns, ctx.person, callback.page)
    return list_views.return_list(ctx.say, page, await ctx.read(came_back, ctx.person))


@routes.callback(AskNotMe)
async def ask_not_me(ctx: HandlerContext, callback: AskNotMe) -> Screen:
    return without_phone_views.not_me_ask(ctx.say, await ctx.read(own_ticket, ctx.person, callback.ticket))


@routes.callback(ReportNotMe)
async def report_not_me(ctx: HandlerContext, callback: ReportNotMe) -> Done:
    await ctx.act(report_hand_over, ctx.actor, callback.ticket, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("We told the organisers."))
