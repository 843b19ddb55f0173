"""Routes of the settings."""

from handlers.callbacks.adults import SayAdult, ShowAge, WithdrawAdult
from handlers.callbacks.settings import (
    ChooseClock,
    DisableQuietHours,
    PickQuietHours,
    ResumePromotions,
    SetQuietHours,
    ShowClocks,
    ShowPromotions,
    ShowQuietHours,
    ShowSettings,
    StopPromotions,
    UseDefaultQuietHours,
)
from handlers.settings import quiet_hours_views, views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.preferences.preferences import (
    Preferences,
    allow_promotions,
    change_quiet_hours,
    choose_clock,
    city_of,
    clocks,
    confirm_adult,
    no_quiet_hours,
    preferences_of,
    stop_promotions,
    usual_quiet_hours,
    withdraw_adult,
)

routes = Routes()

PAGE = 6


@routes.command("settings")
async def settings(ctx: HandlerContext, words: str) -> Screen:
    me = await ctx.known()
    has_office = me is not None and me.has_role
    return views.settings(ctx.say, ctx.chosen, await my_preferences(ctx), has_office=has_office)


@routes.callback(ShowSettings)
async def show_settings(ctx: HandlerContext, callback: ShowSettings) -> Screen:
    return await settings(ctx, "")


async def my_preferences(ctx: HandlerContext) -> Preferences:
    return await ctx.read(preferences_of, ctx.person, ctx.services.zone)


@routes.callback(ShowQuietHours)
async def show_quiet_hours(ctx: HandlerContext, callback: ShowQuietHours) -> Screen:
    quiet_hours = (await my_preferences(ctx)).quiet_hours
    return quiet_hours_views.quiet_hours_page(
        ctx.say, quiet_hours, await ctx.read(city_of, quiet_hours.zone), ctx.now
    )


@routes.callback(PickQuietHours)
async def pick_quiet_hours(ctx: HandlerContext, callback: PickQuietHours) -> Screen:
    quiet_hours = (await my_preferences(ctx)).quiet_hours
    return quiet_hours_views.quiet_hours_picker(
        ctx.say, callback.end, quiet_hours, await ctx.read(city_of, quiet_hours.zone), now=ctx.now
    )


@routes.callback(SetQuietHours)
async def set_quiet_hours(ctx: HandlerContext, callback: SetQuietHours) -> Done:
    await ctx.act(change_quiet_hours, ctx.person, callback.end, callback.minute)
    return await _quiet_hours_saved(ctx)


@routes.callback(UseDefaultQuietHours)
async def use_default_quiet_hours(ctx: HandlerContext, callback: UseDefaultQuietHours) -> Done:
    await ctx.act(usual_quiet_hours, ctx.person)
    return await _quiet_hours_saved(ctx)


@routes.callback(DisableQuietHours)
async def disable_quiet_hours(ctx: HandlerContext, callback: DisableQuietHours) -> Done:
    await ctx.act(no_quiet_hours, ctx.person)
    return await _quiet_hours_saved(ctx)


async def _quiet_hours_saved(ctx: HandlerContext) -> Done:
    quiet_hours = (await my_preferences(ctx)).quiet_hours
    return Done(views.quiet_hours_text(ctx.say, quiet_hours).striptags(), ShowQuietHours())


@routes.callback(ShowClocks)
async def show_clocks(ctx: HandlerContext, callback: ShowClocks) -> Screen:
    every = await ctx.read(clocks, ctx.services.zone, ctx.now)
    pages = -(-len(every) // PAGE)
    page = min(max(callback.page, 1), pages)
    return quiet_hours_views.clock_list(
        ctx.say, every[(page - 1) * PAGE : page * PAGE], page, pages, now=ctx.now
    )


@routes.callback(ChooseClock)
async def choose_clock_zone(ctx: HandlerContext, callback: ChooseClock) -> Done:
    await ctx.act(choose_clock, ctx.person, callback.zone)
    return Done(ctx.say.plain("Changed."))


@routes.callback(ShowAge)
async def show_age(ctx: HandlerContext, callback: ShowAge) -> Screen:
    preferences = await my_preferences(ctx)
    return views.age_page(ctx.say, preferences.adult_at, preferences.quiet_hours.zone)


@routes.callback(SayAdult)
async def say_adult(ctx: HandlerContext, callback: SayAdult) -> Done:
    await ctx.act(confirm_adult, ctx.person, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(WithdrawAdult)
async def take_back_adult(ctx: HandlerContext, callback: WithdrawAdult) -> Done:
    await ctx.act(withdraw_adult, ctx.person)
    return Done(ctx.say.plain("Taken back."))


@routes.callback(ShowPromotions)
async def show_promotions(ctx: HandlerContext, callback: ShowPromotions) -> Screen:
    preferences = await my_preferences(ctx)
    return views.promotions_page(ctx.say, preferences.no_promotions_at, preferences.quiet_hours.zone)


@routes.callback(StopPromotions)
async def disable_promotions(ctx: HandlerContext, callback: StopPromotions) -> Done:
    await ctx.act(stop_promotions, ctx.person, ctx.now)
    return Done(ctx.say.plain("Promotions off. You can turn them on again any time."))


@routes.callback(ResumePromotions)
async def enable_promotions(ctx: HandlerContext, callback: ResumePromotions) -> Done:
    await ctx.act(allow_promotions, ctx.person)
    return Done(ctx.say.plain("Promotions on."))
