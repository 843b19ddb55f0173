"""Routes of a new market: the link for stall keepers, and the poster."""

from handlers.callbacks.organiser import InviteStalls, SendPoster
from handlers.organiser import opening_views as views
from handlers.printing.sheets import alley_posters
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen
from market.organiser.alleys import open_alleys, overseen_alleys

routes = Routes()


@routes.callback(InviteStalls)
async def invite_stalls(ctx: HandlerContext, callback: InviteStalls) -> Screen:
    await ctx.read(overseen_alleys, ctx.actor)
    return views.invite_stalls(ctx.say, f"https://t.me/{ctx.services.username}?start=stall_open")


@routes.callback(SendPoster)
async def send_poster(ctx: HandlerContext, callback: SendPoster) -> Screen:
    bot, help_link = f"https://t.me/{ctx.services.username}", ctx.services.ticket_links.alley_help_link
    sheet = alley_posters(ctx.say, await ctx.read(open_alleys, ctx.actor), bot, help_link)
    return views.poster_file(ctx.say, Document("poster.pdf", await ctx.services.print_sheet(sheet)))
