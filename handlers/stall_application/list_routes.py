"""Routes of the list of all stalls, whose only input is a name: it is searched for when it is typed."""

from handlers.callbacks.stall_application import ShowStalls, ShowUnnamedStalls
from handlers.stall_application import list_views as views
from handlers.stall_application import unnamed_views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from locales.user_text import SEARCH
from market.organiser.stall_list import stall_page
from market.seller import unnamed_stalls
from market.text_checks import check_words

routes = Routes()


class StallSearchPrompt(Prompt, name="stalls", returns_to=ShowStalls, free_words=True):
    """The name of a stall or its owner to search for."""


@routes.question(StallSearchPrompt)
async def show_stalls(ctx: HandlerContext, callback: ShowStalls) -> Screen:
    return views.stall_list(ctx.say, await ctx.read_slowly(stall_page, ctx.actor, ctx.now, callback.page))


@routes.prompt(StallSearchPrompt)
async def search_stalls(ctx: HandlerContext, prompt: StallSearchPrompt, words: str) -> Screen:
    """Shows what was found, and leaves the question open for the next name."""
    check_words(words, SEARCH)
    found = await ctx.read_slowly(stall_page, ctx.actor, ctx.now, words=words)
    await ctx.set_prompt(prompt)
    return views.stalls_found(ctx.say, words, found)


@routes.callback(ShowUnnamedStalls)
async def show_unnamed(ctx: HandlerContext, callback: ShowUnnamedStalls) -> Screen:
    return unnamed_views.unnamed_list(ctx.say, await ctx.read(unnamed_stalls, ctx.actor, callback.page))
