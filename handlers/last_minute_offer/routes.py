"""Routes of last-minute offers: started by a vendor's line, taken by a button, and who hears of them."""

from zoneinfo import ZoneInfo

from handlers.callbacks.last_minute_offer import (
    PickLastMinuteAlert,
    ShowLastMinuteAlert,
    StopLastMinuteAlert,
    TakeLastMinuteOffer,
)
from handlers.callbacks.waitlist import ShowBooking
from handlers.last_minute_offer import views
from handlers.last_minute_offer.last_minute_line import LastMinuteLine, read_last_minute_line
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from handlers.waitlist.routes import show_booking
from handlers.waitlist.views import ANYWHERE
from market.alley import alley_names
from market.last_minute_offer.alert import alert_choice, ask_for_last_minute_offers, stop_last_minute_offers
from market.last_minute_offer.offer import (
    LastMinuteOfferRequest,
    last_minute_offer_facts,
    start_last_minute_offer,
    take_last_minute_offer,
)
from market.preferences.preferences import preferences_of
from market.stall import StallState
from market.stock.items_ahead import ItemAhead, items_ahead, items_called

routes = Routes()


async def last_minute_offer_received(ctx: HandlerContext, stall: StallState, words: str) -> Screen | None:
    """Starts what a vendor's last-minute offer line says; None for another text."""
    said = read_last_minute_line(words, stall.currency, ctx.now.astimezone(ZoneInfo(stall.zone)).date())
    if said is None:
        return None
    if not said.is_whole:
        return views.last_minute_offer_format(ctx.say)
    item = await _meant(ctx, stall, said)
    if item is None:
        return views.which_last_minute_item(ctx.say)
    request = LastMinuteOfferRequest(
        item=item.id, units=said.units or 0, price=said.price or 0, grams=said.grams or None
    )
    started = await ctx.act(start_last_minute_offer, ctx.actor, request, ctx.now, zone=ctx.services.zone)
    return views.last_minute_offer_started(
        ctx.say, await ctx.read(last_minute_offer_facts, started.offer, ctx.now), started.notified
    )


async def _meant(ctx: HandlerContext, stall: StallState, line: LastMinuteLine) -> ItemAhead | None:
    """Returns the only item with this name that is on sale now, or else on the next day that has any."""
    ahead = await ctx.read(items_ahead, ctx.actor, stall.id, ctx.now)
    running = tuple(item for item in ahead if item.starts_at <= ctx.now)
    meant = items_called(running, line.name, None) or items_called(ahead, line.name, None)
    next_ones = [item for item in meant if item.day == meant[0].day]
    return next_ones[0] if len(next_ones) == 1 else None


@routes.callback(TakeLastMinuteOffer)
async def take_last_minute_offer_tapped(ctx: HandlerContext, callback: TakeLastMinuteOffer) -> ScreenReply:
    joined = await ctx.act(
        take_last_minute_offer, ctx.person, callback.offer, callback.units, now=ctx.now, rng=ctx.services.rng
    )
    booking = ShowBooking(booking=joined.booking or 0, back_to=ANYWHERE.code)
    return ScreenReply(await show_booking(ctx, booking), toast=ctx.say.plain("Booked."))


@routes.callback(ShowLastMinuteAlert)
async def show_alert(ctx: HandlerContext, callback: ShowLastMinuteAlert) -> Screen:
    choice = await ctx.read(alert_choice, ctx.person)
    preferences = await ctx.read(preferences_of, ctx.person, ctx.services.zone)
    alleys = await ctx.read_cached(alley_names)
    return views.alert_page(ctx.say, choice, alleys, callback.page, quiet_hours=preferences.quiet_hours)


@routes.callback(PickLastMinuteAlert)
async def pick_alert(ctx: HandlerContext, callback: PickLastMinuteAlert) -> Done:
    await ctx.act(ask_for_last_minute_offers, ctx.person, callback.alley or None, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(StopLastMinuteAlert)
async def stop_alert(ctx: HandlerContext, callback: StopLastMinuteAlert) -> Done:
    await ctx.act(stop_last_minute_offers, ctx.person, ctx.now)
    return Done(ctx.say.plain("Stopped."))
