"""Routes for a person's own tickets and borrowed packaging."""

from handlers.callbacks.ticket import ShowPickupTicket, ShowReturns, ShowTicket, ShowTickets
from handlers.ticket import list_views, views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.ticket.own_tickets import came_back, own_pickup_ticket, own_returns, own_ticket, own_tickets

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


@routes.callback(ShowPickupTicket)
async def show_pickup_ticket(ctx: HandlerContext, callback: ShowPickupTicket) -> Screen:
    return views.ticket_page(
        ctx.say, await ctx.read(own_pickup_ticket, ctx.person, callback.booking), ctx.now
    )


@routes.command("returns")
async def returns(ctx: HandlerContext, words: str) -> Screen:
    return await show_returns(ctx, ShowReturns())


@routes.callback(ShowReturns)
async def show_returns(ctx: HandlerContext, callback: ShowReturns) -> Screen:
    page = await ctx.read(own_returns, ctx.person, callback.page)
    return list_views.return_list(ctx.say, page, await ctx.read(came_back, ctx.person))
