"""Routes of showrooms for shoppers: days, times, visits."""

import asyncio

from handlers.callbacks.showroom import (
    BookVisit,
    CancelVisit,
    MoveVisit,
    SendVisitFile,
    ShowMove,
    ShowMyVisits,
    ShowShowroom,
    ShowTimes,
    ShowTimesNear,
    ShowVisit,
    UndoCancelVisit,
)
from handlers.showroom import views
from handlers.showroom.slot_code import slot_time
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.showroom.available import all_times, showroom_page, times_near, times_on
from market.showroom.calendar_file import showroom_link, visit_file
from market.showroom.host import showroom_with_code
from market.showroom.visit import (
    VisitRequest,
    book_visit,
    cancel_visit,
    move_visit,
    own_visit,
    undo_cancel,
    visits_ahead,
)

routes = Routes()


@routes.callback(ShowShowroom)
async def show_showroom(ctx: HandlerContext, callback: ShowShowroom) -> Screen:
    found = await ctx.read(showroom_page, callback.stall, ctx.now)
    link = showroom_link(ctx.services.username, found.showroom.code)
    return views.showroom_screen(ctx.say, found, link, callback.page)


@routes.link("e")
async def open_showroom(ctx: HandlerContext, code: str) -> Screen:
    return await show_showroom(ctx, ShowShowroom(stall=await ctx.read(showroom_with_code, code)))


@routes.callback(ShowTimes)
async def show_times(ctx: HandlerContext, callback: ShowTimes) -> Screen:
    found = await ctx.read(times_on, callback.stall, day_in(callback.day), ctx.now)
    return views.day_times(ctx.say, found, callback.day, callback.page)


@routes.callback(ShowTimesNear)
async def show_times_near(ctx: HandlerContext, callback: ShowTimesNear) -> Screen:
    found = await ctx.read(times_near, callback.stall, slot_time(callback.at), ctx.now)
    return views.near_times(ctx.say, found)


@routes.callback(BookVisit)
async def book_visit_tapped(ctx: HandlerContext, callback: BookVisit) -> Screen | Done:
    starts_at = slot_time(callback.at)
    if not callback.people:
        return await _ask_people(ctx, callback)
    request = VisitRequest(stall=callback.stall, starts_at=starts_at, people=callback.people)
    visit = await ctx.act(book_visit, ctx.person, request, ctx.now)
    return Done(ctx.say.plain("Booked."), ShowVisit(visit=visit))


async def _ask_people(ctx: HandlerContext, callback: BookVisit) -> Screen:
    """Asks for how many people, or shows the times near it where it is taken."""
    starts_at = slot_time(callback.at)
    found = await ctx.read(times_near, callback.stall, starts_at, ctx.now)
    chosen = next((each for each in found.times if each.slot.starts_at == starts_at), None)
    if chosen is None:
        return views.near_times(ctx.say, found)
    return views.ask_people(ctx.say, found.showroom, starts_at, chosen.left)


@routes.callback(ShowMyVisits)
async def show_my_visits(ctx: HandlerContext, callback: ShowMyVisits) -> Screen:
    return views.my_visits(ctx.say, await ctx.read(visits_ahead, ctx.person, ctx.now), callback.page)


@routes.callback(ShowVisit)
async def show_visit(ctx: HandlerContext, callback: ShowVisit) -> Screen:
    return views.visit_page(ctx.say, await ctx.read(own_visit, ctx.person, callback.visit), ctx.now)


@routes.callback(SendVisitFile)
async def send_visit_file(ctx: HandlerContext, callback: SendVisitFile) -> Screen:
    visit = await ctx.read(own_visit, ctx.person, callback.visit)
    data = await asyncio.to_thread(visit_file, ctx.say, visit, ctx.services.username)
    return views.visit_document(ctx.say, visit, data)


@routes.callback(ShowMove)
async def show_move(ctx: HandlerContext, callback: ShowMove) -> Screen:
    visit = await ctx.read(own_visit, ctx.person, callback.visit)
    found = await ctx.read(all_times, visit.stall, visit.people, ctx.now)
    return views.move_times(ctx.say, found, visit, callback.page)


@routes.callback(MoveVisit)
async def move_visit_tapped(ctx: HandlerContext, callback: MoveVisit) -> Done:
    await ctx.act(move_visit, ctx.person, callback.visit, slot_time(callback.at), now=ctx.now)
    return Done(ctx.say.plain("Moved."), ShowVisit(visit=callback.visit))


@routes.callback(CancelVisit)
async def cancel_visit_tapped(ctx: HandlerContext, callback: CancelVisit) -> Done:
    await ctx.act(cancel_visit, ctx.person, callback.visit, ctx.now)
    return Done(ctx.say.plain("Cancelled."), ShowVisit(visit=callback.visit))


@routes.callback(UndoCancelVisit)
async def undo_cancel_visit(ctx: HandlerContext, callback: UndoCancelVisit) -> Done:
    await ctx.act(undo_cancel, ctx.person, callback.visit, ctx.now)
    return Done(ctx.say.plain("Undone. It is yours again."))
