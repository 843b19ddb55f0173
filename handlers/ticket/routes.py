"""One's own tickets, and what is out with one."""

from handlers.ticket import list_views, views
from handlers.ticket.callbacks import ShowClaimTicket, ShowReturns, ShowTicket, ShowTickets
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.ticket.own import came_back, own_claim_ticket, own_returns, own_ticket, own_tickets

routes = Routes()


@routes.command("tickets")
async def tickets(tap: Tap, words: str) -> Screen:
    return await show_tickets(tap, ShowTickets())


@routes.wish(ShowTickets)
async def show_tickets(tap: Tap, wish: ShowTickets) -> Screen:
    return list_views.ticket_list(
        tap.say, await tap.read(own_tickets, tap.person, tap.now, wish.page), tap.now
    )


@routes.wish(ShowTicket)
async def show_ticket(tap: Tap, wish: ShowTicket) -> Screen:
    return views.ticket_picture(tap.say, await tap.read(own_ticket, tap.person, wish.ticket), tap.now)


@routes.wish(ShowClaimTicket)
async def show_claim_ticket(tap: Tap, wish: ShowClaimTicket) -> Screen:
    return views.claim_ticket(tap.say, await tap.read(own_claim_ticket, tap.person, wish.claim), tap.now)


@routes.command("returns")
async def returns(tap: Tap, words: str) -> Screen:
    return await show_returns(tap, ShowReturns())


@routes.wish(ShowReturns)
async def show_returns(tap: Tap, wish: ShowReturns) -> Screen:
    page = await tap.read(own_returns, tap.person, wish.page)
    return list_views.return_list(tap.say, page, await tap.read(came_back, tap.person))
