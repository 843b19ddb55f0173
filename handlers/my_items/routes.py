"""Routes for the person's own entries, holds and bookings."""

from handlers.callbacks.my_items import ShowBlockers, ShowMyItems, ShowPastItems
from handlers.my_items.past_views import past_items_page
from handlers.my_items.views import blockers_page, my_items_page
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes, reads_only
from handlers.ui.screen import Screen
from market.deposit.facts import has_deposits
from market.showroom.visit import count_visits_ahead
from market.split.facts import count_own_shares
from market.waitlist.blocker import entry_blockers
from market.waitlist.past_items import past_items
from market.waitlist.position import my_items

routes = Routes()


@routes.command("mine")
@reads_only
async def my_items_command(ctx: HandlerContext, words: str) -> Screen:
    return await show_my_items(ctx, ShowMyItems())


@routes.callback(ShowMyItems)
@reads_only
async def show_my_items(ctx: HandlerContext, callback: ShowMyItems) -> Screen:
    everything = await ctx.read(my_items, ctx.person, ctx.now)
    visits = await ctx.read(count_visits_ahead, ctx.person, ctx.now)
    shares = await ctx.read(count_own_shares, ctx.person)
    deposits = await ctx.read(has_deposits, ctx.person)
    return my_items_page(
        ctx.say,
        everything,
        page=callback.page,
        now=ctx.now,
        visits=visits,
        shares=shares,
        deposits=deposits,
    )


@routes.callback(ShowPastItems)
@reads_only
async def show_past_items(ctx: HandlerContext, callback: ShowPastItems) -> Screen:
    return past_items_page(ctx.say, await ctx.read(past_items, ctx.person, ctx.now, callback.page))


@routes.command("why")
@reads_only
async def my_blockers(ctx: HandlerContext, words: str) -> Screen:
    return await show_blockers(ctx, ShowBlockers())


@routes.callback(ShowBlockers)
@reads_only
async def show_blockers(ctx: HandlerContext, callback: ShowBlockers) -> Screen:
    return blockers_page(ctx.say, await ctx.read(entry_blockers, ctx.person, ctx.now, callback.page))
