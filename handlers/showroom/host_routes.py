"""Routes of a showroom for its host: the day, the hours, and what is on show."""

from dataclasses import replace

from handlers.callbacks.showroom import (
    AskCuration,
    AskDeleteWindow,
    AskWindow,
    ChangeWindow,
    CloseShowroomDay,
    DeleteCuration,
    DeleteWindow,
    MarkArrived,
    MarkLeft,
    MarkMissed,
    SetDay,
    ShowCurations,
    ShowDays,
    ShowDaySheet,
    ShowHostVisit,
    ShowPlan,
    ShowShowroomLink,
    ShowWindow,
    TakeWalkIn,
)
from handlers.showroom import host_views
from handlers.showroom.slot_code import slot_time
from handlers.showroom.window_line import read_curation, read_window
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
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
    add_window,
    change_window,
    close_showroom_day,
    delete_curation,
    delete_window,
    reopen_showroom_day,
    show_curation,
    showroom_plan,
    visits_in_window,
    visits_on_day,
    window_of,
)

routes = Routes()


class WindowPrompt(Prompt, name="showroom-window", returns_to=AskWindow, free_words=True):
    """The weekday and hours of a stall's showroom."""

    stall: int


class CurationPrompt(Prompt, name="showroom-show", returns_to=AskCuration, free_words=True):
    """Asks for the show, and its first day."""

    stall: int


@routes.callback(ShowDaySheet)
async def show_day_sheet(ctx: HandlerContext, callback: ShowDaySheet) -> Screen:
    day = day_in(callback.day) if callback.day else None
    sheet = await ctx.read(day_sheet, ctx.actor, callback.stall, day, now=ctx.now)
    figures = await ctx.read(showroom_figures, ctx.actor, callback.stall, ctx.now)
    return host_views.day_page(ctx.say, sheet, figures, callback.page)


@routes.callback(TakeWalkIn)
async def walk_in(ctx: HandlerContext, callback: TakeWalkIn) -> ScreenReply:
    visit = await ctx.act(take_walk_in, ctx.actor, callback.stall, slot_time(callback.at), now=ctx.now)
    return await _marked(ctx, visit)


@routes.callback(ShowHostVisit)
async def show_host_visit(ctx: HandlerContext, callback: ShowHostVisit) -> Screen:
    return host_views.host_visit_page(ctx.say, await ctx.read(host_visit, ctx.actor, callback.visit))


@routes.callback(MarkArrived)
async def arrived(ctx: HandlerContext, callback: MarkArrived) -> ScreenReply:
    await ctx.act(mark_arrived, ctx.actor, callback.visit, ctx.now)
    return await _marked(ctx, callback.visit)


@routes.callback(MarkLeft)
async def left(ctx: HandlerContext, callback: MarkLeft) -> ScreenReply:
    if callback.minutes:
        await ctx.act(mark_minutes, ctx.actor, callback.visit, callback.minutes, now=ctx.now)
    else:
        await ctx.act(mark_left, ctx.actor, callback.visit, ctx.now)
    return await _marked(ctx, callback.visit)


@routes.callback(MarkMissed)
async def missed(ctx: HandlerContext, callback: MarkMissed) -> ScreenReply:
    await ctx.act(mark_missed, ctx.actor, callback.visit, ctx.now)
    return await _marked(ctx, callback.visit)


async def _marked(ctx: HandlerContext, visit: int) -> ScreenReply:
    screen = await show_host_visit(ctx, ShowHostVisit(visit=visit))
    return ScreenReply(screen, toast=ctx.say.plain("Saved."))


@routes.callback(ShowPlan)
async def show_plan(ctx: HandlerContext, callback: ShowPlan) -> Screen:
    return host_views.hours_page(ctx.say, await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now))


@routes.callback(ShowShowroomLink)
async def show_link(ctx: HandlerContext, callback: ShowShowroomLink) -> Screen:
    plan = await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    return host_views.link_page(ctx.say, plan, showroom_link(ctx.services.username, plan.code))


@routes.callback(AskWindow)
async def ask_window(ctx: HandlerContext, callback: AskWindow) -> Screen:
    await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    await ctx.set_prompt(WindowPrompt(stall=callback.stall))
    return host_views.ask_window(ctx.say)


@routes.prompt(WindowPrompt)
async def window_received(ctx: HandlerContext, prompt: WindowPrompt, words: str) -> Reply | None:
    """Adds hours; a line without a weekday and hours is asked for again."""
    terms = read_window(words, ctx.today)
    if terms is None:
        note = ctx.say("We did not understand that.")
        return await ctx.prompt_once_more(prompt, ScreenReply(host_views.ask_window(ctx.say), note=note))
    window = await ctx.act(add_window, ctx.actor, prompt.stall, terms)
    await ctx.clear_prompt()
    return await show_window(ctx, ShowWindow(window=window))


