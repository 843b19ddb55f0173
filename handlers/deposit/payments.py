"""Handles a completed invoice payment that is recorded."""

from handlers.deposit.views import my_deposit, payment_recorded
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Screen
from market.deposit.own_page import own_deposit_page
from market.deposit.payment import match_payment


async def payment_received(ctx: HandlerContext, charge: str) -> Screen:
    """Matches the payment to its deposit and shows it; a payment without one is on the organisers' list."""
    deposit = await ctx.services.store.write(match_payment, charge, ctx.now, rng=ctx.services.rng)
    if deposit is None:
        return payment_recorded(ctx.say, ctx.services.contact)
    return my_deposit(ctx.say, await ctx.read(own_deposit_page, ctx.person, deposit, ctx.now), ctx.now)
