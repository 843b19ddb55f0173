"""Routes of rescues: started by a vendor's line, taken by a button, and who hears of them."""

from zoneinfo import ZoneInfo

from handlers.callbacks.rescue import PickRescueAlert, ShowRescueAlert, StopRescueAlert, TakeRescue
from handlers.callbacks.waitlist import ShowBooking
from handlers.rescue import views
from handlers.rescue.rescue_words import RescueLine, read_rescue
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from handlers.waitlist.routes import show_booking
from handlers.waitlist.views import ANYWHERE
from market.alley import alley_names
from market.preferences.preferences import preferences_of
from market.rescue.alert import alert_choice, ask_for_rescues, stop_rescues
from market.rescue.rescue import RescueRequest, rescue_facts, start_rescue, take_rescue
from market.stall import StallState
from market.stock.items_ahead import ItemAhead, items_ahead, items_called

routes = Routes()


async def rescue_received(ctx: HandlerContext, stall: StallState, words: str) -> Screen | None:
    """Starts what a vendor's rescue line says; None for another text."""
    said = read_rescue(words, stall.currency, ctx.now.astimezone(ZoneInfo(stall.zone)).date())
    if said is None:
        return None
    if not said.is_whole:
        return views.rescue_format(ctx.say)
    item = await _meant(ctx, stall, said)
    if item is None:
        return views.which_rescue(ctx.say)
    request = RescueRequest(
        item=item.id, units=said.units or 0, price=said.price or 0, grams=said.grams or None
    )
    started = await ctx.act(start_rescue, ctx.actor, request, ctx.now, zone=ctx.services.zone)
    return views.rescue_started(
        ctx.say, await ctx.read(rescue_facts, started.rescue, ctx.now), started.notified
    )


async def _meant(ctx: HandlerContext, stall: StallState, line: RescueLine) -> ItemAhead | None:
    """Returns the only item with this name that is on sale now, or else on the next day that has any."""
    ahead = await ctx.read(items_ahead, ctx.actor, stall.id, ctx.now)
    running = tuple(item for item in ahead if item.starts_at <= ctx.now)
    meant = items_called(running, line.name, None) or items_called(ahead, line.name, None)
    next_ones = [item for item in meant if item.day == meant[0].day]
    return next_ones[0] if len(next_ones) == 1 else None


@routes.callback(TakeRescue)
async def take(ctx: HandlerContext, callback: TakeRescue) -> ScreenReply:
    joined = await ctx.act(
        take_rescue, ctx.person, callback.rescue, callback.units, now=ctx.now, rng=ctx.services.rng
    )
    booking = ShowBooking(booking=joined.booking or 0, back_to=ANYWHERE.code)
    return ScreenReply(await show_booking(ctx, booking), toast=ctx.say.plain("Booked."))


@routes.callback(ShowRescueAlert)
async def show_alert(ctx: HandlerContext, callback: ShowRescueAlert) -> Screen:
    choice = await ctx.read(alert_choice, ctx.person)
    preferences = await ctx.read(preferences_of, ctx.person, ctx.services.zone)
    alleys = await ctx.read_cached(alley_names)
    return views.alert_page(ctx.say, choice, alleys, callback.page, quiet_hours=preferences.quiet_hours)


@routes.callback(PickRescueAlert)
async def pick_alert(ctx: HandlerContext, callback: PickRescueAlert) -> Done:
    await ctx.act(ask_for_rescues, ctx.person, callback.alley or None, ctx.now)
    return Done(ctx.say.plain("Saved."))


@routes.callback(StopRescueAlert)
async def stop_alert(ctx: HandlerContext, callback: StopRescueAlert) -> Done:
    await ctx.act(stop_rescues, ctx.person, ctx.now)
    return Done(ctx.say.plain("Stopped."))
