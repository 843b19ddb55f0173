"""Answers a text with drops: of a day, of an alley, or found by words."""

from handlers.callbacks.list_location import ListLocation
from handlers.conversation import views
from handlers.conversation.browse_request import BrowseRequest, only_asks, read_request
from handlers.drop.list_views import PAGE, found_list, period_text
from handlers.drop.routes import alley_names_by_id, list_page, marks_of_reader
from handlers.stock.line_parser import parse_line
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Screen, ScreenReply
from handlers.waitlist.card_routes import drop_card_page
from locales.user_text import SEARCH
from market.alley import alley_names
from market.drop.browse import drop_cards, planned
from market.drop.planned_drops import DropFilter, DropPeriod, Planned
from market.drop.search import search_drops, split_words
from market.text_checks import check_words


async def find(ctx: HandlerContext, words: str) -> Screen | ScreenReply | None:
    """Show the day, the alley or the drops that a text asks for; None where nothing was found. Raises TooLong."""
    check_words(words, SEARCH)
    everything, alleys = await ctx.read_cached(planned, ctx.minute), await alley_names_by_id(ctx)
    request = read_request(words, ctx.today, alleys)
    if not request.words and (request.when or request.alley):
        return await _days_or_alley(ctx, request)
    if hits := search_drops(everything, words, alleys):
        if tag := _tag_of_all(words, hits):
            return await list_page(ctx, ListLocation(DropFilter(DropPeriod.ALL, tag=tag)))
        return await _found(ctx, hits, words)
    if only_asks(words):
        return await list_page(ctx, ListLocation())
    chosen = request.drop_filter.chosen(everything, ctx.today)
    for forgiving in (False, True):
        if hits := search_drops(chosen, request.words, alleys, forgiving):
            return await _found(ctx, hits)
    if request.when or request.alley:
        return await _found_elsewhere(ctx, request, everything)
    if (name := await _name_beside_price(ctx, words)) and (hits := search_drops(everything, name, alleys)):
        return await _found(ctx, hits)
    return None


async def _name_beside_price(ctx: HandlerContext, words: str) -> str:
    """Return the goods of a text that names their price too: "kuih lapis RM8.50"; "" for any other text."""
    places = await ctx.read_cached(alley_names)
    line = parse_line(words, places[0].currency, ctx.today).stock if places else None
    return line.name if line and line.price is not None else ""


async def _days_or_alley(ctx: HandlerContext, request: BrowseRequest) -> Screen:
    if request.when:
        return await list_page(ctx, ListLocation(request.drop_filter))
    alley = next(each for each in await ctx.read_cached(alley_names) if each.id == request.alley)
    everything = await ctx.read_cached(planned, ctx.minute)
    weekend = DropFilter(DropPeriod.WEEKEND, alley.id).chosen(everything, ctx.today)
    ahead = DropFilter(DropPeriod.ALL, alley.id).chosen(everything, ctx.today)
    return views.alley_card(ctx.say, alley, len(weekend), len(ahead))


async def _found_elsewhere(
    ctx: HandlerContext, request: BrowseRequest, everything: tuple[Planned, ...]
) -> ScreenReply | None:
    """Show what the words find on other days or in other alleys; None where that is nothing."""
    alleys = await alley_names_by_id(ctx)
    hits = search_drops(everything, request.words, alleys, forgiving=True)
    if not hits:
        return None
    when = period_text(ctx.say, request.drop_filter.when)
    note = ctx.say("Nothing for {when}. Here is what else is on.", when=when)
    return ScreenReply(await _found(ctx, hits), note=note)


def _tag_of_all(words: str, hits: tuple[Planned, ...]) -> str:
    """Return the tag that a text of one word is, where each of several hits has it; "" otherwise. Its list has pages."""
    [word, *more] = split_words(words)
    return word if not more and len(hits) > 1 and all(word in drop.tags for drop in hits) else ""


async def _found(ctx: HandlerContext, hits: tuple[Planned, ...], words: str = "") -> Screen:
    """Show the card of the only hit, or a list, with the way to the stall whose name the words are."""
    cards = await ctx.read_cached(drop_cards, tuple(drop.id for drop in hits[:PAGE]))
    if len(cards) == 1:
        return await drop_card_page(ctx, cards[0], ListLocation(DropFilter(DropPeriod.ALL)))
    return found_list(
        ctx.say,
        cards,
        len(hits),
        ctx.now,
        is_stall=_names_stall(words, hits),
        marks=await marks_of_reader(ctx),
    )


def _names_stall(words: str, hits: tuple[Planned, ...]) -> bool:
    """Return whether the words are the name of the one stall of these drops."""
    stalls = {drop.stall for drop in hits}
    return len(stalls) == 1 and split_words(words) == split_words(stalls.pop())


async def nothing_found(ctx: HandlerContext, words: str) -> Screen:
    """Say that nothing has the words."""
    me = await ctx.known()
    organises = ctx.actor.is_configured_admin or (me is not None and me.is_organiser)
    sells = me is not None and (me.has_stall or me.helps)
    return views.nothing_found(ctx.say, words, organises=organises, sells=sells)
