"""Routes of a person's calendar feed."""

from handlers.callbacks.feed import AskStopFeed, MakeFeedLink, ShowFeed, StopFeed
from handlers.feed import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.feed.feed_link import feed_link_made_at, make_feed_link, stop_feed_link

routes = Routes()


@routes.callback(ShowFeed)
async def show_feed(ctx: HandlerContext, callback: ShowFeed) -> Screen:
    made_at = await ctx.read(feed_link_made_at, ctx.person)
    return views.feed_page(ctx.say, made_at, ctx.services.zone, has_address=bool(ctx.services.public_url))


@routes.callback(MakeFeedLink)
async def make_feed_link_tapped(ctx: HandlerContext, callback: MakeFeedLink) -> Screen:
    if not ctx.services.public_url:
        return await show_feed(ctx, ShowFeed())
    made_at = await ctx.read(feed_link_made_at, ctx.person)
    if made_at and not callback.replaces:
        return views.new_link_ask(ctx.say)
    secret = await ctx.act(make_feed_link, ctx.person, ctx.now, rng=ctx.services.rng)
    return views.feed_link(ctx.say, f"{ctx.services.public_url}/i/{secret}.ics")


@routes.callback(AskStopFeed)
async def ask_stop_feed(ctx: HandlerContext, callback: AskStopFeed) -> Screen:
    return views.stop_ask(ctx.say)


@routes.callback(StopFeed)
async def stop_feed(ctx: HandlerContext, callback: StopFeed) -> Done:
    await ctx.act(stop_feed_link, ctx.person)
    return Done(ctx.say.plain("Your calendar link is stopped."))
