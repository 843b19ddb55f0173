"""The order in which a typed text is understood: the first step that answers counts (docs/conversation.md)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import assert_never

from markupsafe import escape

from handlers.adults.views import adult_question
from handlers.callbacks.deposit import ShowMyDeposits
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import ShowLiveNow
from handlers.callbacks.recovery import AskRecovery
from handlers.conversation import views
from handlers.conversation.browsing import find, nothing_found
from handlers.conversation.live_named import line_named
from handlers.conversation.open_question import LEADS_TO, refused, take_answer
from handlers.conversation.phrases import (
    Phrase,
    command_of,
    command_within,
    ends_question,
    line_number,
    own_matter_within,
    phrase_of,
    phrase_within,
    tells_of_lost_phone,
    without_greeting,
)
from handlers.conversation.stock_or_answer import ask_meaning
from handlers.deposit.routes import show_my_deposits
from handlers.desk.routes import show_desk
from handlers.drop.browse_request import read_request
from handlers.drop.routes import alley_names_by_id, list_page
from handlers.last_minute_offer.routes import last_minute_offer_received
from handlers.live.live_words import LiveLine, asks_what_is_live, read_live
from handlers.live.routes import booking_of, live_booked, live_passed, live_written, show_live_now
from handlers.own_reminder.routes import reminder_asked
from handlers.reminder.market_day_views import my_market_day
from handlers.sale.typed_sale import sale_received
from handlers.scan.routes import code_typed
from handlers.series.routes import series_received
from handlers.stock.completeness import is_whole, seems_stock
from handlers.stock.correction_parser import PostAgain, SellOut, read_correction
from handlers.stock.correction_routes import correction_received
from handlers.stock.post_parser import read_post
from handlers.stock.prompts import ReadingPrompt, StockPrompt
from handlers.stock.routes import (
    forwarded_line,
    forwarded_post,
    parse_stock,
    save_draft,
    unanswered_note,
)
from handlers.stock.template_routes import usual_received
from handlers.ticket.late_text import kept_toast
from handlers.ui.context import HandlerContext, TextOrigin
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply, with_note, with_rows
from locales.refusals import sentence
from locales.user_text import SEARCH, STOCK_POST, sanitize_name
from market.alley import alley_names
from market.deposit.facts import own_deposits
from market.drop.browse import planned
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.search import has_all, search_terms
from market.refusal import LinkUnknown, Refusal
from market.reminder.moments import BookingStage
from market.staff.desks import posting_stalls
from market.stall import StallState
from market.ticket.signing_keys import public_keys
from market.waitlist.own_market_day import own_market_day, say_late_all
from market.waitlist.position import MyItem, my_items
from market.waitlist.refusals import AdultsOnly

QUOTE = 40


@dataclass(frozen=True, kw_only=True)
class TypedText:
    """A text with who wrote it; `stall` is the one for which they post, `selling` the one for which they sell, if any."""

    ctx: HandlerContext
    words: str
    stall: StallState | None
    selling: StallState | None
    routes: Routes
    origin: TextOrigin


Step = Callable[[TypedText], Awaitable[Reply | None]]


async def answer_text(ctx: HandlerContext, words: str, routes: Routes, origin: TextOrigin) -> Reply:
    """Return the answer to a text. One that replies to a message of ours answers a late question too."""
    words = _without_mention(ctx, words)
    if ctx.open_prompt and ctx.open_prompt.is_late(ctx.now) and not origin.is_reply:
        ctx = replace(ctx, open_prompt=None)
    me = await ctx.known()
    works = me is not None and (me.has_stall or me.helps)
    stalls = await ctx.read(posting_stalls, ctx.person) if works else None
    text = TypedText(
        ctx=ctx,
        words=words,
        stall=stalls.acting if stalls else None,
        selling=stalls.selling if stalls else None,
        routes=routes,
        origin=origin,
    )
    try:
        return await _first_answer(text)
    except Refusal as refusal:
        if type(refusal) in LEADS_TO:
            raise
        return await refused(ctx, routes, refusal)


async def answer_command(ctx: HandlerContext, words: str, routes: Routes) -> Reply | None:
    """Return the answer to a command that does not exist by what its words mean as a text; None where they mean nothing."""
    text = TypedText(ctx=ctx, words=words, stall=None, selling=None, routes=routes, origin=TextOrigin())
    for step in (command_word, known_phrase, own_matter):
        if reply := await step(text):
            return reply
    return await find(ctx, words) if len(words) <= SEARCH.longest else None


def _without_mention(ctx: HandlerContext, words: str) -> str:
    """Return a text without our own name in it."""
    mention = re.compile(rf"@{re.escape(ctx.services.username)}\b", re.IGNORECASE)
    return mention.sub("", words).strip() or words


async def _first_answer(text: TypedText) -> Reply:
    for step in _steps(text):
        if reply := await step(text):
            return reply
    return await _found_or_about(text)


async def _found_or_about(text: TypedText) -> Reply:
    """Return what a search finds, else what is about one of the text's words, else that nothing was found."""
    words = without_greeting(text.words)
    if len(words) > SEARCH.longest:
        return views.answering(views.too_long(text.ctx.say), text.ctx)
    if found := await find(text.ctx, words):
        return found
    if phrase := phrase_within(words):
        return await _answer_phrase(text.ctx, phrase, words)
    if command := command_within(words):
        return await text.routes.commands[command](text.ctx, "")
    return await nothing_found(text.ctx, words)


