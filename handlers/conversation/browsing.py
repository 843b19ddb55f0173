"""Answers a text with drops: of a day, of an alley, found by words or by price, or what it asks of one of them."""

from dataclasses import dataclass, replace

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.drop import ShowDrops, ShowPolicy
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import AskUnits, JoinWaitlist
from handlers.conversation import views
from handlers.conversation.phrases import is_question
from handlers.drop.answer_text import answer_text, says_nothing
from handlers.drop.browse_request import BrowseRequest, only_asks, read_request
from handlers.drop.drop_question import DropQuestion, Topic, drops_by_price, read_question
from handlers.drop.list_views import PAGE, found_list, period_text
from handlers.drop.routes import list_page, marks_of_reader
from handlers.stock.line_parser import parse_line
from handlers.support.views import send_words_button
from handlers.ui.button_layout import layout_buttons
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button, Screen, ScreenReply
from handlers.waitlist.card_routes import drop_card_page
from handlers.waitlist.join_steps import join_for
from locales.search_vocabulary import DIETS
from locales.user_text import SEARCH, tag_text
from market.access import known_access
from market.alley import AlleyName, alley_names
from market.drop.browse import drop_cards, planned
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter, DropPeriod, Planned
from market.drop.search import closest_drops, search_drops, search_terms, split_words
from market.drop.status import status
from market.drop.status_text import limit_text
from market.text_checks import check_words

ANYWHERE = ListLocation(DropFilter(DropPeriod.ALL))
OTHERS = 1
"""Buttons to other drops that the words name, below an answer about one."""


@dataclass(frozen=True, kw_only=True)
class Market:
    """The drops that are coming, and the names of their alleys by id."""

    drops: tuple[Planned, ...]
    alleys: dict[int, str]
    places: tuple[AlleyName, ...]


async def find(ctx: HandlerContext, words: str) -> Screen | ScreenReply | None:
    """Show the day, the alley or the drops that a text asks for, or answer what it asks of them; None where nothing was found. Raises TooLong."""
    check_words(words, SEARCH)
    market = await _market(ctx)
    request = read_request(words, ctx.today, market.alleys)
    if not request.words and (request.when or request.alley):
        return await _days_or_alley(ctx, request)
    if hits := search_drops(market.drops, words, market.alleys):
        if tag := _tag_of_all(words, hits):
            return await list_page(ctx, ListLocation(DropFilter(DropPeriod.ALL, tag=tag)))
        return await _found(ctx, hits, words)
    if only_asks(words):
        return await list_page(ctx, ListLocation())
    question = read_question(words, ctx.today, market.alleys)
    if question.searches_by_price:
        return await _by_price(ctx, question, market)
    return (
        await _asked(ctx, question, market)
        or await _matching(ctx, request, market)
        or await _beside_price(ctx, words, market)
    )


async def _market(ctx: HandlerContext) -> Market:
    places = await ctx.read_cached(alley_names)
    drops = await ctx.read_cached(planned, ctx.minute)
    return Market(drops=drops, alleys={alley.id: alley.name for alley in places}, places=places)


async def _matching(
    ctx: HandlerContext, request: BrowseRequest, market: Market
) -> Screen | ScreenReply | None:
    """Show what the words find on the days and in the alley that are named, else elsewhere."""
    chosen = request.drop_filter.chosen(market.drops, ctx.today)
    for forgiving in (False, True):
        if hits := search_drops(chosen, request.words, market.alleys, forgiving):
            return await _found(ctx, hits)
    if request.when or request.alley:
        return await _found_elsewhere(ctx, request, market)
    return None


