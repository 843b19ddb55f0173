"""The items that are sold live now, and those of them that a text names."""

from dataclasses import dataclass

from handlers.ui.context import HandlerContext
from market.drop.browse import drop_cards
from market.drop.facts import DropFacts, ItemFacts
from market.drop.search import has_all, search_terms
from market.live.live_now import LiveNow, RunningLive, live_now
from market.live.live_session import live_code


@dataclass(frozen=True, kw_only=True)
class LiveGoods:
    """An item that is sold live now; `place` is the one among the items of its drop, from 1, that its code has."""

    live: RunningLive
    drop: DropFacts
    item: ItemFacts
    place: int

    @property
    def code(self) -> str:
        return live_code(self.live.letters, self.place)


async def lives_and_goods(ctx: HandlerContext) -> tuple[LiveNow, tuple[LiveGoods, ...]]:
    """Returns the live sessions that run, and what is sold in them."""
    lives = await ctx.read_cached(live_now, ctx.minute)
    if not lives.running:
        return lives, ()
    drops = await ctx.read_cached(drop_cards, tuple(live.drop for live in lives.running))
    by_id = {drop.id: drop for drop in drops}
    goods = (
        LiveGoods(live=live, drop=by_id[live.drop], item=item, place=place)
        for live in lives.running
        if live.drop in by_id
        for place, item in enumerate(by_id[live.drop].items, 1)
        if item.offered
    )
    return lives, tuple(goods)


def goods_named(goods: tuple[LiveGoods, ...], words: str) -> tuple[LiveGoods, ...]:
    """Returns the goods with all of the words in their own names, else with that of their drop."""
    terms = search_terms(words)
    if not terms:
        return ()
    own = tuple(each for each in goods if has_all(each.item.name.casefold(), terms))
    return own or tuple(
        each for each in goods if has_all(f"{each.drop.name} {each.item.name}".casefold(), terms)
    )
