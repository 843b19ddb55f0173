"""Routes of live sessions: the live seller's page, booking live by a typed line, passing on, and the published order."""

from datetime import datetime

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import AnnounceLive, BookLive, ShowLive, ShowLiveOrder, StartLive, StopLive
from handlers.callbacks.waitlist import DeclineHold
from handlers.live import views
from handlers.live.live_words import LiveCode, LiveLine, read_live, read_pass
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen
from handlers.waitlist.routes import decline_hold, joined_reply
from market.drop.browse import drop_by_code
from market.live.live_booking import BOOK_LIVE, LiveItem, LiveRequest, find_live_item, live_hold
from market.live.live_order import live_order
from market.live.live_session import LiveTerms, live_page, start_live, stop_live
from market.live.next_live import announce_live
from market.waitlist.join_batch import Joined
from market.waitlist.position import drop_of_item
from market.waitlist.refusals import AdultsOnly

routes = Routes()


async def live_booked(ctx: HandlerContext, words: str, sent_at: datetime) -> Reply | None:
    """Books live what a line says, and shows the hold or the number; None for another text."""
    line = read_live(words)
    if line is None:
        return None
    meant, joined = await _book(ctx, line, sent_at)
    return await joined_reply(ctx, meant.item, joined, ListLocation())


@routes.callback(BookLive)
async def book_live(ctx: HandlerContext, callback: BookLive) -> Reply:
    """Books live what was written before a question; its place in the order is that of the answer."""
    code = LiveCode(callback.letters, callback.place)
    meant, joined = await _book(ctx, LiveLine(code, callback.units, callback.word), ctx.now)
    return await joined_reply(ctx, meant.item, joined, ListLocation())


def booking_of(words: str) -> BookLive:
    """Returns the callback that books live what a line says."""
    line = read_live(words)
    assert line is not None, "only a line that books live is refused as one"
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
    """Hands on what the person has on hold from a live session; None for another text, and where they have nothing."""
    code = read_pass(words)
    if code is None:
        return None
    hold = await ctx.read(live_hold, ctx.person, code.letters, code.place)
    return await decline_hold(ctx, DeclineHold(hold=hold, back_to=ListLocation().code)) if hold else None


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
