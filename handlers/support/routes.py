"""Routes of questions to the organisers: what is asked, answered, written back and closed."""

from handlers.callbacks.support import (
    AskAnswer,
    AskSupport,
    CloseQuestion,
    SendWords,
    ShowOwnQuestion,
    ShowQuestion,
    ShowQuestions,
    ShowSupport,
    UndoQuestion,
)
from handlers.support import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.block import own_block
from market.support import (
    answer,
    ask,
    close_question,
    open_questions,
    own_question,
    own_questions,
    question,
    question_to_answer,
    refuse_writing,
    undo_question,
    write_back,
)
from market.support import send_words as send_to_organisers

routes = Routes()


class SupportPrompt(Prompt, name="support", returns_to=AskSupport, free_words=True):
    """A text to the organisers; `thread` is the question it belongs to, 0 for a new one."""

    thread: int = 0


class AnswerPrompt(Prompt, name="answer", returns_to=ShowQuestion, free_words=True):
    """An organiser's answer to a question."""

    thread: int


@routes.command("support")
async def support(ctx: HandlerContext, words: str) -> Screen:
    return await show_support(ctx, ShowSupport())


@routes.callback(ShowSupport)
async def show_support(ctx: HandlerContext, callback: ShowSupport) -> Screen:
    own = await ctx.read(own_questions, ctx.person, callback.page)
    blocked = await ctx.read(own_block, ctx.person)
    return views.support_page(ctx.say, ctx.services.contact, own, ctx.services.zone, blocked=blocked)


@routes.question(SupportPrompt)
async def ask_support(ctx: HandlerContext, callback: AskSupport) -> Screen:
    await ctx.read(refuse_writing, ctx.person, callback.thread)
    return views.support_ask(ctx.say)


@routes.prompt(SupportPrompt)
async def text_received(ctx: HandlerContext, prompt: SupportPrompt, words: str) -> Done:
    admins = ctx.services.admins
    if prompt.thread:
        await ctx.act(write_back, ctx.actor, prompt.thread, words, admins=admins, now=ctx.now)
    else:
        await ctx.act(ask, ctx.actor, words, admins, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Sent."), ctx.say("The organisers answer here.")), ShowSupport())


@routes.callback(SendWords)
async def send_words(ctx: HandlerContext, callback: SendWords) -> Screen:
    """Sends the words that the message of the button answers; where Telegram does not have them any more, asks for them."""
    if not ctx.answered_words:
        await ctx.read(refuse_writing, ctx.person, 0)
        await ctx.set_prompt(SupportPrompt())
        return views.support_ask(ctx.say)
    words, admins = ctx.answered_words, ctx.services.admins
    thread = await ctx.act(send_to_organisers, ctx.actor, words, admins, now=ctx.now)
    return views.words_sent(ctx.say, thread, words)


@routes.callback(UndoQuestion)
async def undo_question_tapped(ctx: HandlerContext, callback: UndoQuestion) -> Done:
    await ctx.act(undo_question, ctx.actor, callback.thread, ctx.now)
    return Done(ctx.say.plain("Taken back. Nobody was told."))


@routes.callback(ShowOwnQuestion)
async def show_own_question(ctx: HandlerContext, callback: ShowOwnQuestion) -> Screen:
    found = await ctx.read(own_question, ctx.person, callback.thread)
    return views.own_question_page(ctx.say, found, ctx.services.zone)


@routes.callback(ShowQuestions)
async def show_questions(ctx: HandlerContext, callback: ShowQuestions) -> Screen:
    page = await ctx.read(open_questions, ctx.actor, callback.page)
    return views.question_list(ctx.say, page, ctx.services.zone)


@routes.callback(ShowQuestion)
async def show_question(ctx: HandlerContext, callback: ShowQuestion) -> Screen:
    return views.question_page(
        ctx.say, await ctx.read(question, ctx.actor, callback.thread), ctx.services.zone
    )


@routes.callback(AskAnswer)
async def ask_answer(ctx: HandlerContext, callback: AskAnswer) -> Screen:
    found = await ctx.read(question_to_answer, ctx.actor, callback.thread, callback.message)
    await ctx.set_prompt(AnswerPrompt(thread=callback.thread))
    return views.answer_ask(ctx.say, found)


async def _ask_again(ctx: HandlerContext, prompt: AnswerPrompt) -> Screen:
    return views.answer_ask(ctx.say, await ctx.read(question, ctx.actor, prompt.thread))


@routes.prompt(AnswerPrompt, ask_again=_ask_again)
async def answer_received(ctx: HandlerContext, prompt: AnswerPrompt, words: str) -> Done:
    await ctx.act(answer, ctx.actor, prompt.thread, words, now=ctx.now)
    return Done(
        ctx.say.sentences(ctx.say("Sent."), ctx.say("We told them.")), ShowQuestion(thread=prompt.thread)
    )


@routes.callback(CloseQuestion)
async def close_question_tapped(ctx: HandlerContext, callback: CloseQuestion) -> Done:
    await ctx.act(close_question, ctx.actor, callback.thread, ctx.now)
    return Done(ctx.say.plain("Closed."))
