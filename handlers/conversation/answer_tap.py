"""The answer to a tap, whatever shows it: a chat or a page."""

from collections.abc import Awaitable, Callable

from handlers.adults.views import adult_question
from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.start import ShowStart
from handlers.conversation.open_question import LEADS_TO
from handlers.start.routes import welcome
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import CallbackReply, Done, Reply, ScreenReply
from locales.refusals import sentence
from market.refusal import Refusal
from market.waitlist.refusals import AdultsOnly
from storage.processed_update import DuplicateUpdate

Responder = Callable[[HandlerContext], Awaitable[Reply]]


async def answer_tap(ctx: HandlerContext, data: str, routes: Routes) -> Reply:
    """Run a callback's handler. Any callback ends a pending prompt, as any command does."""
    callback = parse_callback(data)
    if ctx.pending_prompt:
        await ctx.clear_prompt()
    try:
        reply = await routes.callbacks[type(callback)](ctx, callback)
    except DuplicateUpdate:
        return await routes.show(ctx, callback.fallback() or ShowStart())
    except AdultsOnly:
        return adult_question(ctx.say, callback)
    except Refusal as refusal:
        return await _refused(ctx, routes, refusal, callback.fallback() or ShowStart())
    if isinstance(reply, Done):
        return await routes.finish(ctx, reply, callback.fallback())
    return reply


async def answer_safely(ctx: HandlerContext, responder: Responder, routes: Routes) -> Reply:
    """Return the answer to an update; where it was handled before, or is refused, how things stand."""
    try:
        return await responder(ctx)
    except DuplicateUpdate:
        note = ctx.say("Already done. Here is how it looks now.")
        return ScreenReply(await welcome(ctx), note=note)
    except Refusal as refusal:
        return await _refused(ctx, routes, refusal, ShowStart())


async def _refused(ctx: HandlerContext, routes: Routes, refusal: Refusal, fallback: Callback) -> ScreenReply:
    note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
    by = LEADS_TO.get(type(refusal), fallback)
    return CallbackReply(screen=await routes.show(ctx, by), toast=note.unescape(), note=note, by=by)