@routes.callback(ShowWindow)
async def show_window(ctx: HandlerContext, callback: ShowWindow) -> Screen:
    return host_views.window_page(ctx.say, await ctx.read(window_of, ctx.actor, callback.window))


@routes.callback(ChangeWindow)
async def change(ctx: HandlerContext, callback: ChangeWindow) -> ScreenReply:
    window = await ctx.read(window_of, ctx.actor, callback.window)
    terms = replace(
        window.terms,
        visit_minutes=callback.visit_minutes,
        buffer=callback.buffer,
        places=callback.places,
        walk_in_every=callback.walk_in_every,
    )
    await ctx.act(change_window, ctx.actor, callback.window, terms)
    screen = await show_window(ctx, ShowWindow(window=callback.window))
    return ScreenReply(screen, toast=ctx.say.plain("Saved."))


@routes.callback(AskDeleteWindow)
async def ask_delete(ctx: HandlerContext, callback: AskDeleteWindow) -> Screen:
    window = await ctx.read(window_of, ctx.actor, callback.window)
    visits = await ctx.read(visits_in_window, ctx.actor, callback.window, ctx.now)
    return host_views.delete_confirm(ctx.say, window, visits)


@routes.callback(DeleteWindow)
async def delete(ctx: HandlerContext, callback: DeleteWindow) -> ScreenReply:
    stall = await ctx.act(delete_window, ctx.actor, callback.window)
    return ScreenReply(await show_plan(ctx, ShowPlan(stall=stall)), toast=ctx.say.plain("Deleted."))


@routes.callback(ShowDays)
async def show_days(ctx: HandlerContext, callback: ShowDays) -> Screen:
    plan = await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    return host_views.days_page(ctx.say, plan, callback.page)


@routes.callback(SetDay)
async def set_day(ctx: HandlerContext, callback: SetDay) -> Screen | ScreenReply:
    """Closes a day, or opens it again. Asks first where visits end, as their people are told."""
    day = day_in(callback.day)
    if not callback.closed:
        await ctx.act(reopen_showroom_day, ctx.actor, callback.stall, day)
        return await _days_saved(ctx, callback.stall)
    visits = await ctx.read(visits_on_day, ctx.actor, callback.stall, day, now=ctx.now)
    if visits:
        return host_views.close_day_confirm(ctx.say, callback.stall, day, visits)
    return await close_day(ctx, CloseShowroomDay(stall=callback.stall, day=callback.day))


@routes.callback(CloseShowroomDay)
async def close_day(ctx: HandlerContext, callback: CloseShowroomDay) -> ScreenReply:
    await ctx.act(close_showroom_day, ctx.actor, callback.stall, day_in(callback.day), now=ctx.now)
    return await _days_saved(ctx, callback.stall)


async def _days_saved(ctx: HandlerContext, stall: int) -> ScreenReply:
    screen = await show_days(ctx, ShowDays(stall=stall))
    return ScreenReply(screen, toast=ctx.say.plain("Saved."))


@routes.callback(ShowCurations)
async def show_curations(ctx: HandlerContext, callback: ShowCurations) -> Screen:
    plan = await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    return host_views.curations_page(ctx.say, plan)


@routes.callback(AskCuration)
async def ask_curation(ctx: HandlerContext, callback: AskCuration) -> Screen:
    await ctx.read(showroom_plan, ctx.actor, callback.stall, ctx.now)
    await ctx.set_prompt(CurationPrompt(stall=callback.stall))
    return host_views.ask_curation(ctx.say)


@routes.prompt(CurationPrompt)
async def curation_received(ctx: HandlerContext, prompt: CurationPrompt, words: str) -> Screen:
    name, begins_on = read_curation(words, ctx.today)
    await ctx.act(show_curation, ctx.actor, prompt.stall, name, begins_on=begins_on, now=ctx.now)
    await ctx.clear_prompt()
    return await show_curations(ctx, ShowCurations(stall=prompt.stall))


@routes.callback(DeleteCuration)
async def delete_show(ctx: HandlerContext, callback: DeleteCuration) -> ScreenReply:
    await ctx.act(delete_curation, ctx.actor, callback.stall, day_in(callback.day), now=ctx.now)
    screen = await show_curations(ctx, ShowCurations(stall=callback.stall))
    return ScreenReply(screen, toast=ctx.say.plain("Deleted."))
