"""Routes that open a stall and show the vendor's own."""

from handlers.callbacks.stall import AskStallWords, OpenStall, PickAlley, ShowMyStall
from handlers.stall import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.alley import alley_names
from market.stall import apply_for_stall, change_stall_words, stall_of

routes = Routes()


@routes.command("stall")
async def my_stall(ctx: HandlerContext, words: str) -> Screen:
    """Shows the vendor's own stall, or the form for one."""
    stall = await ctx.read(stall_of, ctx.person)
    if stall:
        return views.stall_page(ctx.say, stall)
    return views.stall_form(ctx.say, await ctx.read_cached(alley_names))


@routes.callback(ShowMyStall)
async def show_my_stall(ctx: HandlerContext, callback: ShowMyStall) -> Screen:
    return await my_stall(ctx, "")


@routes.callback(OpenStall)
async def open_stall(ctx: HandlerContext, callback: OpenStall) -> Screen:
    return await my_stall(ctx, "")


@routes.callback(PickAlley)
async def pick_alley(ctx: HandlerContext, callback: PickAlley) -> Screen:
    await ctx.set_prompt(f"stall:{callback.alley}")
    return views.ask_name(ctx.say)


@routes.answer("stall")
async def stall_name_received(ctx: HandlerContext, words: str, about: str) -> Screen:
    await ctx.act(
        apply_for_stall,
        ctx.actor,
        words,
        int(about),
        language=ctx.say.language,
        admins=tuple(ctx.services.admins),
        now=ctx.now,
        rng=ctx.services.rng,
    )
    await ctx.set_prompt("")
    return await my_stall(ctx, "")


@routes.callback(AskStallWords)
async def ask_words(ctx: HandlerContext, callback: AskStallWords) -> Screen:
    await ctx.set_prompt("stall-words")
    return views.ask_words(ctx.say)


@routes.answer("stall-words")
async def stall_description_received(ctx: HandlerContext, words: str, about: str) -> Screen:
    stall = await ctx.read(stall_of, ctx.person)
    if stall:
        await ctx.act(change_stall_words, ctx.actor, stall.id, words, language=ctx.say.language)
    await ctx.set_prompt("")
    return await my_stall(ctx, "")
