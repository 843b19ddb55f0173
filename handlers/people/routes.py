"""Routes for people: find a person, block one."""

from handlers.callbacks.people import AskBlock, AskPeople, BlockPerson, ShowPerson, UnblockPerson
from handlers.people import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.decision_reasons import DecisionReason
from locales.user_text import SEARCH
from market.organiser.block import block, unblock
from market.organiser.overview import overview
from market.organiser.people import find_people, person_page
from market.text_checks import check_words

routes = Routes()


class PeopleSearchPrompt(Prompt, name="people", returns_to=AskPeople, free_words=True):
    """A name or an id to search for."""


class BlockPrompt(Prompt, name="block", returns_to=AskBlock, free_words=True):
    """Why a person is blocked, in the organiser's own words."""

    person: int


@routes.question(PeopleSearchPrompt)
async def ask_people(ctx: HandlerContext, callback: AskPeople) -> Screen:
    await ctx.read_slowly(overview, ctx.actor, ctx.now)
    return views.people_ask(ctx.say)


@routes.prompt(PeopleSearchPrompt)
async def search_people(ctx: HandlerContext, prompt: PeopleSearchPrompt, words: str) -> Done:
    check_words(words, SEARCH)
    count, people = await ctx.read_slowly(find_people, ctx.actor, words, ctx.services.admins)
    return Done(then=views.people_found(ctx.say, words, count, people, zone=ctx.services.zone))


@routes.callback(ShowPerson)
async def show_person(ctx: HandlerContext, callback: ShowPerson) -> Screen:
    person = await ctx.read(person_page, ctx.actor, callback.person, ctx.services.admins)
    return views.person_card(ctx.say, person, ctx.services.zone)


@routes.question(BlockPrompt)
async def ask_block(ctx: HandlerContext, callback: AskBlock) -> Screen:
    person = await ctx.read(person_page, ctx.actor, callback.person, ctx.services.admins)
    return views.block_confirm(ctx.say, person)


@routes.callback(BlockPerson)
async def block_person(ctx: HandlerContext, callback: BlockPerson) -> Screen | Done:
    if callback.reason not in tuple(DecisionReason):
        return await ask_block(ctx, AskBlock(person=callback.person))
    return await _block(ctx, callback.person, callback.reason)


@routes.prompt(BlockPrompt)
async def block_reason_written(ctx: HandlerContext, prompt: BlockPrompt, words: str) -> Done:
    return await _block(ctx, prompt.person, words)


async def _block(ctx: HandlerContext, person: int, reason: str) -> Done:
    await ctx.act(block, ctx.actor, person, ctx.services.admins, now=ctx.now, reason=reason)
    return Done(ctx.say.sentences(ctx.say("Blocked."), ctx.say("We told them.")))


@routes.callback(UnblockPerson)
async def unblock_person(ctx: HandlerContext, callback: UnblockPerson) -> Done:
    await ctx.act(unblock, ctx.actor, callback.person, ctx.now)
    return Done(ctx.say.sentences(ctx.say("Lifted."), ctx.say("We told them.")))
