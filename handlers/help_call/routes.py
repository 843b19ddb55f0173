"""Routes of calls for help: a caller's, and the organisers' answers."""

from handlers.callbacks.help_call import (
    AskEndHelpCall,
    AskHelp,
    AskHelpAnswer,
    AskHelpWords,
    CallForHelp,
    EndHelpCall,
    GiveBackHelpCall,
    ShowHelpCall,
    ShowHelpRequest,
    TakeHelpCall,
)
from handlers.help_call import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.formats import format_time
from market.help_call.answer import answer_caller, end_call, give_back_call, take_call
from market.help_call.call import HelpCalled, call_for_help, recent_call, say_more
from market.help_call.facts import (
    HelpPlace,
    call_to_answer,
    help_offer,
    overseen_call,
    own_call,
    refuse_words,
)
from storage.help_call import WORDS_PROMPT

routes = Routes()


class HelpWordsPrompt(Prompt, name=WORDS_PROMPT, returns_to=AskHelpWords, free_words=True):
    """A line about what the caller of this call needs."""

    call: int


class HelpAnswerPrompt(Prompt, name="help answer", returns_to=AskHelpAnswer, free_words=True):
    """An organiser's words to the caller of this call."""

    call: int


@routes.callback(AskHelp)
async def ask_help(ctx: HandlerContext, callback: AskHelp) -> Screen:
    """Shows the call of the last two minutes, or says who would be told. Raises NobodyReachable."""
    if recent := await ctx.read(recent_call, ctx.person, ctx.now):
        return views.caller_page(ctx.say, recent)
    offer = await ctx.read(help_offer, _place(callback), ctx.person, ctx.services.admins, now=ctx.now)
    return views.help_ask(ctx.say, offer, callback)


@routes.callback(CallForHelp)
async def call_for_help_tapped(ctx: HandlerContext, callback: CallForHelp) -> ScreenReply:
    admins = ctx.services.admins
    called = await ctx.act(call_for_help, _place(callback), ctx.person, admins, now=ctx.now)
    return ScreenReply(views.caller_page(ctx.say, called.call), toast=_told(ctx, called))


def _told(ctx: HandlerContext, called: HelpCalled) -> str:
    if called.is_new:
        return ctx.say.plain("The organisers were told.")
    at = format_time(ctx.say, called.call.told_at, called.call.zone)
    return ctx.say.plain("They were told at {at}.", at=at)


def _place(callback: AskHelp) -> HelpPlace:
    return HelpPlace(alley=callback.alley, stall=callback.stall)


@routes.callback(ShowHelpCall)
async def show_help_call(ctx: HandlerContext, callback: ShowHelpCall) -> Screen:
    return views.caller_page(ctx.say, await ctx.read(own_call, ctx.person, callback.call))


@routes.question(HelpWordsPrompt)
async def ask_help_words(ctx: HandlerContext, callback: AskHelpWords) -> Screen:
    await ctx.read(refuse_words, ctx.person, callback.call)
    return views.words_ask(ctx.say)


@routes.prompt(HelpWordsPrompt)
async def help_words_received(ctx: HandlerContext, prompt: HelpWordsPrompt, words: str) -> Done:
    admins = ctx.services.admins
    await ctx.act(say_more, ctx.actor, prompt.call, words, admins=admins, now=ctx.now)
    return Done(ctx.say.plain("Sent to the organisers."), ShowHelpCall(call=prompt.call))


@routes.callback(ShowHelpRequest)
async def show_help_request(ctx: HandlerContext, callback: ShowHelpRequest) -> Screen:
    call = await ctx.read(overseen_call, ctx.actor, callback.call)
    return views.organiser_page(ctx.say, call, ctx.person)


@routes.callback(TakeHelpCall)
async def take_help_call(ctx: HandlerContext, callback: TakeHelpCall) -> Done:
    await ctx.act(take_call, ctx.actor, callback.call, ctx.now)
    return Done(ctx.say.plain("We told them that you are coming."))


@routes.callback(GiveBackHelpCall)
async def give_back_help_call(ctx: HandlerContext, callback: GiveBackHelpCall) -> Done:
    await ctx.act(give_back_call, ctx.actor, callback.call, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("We told them, and the organisers again."))


@routes.callback(AskEndHelpCall)
async def ask_end_help_call(ctx: HandlerContext, callback: AskEndHelpCall) -> Screen:
    return views.end_ask(ctx.say, await ctx.read(overseen_call, ctx.actor, callback.call))


@routes.callback(EndHelpCall)
async def end_help_call(ctx: HandlerContext, callback: EndHelpCall) -> Done:
    await ctx.act(end_call, ctx.actor, callback.call, ctx.now)
    return Done(ctx.say.plain("Over. We told them."))


@routes.question(HelpAnswerPrompt)
async def ask_help_answer(ctx: HandlerContext, callback: AskHelpAnswer) -> Screen:
    return views.answer_ask(ctx.say, await ctx.read(call_to_answer, ctx.actor, callback.call))


@routes.prompt(HelpAnswerPrompt)
async def help_answer_received(ctx: HandlerContext, prompt: HelpAnswerPrompt, words: str) -> Done:
    await ctx.act(answer_caller, ctx.actor, prompt.call, words, now=ctx.now)
    return Done(ctx.say.plain("Sent. We told them."), ShowHelpRequest(call=prompt.call))
