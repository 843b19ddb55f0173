"""Reads a live booking with the name of what is sold in the place of its code, "mine onde 2", beside the ordinary search for it."""

from handlers.callbacks.live import ShowLiveNow
from handlers.conversation.browsing import find
from handlers.drop.drop_question import DropQuestion, read_question
from handlers.drop.routes import alley_names_by_id
from handlers.live import offer_views
from handlers.live.live_goods import LiveGoods, goods_named, lives_and_goods
from handlers.live.live_words import LiveCode, LiveLine, NamedLine, read_named
from handlers.live.routes import show_live_now
from handlers.ui.button_layout import layout_buttons
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button, Reply, ScreenReply, with_first_rows, with_note
from market.drop.browse import planned
from market.drop.search import search_drops

MOST_BESIDE = 2
"""Buttons to what is live below what a search finds."""


async def line_named(ctx: HandlerContext, words: str) -> LiveLine | Reply | None:
    """Return the line that a name and a number mean, where it can be nothing else; else the question what is meant. None for another text.

    A line as it is written nowhere else, "mine onde", means what is live. "I want" may be a search: it books only where no other drop has the name.
    """
    line = read_named(words)
    question = read_question(line.goods, ctx.today, {}) if line else None
    if line is None or question is None or not _is_of_goods(question):
        return None
    _, goods = await lives_and_goods(ctx)
    named = goods_named(goods, question.words)
    if not named:
        return await _not_live(ctx, line, question, runs=bool(goods))
    if not line.only_live and await _is_sold_elsewhere(ctx, named, question.words):
        return await _beside_search(ctx, named, question)
    if len(named) > 1:
        screen = offer_views.live_list(ctx.say, named, ())
        return ScreenReply(screen, note=offer_views.which_note(ctx.say))
    return LiveLine(LiveCode(named[0].live.letters, named[0].place), question.units or 1, line.word)


def _is_of_goods(question: DropQuestion) -> bool:
    """Return whether a text names goods, and perhaps how many, and asks nothing of them."""
    others = question.when, question.topic, question.contents, question.searches_by_price
    return bool(question.words) and not any(others)


async def _is_sold_elsewhere(ctx: HandlerContext, named: tuple[LiveGoods, ...], words: str) -> bool:
    """Return whether a drop that is not live has the words."""
    drops = await ctx.read_cached(planned, ctx.minute)
    live = {each.drop.id for each in named}
    return any(drop.id not in live for drop in search_drops(drops, words, await alley_names_by_id(ctx)))


async def _beside_search(
    ctx: HandlerContext, named: tuple[LiveGoods, ...], question: DropQuestion
) -> Reply | None:
    """Show what a search finds, with what is live above it, and the way to it."""
    found = await find(ctx, question.words)
    if found is None:
        return None
    rows = layout_buttons([_button(ctx, each, question.units) for each in named[:MOST_BESIDE]])
    note = offer_views.live_beside_note(ctx.say, named[0], question.units or 1)
    return with_note(ctx.say, with_first_rows(found, rows), note)


def _button(ctx: HandlerContext, goods: LiveGoods, units: int) -> Button:
    """Return the button that books as many as were written, else the way to the goods."""
    if units and not goods.live.asks_word:
        return offer_views.mine_button(ctx.say, goods, units)
    return offer_views.goods_button(ctx.say, goods)


async def _not_live(
    ctx: HandlerContext, line: NamedLine, question: DropQuestion, *, runs: bool
) -> Reply | None:
    """Say that nothing of the name is live, above what a search finds, else above what is live; None for a line that may be a search itself."""
    if not (line.only_live and question.units):
        return None
    reply = await find(ctx, question.words) or await show_live_now(ctx, ShowLiveNow())
    return with_note(ctx.say, reply, offer_views.none_named_note(ctx.say, question.words, runs=runs))