def _steps(text: TypedText) -> tuple[Step, ...]:
    """Return the steps in their order. A question for free words comes before all that a text may look like, but a ticket code and a live booking.

    A vendor's whole stock line is asked about before.
    """
    prompt = text.ctx.pending_prompt
    if prompt is None:
        return (*FIRST, *WHOLE, *PARTS)
    if prompt.takes_any_text:
        return (*FIRST, stock_or_answer, open_question, *WHOLE, *PARTS)
    return (*FIRST, *WHOLE, open_question, *PARTS)


async def ticket_code(text: TypedText) -> Reply | None:
    """Look the code up, unless it was asked for; an open question stays open."""
    if text.ctx.pending_prompt is not None and text.ctx.pending_prompt.takes_ticket_codes:
        return None
    return await code_typed(text.ctx, text.words)


async def live(text: TypedText) -> Reply | None:
    """Book live by a code, or open what it means; an open question stays open. In a live session a minute counts."""
    try:
        return await live_written(text.ctx, text.words, text.origin.sent_at or text.ctx.now)
    except AdultsOnly:
        line = read_live(text.words)
        assert line is not None, "only a line that books live is refused as one"
        return adult_question(text.ctx.say, booking_of(line))


async def live_by_name(text: TypedText) -> Reply | None:
    """Book live by a name, while nothing is asked. A name counts only of those who post for no stall: their lines are about their goods."""
    if text.ctx.pending_prompt is not None or text.stall is not None:
        return None
    line = await line_named(text.ctx, text.words)
    if not isinstance(line, LiveLine):
        return line
    try:
        return await live_booked(text.ctx, line, text.origin.sent_at or text.ctx.now)
    except AdultsOnly:
        return adult_question(text.ctx.say, booking_of(line))


async def live_asked(text: TypedText) -> Reply | None:
    """Show what is live now."""
    return await show_live_now(text.ctx, ShowLiveNow()) if asks_what_is_live(text.words) else None


async def passed(text: TypedText) -> Reply | None:
    """Hand on what is on hold from a live session."""
    return await live_passed(text.ctx, text.words)


async def forwarded(text: TypedText) -> Reply | None:
    """Post the drop again that a message of ours is about, which the vendor forwarded."""
    if text.stall is None or not text.origin.is_ours:
        return None
    return await forwarded_post(text.ctx, text.stall, text.words)


