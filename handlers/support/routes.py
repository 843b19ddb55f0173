"""Routes of questions to the organisers: what is asked, answered, written back and closed."""

from markupsafe import Markup

from handlers.callbacks.support import (
    AskAnswer,
    AskSupport,
    CloseQuestion,
    ShowOwnQuestion,
    ShowQuestion,
    ShowQuestions,
    ShowSupport,
)
from handlers.support import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.refusals import sentence
from market.refusal import Refusal, TooLong
from market.support import (
    QuestionWordless,
    answer,
    ask,
    close_question,
    open_questions,
    own_question,
    own_questions,
    question,
    question_to_answer,
    refuse_writing,
    write_back,
)

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
    return views.support_page(ctx.say, ctx.services.contact, own, ctx.services.zone)


@routes.callback(AskSupport)
async def ask_support(ctx: HandlerContext, callback: AskSupport) -> Screen:
    await ctx.read(refuse_writing, ctx.person, callback.thread)
    await ctx.set_prompt(SupportPrompt(thread=callback.thread))
    return views.support_ask(ctx.say)


@routes.prompt(SupportPrompt)
async def text_received(ctx: HandlerContext, prompt: SupportPrompt, words: str) -> ScreenReply:
    admins = ctx.services.admins
    try:
        if prompt.thread:
            await ctx.act(write_back, ctx.actor, prompt.thread, words, admins=admins, now=ctx.now)
        else:
            await ctx.act(ask, ctx.actor, words, admins, now=ctx.now)
    except (TooLong, QuestionWordless) as refusal:
        return ScreenReply(views.support_ask(ctx.say), note=_note(ctx, refusal))
    except Refusal as refusal:
        await ctx.clear_prompt()
        return ScreenReply(await show_support(ctx, ShowSupport()), note=_note(ctx, refusal))
    await ctx.clear_prompt()
    sent = ctx.say("Sent. The organisers answer here.")
    return ScreenReply(await show_support(ctx, ShowSupport()), note=sent)


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


@routes.prompt(AnswerPrompt)
async def answer_received(ctx: HandlerContext, prompt: AnswerPrompt, words: str) -> Screen | ScreenReply:
    try:
        await ctx.act(answer, ctx.actor, prompt.thread, words, now=ctx.now)
    except (TooLong, QuestionWordless) as refusal:
        found = await ctx.read(question, ctx.actor, prompt.thread)
        return ScreenReply(views.answer_ask(ctx.say, found), note=_note(ctx, refusal))
    except Refusal:
        await ctx.clear_prompt()
        raise
    await ctx.clear_prompt()
    sent = ctx.say("Sent. We told them.")
    return ScreenReply(await show_question(ctx, ShowQuestion(thread=prompt.thread)), note=sent)


@routes.callback(CloseQuestion)
async def close(ctx: HandlerContext, callback: CloseQuestion) -> ScreenReply:
    await ctx.act(close_question, ctx.actor, callback.thread, ctx.now)
    screen = await show_question(ctx, ShowQuestion(thread=callback.thread))
    return ScreenReply(screen, toast=ctx.say.plain("Closed."))


def _note(ctx: HandlerContext, refusal: Refusal) -> Markup:
    return sentence(ctx.say, type(refusal).__name__, refusal.facts())
