"""Routes of a new market: the link for stall keepers, and the poster."""

from collections.abc import Mapping

from handlers.callbacks.organiser import InviteStalls, SendPoster
from handlers.organiser import opening_views as views
from handlers.printing.sheets import PrintedPermit, alley_posters
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen
from market.organiser.alleys import open_alleys, overseen_alleys
from market.permit.public_permit import permits_to_print
from market.permit.signed_permit import SignedPermit, sign_permit
from market.ticket.ticket_link import TicketLinks

routes = Routes()


@routes.callback(InviteStalls)
async def invite_stalls(ctx: HandlerContext, callback: InviteStalls) -> Screen:
    await ctx.read(overseen_alleys, ctx.actor)
    return views.invite_stalls(ctx.say, f"https://t.me/{ctx.services.username}?start=stall_open")


@routes.callback(SendPoster)
async def send_poster(ctx: HandlerContext, callback: SendPoster) -> Screen:
    bot, links = f"https://t.me/{ctx.services.username}", ctx.services.ticket_links
    alleys = await ctx.read(open_alleys, ctx.actor)
    permits = _printed_permits(links, await ctx.read(permits_to_print, ctx.actor, ctx.now))
    sheet = alley_posters(
        ctx.say,
        alleys,
        bot,
        links.alley_help_link,
        complaint_link=links.alley_complaint_link,
        permits=permits,
    )
    return views.poster_file(ctx.say, Document("poster.pdf", await ctx.services.print_sheet(sheet)))


def _printed_permits(links: TicketLinks, permits: Mapping[int, SignedPermit]) -> Mapping[int, PrintedPermit]:
    """Return the permits for the posters of alleys; none where this market has no pages that could say more."""
    if not links.public_url:
        return {}
    return {
        alley: PrintedPermit(permit.last_day, links.signed_permit_link(sign_permit(links.signer, permit)))
        for alley, permit in permits.items()
    }
