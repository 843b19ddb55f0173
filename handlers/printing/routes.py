"""Routes that print: a ticket for its holder; a poster, price tags and a list of bookings for a stall."""

from collections.abc import Sequence
from typing import assert_never

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowWholeStallDay
from handlers.callbacks.printing import (
    PosterPaper,
    PrintBookings,
    PrintStallDayTags,
    PrintStallPoster,
    PrintTags,
    PrintTicket,
    TicketPaper,
)
from handlers.callbacks.scan import ShowScan
from handlers.callbacks.stock import ShowMyDrop
from handlers.callbacks.ticket import ShowTicket
from handlers.printing import sheets, views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen
from handlers.ui.sheet import Sheet
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop
from market.market_day.own_stall_day import own_drops_of
from market.stall import StallState, open_stall_of
from market.stock.refusals import NothingToSell
from market.ticket.facts import signed_content
from market.ticket.own_tickets import printable_ticket
from market.ticket.stall_day_tickets import stall_day_tickets
from market.ticket.ticket_code import grouped

routes = Routes()


@routes.callback(PrintTicket)
async def print_ticket(ctx: HandlerContext, callback: PrintTicket) -> Screen:
    ticket = await ctx.read(printable_ticket, ctx.actor, callback.ticket, ctx.now)
    link = ctx.services.ticket_links.link_of(signed_content(ticket))
    data = await ctx.services.print_sheet(sheets.ticket_sheet(ctx.say, ticket, callback.paper, link))
    document = Document(_ticket_file_name(ticket.code, callback.paper), data)
    own = ticket.holder == ctx.person
    back = ShowTicket(ticket=ticket.id) if own else ShowScan(code=ticket.code)
    return views.ticket_file(ctx.say, callback, document, back)


def _ticket_file_name(code: str, paper: TicketPaper) -> str:
    match paper:
        case TicketPaper.A6:
            return f"ticket-{grouped(code)}.pdf"
        case TicketPaper.ROLL:
            return f"ticket-{grouped(code)}-58mm.png"
        case _:
            assert_never(paper)


@routes.callback(PrintStallPoster)
async def print_stall_poster(ctx: HandlerContext, callback: PrintStallPoster) -> Screen:
    stall = await ctx.read(open_stall_of, ctx.person)
    link = ctx.services.ticket_links.stall_link(stall.code)
    sheet, name = _stall_sheet(ctx.say, callback.paper, stall, link)
    document = Document(name, await ctx.services.print_sheet(sheet))
    return views.stall_poster_file(ctx.say, callback.paper, document)


def _stall_sheet(say: Say, paper: PosterPaper, stall: StallState, link: str) -> tuple[Sheet, str]:
    """Returns the poster of a stall for a paper, and the name of its file."""
    match paper:
        case PosterPaper.A4:
            return sheets.stall_poster(say, stall, link), "poster.pdf"
        case PosterPaper.ROLL:
            return sheets.stall_roll_poster(say, stall, link), "poster-58mm.png"
        case _:
            assert_never(paper)


@routes.callback(PrintTags)
async def print_tags(ctx: HandlerContext, callback: PrintTags) -> Screen:
    drop = await ctx.read(own_drop, ctx.actor, callback.drop)
    return await _tags(ctx, (drop,), ShowMyDrop(drop=drop.id))


@routes.callback(PrintStallDayTags)
async def print_stall_day_tags(ctx: HandlerContext, callback: PrintStallDayTags) -> Screen:
    """Prints one sheet for all dishes. Raises NothingToSell where there are none any more."""
    drops = await ctx.read(own_drops_of, ctx.actor, callback.stall_day)
    if not any(drop.offered for drop in drops):
        raise NothingToSell
    return await _tags(ctx, drops, ShowWholeStallDay(stall_day=callback.stall_day))


async def _tags(ctx: HandlerContext, drops: Sequence[DropFacts], back: Callback) -> Screen:
    card = f"https://t.me/{ctx.services.username}?start=d_"
    data = await ctx.services.print_sheet(sheets.tag_sheet(ctx.say, drops, card))
    return views.tags_file(ctx.say, Document("price-tags.pdf", data), back)


@routes.callback(PrintBookings)
async def print_bookings(ctx: HandlerContext, callback: PrintBookings) -> Screen:
    booked = await ctx.read(stall_day_tickets, ctx.actor, callback.stall_day, None)
    data = await ctx.services.print_sheet(sheets.booking_sheet(ctx.say, booked))
    return views.bookings_file(ctx.say, Document("bookings.pdf", data), callback.stall_day)
