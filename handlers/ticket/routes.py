"""Routes for a person's own tickets and borrowed packaging."""

from handlers.callbacks.ticket import (
    AskNotMe,
    ReportNotMe,
    ShowPickupTicket,
    ShowReturns,
    ShowTicket,
    ShowTickets,
)
from handlers.ticket import list_views, views, without_phone_views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.reports import report_hand_over
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


@routes.callback(AskNotMe)
async def ask_not_me(ctx: HandlerContext, callback: AskNotMe) -> Screen:
    return without_phone_views.not_me_ask(ctx.say, await ctx.read(own_ticket, ctx.person, callback.ticket))


@routes.callback(ReportNotMe)
async def report_not_me(ctx: HandlerContext, callback: ReportNotMe) -> Done:
    await ctx.act(report_hand_over, ctx.actor, callback.ticket, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("We told the organisers."))
