"""Routes of power: the watts of an alley or a stall, and the outages of a market day."""

from handlers.callbacks.power import AskPower, SayPowerBack, SayPowerGone
from handlers.market_day import power_views as views
from handlers.stock.power_reading import not_watts, read_watts
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.power.cuts import power_back, power_gone
from market.power.rating import Powered, power_of, rate_power
from storage.power import PowerKind

routes = Routes()


class PowerPrompt(Prompt, name="power", returns_to=AskPower):
    """The watts of an alley or a stall."""

    kind: PowerKind
    owner: int
    overseen: bool


@routes.question(PowerPrompt)
async def ask_power(ctx: HandlerContext, callback: AskPower) -> Screen:
    powered = Powered(callback.kind, callback.owner)
    facts = await ctx.read(power_of, ctx.actor, powered)
    return views.power_ask(ctx.say, callback.kind, facts, callback.fallback())


@routes.prompt(PowerPrompt)
async def power_received(ctx: HandlerContext, prompt: PowerPrompt, words: str) -> Done:
    watts = read_watts(words)
    if watts is None and words.strip() not in {"-", "–", "—"}:
        raise NoAnswer(not_watts(ctx.say))
    await ctx.act(rate_power, ctx.actor, Powered(prompt.kind, prompt.owner), watts, now=ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(SayPowerGone)
async def say_power_gone(ctx: HandlerContext, callback: SayPowerGone) -> Done:
    await ctx.act(power_gone, ctx.actor, callback.market_day, ctx.now)
    return Done(ctx.say.plain("Noted. Tap again when it is back."))


@routes.callback(SayPowerBack)
async def say_power_back(ctx: HandlerContext, callback: SayPowerBack) -> Done:
    await ctx.act(power_back, ctx.actor, callback.market_day, ctx.now)
    return Done(ctx.say.plain("Noted."))
