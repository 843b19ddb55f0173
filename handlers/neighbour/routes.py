"""Routes that subscribe a neighbour to an alley's digest, and unsubscribe."""

from handlers.callbacks.neighbour import ShowNeighbour, SubscribeNeighbour, UnsubscribeNeighbour
from handlers.neighbour import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from market.neighbour.subscription import (
    Neighbourhood,
    neighbourhood,
    neighbourhood_by_code,
    subscribe,
    unsubscribe,
)

routes = Routes()


@routes.callback(ShowNeighbour)
async def show_neighbour(ctx: HandlerContext, callback: ShowNeighbour) -> Screen:
    return _page(ctx, await ctx.read(neighbourhood, ctx.person, callback.alley))


@routes.link("n")
async def open_neighbour(ctx: HandlerContext, code: str) -> Screen:
    """Opens from a poster in the street."""
    return _page(ctx, await ctx.read(neighbourhood_by_code, ctx.person, code))


@routes.callback(SubscribeNeighbour)
async def subscribe_neighbour(ctx: HandlerContext, callback: SubscribeNeighbour) -> ScreenReply:
    near = await ctx.act(subscribe, ctx.person, callback.alley, ctx.now)
    return ScreenReply(_page(ctx, near), toast=ctx.say.plain("We will notify you in advance."))


@routes.callback(UnsubscribeNeighbour)
async def unsubscribe_neighbour(ctx: HandlerContext, callback: UnsubscribeNeighbour) -> ScreenReply:
    near = await ctx.act(unsubscribe, ctx.person, callback.alley)
    return ScreenReply(_page(ctx, near), toast=ctx.say.plain("You will not get these notices."))


def _page(ctx: HandlerContext, neighbourhood: Neighbourhood) -> Screen:
    link = f"https://t.me/{ctx.services.username}?start=n_{neighbourhood.code}"
    return views.neighbour_page(ctx.say, neighbourhood, ctx.services.contact, link)
