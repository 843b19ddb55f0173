"""Routes that choose the policy of a vendor's own drop."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.callbacks.stock import DropField, PickClosingTime, PickFitting, PickRule, PickWeighing
from handlers.stock import rule_views
from handlers.stock.hours_parsing import read_drop_hours
from handlers.stock.prompts import ClosingTimePrompt
from handlers.stock.routes import changed
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop
from market.stock.entry_close import close_choices, close_from_text
from market.stock.policy import change_fitting, change_policy, change_weighing, plan_draw

routes = Routes()


async def ask_rule(ctx: HandlerContext, facts: DropFacts, field: DropField) -> Screen:
    """Asks for the policy, the closing time of a draw ("close"), or the fitting rule ("fitting")."""
    if field == DropField.CLOSE:
        prompt = ClosingTimePrompt(drop=facts.id)
        await ctx.set_prompt(prompt)
        return await _ask_close(ctx, prompt)
    if field == DropField.FITTING:
        return rule_views.fitting_choice(ctx.say, facts)
    return rule_views.rule_choice(ctx.say, facts)


async def _ask_close(ctx: HandlerContext, prompt: ClosingTimePrompt) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    choices = close_choices(facts.starts_at, ctx.now, facts.alley.zone)
    return rule_views.close_choice(ctx.say, facts, choices)


@routes.prompt(ClosingTimePrompt, ask_again=_ask_close)
async def closing_time_received(ctx: HandlerContext, prompt: ClosingTimePrompt, words: str) -> Done:
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    today = ctx.now.astimezone(ZoneInfo(facts.alley.zone)).date()
    hours = read_drop_hours(words, today)
    closes_at = close_from_text(hours, facts.starts_at, facts.alley.zone) if hours else None
    if closes_at is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    await ctx.act(plan_draw, ctx.actor, facts.id, closes_at, now=ctx.now)
    return await changed(ctx, facts.id)


@routes.callback(PickRule)
async def pick_rule(ctx: HandlerContext, callback: PickRule) -> Done:
    await ctx.act(change_policy, ctx.actor, callback.drop, callback.policy, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(PickClosingTime)
async def pick_closing_time(ctx: HandlerContext, callback: PickClosingTime) -> Done:
    closes_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=callback.closes_minute)
    await ctx.act(plan_draw, ctx.actor, callback.drop, closes_at, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(PickWeighing)
async def pick_weighing(ctx: HandlerContext, callback: PickWeighing) -> Done:
    await ctx.act(change_weighing, ctx.actor, callback.drop, callback.weighing, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(PickFitting)
async def pick_fitting(ctx: HandlerContext, callback: PickFitting) -> Done:
    await ctx.act(
        change_fitting, ctx.actor, callback.drop, callback.fitting, skips=callback.skips, now=ctx.now
    )
    return await changed(ctx, callback.drop)
