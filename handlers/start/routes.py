"""Routes of the start screen, and of free text."""

from handlers.callbacks.inert import Inert
from handlers.callbacks.start import ShowStart
from handlers.drop.list_views import PAGE, found_list
from handlers.start import views
from handlers.start.unopened import no_organiser
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from market.address import chat_of
from market.alley import alley_names
from market.drop.browse import drop_cards, planned
from market.drop.planned_drops import DropFilter, search_drops
from market.organiser.first_organiser import organiser_count
from market.refusal import TooLong
from market.waitlist.position import my_items

routes = Routes()

SHOWN_DROPS = 3
LONGEST = 200
"""Characters of a search at most."""


@routes.command("start")
async def start(ctx: HandlerContext, words: str) -> Screen:
    if await _is_unorganised(ctx):
        return no_organiser(ctx.say, await ctx.read(chat_of, ctx.person))
    return await welcome(ctx, first=ctx.new)


async def _is_unorganised(ctx: HandlerContext) -> bool:
    """Only organisers add alleys, so nobody is counted where there is one."""
    if ctx.services.admins:
        return False
    alleys = await ctx.read_cached(alley_names)
    return not alleys and not await ctx.read(organiser_count)


@routes.callback(ShowStart)
async def show_start(ctx: HandlerContext, callback: ShowStart) -> Screen:
    return await welcome(ctx)


@routes.callback(Inert)
async def ignore(ctx: HandlerContext, callback: Inert) -> Toast:
    return Toast("")


@routes.command("cancel")
async def cancel(ctx: HandlerContext, words: str) -> ScreenReply:
    if ctx.pending_prompt:
        await ctx.clear_prompt()
        return ScreenReply(await welcome(ctx), note=ctx.say("Cancelled. Nothing was changed."))
    return ScreenReply(await welcome(ctx), note=ctx.say("There is nothing to cancel. Here is what is on."))


async def welcome(ctx: HandlerContext, first: bool = False) -> Screen:
    """Shows this weekend's drops, or else the next one."""
    everything = await ctx.read_cached(planned, ctx.minute)
    chosen = DropFilter("weekend").chosen(everything, ctx.today)
    cards = await ctx.read_cached(
        drop_cards, tuple(drop.id for drop in chosen[:SHOWN_DROPS] or everything[:1])
    )
    cities = dict.fromkeys(alley.city for alley in await ctx.read_cached(alley_names))
    me = await ctx.known()
    own_items = await ctx.read(my_items, ctx.person, ctx.now) if me and me.entered else ()
    has_stall = me is not None and me.has_stall
    organiser = ctx.actor.is_configured_admin or (me is not None and me.is_organiser)
    return views.welcome(
        ctx.say,
        tuple(cities),
        cards,
        chosen,
        today=ctx.today,
        now=ctx.now,
        first=first,
        own_items=own_items,
        has_stall=has_stall,
        organises=organiser,
    )


async def free_text(ctx: HandlerContext, words: str) -> Reply:
    """Searches the drops; without results, shows one sentence and the nearest. Raises TooLong."""
    if len(words) > LONGEST:
        raise TooLong(len(words), LONGEST)
    hits = search_drops(await ctx.read_cached(planned, ctx.minute), words)
    if not hits:
        return ScreenReply(
            await welcome(ctx), note=ctx.say("Nothing found with that name. Here is what is on.")
        )
    return found_list(
        ctx.say, await ctx.read_cached(drop_cards, tuple(drop.id for drop in hits[:PAGE])), len(hits), ctx.now
    )


async def unreadable_message(ctx: HandlerContext) -> ScreenReply:
    """Answers a sticker, a voice message or a photo that nothing has asked for."""
    return ScreenReply(
        await welcome(ctx), note=ctx.say("We only understand text and buttons. Here is what is on.")
    )
