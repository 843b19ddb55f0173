"""Routes that choose the time of a broadcast, by a button or typed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.broadcast import schedule_views as views
from handlers.broadcast.audience_routes import my_draft
from handlers.broadcast.preview_views import sending_page
from handlers.callbacks.broadcast import (
    ChooseDrop,
    ChooseLeadTime,
    ChooseSchedule,
    ScheduleAt,
    ScheduleBeforeDrop,
    ScheduleNow,
)
from handlers.stock.date_parsing import Span, read_clocks, read_day
from handlers.stock.text_parsing import normalize
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.refusals import sentence
from market.broadcast.choices import coming_drop, coming_drops
from market.broadcast.preparing import begin_at, begin_before
from market.refusal import WhenPassed

routes = Routes()

MORNING = time(10)
LONGEST = 200
DAY, YEARS = timedelta(days=1), timedelta(days=3 * 366)


class BroadcastTimePrompt(Prompt, name="broadcast_when"):
    """The time at which a broadcast begins."""


@routes.callback(ChooseSchedule)
async def choose(ctx: HandlerContext, callback: ChooseSchedule) -> Screen:
    return await schedule_page(ctx)


async def schedule_page(ctx: HandlerContext, suggested: datetime | None = None) -> Screen:
    """Shows the suggested time, by default tomorrow at ten; another can be typed."""
    draft = await my_draft(ctx)
    await ctx.set_prompt(BroadcastTimePrompt())
    at = suggested or _time_ahead(ctx, MORNING, 1)
    return views.schedule_choice(ctx.say, draft, (at,), ctx.now)


def _time_ahead(ctx: HandlerContext, clock: time, ahead: int) -> datetime:
    """Returns this time of day, so many days ahead, in the market's zone."""
    return datetime.combine(ctx.today + ahead * DAY, clock, ZoneInfo(ctx.services.zone)).astimezone(UTC)


@routes.prompt(BroadcastTimePrompt)
async def time_received(ctx: HandlerContext, prompt: BroadcastTimePrompt, words: str) -> Screen | ScreenReply:
    """Sets the typed time. A time of day alone is its next occurrence; for a past time, the next one like it is suggested."""
    read = _parse_time(ctx, words[:LONGEST])
    if read is None:
        return ScreenReply(await schedule_page(ctx), note=ctx.say("I did not understand that."))
    at, following = read
    try:
        await ctx.act(begin_at, ctx.actor, at, ctx.services.zone, now=ctx.now)
    except WhenPassed as refusal:
        note = sentence(ctx.say, "WhenPassed", refusal.facts())
        return ScreenReply(await schedule_page(ctx, following), note=note)
    await ctx.clear_prompt()
    return await _sending(ctx)


def _parse_time(ctx: HandlerContext, words: str) -> tuple[datetime, datetime] | None:
    """Returns the time that was typed and the next occurrence of its time of day.

    None if there is no time of day in it, or anything else besides a time and a day.
    """
    plain = normalize(words)
    clock, _, of_clock = read_clocks(plain, dotted=True)
    without_clock = _without_spans(plain, of_clock)
    day, of_day = read_day(without_clock, ctx.today)
    if clock is None or re.search(r"\w", _without_spans(without_clock, of_day)):
        return None
    following = next(
        at
        for at in (_time_ahead(ctx, clock, 0), _time_ahead(ctx, clock, 1), _time_ahead(ctx, clock, 2))
        if at > ctx.now
    )
    if day is None:
        return following, following
    day = min(max(day, ctx.today - YEARS), ctx.today + YEARS)
    return datetime.combine(day, clock, ZoneInfo(ctx.services.zone)).astimezone(UTC), following


def _without_spans(plain: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


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