async def _asked(ctx: HandlerContext, question: DropQuestion, market: Market) -> Screen | ScreenReply | None:
    """Answer what is asked of the goods that the words name; None where nothing is called so."""
    if not question.words:
        if question.topic and (question.when or question.alley):
            return await _days_or_alley(ctx, BrowseRequest(when=question.when, alley=question.alley))
        return await list_page(ctx, ListLocation()) if question.topic else None
    hits = _named(ctx, question, market)
    if hits and question.asks:
        return await _answered(ctx, question, hits)
    if hits:
        return await _found(ctx, hits)
    request = BrowseRequest(when=question.when, alley=question.alley, words=question.words)
    return await _found_elsewhere(ctx, request, market) if request.when or request.alley else None


def _named(ctx: HandlerContext, question: DropQuestion, market: Market) -> tuple[Planned, ...]:
    """Return the drops that the words name, on the days and in the alley of the question."""
    chosen = question.drop_filter.chosen(market.drops, ctx.today)
    exactly = search_drops(chosen, question.words, market.alleys)
    return exactly or search_drops(chosen, question.words, market.alleys, forgiving=True)


async def _answered(
    ctx: HandlerContext, question: DropQuestion, hits: tuple[Planned, ...]
) -> Screen | ScreenReply:
    """Answer about the one drop that is meant, the next one of several with the same name; else list what may be meant."""
    closest = closest_drops(hits, question.words)
    if len({drop.name.casefold() for drop in closest}) > 1:
        return await _found_with_contents(ctx, question, hits)
    first, *_ = closest
    cards = await ctx.read_cached(drop_cards, (first.id,))
    if not cards:
        return await _found(ctx, hits)
    [drop] = cards
    card = await drop_card_page(ctx, drop, ANYWHERE, is_listed=False)
    if not (question.topic or question.contents):
        return _card_for(ctx, drop, card, question.units)
    others = [other for other in hits if other.id != drop.id][:OTHERS]
    steps, about = _steps_and_about(card)
    screen = Screen(
        text=answer_text(ctx.say, drop, question, ctx.now),
        rows=layout_buttons(
            *steps, _more_buttons(ctx, question, drop), *views.other_drops(ctx.say, others), about
        ),
    )
    is_unanswered = says_nothing(drop, question.contents)
    return views.answering(screen, ctx) if is_unanswered else screen


def _steps_and_about(card: Screen) -> tuple[list[list[Button]], list[Button]]:
    """Return the buttons of a card that do something about the drop, row by row, and those to its details and back."""
    rows = [[button for button in row if button.callback] for row in card.rows]
    about = [button for row in rows for button in row if isinstance(button.callback, ShowPolicy | ShowDrops)]
    return [[button for button in row if button not in about] for row in rows], about


def _more_buttons(ctx: HandlerContext, question: DropQuestion, drop: DropFacts) -> list[Button]:
    """Return the way there, or to the organisers where the stall does not say what is asked."""
    if says_nothing(drop, question.contents):
        return [send_words_button(ctx.say)]
    if question.topic is Topic.WHERE:
        venue = SendVenue(alley=drop.alley.id, drop=drop.id)
        return [Button(label=ctx.say.label("Directions"), callback=venue, below=True)]
    return []


def _card_for(ctx: HandlerContext, drop: DropFacts, card: Screen, units: int) -> Screen | ScreenReply:
    """Return the card with the button for so many units first, where the reader may join; above the limit for one person, with the limit."""
    joins = [each for row in card.rows for each in row if isinstance(each.callback, JoinWaitlist)]
    wanted = join_for(
        ctx.say, drop, status(drop, ctx.now), units=min(units, drop.limit_each), back_to=ANYWHERE.code
    )
    if not joins or wanted is None:
        return card
    choices = [each for row in card.rows for each in row if isinstance(each.callback, AskUnits)]
    second = choices or [replace(joins[0], style="")]
    first = (wanted, *second[:1])
    shown = replace(card, rows=(first, *card.rows[1:]))
    return ScreenReply(shown, note=limit_text(ctx.say, drop)) if units > drop.limit_each else shown


