"""A whole stock line of a vendor who was asked for free words: they say by a button which of the two it is."""

from dataclasses import replace

from handlers.callbacks.callback import Callback
from handlers.callbacks.conversation import TakeAsAnswer, TakeAsStock
from handlers.callbacks.stock import AskStock
from handlers.conversation import views
from handlers.conversation.open_question import refused, take_answer
from handlers.stock.completeness import is_surely_stock
from handlers.stock.prompts import LONGEST_PROMPT
from handlers.stock.reading_views import stock_or_answer_choice
from handlers.stock.routes import parse_stock, save_draft
from handlers.ui.context import HandlerContext, SourceMessage
from handlers.ui.prompt import OpenPrompt, Prompt, parse_prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen
from locales.user_text import STOCK_POST
from market.refusal import Refusal
from market.staff.desks import posting_stall
from market.stall import StallState


class MeaningPrompt(Prompt, name="stock-or-answer", returns_to=AskStock, free_words=True):
    """Whether `words` are stock or the answer to the prompt that is packed in `asked`. `source` is the id of the message."""

    words: str
    asked: str
    source: int

    @property
    def first(self) -> OpenPrompt | None:
        """Return the prompt that was open before; None where it can be read no more."""
        return parse_prompt(self.asked)

    @property
    def takes_ticket_codes(self) -> bool:
        return self.first is not None and self.first.prompt.takes_ticket_codes

    def fallback(self) -> Callback:
        return self.first.prompt.fallback() if self.first else AskStock()


async def ask_meaning(ctx: HandlerContext, stall: StallState, words: str) -> Screen | None:
    """Ask whether a text is stock or the answer; None where it is surely no stock, or too long to be kept until then."""
    asked = ctx.open_prompt
    if asked and isinstance(asked.prompt, MeaningPrompt):
        asked = asked.prompt.first
    if asked is None or len(words) > STOCK_POST.longest:
        return None
    post = parse_stock(ctx, stall, words)
    if not is_surely_stock(post):
        return None
    packed = asked.prompt.pack(asked.asked_at, asked.again)
    prompt = MeaningPrompt(words=words, asked=packed, source=ctx.source.id if ctx.source else 0)
    if len(prompt.pack(ctx.now)) > LONGEST_PROMPT:
        return None
    await ctx.set_prompt(prompt)
    return stock_or_answer_choice(ctx.say, stall, post.message.items, asked.prompt.fallback())


def meaning_routes(table: Routes) -> Routes:
    """Return the routes of the two buttons; an answer is given to the handler that `table` has for its prompt."""
    routes = Routes()

    @routes.callback(TakeAsStock)
    async def take_as_stock(ctx: HandlerContext, callback: TakeAsStock) -> Reply:
        meaning, stall = ctx.pending_prompt, await ctx.read(posting_stall, ctx.person)
        if stall is None or not isinstance(meaning, MeaningPrompt):
            return _closed(ctx)
        answered = replace(ctx, source=SourceMessage(id=meaning.source, is_edited=True), open_prompt=None)
        return await save_draft(answered, stall, meaning.words)

    @routes.callback(TakeAsAnswer)
    async def take_as_answer(ctx: HandlerContext, callback: TakeAsAnswer) -> Reply:
        meaning = ctx.pending_prompt
        if not isinstance(meaning, MeaningPrompt):
            return _closed(ctx)
        return await _answer_first(ctx, table, meaning, words=meaning.words) or _closed(ctx)

    @routes.prompt(MeaningPrompt)
    async def written_instead(ctx: HandlerContext, meaning: MeaningPrompt, words: str) -> Reply | None:
        """Answers the first question by what is written instead of a tap."""
        return await _answer_first(ctx, table, meaning, words=words)

    return routes


async def _answer_first(
    ctx: HandlerContext, table: Routes, meaning: MeaningPrompt, *, words: str
) -> Reply | None:
    """Opens the first question again and answers it."""
    if meaning.first is None:
        await ctx.clear_prompt()
        return None
    first = meaning.first.prompt
    await ctx.set_prompt(first)
    again = replace(ctx, open_prompt=OpenPrompt(first, ctx.now, meaning.first.again))
    try:
        return await take_answer(again, table, first, words)
    except Refusal as refusal:
        return await refused(again, table, refusal)


def _closed(ctx: HandlerContext) -> Screen:
    return views.said(ctx.say, ctx.say("That question has closed. Please write your answer again."))
