"""Routes of draws of places: the days that a stall wishes, and what it got."""

from handlers.callbacks.place_draw import SetPlaceWish, ShowPlaceWishes, WithdrawPlaceWishes
from handlers.place_draw import views
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.place_draw.wishes import set_place_wish, stall_wishes, withdraw_place_wishes

routes = Routes()


@routes.callback(ShowPlaceWishes)
async def show_place_wishes(ctx: HandlerContext, callback: ShowPlaceWishes) -> Screen:
    wishes = await ctx.read(stall_wishes, ctx.actor, callback.stall)
    return views.place_wishes(ctx.say, wishes, ctx.services.public_url)


@routes.callback(SetPlaceWish)
async def set_place_wish_tapped(ctx: HandlerContext, callback: SetPlaceWish) -> Done:
    day, is_wished = day_in(callback.day), bool(callback.wished)
    await ctx.act(
        set_place_wish,
        ctx.actor,
        callback.stall,
        callback.draw,
        day=day,
        is_wished=is_wished,
        now=ctx.now,
    )
    return Done(ctx.say.plain("You ask for this day.") if is_wished else ctx.say.plain("Taken back."))


@routes.callback(WithdrawPlaceWishes)
async def withdraw_wishes_tapped(ctx: HandlerContext, callback: WithdrawPlaceWishes) -> Done:
    await ctx.act(withdraw_place_wishes, ctx.actor, callback.stall, callback.draw, now=ctx.now)
    return Done(ctx.say.plain("You ask for no day now."))
