"""The answer to the open question: taken, asked again, or refused (docs/adding.md)."""

from dataclasses import replace

from markupsafe import Markup, escape

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDrafts
from handlers.callbacks.settings import ShowReminders
from handlers.conversation import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt, parse_prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen, ScreenReply
from locales.refusals import sentence
from market.own_reminder import TooManyReminders
from market.refusal import Refusal
from market.stock.refusals import TooManyDrafts

LEADS_TO: dict[type[Refusal], Callback] = {
    TooManyDrafts: ShowDrafts(),
    TooManyReminders: ShowReminders(page=1),
}
"""Where a refusal leads that is mended somewhere else than where it was met."""


async def take_answer(ctx: HandlerContext, routes: Routes, prompt: Prompt, words: str) -> Reply | None:
    """Give the words to the prompt's handler; None where they are no answer for the second time, and mean whatever they mean without a question."""
    try:
        reply = await routes.prompts[type(prompt)](ctx, prompt, words)
    except NoAnswer as no_answer:
        question = await routes.questions[type(prompt)](ctx, prompt)
        reason = no_answer.reason
        note = reason if isinstance(reason, Markup) else _sentence(ctx, reason)
        return await ctx.prompt_once_more(prompt, ScreenReply(question, note=note))
    return await finish_answer(ctx, routes, reply) if isinstance(reply, Done) else reply


async def finish_answer(ctx: HandlerContext, routes: Routes, outcome: Done) -> ScreenReply:
    """Close the question that was answered, and return the reply to what is done."""
    prompt = ctx.pending_prompt
    if prompt:
        await ctx.clear_prompt()
    shown = await routes.finish(ctx, outcome, prompt.fallback().fallback() if prompt else None)
    told = "" if isinstance(outcome.then, Screen) else outcome.toast
    return replace(shown, toast="", note=outcome.note or escape(told))


async def refused(ctx: HandlerContext, routes: Routes, refusal: Refusal) -> Reply:
    """Return why what somebody wrote or sent was not done, above the question that it answered."""
    note = _sentence(ctx, refusal)
    prompt = await _still_open(ctx)
    if prompt is None or type(prompt) not in routes.questions:
        return views.said(ctx.say, note, prompt.fallback() if prompt else None)
    try:
        return ScreenReply(await routes.questions[type(prompt)](ctx, prompt), note=note)
    except Refusal:
        await ctx.clear_prompt()
        return views.said(ctx.say, note)


def _sentence(ctx: HandlerContext, refusal: Refusal) -> Markup:
    return sentence(ctx.say, type(refusal).__name__, refusal.facts())


async def _still_open(ctx: HandlerContext) -> Prompt | None:
    """Return what a refused text answered; None where nothing is asked any more."""
    me = await ctx.known()
    asked = parse_prompt(me.pending_prompt) if me else None
    return asked.prompt if asked and asked.prompt == ctx.pending_prompt else None