async def usual(text: TypedText) -> Reply | None:
    """Save the usual drop of a weekday, or list the usual ones."""
    if text.stall is None or len(text.words) > STOCK_POST.longest:
        return None
    reply = await usual_received(text.ctx, text.stall, text.words, text.origin.drop)
    return await _ending_question(text.ctx, reply) if reply else None


async def series(text: TypedText) -> Reply | None:
    """Repeat a vendor's drop every week."""
    if text.stall is None or len(text.words) > STOCK_POST.longest:
        return None
    reply = await series_received(text.ctx, text.stall, text.words, text.origin.drop)
    return await _ending_question(text.ctx, reply) if reply else None


async def last_minute_offer(text: TypedText) -> Reply | None:
    """Offer what is left of a vendor's drop for less."""
    if text.stall is None or len(text.words) > STOCK_POST.longest:
        return None
    reply = await last_minute_offer_received(text.ctx, text.stall, text.words)
    return await _ending_question(text.ctx, reply) if reply else None


async def correction(text: TypedText) -> Reply | None:
    """Correct what the vendor has on sale."""
    if text.stall is None or len(text.words) > STOCK_POST.longest:
        return None
    reply = await correction_received(text.ctx, text.stall, text.words, text.origin.drop)
    return await _ending_question(text.ctx, reply) if reply else None


async def sale(text: TypedText) -> Reply | None:
    """Sell what a stall says it sold to a walk-in."""
    if text.selling is None or len(text.words) > STOCK_POST.longest:
        return None
    reply = await sale_received(text.ctx, text.selling, text.words)
    return with_note(text.ctx.say, reply, await unanswered_note(text.ctx)) if reply else None


async def whole_line(text: TypedText) -> Reply | None:
    """Store a whole stock line as a draft. Where stock was asked for, the question's handler does, with the picture sent before."""
    if text.stall is None or isinstance(text.ctx.pending_prompt, StockPrompt | ReadingPrompt):
        return None
    if not is_whole(parse_stock(text.ctx, text.stall, text.words[: STOCK_POST.longest])):
        return None
    note = await unanswered_note(text.ctx)
    save = forwarded_line if text.origin.is_forward and len(text.words) <= STOCK_POST.longest else save_draft
    return with_note(text.ctx.say, await save(text.ctx, text.stall, text.words), note)


async def stock_or_answer(text: TypedText) -> Reply | None:
    """Ask whether a vendor's whole stock line is stock, or the free words that were asked for."""
    return await ask_meaning(text.ctx, text.stall, text.words) if text.stall else None


async def line_without_stall(text: TypedText) -> Reply | None:
    """Look for the goods of somebody's clear stock line who has no stall, and offer them one."""
    if text.stall is not None:
        return None
    alleys = await text.ctx.read_cached(alley_names)
    post = read_post(text.words[: STOCK_POST.longest], alleys[0].currency, text.ctx.today) if alleys else None
    if post is None or post.readings or not is_whole(post):
        return None
    name = post.message.items[0].name
    if len(name) > SEARCH.longest:
        return None
    found = await find(text.ctx, name) or await nothing_found(text.ctx, name)
    offer = text.ctx.say("Selling this? Open a stall first.")
    return with_note(text.ctx.say, with_rows(found, views.stall_rows(text.ctx.say)), offer)


async def pasted_link(text: TypedText) -> Reply | None:
    """Follow a link of this bot, or of a page of this market, that was written instead of tapped. One that leads nowhere is answered by what is on."""
    link = rf"t(?:elegram)?\.me/{re.escape(text.ctx.services.username)}/?\?start=([A-Za-z0-9_-]{{1,64}})"
    found = re.search(link, text.words, re.IGNORECASE)
    payload = found[1] if found else await _payload_of_page(text)
    if payload is None:
        return None
    prefix, _, code = payload.partition("_")
    try:
        if prefix not in text.routes.links or not code:
            raise LinkUnknown
        return await text.routes.links[prefix](text.ctx, code)
    except Refusal as refusal:
        note = sentence(text.ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await list_page(text.ctx, ListLocation()), note=note)


