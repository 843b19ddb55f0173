"""Routes that choose the time of a broadcast, by a button or typed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.broadcast import schedule_views as views
from handlers.broadcast.audience_routes import my_draft
from handlers.broadcast.preview_views import sending_page
from handlers.broadcast.start_parsing import read_start
from handlers.callbacks.broadcast import (
    ChooseDrop,
    ChooseLeadTime,
    ChooseSchedule,
    ScheduleAt,
    ScheduleBeforeDrop,
    ScheduleNow,
)
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.refusals import sentence
from market.broadcast.choices import coming_drop, coming_drops
from market.broadcast.preparing import begin_at, begin_before
from market.refusal import WhenPassed

routes = Routes()

MORNING = time(10)
DAY = timedelta(days=1)


class BroadcastTimePrompt(Prompt, name="broadcast_when", returns_to=ChooseSchedule):
    """The time at which a broadcast begins."""


@routes.callback(ChooseSchedule)
async def choose_schedule(ctx: HandlerContext, callback: ChooseSchedule) -> Screen:
    return await schedule_page(ctx)


async def schedule_page(ctx: HandlerContext, suggested: datetime | None = None) -> Screen:
    """Shows the suggested time, by default tomorrow at ten; another can be typed."""
    draft = await my_draft(ctx)
    await ctx.set_prompt(BroadcastTimePrompt())
    at = suggested or _tomorrow_morning(ctx)
    return views.schedule_choice(ctx.say, draft, (at,), ctx.now)


def _tomorrow_morning(ctx: HandlerContext) -> datetime:
    return datetime.combine(ctx.today + DAY, MORNING, ZoneInfo(ctx.services.zone)).astimezone(UTC)


@routes.prompt(BroadcastTimePrompt, ask_again=lambda ctx, _: schedule_page(ctx))
async def time_received(ctx: HandlerContext, prompt: BroadcastTimePrompt, words: str) -> ScreenReply | Done:
    """Sets the typed time. A time of day alone is its next occurrence; for a past time, the next one like it is suggested."""
    start = read_start(words, ctx.now, ctx.services.zone)
    if start is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    try:
        await ctx.act(begin_at, ctx.actor, start.at, ctx.services.zone, now=ctx.now)
    except WhenPassed as refusal:
        note = sentence(ctx.say, "WhenPassed", refusal.facts())
        return ScreenReply(await schedule_page(ctx, start.following), note=note)
    return Done(then=await _sending(ctx))


async def _sending(ctx: HandlerContext) -> Screen:
    return sending_page(ctx.say, await my_draft(ctx), ctx.now)


@routes.callback(ScheduleNow)
async def begin_now(ctx: HandlerContext, callback: ScheduleNow) -> Screen:
    await ctx.act(begin_at, ctx.actor, None, ctx.services.zone, now=ctx.now)
    return await _sending(ctx)


@routes.callback(ScheduleAt)
async def begin_at_time(ctx: HandlerContext, callback: ScheduleAt) -> Screen:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=callback.at)
    await ctx.act(begin_at, ctx.actor, at, ctx.services.zone, now=ctx.now)
    return await _sending(ctx)


@routes.callback(ChooseDrop)
async def choose_drop(ctx: HandlerContext, callback: ChooseDrop) -> Screen:
    drops = await ctx.read(coming_drops, ctx.actor, ctx.now)
    ahead = [one for one in drops if one.at and one.at > ctx.now]
    return views.drop_choice(ctx.say, ahead, ctx.services.zone, callback.page)


@routes.callback(ChooseLeadTime)
async def choose_before(ctx: HandlerContext, callback: ChooseLeadTime) -> Screen:
    drop = await ctx.read(coming_drop, ctx.actor, callback.drop, ctx.now)
    return views.lead_time_choice(ctx.say, drop, ctx.services.zone)


@routes.callback(ScheduleBeforeDrop)
async def begin_before_drop(ctx: HandlerContext, callback: ScheduleBeforeDrop) -> Screen:
    await ctx.act(
        begin_before, ctx.actor, callback.drop, callback.lead_minutes, zone=ctx.services.zone, now=ctx.now
    )
    return await _sending(ctx)
