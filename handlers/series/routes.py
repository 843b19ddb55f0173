"""Routes of series: a drop is repeated by a tap or a written line, its dates are shown, left out and put back, and it ends."""

from handlers.callbacks.series import AskEndSeries, AskSeries, EndSeries, ShowSeries, SkipDate, StartSeries
from handlers.series import views
from handlers.series.series_words import read_series
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen, ScreenReply
from market.actor import Right
from market.drop.own_drop import own_drop
from market.series.dates import own_series
from market.series.plan import end_series, set_skipped, start_series
from market.series.publish import publish_dates
from market.stall import StallState
from market.stock.draft import last_drop_id, newest_drop

routes = Routes()


@routes.callback(AskSeries)
async def ask_series(ctx: HandlerContext, callback: AskSeries) -> Screen:
    return views.weeks_question(ctx.say, await ctx.read(own_drop, ctx.actor, callback.drop, Right.STOCK))


@routes.callback(StartSeries)
async def start_series_tapped(ctx: HandlerContext, callback: StartSeries) -> ScreenReply:
    weeks = callback.weeks or None
    return await _started(ctx, await ctx.act(start_series, ctx.actor, callback.drop, weeks, now=ctx.now))


@routes.callback(ShowSeries)
async def show_series(ctx: HandlerContext, callback: ShowSeries) -> Screen:
    return views.series_page(ctx.say, await ctx.read(own_series, ctx.actor, callback.series, ctx.now))


@routes.callback(SkipDate)
async def skip_date(ctx: HandlerContext, callback: SkipDate) -> Done:
    day, is_skipped = day_in(callback.day), bool(callback.skipped)
    await ctx.act(set_skipped, ctx.actor, callback.series, day, is_skipped=is_skipped, now=ctx.now)
    return Done(ctx.say.plain("Left out.") if is_skipped else ctx.say.plain("Put back."))


@routes.callback(AskEndSeries)
async def ask_end_series(ctx: HandlerContext, callback: AskEndSeries) -> Screen:
    return views.end_question(ctx.say, await ctx.read(own_series, ctx.actor, callback.series, ctx.now))


@routes.callback(EndSeries)
async def end_series_tapped(ctx: HandlerContext, callback: EndSeries) -> Done:
    await ctx.act(end_series, ctx.actor, callback.series)
    return Done(ctx.say.plain("Ended. All published dates stay."))


async def series_received(
    ctx: HandlerContext, stall: StallState, words: str, drop: int | None
) -> Reply | None:
    """Repeats a drop, the newest where none is meant, as a written line says; None for another text."""
    written = read_series(words, ctx.today)
    if written is None:
        return None
    meant = drop or await ctx.read(newest_drop, stall.id, ctx.now) or await ctx.read(last_drop_id, stall.id)
    if meant is None:
        return None
    started = await ctx.act(
        start_series,
        ctx.actor,
        meant,
        written.weeks,
        now=ctx.now,
        weekdays=written.weekdays,
        interval=written.interval,
        until=written.until,
    )
    return await _started(ctx, started)


async def _started(ctx: HandlerContext, series: int) -> ScreenReply:
    """Publishes the first dates, as the job would a moment later, and shows them."""
    beacon, rng = ctx.services.beacon.kind, ctx.services.rng
    await ctx.services.store.write(publish_dates, series, beacon, ctx.now, rng=rng)
    facts = await ctx.read(own_series, ctx.actor, series, ctx.now)
    return ScreenReply(views.series_page(ctx.say, facts), toast=ctx.say.plain("Repeated."))