async def _payload_of_page(text: TypedText) -> str | None:
    """Return the payload of the link that opens here what a page of this market shows; None where a text has no page's address."""
    services = text.ctx.services
    host = re.escape(services.public_url.partition("://")[2])
    page = rf"(?<![\w.-]){host}/([adlrsty]|draw)/([0-9a-z]{{1,400}})(?:/([0-9a-z]{{1,16}}))?"
    found = re.search(page, text.words, re.IGNORECASE | re.ASCII) if host else None
    if found is None:
        return None
    match found[1].lower():
        case "t":
            links = services.ticket_links
            signed = f"{services.public_url}/T/{found[2]}"
            ticket = links.code_in(signed, await text.ctx.read(public_keys))
            return f"t_{links.key.link_code(ticket)}" if ticket else "t_"
        case "a" if found[3]:
            return f"a_{found[2]}-{found[3]}"
        case "draw":
            return f"d_{found[2].upper()}"
        case first:
            return f"{first}_{found[2].upper()}"


async def listed_line(text: TypedText) -> Reply | None:
    """Open the line of the list that was shown last whose number this is; a shopper to whom none was shown is shown one."""
    number = line_number(text.words)
    if number is None:
        return None
    lists = text.ctx.services.numbered_lists
    if callback := lists.line(text.ctx.person, number):
        return await text.routes.show(text.ctx, callback)
    if text.stall is not None or lists.has_list(text.ctx.person):
        return None
    note = text.ctx.say("Which list do you mean? Here is what is on: write the number again.")
    return ScreenReply(await list_page(text.ctx, ListLocation()), note=note)


async def own_matter(text: TypedText) -> Reply | None:
    """Show what somebody has booked, or the first step after a lost phone."""
    if tells_of_lost_phone(text.words):
        return await text.routes.show(text.ctx, AskRecovery())
    name = own_matter_within(text.words)
    if name is None:
        return None
    phrase = phrase_within(text.words)
    if phrase in (Phrase.GIVING_UP, Phrase.REFUND):
        return await _answer_phrase(text.ctx, phrase, text.words)
    return await text.routes.commands[name](text.ctx, "")


async def own_reminder(text: TypedText) -> Reply | None:
    """Set a reminder."""
    return await reminder_asked(text.ctx, text.words)


async def open_question(text: TypedText) -> Reply | None:
    """Answer the open question, or end it."""
    prompt = text.ctx.pending_prompt
    assert prompt is not None, "this step is only taken where something was asked"
    if ends_question(text.words):
        await text.ctx.clear_prompt()
        return views.said(text.ctx.say, text.ctx.say("Cancelled. Nothing was changed."))
    return await take_answer(text.ctx, text.routes, prompt, text.words)


async def incomplete_stock(text: TypedText) -> Reply | None:
    """Store what a vendor wrote as a draft and ask for the rest."""
    if text.stall is None or len(text.words) > STOCK_POST.longest:
        return None
    if _corrects(text) is not None or phrase_of(text.words):
        return None
    if not seems_stock(parse_stock(text.ctx, text.stall, text.words), text.words):
        return None
    note = await unanswered_note(text.ctx)
    return with_note(text.ctx.say, await save_draft(text.ctx, text.stall, text.words), note)


async def command_word(text: TypedText) -> Reply | None:
    """Run the command whose word this is."""
    name = command_of(text.words)
    return await text.routes.commands[name](text.ctx, "") if name else None


async def known_phrase(text: TypedText) -> Reply | None:
    """Answer a greeting or a worry."""
    phrase = phrase_of(text.words)
    return await _answer_phrase(text.ctx, phrase, text.words) if phrase else None


async def sold_out_unknown(text: TypedText) -> Reply | None:
    """Say that nothing on sale has the name, above the desk."""
    said = _corrects(text)
    if not isinstance(said, SellOut):
        return None
    name = sanitize_name(said.name or text.words, QUOTE)
    note = text.ctx.say("You have nothing on sale called “{name}”.", name=name)
    return ScreenReply(await show_desk(text.ctx, ShowDesk()), note=note)