async def _found_with_contents(
    ctx: HandlerContext, question: DropQuestion, hits: tuple[Planned, ...]
) -> Screen | ScreenReply:
    """List those of the drops of which their stalls say what is asked, else all with a note that none does."""
    wanted = [term for group in question.contents for term in search_terms(group)]
    said = tuple(drop for drop in hits if all(term.is_in(" ".join(drop.tags)) for term in wanted))
    if said or not wanted:
        return await _found(ctx, said or hits)
    tags = [tag_text(group) for group in question.contents if group in DIETS]
    screen = await _found(ctx, hits)
    return (
        ScreenReply(screen, note=ctx.say("None of these has the tag {tag}.", tag=tags[0])) if tags else screen
    )


async def _by_price(
    ctx: HandlerContext, question: DropQuestion, market: Market
) -> Screen | ScreenReply | None:
    """List the drops that cost no more than the question says, the cheapest first; None where there is none."""
    hits = drops_by_price(market.drops, question, ctx.today, market.places)
    if not hits:
        return None
    screen = await _found(ctx, hits, in_order=True)
    return ScreenReply(screen, note=ctx.say("The cheapest first.")) if len(hits) > 1 else screen


async def _beside_price(ctx: HandlerContext, words: str, market: Market) -> Screen | None:
    """Show the goods of a text that names their price too: "kuih lapis RM8.50"."""
    line = parse_line(words, market.places[0].currency, ctx.today).stock if market.places else None
    name = line.name if line and line.price is not None else ""
    hits = search_drops(market.drops, name, market.alleys) if name else ()
    return await _found(ctx, hits) if hits else None


async def _days_or_alley(ctx: HandlerContext, request: BrowseRequest) -> Screen:
    if request.when:
        return await list_page(ctx, ListLocation(request.drop_filter))
    alley = next(each for each in await ctx.read_cached(alley_names) if each.id == request.alley)
    everything = await ctx.read_cached(planned, ctx.minute)
    weekend = DropFilter(DropPeriod.WEEKEND, alley.id).chosen(everything, ctx.today)
    ahead = DropFilter(DropPeriod.ALL, alley.id).chosen(everything, ctx.today)
    access = await ctx.read(known_access, alley.id)
    return views.alley_card(ctx.say, alley, len(weekend), ahead, access=access)


async def _found_elsewhere(ctx: HandlerContext, request: BrowseRequest, market: Market) -> ScreenReply | None:
    """Show what the words find on other days or in other alleys; None where that is nothing."""
    hits = search_drops(market.drops, request.words, market.alleys, forgiving=True)
    if not hits:
        return None
    when = period_text(ctx.say, request.drop_filter.when)
    note = ctx.say("Nothing for {when}. Here is what else is on.", when=when)
    return ScreenReply(await _found(ctx, hits), note=note)


def _tag_of_all(words: str, hits: tuple[Planned, ...]) -> str:
    """Return the tag that a text of one word is, in any of its names, where each of several hits has it; "" otherwise. Its list has pages."""
    [term, *more] = search_terms(words)
    common = {*hits[0].tags}.intersection(*(drop.tags for drop in hits))
    tags = [tag for tag in hits[0].tags if tag in common and term.is_called(tag)]
    return tags[0] if tags and not more and len(hits) > 1 else ""


async def _found(
    ctx: HandlerContext, hits: tuple[Planned, ...], words: str = "", *, in_order: bool = False
) -> Screen:
    """Show the card of the only hit, or a list, with the way to the stall whose name the words are. `in_order`: the list keeps the order of the hits."""
    shown = tuple(drop.id for drop in hits[:PAGE])
    cards = await ctx.read_cached(drop_cards, shown)
    if len(cards) == 1:
        return await drop_card_page(ctx, cards[0], ANYWHERE)
    if in_order:
        cards = tuple(sorted(cards, key=lambda card: shown.index(card.id)))
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
    screen = views.nothing_found(ctx.say, words, asks=is_question(words), organises=organises, sells=sells)
    return views.answering(screen, ctx)
