"""Routes of a showroom for its host: the day, the hours, and what is on show."""

from handlers.callbacks.showroom import (
    CloseShowroomDay,
    MarkArrived,
    MarkLeft,
    MarkMissed,
    SetDay,
    ShowDays,
    ShowDaySheet,
    ShowHostVisit,
    ShowShowroomLink,
    TakeWalkIn,
)
from handlers.showroom import host_views
from handlers.showroom.slot_code import slot_time
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.showroom.calendar_file import showroom_link
from market.showroom.day_sheet import (
    day_sheet,
    host_visit,
    mark_arrived,
    mark_left,
    mark_minutes,
    mark_missed,
    showroom_figures,
    take_walk_in,
)
from market.showroom.plan import (
    close_showroom_day,
    reopen_showroom_day,
    showroom_plan,
    visits_on_day,
)

routes = Routes()


@routes.callback(ShowDaySheet)
async def show_day_sheet(ctx: HandlerContext, callback: ShowDaySheet) -> Screen:
    day = day_in(callback.day) if callback.day else None
    sheet = await ctx.read(day_sheet, ctx.actor, callback.stall, day, now=ctx.now)
    figures = await ctx.read(showroom_figures, ctx.actor, callback.stall, ctx.now)
    return host_views.day_page(ctx.say, sheet, figures, callback.page)


@routes.callback(TakeWalkIn)
async def walk_in(ctx: HandlerContext, callback: TakeWalkIn) -> Done:
    visit = await ctx.act(take_walk_in, ctx.actor, callback.stall, slot_time(callback.at), now=ctx.now)
    return Done(ctx.say.plain("Saved."), ShowHostVisit(visit=visit))


@routes.callback(ShowHostVisit)
async def show_host_visit(ctx: HandlerContext, callback: ShowHostVisit) -> Screen:
    return host_views.host_visit_page(ctx.say, await ctx.read(host_visit, ctx.actor, callback.visit))


@routes.callback(MarkArrived)
async def mark_arrived_tapped(ctx: HandlerContext, callback: MarkArrived) -> Done:
    await ctx.act(mark_arrived, ctx.actor, callback.visit, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(MarkLeft)
async def mark_left_tapped(ctx: HandlerContext, callback: MarkLeft) -> Done:
    if callback.minutes:
        await ctx.act(mark_minutes, ctx.actor, callback.visit, callback.minutes, now=ctx.now)
    else:
        await ctx.act(mark_left, ctx.actor, callback.visit, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(MarkMissed)
async def mark_missed_tapped(ctx: HandlerContext, callback: MarkMissed) -> Done:
    await ctx.act(mark_missed, ctx.actor, callback.visit, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(ShowShowroomLink)
async def show_link(ctx: HandlerContext, callback: ShowShowroomLink) -> Screen:
    plan = await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    return host_views.link_page(ctx.say, plan, showroom_link(ctx.services.username, plan.code))


@routes.callback(ShowDays)
async def show_days(ctx: HandlerContext, callback: ShowDays) -> Screen:
    plan = await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    return host_views.days_page(ctx.say, plan, callback.page)


@routes.callback(SetDay)
async def set_day(ctx: HandlerContext, callback: SetDay) -> Screen | Done:
    """Closes a day, or opens it again. Asks first where visits end, as their people are told."""
    day = day_in(callback.day)
    if not callback.closed:
        await ctx.act(reopen_showroom_day, ctx.actor, callback.stall, day)
        return Done(ctx.say.plain("Saved."))
    visits = await ctx.read(visits_on_day, ctx.actor, callback.stall, day, now=ctx.now)
    if visits:
        return host_views.close_day_confirm(ctx.say, callback.stall, day, visits)
    return await close_day(ctx, CloseShowroomDay(stall=callback.stall, day=callback.day))


@routes.callback(CloseShowroomDay)
async def close_day(ctx: HandlerContext, callback: CloseShowroomDay) -> Done:
    await ctx.act(close_showroom_day, ctx.actor, callback.stall, day_in(callback.day), now=ctx.now)
    return Done(ctx.say.plain("Saved."))