FIRST: tuple[Step, ...] = (live, live_by_name, ticket_code)
WHOLE: tuple[Step, ...] = (
    pasted_link,
    passed,
    forwarded,
    usual,
    series,
    last_minute_offer,
    correction,
    sale,
    whole_line,
    line_without_stall,
    own_reminder,
)
PARTS: tuple[Step, ...] = (
    listed_line,
    live_asked,
    incomplete_stock,
    command_word,
    known_phrase,
    own_matter,
    sold_out_unknown,
)


def _corrects(text: TypedText) -> SellOut | PostAgain | None:
    """Return what the vendor's line corrects if it can be nothing else."""
    if text.stall is None:
        return None
    said = read_correction(text.words[: STOCK_POST.longest], text.stall.currency, text.ctx.today)
    return said if isinstance(said, SellOut | PostAgain) else None


async def _answer_phrase(ctx: HandlerContext, phrase: Phrase, words: str) -> Reply:
    match phrase:
        case Phrase.GREETING:
            return await _hello(ctx)
        case Phrase.REFUND:
            return await _refund(ctx)
        case Phrase.GIVING_UP:
            return await _give_up(ctx, words)
        case Phrase.LATE:
            return await _late(ctx)
        case Phrase.STOPPING:
            return views.stopping(ctx.say)
        case Phrase.THANKS:
            return views.thanked(ctx.say)
        case Phrase.BUTTON:
            return views.typed_button(ctx.say)
        case _:
            assert_never(phrase)


async def _hello(ctx: HandlerContext) -> Screen:
    everything = await ctx.read_cached(planned, ctx.minute)
    today = f"{ctx.today:%Y%m%d}"
    weekend = DropFilter(DropPeriod.WEEKEND).chosen(everything, ctx.today)
    alleys = len({drop.alley for drop in weekend})
    drops_today = len(DropFilter(today).chosen(everything, ctx.today))
    return views.hello(ctx.say, today, drops_today, len(weekend), alleys=alleys)


async def _refund(ctx: HandlerContext) -> Screen:
    if await ctx.read(own_deposits, ctx.person):
        return await show_my_deposits(ctx, ShowMyDeposits())
    return views.answering(views.no_deposits(ctx.say), ctx)


async def _give_up(ctx: HandlerContext, words: str) -> Screen:
    mine = await ctx.read(my_items, ctx.person, ctx.now)
    request = read_request(words, ctx.today, await alley_names_by_id(ctx))
    named = [each for each in mine if _is_named(each, request.words)]
    first, last = request.drop_filter.days(ctx.today)
    meant = [each for each in named or mine if not request.when or first <= each.drop.day <= last]
    return views.which_booking(ctx.say, meant or named or mine)


def _is_named(own_item: MyItem, words: str) -> bool:
    """Return whether a text names what somebody has, by a word of it or by another name."""
    name = f"{own_item.drop.name} {own_item.item.name}".casefold()
    return any(has_all(name, (term,)) for term in search_terms(words) if len(term.typed) > 2 or term.alike)


async def _late(ctx: HandlerContext) -> ScreenReply:
    """Let the stalls keep all that waits for the person, and show it."""
    kept = await ctx.act(say_late_all, ctx.person, ctx.now)
    mine = await ctx.read(own_market_day, ctx.person, kept.market_day)
    screen = my_market_day(ctx.say, mine, BookingStage.SOON, ctx.now)
    return ScreenReply(screen, note=escape(kept_toast(ctx.say, kept.until, mine.alley.zone)))


async def _ending_question(ctx: HandlerContext, reply: Reply) -> Reply:
    """End the open question after a line that means something else, and say what it leaves."""
    if ctx.pending_prompt is None:
        return reply
    note = await unanswered_note(ctx)
    await ctx.clear_prompt()
    return with_note(ctx.say, reply, note)
