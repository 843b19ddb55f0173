"""Routes for organisers who look over the drops, and hide one."""

from handlers.callbacks.hidden_drop import AskHiding, HideDrop, OverseeDrop, OverseeDrops, UnhideDrop
from handlers.hidden_drop import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.drops import hide_drop, overseen_drop, overseen_drops, show_again

routes = Routes()


class HidingPrompt(Prompt, name="hiding", returns_to=AskHiding, free_words=True):
    """Why a drop is hidden, in the organiser's own words."""

    drop: int


@routes.callback(OverseeDrops)
async def oversee_drops(ctx: HandlerContext, callback: OverseeDrops) -> Screen:
    return views.drop_oversight(ctx.say, await ctx.read(overseen_drops, ctx.actor, ctx.now), callback.page)


@routes.callback(OverseeDrop)
async def oversee_drop(ctx: HandlerContext, callback: OverseeDrop) -> Screen:
    return views.overseen_card(ctx.say, await ctx.read(overseen_drop, ctx.actor, callback.drop))


@routes.question(HidingPrompt)
async def ask_hiding(ctx: HandlerContext, callback: AskHiding) -> Screen:
    return views.hiding_reasons(ctx.say, await ctx.read(overseen_drop, ctx.actor, callback.drop))


@routes.callback(HideDrop)
async def hide_this_drop(ctx: HandlerContext, callback: HideDrop) -> Done:
    return await _hide(ctx, callback.drop, callback.reason)


@routes.prompt(HidingPrompt)
async def hiding_written(ctx: HandlerContext, prompt: HidingPrompt, words: str) -> Done:
    return await _hide(ctx, prompt.drop, words)


async def _hide(ctx: HandlerContext, drop: int, reason: str) -> Done:
    await ctx.act(hide_drop, ctx.actor, drop, ctx.now, reason=reason)
    return Done(ctx.say.sentences(ctx.say("Hidden."), ctx.say("We told the stall.")))


@routes.callback(UnhideDrop)
async def unhide_this_drop(ctx: HandlerContext, callback: UnhideDrop) -> Done:
    await ctx.act(show_again, ctx.actor, callback.drop, ctx.now)
    return Done(ctx.say.plain("Everyone can see it again."))
