"""Routes about all that a person has booked on a market day."""

from handlers.callbacks.market_day import (
    AskGiveUp,
    AttendMarketDay,
    FollowPastStall,
    GiveUpMarketDay,
    SayLateMarketDay,
    ShowMyMarketDay,
    ShowPastMarketDay,
    UndoGiveUp,
)
from handlers.reminder import market_day_views
from handlers.reminder.past_market_day_views import past_market_day_message
from handlers.ticket.late_text import kept_toast
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.user_text import STALL, sanitize_name
from market.follow.following import follow_stall
from market.past_market_day import past_market_day
from market.reminder.moments import BookingStage
from market.reminder.refusals import MarketDayEmpty
from market.waitlist.own_market_day import (
    attend_all,
    give_up_all,
    own_market_day,
    say_late_all,
    take_back_all,
)

routes = Routes()


@routes.callback(ShowMyMarketDay)
async def show_my_market_day(ctx: HandlerContext, callback: ShowMyMarketDay) -> Screen:
    """Shows what waits for the person, or that nothing does any more."""
    try:
        mine = await ctx.read(own_market_day, ctx.person, callback.market_day)
    except MarketDayEmpty:
        return market_day_views.nothing_left(ctx.say, callback.market_day, BookingStage.EVE)
    return market_day_views.my_market_day(ctx.say, mine, BookingStage.EVE, ctx.now)


@routes.callback(AttendMarketDay)
async def attend_market_day(ctx: HandlerContext, callback: AttendMarketDay) -> Done:
    await ctx.act(attend_all, ctx.person, callback.market_day, ctx.now)
    return Done(ctx.say.plain("Noted: you are coming."))


@routes.callback(SayLateMarketDay)
async def say_late_market_day(ctx: HandlerContext, callback: SayLateMarketDay) -> Done:
    kept = await ctx.act(say_late_all, ctx.person, ctx.now, callback.market_day)
    mine = await ctx.read(own_market_day, ctx.person, callback.market_day)
    return Done(kept_toast(ctx.say, kept.until, mine.alley.zone))


@routes.callback(AskGiveUp)
async def ask_give_up(ctx: HandlerContext, callback: AskGiveUp) -> Screen:
    mine = await ctx.read(own_market_day, ctx.person, callback.market_day)
    return market_day_views.give_up_choice(ctx.say, mine, ctx.now)


@routes.callback(GiveUpMarketDay)
async def give_up_market_day(ctx: HandlerContext, callback: GiveUpMarketDay) -> ScreenReply:
    mine = await ctx.read(own_market_day, ctx.person, callback.market_day)
    outcome = await ctx.act(give_up_all, ctx.person, callback.market_day, ctx.now)
    screen = market_day_views.all_given_up(ctx.say, callback.market_day, mine.alley.zone, outcome)
    released = ctx.say.plain("Released, thank you.") if outcome.given_up else ""
    return ScreenReply(screen, toast=released)


@routes.callback(UndoGiveUp)
async def undo_give_up(ctx: HandlerContext, callback: UndoGiveUp) -> Done:
    await ctx.act(take_back_all, ctx.person, callback.market_day, ctx.now)
    return Done(ctx.say.plain("Undone. It is yours again."))


@routes.callback(ShowPastMarketDay)
async def show_past_market_day(ctx: HandlerContext, callback: ShowPastMarketDay) -> Screen:
    past = await ctx.read(past_market_day, ctx.person, callback.market_day, ctx.now)
    return past_market_day_message(ctx.say, past)


@routes.callback(FollowPastStall)
async def follow_past_stall(ctx: HandlerContext, callback: FollowPastStall) -> Done:
    name = await ctx.act(follow_stall, ctx.person, callback.stall, ctx.now)
    return Done(ctx.say.plain("You follow {what}.", what=sanitize_name(name, STALL)))
