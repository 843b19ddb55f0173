"""Routes for giving a hold or a ticket to a friend, and for accepting it."""

from dataclasses import replace

from handlers.callbacks.gift import AcceptGift, GiveHold, GiveTicket, ShowGift
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import ShowHold
from handlers.gift import views
from handlers.ticket.views import ticket_page
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from handlers.waitlist.routes import show_hold
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.gift import AcceptedGift, gift_by_code, give_booking, give_hold, take_gift
from market.waitlist.position import drop_of_item, own_hold

routes = Routes()


@routes.callback(GiveHold)
async def give_a_hold(ctx: HandlerContext, callback: GiveHold) -> Screen:
    offered = await ctx.act(give_hold, ctx.person, callback.hold, ctx.now, rng=ctx.services.rng)
    hold = await ctx.read(own_hold, ctx.person, callback.hold, ctx.now)
    gift = views.GiftLink(
        drop=hold.drop,
        item=hold.item,
        units=hold.units,
        link=_link(ctx, offered.code),
        until=offered.until,
    )
    page = views.hold_gift_page(ctx.say, gift, hold.id, ListLocation.read(callback.back_to))
    return replace(page, shows=views.gift_shown(offered, hold.item.id))


@routes.callback(GiveTicket)
async def give_a_ticket(ctx: HandlerContext, callback: GiveTicket) -> Screen:
    offered = await ctx.act(give_booking, ctx.person, callback.booking, ctx.now, rng=ctx.services.rng)
    ticket = await ctx.read(own_pickup_ticket, ctx.person, callback.booking)
    drop = await ctx.read_cached(drop_of_item, ticket.item_id)
    gift = views.GiftLink(
        drop=drop,
        item=drop.item(ticket.item_id),
        units=ticket.units,
        link=_link(ctx, offered.code),
        until=offered.until,
    )
    page = views.ticket_gift_page(ctx.say, gift, callback.booking)
    return replace(page, shows=views.gift_shown(offered, ticket.item_id))


def _link(ctx: HandlerContext, code: str) -> str:
    return f"https://t.me/{ctx.services.username}?start=g_{code}"


@routes.link("g")
async def open_gift(ctx: HandlerContext, code: str) -> Screen:
    gift = await ctx.read(gift_by_code, ctx.person, code, ctx.now)
    if gift.accepted:
        return await _accepted_page(ctx, gift.accepted)
    return views.gift_offered(ctx.say, gift, code)


@routes.callback(ShowGift)
async def show_gift(ctx: HandlerContext, callback: ShowGift) -> Screen:
    return await open_gift(ctx, callback.code)


@routes.callback(AcceptGift)
async def accept_gift(ctx: HandlerContext, callback: AcceptGift) -> ScreenReply:
    accepted = await ctx.act(take_gift, ctx.person, callback.code, ctx.now, rng=ctx.services.rng)
    return ScreenReply(await _accepted_page(ctx, accepted), toast=await _accepted_toast(ctx, accepted))


async def _accepted_page(ctx: HandlerContext, accepted: AcceptedGift) -> Screen:
    if accepted.booking is not None:
        return ticket_page(ctx.say, await ctx.read(own_pickup_ticket, ctx.person, accepted.booking), ctx.now)
    return await show_hold(ctx, ShowHold(hold=accepted.hold or 0, back_to=ANYWHERE.code))


async def _accepted_toast(ctx: HandlerContext, accepted: AcceptedGift) -> str:
    if accepted.hold is None:
        return ctx.say.plain("It is yours.")
    hold = await ctx.read(own_hold, ctx.person, accepted.hold, ctx.now)
    return ctx.say.plain(
        "Held for you until {until}.", until=format_datetime(ctx.say, hold.until, hold.drop.alley.zone)
    )
