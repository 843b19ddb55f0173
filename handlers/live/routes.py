"""Routes of live sessions: the live seller's page, booking live by a typed line or a tap, passing on, and the published order."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import (
    AnnounceLive,
    BookLive,
    ShowLive,
    ShowLiveItem,
    ShowLiveNow,
    ShowLiveOrder,
    StartLive,
    StopLive,
)
from handlers.callbacks.waitlist import DeclineHold, ShowEntry
from handlers.live import offer_views, views
from handlers.live.live_goods import LiveGoods, goods_named, lives_and_goods
from handlers.live.live_words import (
    LiveCode,
    LiveLine,
    read_code,
    read_live,
    read_pass,
    read_pass_named,
)
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen, ScreenReply
from handlers.waitlist.routes import decline_hold, joined_reply, show_entry
from locales.refusals import sentence
from market.drop.browse import drop_by_code, drop_cards
from market.live.live_booking import BOOK_LIVE, LiveItem, LiveRequest, find_live_item, live_hold
from market.live.live_now import live_now
from market.live.live_order import live_order
from market.live.live_session import LiveTerms, live_page, start_live, stop_live
from market.live.next_live import announce_live
from market.live.refusals import LiveUnknown
from market.refusal import Refusal
from market.waitlist.join_batch import Joined
from market.waitlist.position import drop_of_item, position_in_drop, shown_drop_of_item
from market.waitlist.refusals import AdultsOnly

routes = Routes()


async def live_written(ctx: HandlerContext, words: str, sent_at: datetime) -> Reply | None:
    """Books live what a line says, and opens what a code means that stands alone; None for another text."""
    if line := read_live(words):
        return await live_booked(ctx, line, sent_at)
    code = read_code(words)
    if code is None:
        return None
    try:
        return await _item_reply(ctx, code)
    except LiveUnknown:
        return None


async def live_booked(ctx: HandlerContext, line: LiveLine, sent_at: datetime) -> ScreenReply:
    """Books live, and shows the hold or the number; a refusal stands above what the person has of the item, or may do. Raises AdultsOnly."""
    try:
        meant, joined = await _book(ctx, line, sent_at)
    except AdultsOnly:
        raise
    except Refusal as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return await _refused(ctx, line.code, note)
    return await joined_reply(ctx, meant.item, joined, ListLocation())


async def _refused(ctx: HandlerContext, code: LiveCode, note: Markup) -> ScreenReply:
    try:
        reply = await _item_reply(ctx, code)
    except Refusal:
        return ScreenReply(await show_live_now(ctx, ShowLiveNow()), note=note)
    return replace(reply, note=ctx.say.sentences(note, reply.note))


async def _item_reply(ctx: HandlerContext, code: LiveCode) -> ScreenReply:
    """Returns what a person has of the item that a code means, with the time left to confirm it; else how to book it. Raises LiveUnknown."""
    meant = await ctx.read_cached(find_live_item, code.letters, code.place)
    drop = await ctx.read(shown_drop_of_item, ctx.person, meant.item)
    position = await ctx.read(position_in_drop, ctx.person, drop.id, ctx.now)
    held = next((each for each in position.held if each.item == meant.item), None)
    live = (await ctx.read_cached(live_now, ctx.minute)).session(code.letters)
    if live is None or any(each.item == meant.item for each in position.all):
        screen = await show_entry(ctx, ShowEntry(item=meant.item, back_to=ListLocation().code))
        note = offer_views.time_left_note(ctx.say, held.until, ctx.now) if held else Markup()
        return ScreenReply(screen, note=note)
    goods = LiveGoods(live=live, drop=drop, item=drop.item(meant.item), place=code.place)
    return ScreenReply(offer_views.live_offer(ctx.say, goods))


@routes.callback(ShowLiveItem)
async def show_live_item(ctx: HandlerContext, callback: ShowLiveItem) -> Screen:
    return (await _item_reply(ctx, LiveCode(callback.letters, callback.place))).screen


@routes.callback(ShowLiveNow)
async def show_live_now(ctx: HandlerContext, _: ShowLiveNow) -> Screen:
    lives, goods = await lives_and_goods(ctx)
    announced = await ctx.read_cached(drop_cards, lives.announced) if lives.announced else ()
    return offer_views.live_list(ctx.say, goods, announced)


@routes.callback(BookLive)
async def book_live(ctx: HandlerContext, callback: BookLive) -> Reply:
    """Books live by a tap; its place in the order is that of the tap."""
    code = LiveCode(callback.letters, callback.place)
    return await live_booked(ctx, LiveLine(code, callback.units, callback.word), ctx.now)


def booking_of(line: LiveLine) -> BookLive:
    """Returns the callback that books live what a line says."""
    return BookLive(letters=line.code.letters, place=line.code.place, units=line.units, word=line.word)


async def live_booked_in_group(
    ctx: HandlerContext, words: str, sent_at: datetime, name: str
) -> Screen | None:
    """Books live for somebody who has no chat with the bot, and says how to go on; None for another text."""
    line = read_live(words)
    if line is None:
        return None
    try:
        await _book(ctx, line, sent_at)
    except AdultsOnly:
        return views.adults_in_group(ctx.say, name, str(line.code), await _link_of(ctx, line.code))
    return views.counted_in_group(ctx.say, name, str(line.code), await _link_of(ctx, line.code))


async def _link_of(ctx: HandlerContext, code: LiveCode) -> str:
    meant = await ctx.read_cached(find_live_item, code.letters, code.place)
    drop = await ctx.read_cached(drop_of_item, meant.item)
    return f"https://t.me/{ctx.services.username}?start=d_{drop.code}"


async def _book(ctx: HandlerContext, line: LiveLine, sent_at: datetime) -> tuple[LiveItem, Joined]:
    meant = await ctx.read_cached(find_live_item, line.code.letters, line.code.place)
    request = LiveRequest(
        live=meant.live,
        person=ctx.person,
        item=meant.item,
        units=line.units,
        word=line.word,
        sent_at=sent_at,
        update=ctx.update,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return meant, await ctx.run_batched(BOOK_LIVE, request)


async def live_passed(ctx: HandlerContext, words: str) -> Reply | None:
    """Hands on what the person has on hold from a live session; None for another text, and where they have nothing.

    A code of which they have no hold opens what they have of it.
    """
    code = read_pass(words) or await _passed_by_name(ctx, words)
    if code is None:
        return None
    hold = await ctx.read(live_hold, ctx.person, code.letters, code.place)
    if hold:
        return await decline_hold(ctx, DeclineHold(hold=hold, back_to=ListLocation().code))
    return await _item_reply(ctx, code) if code.letters else None


async def _passed_by_name(ctx: HandlerContext, words: str) -> LiveCode | None:
    """Returns the code of the one thing that is live and has the name that a line passes on."""
    name = read_pass_named(words)
    if name is None:
        return None
    _, goods = await lives_and_goods(ctx)
    named = goods_named(goods, name)
    return LiveCode(named[0].live.letters, named[0].place) if len(named) == 1 else None


@routes.callback(ShowLive)
async def show_live(ctx: HandlerContext, callback: ShowLive) -> Screen:
    page = await ctx.read(live_page, ctx.actor, callback.drop)
    link = f"https://t.me/{ctx.services.username}?start=v_{page.drop.code}"
    return views.live_page(ctx.say, page, link, with_word=bool(callback.word))


@routes.callback(StartLive)
async def start_live_tapped(ctx: HandlerContext, callback: StartLive) -> Done:
    terms = LiveTerms(drop=callback.drop, minutes=callback.minutes, with_word=bool(callback.word))
    await ctx.act(start_live, ctx.actor, terms, ctx.now, rng=ctx.services.rng)
    return Done(ctx.say.plain("You are live."), ShowLive(drop=callback.drop))


@routes.callback(StopLive)
async def stop_live_tapped(ctx: HandlerContext, callback: StopLive) -> Done:
    await ctx.act(stop_live, ctx.actor, callback.drop, ctx.now)
    return Done(ctx.say.plain("Stopped. The bookings stay."))


@routes.callback(AnnounceLive)
async def announce_live_tapped(ctx: HandlerContext, callback: AnnounceLive) -> Done:
    announced = bool(callback.announced)
    await ctx.act(announce_live, ctx.actor, callback.drop, announced=announced, now=ctx.now)
    return Done(
        ctx.say.plain("Announced on your stall’s page.")
        if announced
        else ctx.say.plain("No longer announced.")
    )


@routes.callback(ShowLiveOrder)
async def show_live_order(ctx: HandlerContext, callback: ShowLiveOrder) -> Screen:
    return views.order_page(ctx.say, await ctx.read(live_order, callback.drop, callback.page))


@routes.link("v")
async def open_live_order(ctx: HandlerContext, code: str) -> Screen:
    drop = await ctx.read_cached(drop_by_code, code)
    return await show_live_order(ctx, ShowLiveOrder(drop=drop.id))
