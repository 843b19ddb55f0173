"""Routes of the packaging desk: where a person works, what is there, the wash and what is set apart."""

from handlers.callbacks.packaging_desk import (
    FinishWash,
    ShowPackagingDesk,
    ShowSetApart,
    ShowWashing,
    ShowWorkplaces,
    UndoWork,
    WashAll,
)
from handlers.callbacks.place import place_code
from handlers.packaging import desk_views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.actor import is_organiser
from market.packaging.hub_facts import PackagingDesk, packaging_desk
from market.packaging.place import PlaceRef, workplaces
from market.packaging.undo import undo_work
from market.packaging.washing import finish_wash, open_washes, wash_all
from storage.packaging import Stream

routes = Routes()


@routes.callback(ShowWorkplaces)
async def show_workplaces(ctx: HandlerContext, callback: ShowWorkplaces) -> Screen:
    places = await ctx.read(workplaces, ctx.person)
    if len(places) == 1:
        return await show_packaging_desk(ctx, ShowPackagingDesk(place=place_code(places[0].ref)))
    return desk_views.workplaces_page(ctx.say, places)


@routes.callback(ShowPackagingDesk)
async def show_packaging_desk(ctx: HandlerContext, callback: ShowPackagingDesk) -> Screen:
    return desk_views.packaging_desk_page(ctx.say, await read_desk(ctx, callback.ref), ctx.now)


async def read_desk(ctx: HandlerContext, place: PlaceRef) -> PackagingDesk:
    """Returns the desk of a place. Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall."""
    return await ctx.read(packaging_desk, ctx.actor, place, ctx.now)


@routes.callback(UndoWork)
async def undo_work_tapped(ctx: HandlerContext, callback: UndoWork) -> Done:
    await ctx.act(undo_work, ctx.actor, callback.movement, now=ctx.now)
    return Done(ctx.say.plain("Undone."))


@routes.callback(ShowWashing)
async def show_washing(ctx: HandlerContext, callback: ShowWashing) -> Screen:
    washes = await ctx.read(open_washes, ctx.actor, callback.ref)
    return desk_views.washing_page(ctx.say, await read_desk(ctx, callback.ref), washes)


@routes.callback(WashAll)
async def wash_everything(ctx: HandlerContext, callback: WashAll) -> Done:
    stream = Stream.HALAL if callback.halal else Stream.OTHER
    await ctx.act(wash_all, ctx.actor, callback.ref, stream, now=ctx.now)
    return Done(ctx.say.plain("The wash has started."))


@routes.callback(FinishWash)
async def finish_wash_tapped(ctx: HandlerContext, callback: FinishWash) -> Done:
    await ctx.act(finish_wash, ctx.actor, callback.wash, now=ctx.now)
    return Done(ctx.say.plain("Clean."))


@routes.callback(ShowSetApart)
async def show_set_apart(ctx: HandlerContext, callback: ShowSetApart) -> Screen:
    desk, organises = await read_desk(ctx, callback.ref), await ctx.read(is_organiser, ctx.actor)
    return desk_views.set_apart_page(ctx.say, desk, may_release=organises)
