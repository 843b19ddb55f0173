"""Routes of rosters: for the stall that plans its shifts, and for the helpers who take and swap them."""

from handlers.callbacks.roster import (
    AddPlace,
    AgreeExchange,
    AskAssign,
    AskExchange,
    AssignShift,
    CloseRoster,
    GiveBackShift,
    KeepShift,
    OfferShift,
    OpenRoster,
    PlanRoster,
    RemovePlace,
    ShowPlaces,
    ShowRoster,
    ShowRosterOfDrop,
    ShowShift,
    ShowShifts,
    TakeOffered,
    TakeOffShift,
    TakeShift,
)
from handlers.roster import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from market.forecast.forecast import DayForecast, stall_day_forecast
from market.roster.assign import assign_shift, take_off
from market.roster.plan import add_place, close_roster, open_roster, remove_place
from market.roster.roster_facts import (
    candidates,
    day_of_drop,
    day_to_plan,
    has_roster,
    roster_list,
    roster_page,
    shift_page,
)
from market.roster.rule import MAX_PARTS, MAX_PLACES, RosterPlan
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, keep_shift, offer_shift, take_shift

routes = Routes()


@routes.callback(ShowShifts)
async def show_shifts(ctx: HandlerContext, callback: ShowShifts) -> Screen:
    return views.shift_list(ctx.say, await ctx.read(roster_list, ctx.actor, callback.stall, ctx.now))


@routes.callback(PlanRoster)
async def plan_roster(ctx: HandlerContext, callback: PlanRoster) -> Screen:
    """Shows a plan, at first with the forecast's staff; the roster where there is one."""
    if await ctx.read(has_roster, callback.stall_day):
        return await show_roster(ctx, ShowRoster(stall_day=callback.stall_day))
    day = await ctx.read(day_to_plan, ctx.actor, callback.stall_day)
    forecast = await ctx.read(stall_day_forecast, day.stall, day.day, ctx.now)
    suggested = forecast.staff if isinstance(forecast, DayForecast) else None
    people = callback.people or suggested or 1
    plan = RosterPlan(max(1, min(people, MAX_PLACES)), max(1, min(callback.parts, MAX_PARTS)))
    return views.plan_page(ctx.say, day, plan, suggested)


@routes.callback(OpenRoster)
async def open_shifts(ctx: HandlerContext, callback: OpenRoster) -> Done:
    plan = RosterPlan(callback.people, callback.parts)
    await ctx.act(open_roster, ctx.actor, callback.stall_day, plan, now=ctx.now)
    return Done(ctx.say.plain("Open. Your helpers can take shifts."))


@routes.callback(CloseRoster)
async def close_shifts(ctx: HandlerContext, callback: CloseRoster) -> Done:
    await ctx.act(close_roster, ctx.actor, callback.stall_day, ctx.now)
    return Done(ctx.say.plain("Closed. Everybody keeps their shifts."))


@routes.callback(ShowRoster)
async def show_roster(ctx: HandlerContext, callback: ShowRoster) -> Screen:
    return views.roster_view(ctx.say, await ctx.read(roster_page, ctx.actor, callback.stall_day))


@routes.callback(ShowRosterOfDrop)
async def show_roster_of_drop(ctx: HandlerContext, callback: ShowRosterOfDrop) -> Screen:
    """Shows the roster of the drop's stall day, or its plan; nothing is done that an old button offered, as its hours may be others."""
    return await plan_roster(ctx, PlanRoster(stall_day=await ctx.read(day_of_drop, callback.drop)))


@routes.callback(ShowPlaces)
async def show_places(ctx: HandlerContext, callback: ShowPlaces) -> Screen:
    page = await ctx.read(roster_page, ctx.actor, callback.stall_day)
    return views.places_view(ctx.say, page) if page.manages else views.roster_view(ctx.say, page)


@routes.callback(AddPlace)
async def add_place_tapped(ctx: HandlerContext, callback: AddPlace) -> Done:
    await ctx.act(add_place, ctx.actor, callback.stall_day, callback.part, now=ctx.now)
    return Done(ctx.say.plain("One place more."), ShowPlaces(stall_day=callback.stall_day))


