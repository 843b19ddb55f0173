"""Routes of the question whether somebody is 18 or older: the answer, and what the person was about to do."""

from handlers.callbacks.adults import ConfirmAdult, DenyAdult, unpacked_within
from handlers.callbacks.callback import Callback
from handlers.callbacks.start import ShowStart
from handlers.deposit.routes import routes as deposit
from handlers.gift.routes import routes as gift
from handlers.live.routes import routes as live
from handlers.start.routes import welcome
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Answer, Screen, ScreenReply
from handlers.waitlist.routes import routes as waitlist
from market.preferences.preferences import confirm_adult
from market.refusal import ButtonForged

routes = Routes()

BOOKINGS = Routes().include((waitlist, gift, live, deposit)).callbacks
"""What somebody may be about to do when they are asked."""


@routes.callback(ConfirmAdult)
async def confirm_adult_tapped(ctx: HandlerContext, callback: ConfirmAdult) -> Answer:
    """Stores the answer, which may be given twice, and goes on; the one effect of the update is what comes next."""
    await ctx.services.store.write(confirm_adult, ctx.person, ctx.now)
    return await _go_on(
        ctx, unpacked_within(callback.then), ctx.say.plain("Thank you. Now tap or write that once more.")
    )


@routes.callback(DenyAdult)
async def deny_adult(ctx: HandlerContext, callback: DenyAdult) -> Answer:
    toast = ctx.say.plain(
        "That is fine. This one is for people aged 18 and over; the others are open to you."
    )
    reply = await _go_on(ctx, callback.fallback() or ShowStart(), toast)
    return ScreenReply(reply, toast=toast) if isinstance(reply, Screen) else reply


async def _go_on(ctx: HandlerContext, callback: Callback, toast: str) -> Answer:
    if isinstance(callback, ShowStart):
        return ScreenReply(await welcome(ctx), toast=toast)
    if type(callback) not in BOOKINGS:
        raise ButtonForged
    return await BOOKINGS[type(callback)](ctx, callback)
