"""The answer to what somebody wrote or sent and what is refused."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDrafts
from handlers.conversation import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import parse_prompt
from handlers.ui.screen import Screen
from locales.refusals import sentence
from market.refusal import Refusal
from market.stock.refusals import TooManyDrafts

LEADS_TO: dict[type[Refusal], Callback] = {TooManyDrafts: ShowDrafts()}
"""Where a refusal leads that is mended somewhere else than where it was met."""


async def refused(ctx: HandlerContext, refusal: Refusal) -> Screen:
    """Return why what somebody wrote or sent was not done, with the way back to the question it answered."""
    words = sentence(ctx.say, type(refusal).__name__, refusal.facts())
    return views.said(ctx.say, words, await _asked_again(ctx))


async def _asked_again(ctx: HandlerContext) -> Callback | None:
    """Return what asks again for what a refused text answered; None where nothing is asked any more."""
    me = await ctx.known()
    asked = parse_prompt(me.pending_prompt) if me else None
    return asked.prompt.fallback() if asked and asked.prompt == ctx.pending_prompt else None
