"""Routes that open a stall and show the vendor's own."""

from handlers.callbacks.stall import (
    AskStallName,
    AskStallWords,
    OpenStall,
    PickAlley,
    RestoreStall,
    ShowMyStall,
    WithdrawStall,
)
from handlers.stall import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.alley import alley_names
from market.stall import StallExists, apply_for_stall, change_stall_words, names_alike, stall_of
from market.stall_application import (
    just_withdrawn,
    rename_application,
    restore_application,
    withdraw_application,
)
from storage.stall import StallApproval

routes = Routes()


class StallNamePrompt(Prompt, name="stall", returns_to=PickAlley, free_words=True):
    """The name of a new stall in this alley."""

    alley: int


class StallRenamePrompt(Prompt, name="stall-rename", returns_to=AskStallName, free_words=True):
    """Another name of this stall, which waits for approval."""

    stall: int


class StallWordsPrompt(Prompt, name="stall-words", returns_to=AskStallWords, free_words=True):
    """The description of one's own stall."""


@routes.command("stall")
async def my_stall(ctx: HandlerContext, words: str) -> Screen:
    """Shows the vendor's own stall, or the form for one; for a minute the application that was withdrawn."""
    withdrawn = await ctx.read(just_withdrawn, ctx.person, ctx.now)
    if withdrawn and withdrawn.closed_at:
        return views.withdrawn_page(ctx.say, withdrawn, withdrawn.closed_at)
    return await _stall_or_form(ctx, 1)


@routes.link("stall")
async def open_invitation(ctx: HandlerContext, code: str) -> Screen:
    """Opens the link that an organiser sent to stall keepers."""
    return await _stall_or_form(ctx, 1)


async def _stall_or_form(ctx: HandlerContext, page: int) -> Screen:
    stall = await ctx.read(stall_of, ctx.person)
    if stall and stall.closed_at:
        return views.closed_stall_page(ctx.say, stall, stall.closed_at, ctx.now)
    if stall:
        waits = stall.state is StallApproval.ASKED
        return views.stall_page(ctx.say, stall, await ctx.read(names_alike, stall.id) if waits else ())
    return views.stall_form(ctx.say, await ctx.read_cached(alley_names), page)


@routes.callback(ShowMyStall)
async def show_my_stall(ctx: HandlerContext, callback: ShowMyStall) -> Screen:
    return await my_stall(ctx, "")


@routes.callback(OpenStall)
async def open_stall(ctx: HandlerContext, callback: OpenStall) -> Screen:
    return await _stall_or_form(ctx, callback.page)


@routes.question(StallNamePrompt)
async def pick_alley(ctx: HandlerContext, callback: PickAlley) -> Screen:
    """Asks for the name. Raises StallExists."""
    if standing := await ctx.read(stall_of, ctx.person):
        raise StallExists(standing.name)
    return views.ask_name(ctx.say)


@routes.prompt(StallNamePrompt)
async def stall_name_received(ctx: HandlerContext, prompt: StallNamePrompt, words: str) -> Done:
    await ctx.act(
        apply_for_stall,
        ctx.actor,
        words,
        prompt.alley,
        language=ctx.say.language,
        admins=ctx.services.admins,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return Done(then=ShowMyStall())


@routes.question(StallRenamePrompt)
async def ask_stall_name(ctx: HandlerContext, callback: AskStallName) -> Screen:
    return views.ask_name(ctx.say)


@routes.prompt(StallRenamePrompt)
async def other_stall_name_received(ctx: HandlerContext, prompt: StallRenamePrompt, words: str) -> Done:
    await ctx.act(rename_application, ctx.actor, prompt.stall, words, now=ctx.now)
    return Done(ctx.say.plain("Changed."), ShowMyStall())


@routes.callback(WithdrawStall)
async def withdraw_stall(ctx: HandlerContext, callback: WithdrawStall) -> Done:
    await ctx.act(withdraw_application, ctx.actor, callback.stall, ctx.now)
    return Done(ctx.say.plain("Withdrawn."))


@routes.callback(RestoreStall)
async def restore_stall(ctx: HandlerContext, callback: RestoreStall) -> Done:
    await ctx.act(restore_application, ctx.actor, callback.stall, ctx.now)
    return Done(ctx.say.plain("Your request is with the organisers again."))


@routes.question(StallWordsPrompt)
async def ask_words(ctx: HandlerContext, callback: AskStallWords) -> Screen:
    return views.ask_words(ctx.say)


@routes.prompt(StallWordsPrompt)
async def stall_description_received(ctx: HandlerContext, prompt: StallWordsPrompt, words: str) -> Done:
    stall = await ctx.read(stall_of, ctx.person)
    if stall:
        await ctx.act(change_stall_words, ctx.actor, stall.id, words, language=ctx.say.language)
    return Done(then=ShowMyStall())