@routes.callback(RemovePlace)
async def remove_place_tapped(ctx: HandlerContext, callback: RemovePlace) -> Done:
    await ctx.act(remove_place, ctx.actor, callback.stall_day, callback.part, now=ctx.now)
    return Done(ctx.say.plain("One place fewer."), ShowPlaces(stall_day=callback.stall_day))


@routes.callback(TakeShift)
async def take_shift_tapped(ctx: HandlerContext, callback: TakeShift) -> Done:
    await ctx.act(take_shift, ctx.actor, callback.stall_day, callback.part, now=ctx.now)
    return Done(ctx.say.plain("It is yours. We remind you before."))


@routes.callback(ShowShift)
async def show_shift(ctx: HandlerContext, callback: ShowShift) -> Screen:
    shift = await ctx.read(shift_page, ctx.actor, callback.shift, ctx.now)
    return views.shift_view(ctx.say, shift, ctx.now)


@routes.callback(GiveBackShift)
async def give_shift_back(ctx: HandlerContext, callback: GiveBackShift) -> Done:
    await ctx.act(give_back, ctx.actor, callback.shift, ctx.now)
    return Done(ctx.say.plain("Given back. We told the owner."))


@routes.callback(OfferShift)
async def offer_shift_tapped(ctx: HandlerContext, callback: OfferShift) -> Done:
    told = await ctx.act(offer_shift, ctx.actor, callback.shift, ctx.now)
    note = ctx.say.many("Offered. We tell {count} helper.", "Offered. We tell {count} helpers.", told)
    return Done(note.striptags() if told else ctx.say.plain("Offered."))


@routes.callback(KeepShift)
async def keep_shift_tapped(ctx: HandlerContext, callback: KeepShift) -> Done:
    await ctx.act(keep_shift, ctx.actor, callback.shift, ctx.now)
    return Done(ctx.say.plain("It stays yours."))


@routes.callback(TakeOffered)
async def take_from_other(ctx: HandlerContext, callback: TakeOffered) -> Done:
    await ctx.act(take_offered, ctx.actor, callback.shift, ctx.now)
    return Done(ctx.say.plain("This shift is yours. We told the person who had it."))


@routes.callback(AskExchange)
async def ask_for_exchange(ctx: HandlerContext, callback: AskExchange) -> Done:
    await ctx.act(ask_exchange, ctx.actor, callback.shift, callback.given, now=ctx.now)
    return Done(ctx.say.plain("Asked. You keep yours until they agree."))


@routes.callback(AgreeExchange)
async def agree_exchange_tapped(ctx: HandlerContext, callback: AgreeExchange) -> Done:
    await ctx.act(agree_exchange, ctx.actor, callback.shift, callback.given, now=ctx.now)
    return Done(ctx.say.plain("Swapped. This one is yours now."), ShowShift(shift=callback.given))


@routes.callback(AskAssign)
async def ask_assign(ctx: HandlerContext, callback: AskAssign) -> Screen:
    return views.candidates_view(ctx.say, await ctx.read(candidates, ctx.actor, callback.shift))


@routes.callback(AssignShift)
async def assign_shift_tapped(ctx: HandlerContext, callback: AssignShift) -> ScreenReply:
    await ctx.act(assign_shift, ctx.actor, callback.shift, callback.person, now=ctx.now)
    undo = TakeOffShift(shift=callback.shift, person=callback.person)
    return await _undo_reply(ctx, undo, ctx.say.plain("Assigned. We tell them in a minute."))


@routes.callback(TakeOffShift)
async def take_helper_off(ctx: HandlerContext, callback: TakeOffShift) -> ScreenReply:
    await ctx.act(take_off, ctx.actor, callback.shift, callback.person, now=ctx.now)
    undo = AssignShift(shift=callback.shift, person=callback.person)
    return await _undo_reply(ctx, undo, ctx.say.plain("Taken off. We tell them in a minute."))


async def _undo_reply(ctx: HandlerContext, undo: AssignShift | TakeOffShift, toast: str) -> ScreenReply:
    shift = await ctx.read(shift_page, ctx.actor, undo.shift, ctx.now)
    return ScreenReply(views.shift_view(ctx.say, shift, ctx.now, undo), toast=toast)
